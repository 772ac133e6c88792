"""Keywords in English: the ranking of the Chinese writer, in English words and proper names."""

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
from tuwen.writing.patterns import first, infer

MOST: Final = 12
LEAST: Final = 5
DULL: Final = frozenset(
    [
        "user",
        "client",
        "data",
        "system",
        "service",
        "node",
        "request",
        "response",
        "result",
        "value",
        "name",
        "time",
        "type",
        "start",
        "end",
        "yes",
        "no",
        "actions",
        "settings",
        "all",
        "application",
        "label",
        "state",
    ]
)


def keywords(reading: Reading, article: Article) -> tuple[str, ...]:
    """Give 5 to 12 keywords, the most telling first; fewer where the picture says little."""
    graph = graph_of(reading)
    found: list[str] = []
    kind = first(infer(graph), "kind")
    if kind is not None and len(phrase := str(data()["patterns"].get(kind.rule, ""))) <= 48:
        found.append(phrase)
    found += [_english(word) for word in ranked(reading, article)]
    if len(set(found)) < LEAST:
        order = sorted(
            graph.items.values(), key=lambda i: -len(graph.out[i.id]) - len(graph.into[i.id])
        )
        found += [name_of(i).text for i in order if i.manner == "name"]
        found += [who(s) for s in (reading.chart.series if reading.chart else ())]
    if len(set(found)) < LEAST:
        found += [t.text for t in reading.texts if t.confidence >= 0.85]
    kept = {w.casefold(): w for w in reversed(found) if _telling(w)}
    words = list(kept.values())[::-1]
    words = [w for w in words if not any(w != o and w.casefold() in o.casefold().split()
                                         for o in words[:3])]  # fmt: skip
    return tuple(words[:MOST]) or (NOUNS[reading.kind],)


def _english(word: str) -> str:
    if not is_chinese(word):
        return word
    term = lexicon().find(word)
    return noun(word) or (noun(term.name) if term else "")


def _telling(word: str) -> bool:
    fits = 2 <= len(word) <= 48 and len(word.split()) <= 5
    clean = not is_chinese(word) and not MANGLED.search(word) and not READOUT.search(word)
    return fits and clean and word.lower() not in DULL and "“" not in word and any(
        c.isalpha() for c in word)  # fmt: skip
