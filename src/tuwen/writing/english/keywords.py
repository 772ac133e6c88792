"""Keywords in English: the ranking of the Chinese writer, in English words and proper names."""

import re
from typing import Final

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.writing.english.names import name_of
from tuwen.writing.english.opening import NOUNS
from tuwen.writing.english.phrasing import is_chinese
from tuwen.writing.english.translation import data, noun
from tuwen.writing.english.values import who
from tuwen.writing.graph import graph_of
from tuwen.writing.keywords import MANGLED, READOUT
from tuwen.writing.keywords import keywords as ranked
from tuwen.writing.lexicon import lexicon
from tuwen.writing.mentions import squeeze
from tuwen.writing.patterns import first, infer

MOST: Final = 12
LEAST: Final = 5
NUMBERED: Final = re.compile(r"\d{4}")  # one of many orders, a date
DULL: Final = frozenset({
    "user", "client", "data", "system", "service", "node", "request", "response", "result",
    "value", "name", "time", "type", "start", "end", "yes", "no", "actions", "settings",
    "all", "application", "label", "state",
})  # fmt: skip


def keywords(reading: Reading, article: Article) -> tuple[str, ...]:
    """Give 5 to 12 keywords, the most telling first; fewer where the picture says little."""
    graph = graph_of(reading)
    found: list[str] = []
    kind = first(infer(graph), "kind")
    if kind is not None and len(phrase := str(data()["patterns"].get(kind.rule, ""))) <= 48:
        found.append(phrase)
    said = _said(reading, article)
    found += [_english(word, said) for word in ranked(reading, article)]
    if _lacking(found):
        order = sorted(
            graph.items.values(), key=lambda i: -len(graph.out[i.id]) - len(graph.into[i.id])
        )
        order.sort(key=lambda i: i.manner != "name")
        names = [name_of(i) for i in order]
        found += [n.text for n in names if n.common or not n.label]
        found += [who(s) for s in (reading.chart.series if reading.chart else ())]
    if _lacking(found):
        texts = [t.text for t in reading.texts if t.confidence >= 0.85 and _telling(t.text)]
        found += [text for text in texts if not NUMBERED.search(text)][: _lacking(found)]
    kept = {w.casefold(): w for w in reversed(found) if _telling(w)}
    words = list(kept.values())[::-1]
    words = [w for w in words if not any(w != o and w.casefold() in o.casefold().split()
                                         for o in words[:3])]  # fmt: skip
    return tuple(words[:MOST]) or (NOUNS[reading.kind],)


def _lacking(found: list[str]) -> int:
    """How many words there are too few."""
    return max(LEAST - len({word.casefold() for word in found if _telling(word)}), 0)


def _said(reading: Reading, article: Article) -> str:
    """What is printed in the picture, and what the article says of it."""
    printed = [t.text for t in reading.texts] + [n.label for n in reading.nodes]
    printed += [g.label for g in reading.groups] + [reading.title, article.text]
    return squeeze("\n".join(printed))


def _english(word: str, said: str) -> str:
    """A keyword in English; what is only another name of what is said is left out."""
    if not is_chinese(word):
        return word
    term = lexicon().find(word)
    names = (word, *((term.name, *term.aliases) if term else ()))
    printed = any(len(n) > 2 and squeeze(n) in said for n in names[1:]) or squeeze(word) in said
    return noun(word) if printed else ""


def _telling(word: str) -> bool:
    fits = 2 <= len(word) <= 48 and len(word.split()) <= 5
    clean = not is_chinese(word) and not re.search(r"[`;=<>{}]", word)
    clean = clean and not MANGLED.search(word) and not READOUT.search(word)
    return fits and clean and word.lower() not in DULL and "“" not in word and any(
        c.isalpha() for c in word)  # fmt: skip
