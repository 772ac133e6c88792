"""Keywords: ranked terms of picture and article, one for each thing in whatever language."""

import re
from dataclasses import dataclass, field
from typing import Final

from tuwen.article import Article
from tuwen.reading.types import DIAGRAMS, Reading
from tuwen.writing.chart_values import ordered, who
from tuwen.writing.code_text import subjects
from tuwen.writing.extract import plain
from tuwen.writing.graph import Graph, graph_of
from tuwen.writing.labels import clean, manner
from tuwen.writing.lexicon import Mention, lexicon
from tuwen.writing.mentions import squeeze
from tuwen.writing.model_text import pattern
from tuwen.writing.opening import NOUNS
from tuwen.writing.patterns import first, infer
from tuwen.writing.phrases import repeated, said, told_apart, whole
from tuwen.writing.phrasing import HAN
from tuwen.writing.subject import subject, titled
from tuwen.writing.words import words

MOST: Final = 12
NEARLY: Final = 0.6  # of its score, at which a longer word stands for a shorter one in it
LEAST: Final = 5
FEW: Final = 3  # below which even a word of a menu is one
ENOUGH: Final = 8  # what only the text around names is added up to here
SURE: Final = 1.0  # the weight of a text in which an alias in Latin letters is a term
BESIDE: Final = 3  # and no more of it than this
NONE: Final = Article()
WORD: Final = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
MANGLED: Final = re.compile(
    r"^[^\w\u3400-\u9fff]|[:：_|-]$|^[^()]*\)|\([^()]*$|^[\d\W]+\w?\b$|\d:\d\d"
)
DULL: Final = frozenset({"flow", "user", ""})
BRACKET: Final = re.compile(r"（[^）]*）|\([^)]*\)")
_DATA: Final = words("keywords")
GENERIC: Final = re.compile(rf"(?:{'|'.join(_DATA['generic'])}|v?[\d.]+|[a-z]\d?)$", re.IGNORECASE)
# What only says the sort of a thing behind its name: 「TiFlash 架构」.
HEAD: Final = re.compile(rf"\s*的?(?:{'|'.join(_DATA['sorts'])})+$")
SUFFIX: Final[frozenset[str]] = frozenset(_DATA["suffixes"])  # 「负载均衡|器」
MARK: Final = re.compile(r"[A-Za-z]?\d{0,2}")  # x1, h2, A: no names
SPELT_OUT: Final = re.compile(r"[A-Z]\w{1,7}\s*[(（][\u3400-\u9fff]{4,}[)）]")  # BGP（边界…）
CODED: Final = re.compile(r"[a-z0-9]_[a-z0-9]|\w\(")  # a metric, a call: its parts are no terms
NUMBERED: Final = re.compile(r" (?:\d{1,2}|[A-Z])$")  # one of many: 「Rack 1」
CAPITALS: Final = re.compile(r"[A-Z]{1,3}")  # a mark
PAGE: Final = 8  # characters of a name of a page
READOUT: Final = re.compile(r"[À-ÖØ-öø-ɏ①-⑳【】]|\.{2,}|…|^\d|\d+ (?:min|day|hour|ms|s)$")


@dataclass
class Ranking:
    """Scores of words, one for each thing; `beside` are named by the text around alone."""

    scores: dict[str, float] = field(default_factory=dict[str, float])
    shapes: dict[str, str] = field(default_factory=dict[str, str])
    beside: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, word: str, key: str, score: float) -> None:
        """Count a word; one of no score is said beside the figure."""
        key = squeeze(key)
        self.shapes.setdefault(key, word)
        if score:
            known = self.scores.get(key, 0.0)
            self.scores[key] = known + score / 2 if known else score
        else:
            self.beside[key] = self.beside.get(key, 0) + 1

    def ranked(self) -> list[str]:
        """The words, best first: none that only lengthens another, few of the text around."""
        heads = {k: squeeze(HEAD.sub("", self.shapes[k])) for k in self.scores}
        keys = [k for k, head in heads.items() if head == k or head not in heads]
        keys.sort(key=lambda k: -self.scores[k])
        kept = [k for k in keys if not any(self._within(k, o) for o in keys)]
        near = [k for k, times in self.beside.items() if times > 1 and k not in self.scores]
        near = [k for k in near if not any(self._holds(o, k) or self._holds(k, o) for o in kept)]
        near.sort(key=lambda k: -self.beside[k])
        kept += near[: max(min(BESIDE, ENOUGH - len(kept)), 0)]
        return list({self.shapes[k].casefold(): self.shapes[k] for k in kept}.values())

    def _holds(self, longer: str, key: str) -> bool:
        """Whether one word stands in another; a Latin one as a word: not Java in JavaScript."""
        if self.shapes[key].isupper() and self.shapes[longer].isupper():
            return key in longer  # HTTP in HTTPS
        return key in longer and bool(said(self.shapes[key], [self.shapes[longer]]))

    def _within(self, key: str, other: str) -> bool:
        """Whether a word is a part of a longer one that says as much."""
        least = 1.0 if key.isascii() else NEARLY
        longer = key != other and self._holds(other, key)
        return longer and self.scores[other] >= least * self.scores[key]


def keywords(reading: Reading, article: Article = NONE) -> tuple[str, ...]:
    """Give 5 to 12 keywords, the most telling first; fewer where the picture says little."""
    graph = graph_of(reading)
    ranking = Ranking()
    kind = first(infer(graph), "kind") if reading.kind == "architecture" else None
    if kind is not None:
        word = BRACKET.sub("", kind.phrase)
        ranking.add(word, word, 4.0)
    about = subject(reading, article)
    page = reading.kind == "ui_screenshot" and about.manner == "name"
    if page and 2 < len(about.name) <= PAGE and not about.name.endswith(("示例", "例子", "界面")):
        ranking.add(about.name, about.name, 2.0)
    design = pattern(about.name) if reading.kind == "class" else None
    if design is not None:
        ranking.add(design.name, design.name, 4.0)
    for text, weight in _named(reading, article):
        _terms(ranking, text, weight)
    for text, weight in _drawn(reading, graph):
        _terms(ranking, text, weight, whole=reading.kind in DIAGRAMS and weight >= SURE)
    _own_terms(ranking, reading, article)
    for text in (plain(article.before)[-400:], plain(article.after)[:400]):
        _terms(ranking, text, 0.0)
    ranked = ranking.ranked()
    if len(ranked) < (FEW if reading.kind == "ui_screenshot" else LEAST):
        ranked = _filled(ranked, graph, reading)
    once = [ranking.shapes[k] for k in ranking.beside if ranking.shapes[k] not in ranked]
    ranked += once[: max(LEAST - len(ranked), 0)]
    return tuple(ranked[:MOST])


def _named(reading: Reading, article: Article) -> list[tuple[str, float]]:
    """What picture and article call the figure."""
    names = [(reading.title, 2.0), (article.title, 1.5), (article.heading, 2.0)]
    return [(plain(name), weight) for name, weight in [*names, (article.caption, 3.0)] if name]


def _drawn(reading: Reading, graph: Graph) -> list[tuple[str, float]]:
    """What stands in the figure; of a screenshot, whose menus name much, it weighs little."""
    found: list[tuple[str, float]] = []
    named = {i.name: i for i in graph.items.values() if not MARK.fullmatch(i.name)}
    for item in named.values():
        degree = len(graph.out[item.id]) + len(graph.into[item.id])
        text = item.name if SPELT_OUT.fullmatch(item.label) else item.label
        found.append((text, 1.0 + min(degree, 6) * 0.25 + (0.5 if item.is_group else 0.0)))
    found += [(clean(e.label), 0.5) for e in graph.edges if e.label.strip()]
    if not named:
        weight = 0.0 if reading.kind in ("ui_screenshot", "table") else 0.8
        found += [(t.text, weight) for t in reading.texts]
    if reading.chart is not None:
        names = (reading.chart.title, reading.chart.x_label, reading.chart.y_label)
        found += [(n, 1.5) for n in names if n] + [(s.name, 1.0) for s in reading.chart.series]
    return [(text, weight) for text, weight in found if text and not CODED.search(text)]


def _terms(ranking: Ranking, text: str, weight: float, *, whole: bool = False) -> None:
    """Count the lexicon's terms in a text; as a `whole` it may stand for one by another name."""
    hits: dict[str, Mention] = {}
    for hit in lexicon().find_all(text):
        if _parted(text, hit):
            hits.setdefault(hit.term.name, hit)
    term = lexicon().find(text) if whole else None
    if term is not None and not term.named_by(text):
        term = None
    if term is not None:
        hits.setdefault(term.name, Mention(term, 0, len(text)))
    for hit in hits.values():
        said = text[hit.start : hit.end].strip()
        word = said if said and all(HAN.match(c) for c in said) else hit.term.name
        own = _is(said, hit.term.name, hit.term.zh)
        latin = weight >= SURE and hit.term.name.isascii()  # 「K8s」, but not 「Dashboard」
        sure = own or hit.term is term or (len(said) > 2 and (HAN.search(said) or latin))
        dull = hit.term.category in DULL or GENERIC.match(word) or len(word) < 2
        dull = dull or bool(MARK.fullmatch(said))
        if sure and not dull:
            ranking.add(word, hit.term.name, weight)


def _is(said: str, *names: str) -> bool:
    return squeeze(said) in [squeeze(name) for name in names if name]


def _parted(text: str, hit: Mention) -> bool:
    """Whether a term ends where a word does: 「内存表」 does not stand in 「内存表现」."""
    over = next((w for w in told_apart(text) if w.start < hit.end < w.end), None)
    return over is None or not HAN.match(over.text) or text[hit.end : over.end] in SUFFIX


def _own_terms(ranking: Ranking, reading: Reading, article: Article) -> None:
    """Count what the article's own names say again elsewhere, and what the caption is of."""
    about = subject(reading, article).name
    names = {titled(n): w for n, w in _named(reading, article)} | {about: 3.0}
    around = f"{plain(article.before)}\n{plain(article.after)}"
    drawn = "\n".join(t.text for t in reading.texts)
    own: list[str] = []
    for name, weight in names.items():
        others = [n for n in names if n != name]
        for phrase, times in repeated(name, [*others, around, drawn]).items():
            own.append(phrase)
            if not GENERIC.match(phrase):
                ranking.add(phrase, phrase, weight / 2 + min(times, 4) * 0.5)
    for phrase in whole(about):
        alone = not any(squeeze(o) in squeeze(phrase) for o in own)
        if alone and not GENERIC.match(phrase) and len(phrase) <= 16:
            ranking.add(phrase, phrase, 1.0)


def _filled(ranked: list[str], graph: Graph, reading: Reading) -> list[str]:
    """Add names out of the picture, shortest sentences apart, until there are enough."""
    names = [
        i.name
        for i in sorted(
            graph.items.values(), key=lambda i: -len(graph.out[i.id]) - len(graph.into[i.id])
        )
    ]
    names = sorted(names, key=lambda name: manner(name) not in ("name", "step"))
    if reading.chart is not None:
        names += [who(s) for s in reading.chart.series if who(s) != "数值"]
        places = [s for s in reading.chart.series[:1] if not ordered(s)]
        names += [x for s in places for x, _ in s.points if isinstance(x, str)]
    if reading.table is not None:
        names += [cell for row in reading.table.rows[:1] for cell in row if WORD.search(cell)]
    if reading.code is not None:
        names += subjects(reading)
    room = ENOUGH if names else LEAST
    if not names:
        names = [clean(t.text) for t in reading.texts if t.confidence >= 0.7]
        names = [name for name in names if WORD.search(name) and not MANGLED.search(name)]
    taken = {word.casefold() for word in ranked}
    for name in names:
        most = room if manner(name) in ("name", "step") else LEAST
        term = lexicon().find(name)
        if term is not None and term.name.casefold() in taken:
            continue
        fits = 2 <= len(name) <= 16 and not re.search(r"[，。；：？！,;?!=<>→()（）]", name)
        fits = fits and not READOUT.search(name) and not NUMBERED.search(name)
        fits = fits and not GENERIC.match(name) and not CAPITALS.fullmatch(name)
        known = any(name.casefold() in word for word in taken)
        if fits and not known and len(ranked) < most:
            taken.add(name.casefold())
            ranked = [*ranked, name]
    if not ranked:
        what, shown = NOUNS[reading.kind]
        sort = {"photo": "照片", "decorative": "装饰图", "other": "配图"}.get(reading.kind)
        sorts = [sort] if sort else [what.removeprefix("该"), shown]
        return [word for word in sorts if len(word) > 1]  # a figure as such is no term
    return ranked
