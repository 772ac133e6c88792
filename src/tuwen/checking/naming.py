"""What a text names, also by a piece of a label or by a pronoun.

The shared vocabulary finds whole names; a person says 「重试次数」 for 「重试次数 < 2？」 and
「后者」 for what was named last. A piece counts where only one label has it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tuwen.reading.types import Reading
from tuwen.writing.graph import Graph
from tuwen.writing.labels import VERBS
from tuwen.writing.lexicon import lexicon
from tuwen.writing.mentions import GENERAL, Mention, Sort, Vocabulary, vocabulary
from tuwen.writing.verbs import ALL

TOKEN: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*|\d+|[\u3400-\u9fff]|[^\s\w\-_.·]")
WORD: Final = re.compile(r"[A-Za-z0-9]")
LEAST: Final = 3  # 汉字, or one Latin word of as many letters, that make a piece
MOST: Final = 12  # tokens of a piece
LABEL: Final = 60  # tokens of a label beyond which only its beginning is looked at
# A piece neither begins nor ends with these: they join words, they are no part of a name.
BARE: Final = frozenset(
    "的了和与及或并在是为把被将由从到向对给中里后前时就才则也都其这那一个等有用按以"
)
DULL: Final = frozenset(
    {"api", "http", "https", "json", "xml", "url", "sql", "get", "post", "the", "and", "for",
     "data", "user", "token", "type", "name", "app", "web", "via", "with", "from", "agent", "src"}
    | {verb.text for verb in ALL} | set(VERBS)
)  # fmt: skip
PRONOUN: Final = re.compile(
    r"后者|前者|[前后]?[两二三四]者|它们|他们|它|(?<![与极尤])其(?![他中余次实间一二三它])|两端"
)


@dataclass(frozen=True)
class Named:
    """Everything that a text names, in order; `whole` are the names that stand in full."""

    mentions: list[Mention]
    whole: list[Mention]
    pronouns: list[Mention]

    @property
    def items(self) -> list[Mention]:
        """Names, pieces and pronouns of nodes and groups, in order."""
        found = [m for m in self.mentions if m.sort == "item"]
        return sorted([*found, *self.pronouns], key=lambda m: m.start)

    @property
    def told(self) -> list[Mention]:
        """All of these, and the labels of lines."""
        return sorted([*self.mentions, *self.pronouns], key=lambda m: m.start)


def names_in(text: str, reading: Reading, graph: Graph) -> Named:
    """Find whole names first, then pieces of names around them, then what pronouns stand for."""
    known = vocabulary(reading, graph)
    whole = known.find(text)
    found = _with_pieces(text, whole, pieces_of(reading, graph, known))
    return Named(found, whole, pronouns_in(text, found))


def pieces_of(
    reading: Reading, graph: Graph, known: Vocabulary
) -> dict[tuple[str, ...], tuple[Sort, tuple[str, ...]]]:
    """Every run of words that one label alone has, and what bears it."""
    owners: dict[tuple[str, ...], dict[str, Sort]] = {}
    for item in graph.items.values():
        for run in _runs(item.label):
            owners.setdefault(run, {})[item.id] = "item"
    for edge in reading.edges:
        for run in _runs(edge.label):
            owners.setdefault(run, {})[edge.id] = "edge"
    found: dict[tuple[str, ...], tuple[Sort, tuple[str, ...]]] = {}
    words = {w for run in owners if len(run) == 1 and WORD.match(run[0]) for w in run}
    alike = {w for w in words if {w + "s", w + "es"} & words}
    for run, bearers in owners.items():
        if len(run) == 1 and run[0] in alike:  # region, regions
            continue
        items = tuple(i for i, sort in bearers.items() if sort == "item")
        edges = tuple(i for i, sort in bearers.items() if sort == "edge")
        if known.forms.get("".join(run), ("text",))[0] != "text":
            continue
        if len(items) == 1:
            found[run] = ("item", items)
        elif not items and len(edges) <= 2:
            found[run] = ("edge", edges)
    return found


def _runs(label: str) -> Iterable[tuple[str, ...]]:
    for line in re.split(r"\n", label):
        for part in re.split(r"[^\w\s\-_.·]", line):
            tokens = [t.casefold() for t in TOKEN.findall(_folded(part))][:LABEL]
            for start in range(len(tokens)):
                if tokens[start] in BARE or tokens[start].isdigit():
                    continue
                for end in range(start + 1, min(start + MOST, len(tokens)) + 1):
                    run = tuple(tokens[start:end])
                    if run[-1] not in BARE and _weight(run) >= LEAST and not _dull(run):
                        yield run


def _weight(run: tuple[str, ...]) -> int:
    return sum(min(len(t), LEAST) if WORD.match(t) and not t.isdigit() else 1 for t in run)


@lru_cache(maxsize=8192)
def _dull(run: tuple[str, ...]) -> bool:
    """Whether a run is only a verb, a general word or a number."""
    words = "".join(run)
    if words in DULL or words.isdigit():
        return True
    term = lexicon().find(words)
    return term is not None and term.category in GENERAL and words in _spoken(term.name, term.zh)


def _spoken(*forms: str) -> set[str]:
    return {form.casefold().replace(" ", "") for form in forms}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _with_pieces(
    text: str, whole: list[Mention], pieces: dict[tuple[str, ...], tuple[Sort, tuple[str, ...]]]
) -> list[Mention]:
    """Add the longest pieces where no name stands, or where they reach over a shorter name."""
    tokens = [(m[0].casefold(), m.start(), m.end()) for m in TOKEN.finditer(text)]
    longest = max((len(run) for run in pieces), default=0)
    taken = list(whole)
    at = 0
    while at < len(tokens):
        step = 1
        for length in range(min(longest, len(tokens) - at), 0, -1):
            run = tuple(t for t, _, _ in tokens[at : at + length])
            if run not in pieces:
                continue
            start, end = tokens[at][1], tokens[at + length - 1][2]
            over = [m for m in taken if m.start < end and start < m.end]
            if any(m.start < start or m.end > end or _stronger(m, start, end) for m in over):
                continue
            sort, ids = pieces[run]
            taken = [m for m in taken if m not in over]
            taken.append(Mention(start, end, text[start:end], ids, sort))
            step = length
            break
        at += step
    return sorted(taken, key=lambda m: m.start)


def _stronger(name: Mention, start: int, end: int) -> bool:
    """Whether a name stands against a piece over it: a mere line of text does not."""
    longer = name.end - name.start >= end - start
    return longer and not (name.sort == "text" and name.end - name.start == end - start)


def pronouns_in(text: str, found: list[Mention]) -> list[Mention]:
    """What 后者, 它, 二者 … stand for: any of the ids that they may mean."""
    items = [m for m in found if m.sort == "item"]
    pair: tuple[Mention, Mention] | None = None
    pronouns: list[Mention] = []
    for match in PRONOUN.finditer(text):
        if any(m.start < match.end() and match.start() < m.end for m in found):
            continue
        before = [m for m in items if m.end <= match.start()]
        if not before:
            continue
        word = match[0]
        if word == "前者" and len(before) > 1:
            pair = (before[-2], before[-1])
            ids = pair[0].ids
        elif word == "后者":
            ids = (pair[1] if pair else before[-1]).ids
            pair = None
        elif re.search(r"[两二三四]者|们|两端", word):
            many = {"三": 3, "四": 4}.get(word[-2], 2) if word.endswith("者") else 6
            ids = tuple(dict.fromkeys(i for m in before[-many:] for i in m.ids))
        else:
            ids = tuple(dict.fromkeys((*before[-1].ids, *_topic(text, match.start(), before))))
        pronouns.append(Mention(match.start(), match.end(), word, ids, "item"))
    return pronouns


def _topic(text: str, place: int, before: list[Mention]) -> tuple[str, ...]:
    """The first name of the sentence that a pronoun stands in, else of the one before."""
    start = max(text.rfind(mark, 0, place) for mark in "。！？\n") + 1
    earlier = max(text.rfind(mark, 0, max(start - 1, 0)) for mark in "。！？\n") + 1
    begun = start if start < before[-1].start else earlier
    return next((m.ids for m in before if m.start >= begun), ())
