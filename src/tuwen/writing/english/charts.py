"""Charts in English: axes, trends, rankings, shares, extremes, lead and crossings.

Every number is one that was read, a sum's share of those, or a ratio of two, said so.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Chart, Series
from tuwen.writing.chart_trends import DENSE, shape_of, turn_of
from tuwen.writing.chart_values import (
    UNIT,
    intervals,
    label_of,
    mere_names,
    ordered,
    unit,
)
from tuwen.writing.english.phrasing import capped, count, listed
from tuwen.writing.english.shares import of_the_whole
from tuwen.writing.english.values import UNITS, amount, impossible, place, term, value, who
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause

POINTS: Final = 12  # of a measured course that are told one by one
SHAPES: Final = {
    "same": "stays at", "up": "rises steadily to", "down": "falls steadily to",
    "back": "fluctuates and returns to", "wavering": "fluctuates, ending at",
    "rising": "rises with fluctuations to", "falling": "falls with fluctuations to",
}  # fmt: skip


def axes(chart: Chart) -> str:
    """“the x-axis is the year and the y-axis sales”; empty where neither is named."""
    parts: list[str] = []
    for word, text in (("x", chart.x_label), ("y", chart.y_label)):
        alone = re.fullmatch(r"[(（\[]\s*([^()（）\[\]]+?)\s*[)）\]]", plain(text))
        if alone:
            parts.append(f"the {word}-axis is in {UNITS.get(alone[1], alone[1]) or 'units'}")
        elif re.search(r"\w", text) and not re.fullmatch(r"min|max|avg|mean|total", text, re.I):
            parts.append(f"the {word}-axis shows {term(text)}")
    return listed(parts)


def findings(chart: Chart, kind: str) -> list[Clause]:
    """What the numbers show, in the order of telling."""
    full = [s for s in chart.series if s.points and not impossible(s)]
    if not full:
        return []
    nameless = sum(not who(s) for s in full) > 1
    full = _all_named(full)
    measure = unit(chart)
    if kind == "pie_chart":
        return of_the_whole(full[0], measure)
    cloud = all(not isinstance(x, str) for s in full for x, _ in s.points)
    unordered = not ordered(full[0]) and (kind != "line_chart" or mere_names(full[0]))
    if kind == "scatter_chart" or (unordered and kind == "other_chart" and cloud):
        return _scatter(full)
    if len(full) == 1 and (unordered or intervals(full[0])):
        return _ranking(full[0], measure)
    if unordered and len(full) <= 4:
        return [c for s in full for c in _ends(s, measure)] + lead(full, measure)
    if len(full) > 3:
        found = _movers(full, measure) + lead(full, measure)
        return found or [trend(s, measure, alone=False) for s in full[:3]]
    if len(full) == 1 and not full[0].name:
        name = term(UNIT.sub("", chart.y_label).strip())
        full = [replace(full[0], name=name if name and not name.startswith("“") else "the value")]
    clauses = [trend(s, measure, alone=len(full) == 1) for s in full]
    return clauses + (lead(full, measure) if len(full) > 1 and not nameless else [])


def _all_named(full: Sequence[Series]) -> list[Series]:
    alike = {(who(s), s.points): s for s in reversed(full)}
    kept = list(alike.values())[::-1]
    bare = [s for s in kept if not who(s)]
    if len(kept) < 2 or not bare:
        return [replace(s, name=who(s)) for s in kept]
    marks = [""] if len(bare) == 1 else [f" {c}" for c in "ABCDEFGHIJ"]
    new = {s.id: f"unnamed series{marks[k % len(marks)]}" for k, s in enumerate(bare)}
    return [replace(s, name=new.get(s.id, who(s))) for s in kept]


def trend(series: Series, measure: str, *, alone: bool) -> Clause:
    """The course of one series."""
    points, values = series.points, [v for _, v in series.points]
    weight, name = (8 if alone else 6), series.name or "the value"
    if len(points) < 2:
        return Clause(f"{name} is {value(series, values[0], measure)}", (series.id,), 6)
    aimless = abs(values[-1] - values[0]) * 2 < max(values) - min(values)
    top = max(range(len(values)), key=lambda i: values[i])
    low = min(range(len(values)), key=lambda i: values[i])
    if series.measured and len(points) > DENSE and aimless and label_of(points[0][0]):
        said = [f"{name} peaks{_at(series, top, measure)}", f"is lowest{_at(series, low, measure)}"]
        return Clause(" and ".join(said), (series.id,), weight)
    first, last = _value(series, 0, measure), _value(series, -1, measure)
    if turn := turn_of(values):
        up = values[turn] > values[0]
        middle = _value(series, turn, measure)
        text = (
            f"{name} {'rises' if up else 'falls'} from {first} to a {'peak' if up else 'low'} of "
        )
        text += f"{middle}, then {'falls' if up else 'recovers'} to {last}"
        return Clause(text, (series.id,), weight)
    shape = SHAPES[shape_of(values)]
    if shape == "stays at":
        text = f"{name} stays at {value(series, values[0], measure)} throughout"
        return Clause(text, (series.id,), weight)
    verb, _, rest = shape.partition(" ")
    text = f"{name} {verb} {rest.removesuffix('to').removesuffix('at').strip()}"
    text = text.rstrip() + (f" from {first} to {last}" if rest.endswith("to") else
                            f", starting at {first} and ending at {last}")  # fmt: skip
    text = text.replace(", ending, starting", ", starting").replace(" and returns from", " from")
    inner = [i for i in dict.fromkeys((top, low)) if 0 < i < len(values) - 1]
    inner = [i for i in inner if label_of(points[i][0])]
    if inner and values[top] > values[low]:
        told = [
            f"{'peaking' if i == top else 'with a low'}{_at(series, i, measure)}" for i in inner
        ]
        text = f"{text}, {' and '.join(told)}"
    return Clause(text, (series.id,), weight)


def _value(series: Series, i: int, measure: str) -> str:
    """“about 80 in 2014”."""
    x, y = series.points[i]
    return value(series, y, measure) + _where(x)


def _where(x: str | float) -> str:
    text = place(x)
    if not text:
        return ""
    if re.fullmatch(r"(?:19|20)\d\d|Q[1-4]|[A-Z][a-z]{2,}(?: \d{4})?", text) and not re.match(
        r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", text
    ):
        return f" in {text}"
    if re.match(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", text):
        return f" on {text}"
    return f" at {text}"


def _at(series: Series, i: int, measure: str) -> str:
    x, y = series.points[i]
    return f"{_where(x)} ({value(series, y, measure)})"


def _ranking(series: Series, measure: str) -> list[Clause]:
    ranked = sorted(series.points, key=lambda p: -p[1])
    high, low = ranked[0][1], ranked[-1][1]
    ids = (series.id,)
    if high == low:
        names = capped([place(x) for x, _ in ranked], 5)
        both = "are all at" if len(ranked) > 2 else "are both at" if len(ranked) > 1 else "is at"
        return [Clause(f"{names} {both} {value(series, high, measure)}", ids, 8)]
    tops, lows = [p for p in ranked if p[1] == high], [p for p in ranked if p[1] == low]
    rest = ranked[len(tops) : len(ranked) - len(lows)]
    clauses = [Clause(_extreme(series, tops, "highest", measure), ids, 8)]
    if rest:
        follow = [f"{place(x)} ({value(series, v, measure)})" for x, v in rest[:3]]
        told = listed(follow) if len(rest) <= 3 else f"{', '.join(follow)}, and others"
        verb = "comes" if len(rest) == 1 else "come"
        clauses.append(Clause(f"next {verb} {told}", ids, 5))
    clauses.append(Clause(_extreme(series, lows, "lowest", measure), ids, 7))
    if low > 0 and high / low >= 1.5:
        times = amount(round(high / low, 1))
        clauses.append(Clause(f"the highest value is about {times} times the lowest", ids, 3))
    return clauses


def _extreme(
    series: Series, points: Sequence[tuple[str | float, float]], word: str, measure: str
) -> str:
    names = capped([place(x) or "an unnamed place" for x, _ in points], 4)
    shown = value(series, points[0][1], measure)
    return f"{names} {'tie for' if len(points) > 1 else 'is'} {word} ({shown})"


def _scatter(full: Sequence[Series]) -> list[Clause]:
    points = [(float(x), y) for s in full for x, y in s.points if not isinstance(x, str)]
    ids = tuple(s.id for s in full)
    if len(points) < 3:
        return [Clause(f"it has {sum(len(s.points) for s in full)} data points", ids, 6)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    text = (f"it has {len(points)} data points, with x between {amount(min(xs))} and "
            f"{amount(max(xs))} and y between {amount(min(ys))} and {amount(max(ys))}")  # fmt: skip
    return [Clause(text, ids, 8)]


def _ends(series: Series, measure: str) -> list[Clause]:
    """Highest and lowest of one series among places that have no order."""
    ranked = sorted(series.points, key=lambda p: -p[1])
    if len(ranked) < 2:
        return [trend(series, measure, alone=False)]
    (x, high), (y, low) = ranked[0], ranked[-1]
    text = (f"{series.name} is highest for {place(x)} ({value(series, high, measure)}) and lowest "
            f"for {place(y)} ({value(series, low, measure)})")  # fmt: skip
    return [Clause(text, (series.id,), 6)]


def _movers(full: Sequence[Series], measure: str) -> list[Clause]:
    """Of many series, the one that rises and the one that falls most."""
    spans = {(label_of(s.points[0][0]), label_of(s.points[-1][0])) for s in full}
    moved = [(s.points[-1][1] - s.points[0][1], s) for s in full if len(s.points) > 1]
    if len(spans) > 1 or not moved:
        return []
    clauses: list[Clause] = []
    for pick, word in ((max, "rises"), (min, "falls")):
        change, series = pick(moved, key=lambda m: m[0])
        if change and (change > 0) == (pick is max):
            ends = f"from {_value(series, 0, measure)} to {_value(series, -1, measure)}"
            clauses.append(Clause(f"{series.name} {word} most, {ends}", (series.id,), 6))
    return clauses


def lead(full: Sequence[Series], measure: str) -> list[Clause]:
    """Who is ahead always, or at the end, and where two change places."""
    tables = [{label_of(x): v for x, v in s.points} for s in full]
    shared = [x for x in tables[0] if all(x in t for t in tables)]
    alike = len({s.unit for s in full}) == 1 and all(s.name.strip() for s in full)
    if len(shared) < 2 or not alike or any(len(t) != len(shared) for t in tables):
        return []
    ids = tuple(s.id for s in full)
    for n, series in enumerate(full):
        others = [t for m, t in enumerate(tables) if m != n]
        if all(tables[n][x] > max(t[x] for t in others) for x in shared):
            other = full[1 - n].name if len(full) == 2 else "all others"
            return [Clause(f"{series.name} is above {other} throughout", ids, 7)]
    if not ordered(full[0]):
        return []
    clauses: list[Clause] = []
    if len(full) == 2:
        signs = [tables[0][x] - tables[1][x] for x in shared]
        turns = [i for i in range(1, len(signs)) if signs[i - 1] * signs[i] < 0]
        if len(turns) == 1:
            ahead, behind = full if signs[turns[0]] > 0 else (full[1], full[0])
            text = f"{ahead.name} overtakes {behind.name}{_where(shared[turns[0]])}"
            clauses.append(Clause(text, ids, 7))
        elif turns:
            clauses.append(Clause(f"the two change places {count(len(turns))} times", ids, 5))
    last = shared[-1]
    best = max(range(len(full)), key=lambda n: tables[n][last])
    shown = value(full[best], tables[best][last], measure)
    text = f"{_where(last).strip() or 'at the end'}, {full[best].name} is highest ({shown})"
    return [*clauses, Clause(text, ids, 4)]


def rows(chart: Chart, kind: str = "") -> list[Clause]:
    """All values, a line a series, for the long description; of a long course some."""
    if kind == "pie_chart" and all(len(s.points) <= 6 for s in chart.series):
        return []
    measure = unit(chart)
    found: list[Clause] = []
    for series in chart.series:
        if not series.points or impossible(series):
            continue
        many = len(series.points)
        points = list(series.points)
        if many > 2 * POINTS or (series.measured and many > POINTS):
            step = (many - 1) / (POINTS - 1)
            points = [points[round(k * step)] for k in range(POINTS)]
        shown = [f"{place(x)}: {value(series, v, measure).removeprefix('about ')}".strip(": ")
                 for x, v in points]  # fmt: skip
        more = f" ({POINTS} of {many} data points)" if len(points) < many else ""
        estimated = " (estimated from the axis)" if series.measured else ""
        name = who(series) or "values"
        found.append(Clause(f"{name}{estimated} – {'; '.join(shown)}{more}", (series.id,)))
    return found
