"""The numbers that a picture and its article give, and those that follow from a chart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from tuwen.article import Article
from tuwen.checking.quantities import Quantity, Verdict
from tuwen.reading.types import Reading
from tuwen.writing.chart_values import sensible

NUMBER: Final = re.compile(
    r"(?<![\w.第图表\-])[-−]?(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)\s?(?P<unit>%|％|‰)?(?![\w.]*[A-Za-z_])"
)
LOOSE: Final = 0.01
IN_TEXT: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
ADDRESS: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.])")
ORDINAL: Final = re.compile(r"^\s*(?:[-*•]\s*)?[(（]?\d{1,3}[.、．)）](?!\d)", re.MULTILINE)


@dataclass(frozen=True)
class Numbers:
    """Printed numbers by where they stand, points of the chart, and what follows from them."""

    printed: dict[str, tuple[str, ...]]  # digits -> ids of texts, nodes, edges
    points: tuple[tuple[float, str], ...]  # value, id of the series
    derived: tuple[float, ...]
    shares: tuple[float, ...]  # in percent
    article: frozenset[str]
    words: str  # all that is printed and told
    loose: float  # how far a value read off an axis may be off, as a share of it

    def judge(self, digits: str, percent: bool) -> tuple[Verdict, tuple[str, ...]]:
        """Say what a number rests on."""
        plain = _plain(digits)
        if plain in self.printed:
            return "supported", self.printed[plain]
        value, decimals = float(digits), len(digits.partition(".")[2])
        hits = tuple(
            dict.fromkeys(
                i for v, i in self.points
                if _same(v, value, decimals) or abs(v - value) <= self.loose * abs(v)
            )
        )  # fmt: skip
        if hits:
            return "supported", hits
        ids = tuple(dict.fromkeys(i for _, i in self.points))
        if any(_same(v, value, decimals) for v in (self.shares if percent else self.derived)):
            return "inferred", ids
        if decimals > 1 and any(_same(float(p), value, decimals) for p in self.printed):
            return "supported", ()
        if plain in self.article:
            return "context", ()
        return "unsupported", ()


def numbers_of(reading: Reading, article: Article) -> Numbers:
    """Gather every number that may be said of a Reading."""
    printed: dict[str, tuple[str, ...]] = {}
    for ident, words in _texts(reading):
        for match in IN_TEXT.finditer(words):
            key = _plain(match[0].replace(",", ""))
            printed[key] = tuple(dict.fromkeys((*printed.get(key, ()), ident)))
    points: list[tuple[float, str]] = []
    derived: set[float] = set()
    shares: set[float] = set()
    for series in reading.chart.series if reading.chart else ():
        values = [y for _, y in series.points]
        points += [(abs(v), series.id) for x, y in series.points for v in _numeric(x, y)]
        if series.measured:
            rough = [abs(sensible(v)) for v in values]
            points += [(v / many, series.id) for v in rough for many in (1, 1e4, 1e8)]
        derived |= {abs(v) for v in _follow(values)}
        shares |= {abs(v) for v in _shares(values)}
    columns = (
        zip(*([y for _, y in s.points] for s in reading.chart.series), strict=False)
        if reading.chart
        else ()
    )
    for column in list(columns)[:60]:
        derived |= {abs(v) for v in _follow(list(column))}
        shares |= {abs(v) for v in _shares(list(column))}
    measured = bool(reading.chart) and any(s.measured for s in reading.chart.series)
    loose = LOOSE if measured else 0.0
    words = {_plain(m[0].replace(",", "")) for m in IN_TEXT.finditer(article.text)}
    return Numbers(
        printed,
        tuple(points),
        tuple(derived),
        tuple(shares),
        frozenset(words),
        "\n".join(line for _, line in _texts(reading)) + article.text,
        loose,
    )


def _texts(reading: Reading) -> Iterable[tuple[str, str]]:
    for text in reading.texts:
        yield text.id, text.text
    for node in reading.nodes:
        yield node.id, "\n".join((node.label, *node.rows))
    for edge in reading.edges:
        yield edge.id, edge.label
    for group in reading.groups:
        yield group.id, group.label
    for row in reading.table.rows if reading.table else ():
        yield "", "\n".join(row)
    if reading.chart:
        for words in (
            reading.title,
            reading.chart.title,
            reading.chart.x_label,
            reading.chart.y_label,
        ):
            yield "", words
        for series in reading.chart.series:
            yield series.id, "\n".join((series.name, *(str(x) for x, _ in series.points)))


def _numeric(x: str | float, y: float) -> list[float]:
    return [y] if isinstance(x, str) else [float(x), y]


def _follow(values: list[float]) -> list[float]:
    """Sums, means, differences and ratios of a row of values."""
    if len(values) < 2:
        return []
    found = [sum(values), sum(values) / len(values), max(values) - min(values)]
    for a, b in combinations(values[:40], 2):
        found += [a - b, *((a / b, b / a) if a and b else ())]
    return found


def _shares(values: list[float]) -> list[float]:
    """Shares of the whole and changes from one value to another, in percent."""
    total = sum(values)
    found = [100 * v / total for v in values] if total else []
    for a, b in combinations(values[:40], 2):
        found += [100 * (b - a) / a] if a else []
        found += [100 * (a - b) / b] if b else []
    return found


def _same(known: float, said: float, decimals: int) -> bool:
    return abs(known - said) <= 0.5 * 10**-decimals + 1e-9


def _plain(digits: str) -> str:
    bare = re.sub(r"^0+(?=\d)", "", digits)
    return re.sub(r"\.?0+$", "", bare) if "." in bare else bare


def numbers_in(text: str, taken: list[tuple[int, int]], known: Numbers) -> list[Quantity]:
    """Judge every number that stands in no name and no count."""
    taken = [*taken, *(m.span() for m in ORDINAL.finditer(text))]
    found = [
        Quantity("number", *m.span(), "supported" if m[0] in known.words else "unsupported")
        for m in ADDRESS.finditer(text)
    ]
    taken += [(q.start, q.end) for q in found]
    for match in NUMBER.finditer(text):
        ordinal = text[: match.start()].rstrip().endswith(("第", "图", "表"))
        if ordinal or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        verdict, ids = known.judge(match["digits"].replace(",", ""), bool(match["unit"]))
        found.append(Quantity("number", match.start(), match.end(), verdict, ids))
    return found
