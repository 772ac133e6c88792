"""Where a text names what is in a picture: surface forms, found longest first.

Shared by the check (which text names which shape) and by questions (which shape is asked
about). Spelling is forgiven (case, width, spaces, hyphens); meaning is not guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from tuwen.reading.types import Reading
from tuwen.writing.graph import Graph, Item
from tuwen.writing.labels import VERBS, clean, split_label
from tuwen.writing.lexicon import lexicon
from tuwen.writing.verbs import ALL, contracted

Sort = Literal["item", "edge", "text", "series"]
DROPPED: Final = re.compile(r"[\s_\-‐–·・\"'“”‘’「」『』《》【】\[\]]")
CHARACTERS: Final = 8192  # more than a language uses
CLOSING: Final = ".,;:!?。，；、！？"
LATIN: Final = re.compile(r"[a-z0-9]", re.IGNORECASE)
# Words too plain to be taken for the shape that carries them, unless they stand in quotes.
PLAIN: Final = frozenset(
    {"是", "否", "有", "无", "yes", "no", "开始", "结束", "图", "中", "服务", "系统"}
)
# A term of these inside a longer name says something about the thing, it does not name it.
GENERAL: Final = frozenset(
    {
        "user",
        "client",
        "service",
        "pattern",
        "concept",
        "flow",
        "hardware",
        "os",
        "ml",
        "protocol",
        "language",
    }
)
# Nouns that stand for a thing in short where no other thing's name ends so.
TAILS: Final = (
    "网关", "数据库", "缓存", "消息队列", "注册中心", "配置中心", "客户端", "负载均衡", "搜索引擎",
    "主库", "从库", "向量库", "大模型", "前端", "后端",
)  # fmt: skip
SPOKEN_VERBS: Final = frozenset(VERBS) | {verb.text for verb in ALL}


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of a text that names something of the Reading."""

    start: int
    end: int
    text: str
    ids: tuple[str, ...]  # several where several things carry the name
    sort: Sort


@dataclass(frozen=True)
class Vocabulary:
    """Every form under which the things of one Reading may be named."""

    forms: dict[str, tuple[Sort, tuple[str, ...]]]  # squeezed form -> what it names
    names: frozenset[str]  # of nodes and groups, as displayed
    by_name: dict[str, tuple[str, ...]]
    lengths: tuple[int, ...]  # of the forms, longest first

    def find(self, text: str) -> list[Mention]:
        """Find all mentions in order, longest first, none inside another."""
        squeezed, places = squeeze_with_places(text)
        found: list[Mention] = []
        at = 0
        while at < len(squeezed):
            match = self._longest(text, squeezed, places, at)
            if match is None:
                at += 1
                continue
            found.append(match[0])
            at = match[1]
        short = contracted(text, self.names)
        if len(short) > 1:  # 「订单、支付、用户三个服务」: 用户 is short for 用户服务 here
            spans = [(start, end) for _, start, end in short]
            found = [m for m in found if not any(a < m.end and m.start < b for a, b in spans)]
            found += [
                Mention(start, end, text[start:end], self.by_name[name], "item")
                for name, start, end in short
            ]
        return sorted(found, key=lambda m: m.start)

    def _longest(
        self, text: str, squeezed: str, places: list[int], at: int
    ) -> tuple[Mention, int] | None:
        for length in self.lengths:
            form = squeezed[at : at + length]
            if len(form) < length or form not in self.forms:
                continue
            start, end = places[at], places[at + length - 1] + 1
            if "\n" in text[start:end] or not _stands_alone(text, start, end):
                continue
            if (form in PLAIN or len(form) == 1) and not _marked(text, start, end, form):
                continue
            sort, ids = self.forms[form]
            return Mention(start, end, text[start:end], ids, sort), at + length
        return None


def squeeze(text: str) -> str:
    """Reduce a text to what makes its words: no case, width, spaces or punctuation."""
    return "".join(map(_squeezed, text))


def squeeze_with_places(text: str) -> tuple[str, list[int]]:
    """A squeezed text, and for each of its characters the place where it stood."""
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in _squeezed(char):
            out.append(folded)
            places.append(place)
    return "".join(out), places


@lru_cache(maxsize=CHARACTERS)
def _squeezed(char: str) -> str:
    """What is left of a character."""
    if DROPPED.match(char):
        return ""
    return DROPPED.sub("", unicodedata.normalize("NFKC", char).casefold())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut in two."""
    if start and LATIN.match(text[start]) and LATIN.match(text[start - 1]):
        return False
    return not (end < len(text) and LATIN.match(text[end - 1]) and LATIN.match(text[end]))


def _marked(text: str, start: int, end: int, form: str) -> bool:
    if text[start - 1 : start] in ("「", "“", '"', "『") and text[end : end + 1] in '」”"』':
        return True
    return len(form) == 1 and bool(LATIN.match(form)) and text[start:end].isupper()


def vocabulary(reading: Reading, graph: Graph) -> Vocabulary:
    """Gather the forms of a Reading: exact ones first, then aliases, then parts of names."""
    forms: dict[str, tuple[Sort, tuple[str, ...]]] = {}
    for forms_of in (_exact, _aliases, _parts):
        fresh: dict[str, list[str]] = {}
        for item in graph.items.values():
            for form in forms_of(item):
                fresh.setdefault(squeeze(form).rstrip(CLOSING), []).append(item.id)
        for form, ids in fresh.items():
            if form:
                forms.setdefault(form, ("item", tuple(dict.fromkeys(ids))))
        if forms_of is _exact:
            _add_other_texts(forms, reading)
    for form, ids in _tails(graph).items():
        forms.setdefault(form, ("item", ids))
    by_name: dict[str, tuple[str, ...]] = {}
    for item in graph.items.values():
        if item.name:
            by_name[item.name] = (*by_name.get(item.name, ()), item.id)
    lengths = tuple(sorted({len(form) for form in forms}, reverse=True))
    return Vocabulary(forms, frozenset(by_name), by_name, lengths)


def _exact(item: Item) -> list[str]:
    bare = re.sub(r"\s*[(（][^()（）]*[)）]$", "", item.label)
    return [item.name, item.label, bare, *item.rows]


def _aliases(item: Item) -> list[str]:
    """Other spellings of the same thing, by the lexicon; a note that is a name itself."""
    term = lexicon().find(item.name) or lexicon().find(item.label)
    named = term is not None and term.category not in ("flow", "pattern", "concept")
    told = [term.name, term.zh, *term.aliases] if term and named else []
    if not {squeeze(item.name), squeeze(item.label)} & set(map(squeeze, told)):
        told = []  # 订单服务 is a service, but 「服务」 is not its name
    told = [form for form in told if form not in SPOKEN_VERBS]
    return told + ([item.note] if 1 < len(item.note) <= 24 else [])


def _parts(item: Item) -> list[str]:
    """Terms within a longer name: 「Redis 集群」 is also meant by Redis."""
    if len(item.label) > 40 or item.manner == "question":
        return []
    found: list[str] = []
    for hit in lexicon().find_all(item.label):
        if hit.term.category not in GENERAL and not hit.term.generic:
            found += [hit.term.name, hit.term.zh, *hit.term.aliases]
    return [form for form in found if len(form) > 1 and form not in SPOKEN_VERBS]


def _tails(graph: Graph) -> dict[str, tuple[str, ...]]:
    """「网关」 for the only thing whose name ends so: 「API 网关」."""
    found: dict[str, tuple[str, ...]] = {}
    for tail in TAILS:
        ids = tuple(i.id for i in graph.items.values() if i.name.endswith(tail))
        if len(ids) == 1:
            found[tail] = ids
    return found


def _add_other_texts(forms: dict[str, tuple[Sort, tuple[str, ...]]], reading: Reading) -> None:
    def add(form: str, sort: Sort, ident: str) -> None:
        key = squeeze(form).rstrip(CLOSING)
        old = forms.get(key)
        if not key or (old and old[0] != sort):
            return
        forms[key] = (sort, tuple(dict.fromkeys((*(old[1] if old else ()), ident))))

    for series in reading.chart.series if reading.chart else ():
        add(series.name, "series", series.id)
        for x, _ in series.points:
            if isinstance(x, str):
                add(x, "series", series.id)
    for edge in reading.edges:
        label = clean(edge.label)
        if len(squeeze(label)) > 1:
            add(label, "edge", edge.id)
    for text in reading.texts:
        label = clean(text.text)
        if 1 < len(squeeze(label)) <= 60:
            add(label, "text", text.id)
            add(split_label(text.text)[0], "text", text.id)
