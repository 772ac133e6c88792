"""Charts in words: subject, trend or ranking or shares, extremes, lead and crossings.

Every number is one that was read, a sum's share of those, or a ratio of two, said so.
"""

import itertools
import re
from typing import Final

from tuwen.reading.types import Chart, Series
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause, capped, count, glued, listed, quoted

UNIT: Final = re.compile(
    r"[(（\[]\s*(?:单位[:：]?\s*)?([^()（）\[\]]{1,10})\s*[)）\]]|单位[:：]\s*(\S{1,6})"
)
FLAT: Final = 0.05


def unit(chart: Chart) -> str:
    """The unit of the values as printed in a title or an axis name; empty if none is."""
    for text in (chart.y_label, chart.title):
        found = UNIT.search(text)
        if found and (found[1] or found[2]):
            word = (found[1] or found[2]).strip()
            return "" if re.fullmatch(r"\d+", word) else word
    return "%" if chart.y_label.strip() == "%" else ""


def number(value: float, measure: str = "") -> str:
    """A value as people write it, with its unit."""
    text = f"{value:.0f}" if abs(value - round(value)) < 1e-9 else f"{value:.4g}"
    if "e" in text:
        text = f"{value:.0f}"
    if not measure:
        return text
    return text + measure if measure in ("%", "℃", "°C") else glued(text, measure) if re.match(
        r"[\u3400-\u9fff]", measure) else f"{text} {measure}"  # fmt: skip


def axes(chart: Chart) -> str:
    """「横轴为年份，纵轴为销量（万台）」; empty where neither is named."""
    parts: list[str] = []
    if chart.x_label.strip():
        parts.append(glued("横轴为", plain(chart.x_label)))
    if chart.y_label.strip():
        parts.append(glued("纵轴为", plain(chart.y_label)))
    return "，".join(parts)


def series_named(chart: Chart) -> str:
    names = [plain(s.name) for s in chart.series if s.name.strip()]
    return capped(names, 6, measure="个系列") if names else ""


def findings(chart: Chart, kind: str) -> list[Clause]:
    """What the numbers show, weightiest first."""
    full = [s for s in chart.series if s.points]
    if not full:
        return []
    measure = unit(chart)
    if kind == "pie_chart":
        return _shares(full[0], measure)
    if kind == "scatter_chart":
        return _scatter(full)
    if kind == "bar_chart" and len(full) == 1 and not _ordered(full[0]):
        return _ranking(full[0], measure)
    clauses = [c for s in full[:4] for c in _trend(s, measure, alone=len(full) == 1)]
    if len(full) > 1:
        clauses += _lead(full, measure)
    return clauses


def _label(x: str | float) -> str:
    return plain(x) if isinstance(x, str) else number(x)


def _who(series: Series) -> str:
    return plain(series.name) if series.name.strip() else "数值"


def _ordered(series: Series) -> bool:
    """Whether the places are numbers, years or weekdays rather than names."""
    words = [_label(x) for x, _ in series.points]
    step = re.compile(
        r"^\d|^Q\d|^(?:周|星期|第)[一二三四五六日天\d]|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)|月$|^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    )
    return len(words) > 2 and all(step.search(w) for w in words)


def _trend(series: Series, measure: str, *, alone: bool) -> list[Clause]:
    points = series.points
    values = [v for _, v in points]
    if len(points) < 2:
        return [Clause(glued(_who(series), "为", number(values[0], measure)), (series.id,), 6)]
    first, last = values[0], values[-1]
    span = max(values) - min(values)
    start, end = _label(points[0][0]), _label(points[-1][0])
    moves = f"从 {start} 的 {number(first, measure)}"
    shape = _shape(values, span)
    text = glued(_who(series), moves, f"{shape} {end} 的", number(last, measure))
    clauses = [Clause(text, (series.id,), 8 if alone else 6)]
    top = max(range(len(values)), key=lambda i: values[i])
    low = min(range(len(values)), key=lambda i: values[i])
    inner = [i for i in (top, low) if 0 < i < len(values) - 1]
    if inner and span > 0:
        parts = [
            glued(
                f"在 {_label(points[i][0])}",
                "达到最高" if i == top else "降至最低",
                number(values[i], measure),
            )
            for i in dict.fromkeys(inner)
        ]
        subject = "" if alone else _who(series)
        clauses.append(Clause(glued(subject, "，".join(parts)), (series.id,), 5 if alone else 3))
    return clauses


def _shape(values: list[float], span: float) -> str:
    first, last = values[0], values[-1]
    steps = [b - a for a, b in itertools.pairwise(values)]
    if span == 0:
        return "保持不变至"
    if all(s >= 0 for s in steps):
        return "持续上升至"
    if all(s <= 0 for s in steps):
        return "持续下降至"
    if abs(last - first) <= span * FLAT:
        return "波动后回到"
    return "波动上升至" if last > first else "波动下降至"


def _ranking(series: Series, measure: str) -> list[Clause]:
    ranked = sorted(series.points, key=lambda p: -p[1])
    if len(ranked) == 1:
        return [
            Clause(f"{_label(ranked[0][0])} 为 {number(ranked[0][1], measure)}", (series.id,), 8)
        ]
    top, low = ranked[0], ranked[-1]
    text = glued(_label(top[0]), "最高", f"（{number(top[1], measure)}）")
    follow = [glued(_label(x), f"（{number(v, measure)}）") for x, v in ranked[1:-1][:3]]
    clauses = [Clause(text, (series.id,), 8)]
    if follow:
        more = "等" if len(ranked) - 2 > 3 else ""
        clauses.append(Clause(glued("其后依次是", "、".join(follow), more), (series.id,), 5))
    clauses.append(
        Clause(glued(_label(low[0]), "最低", f"（{number(low[1], measure)}）"), (series.id,), 7)
    )
    if low[1] > 0 and top[1] / low[1] >= 1.5:
        clauses.append(
            Clause(f"前者约为后者的 {number(round(top[1] / low[1], 1))} 倍", (series.id,), 3)
        )
    return clauses


def _shares(series: Series, measure: str) -> list[Clause]:
    total = sum(v for _, v in series.points if v > 0)
    ranked = sorted(series.points, key=lambda p: -p[1])
    if total <= 0:
        names = listed([_label(x) for x, _ in series.points])
        return [Clause(glued("由", names, "组成"), (series.id,), 8)]
    percent = abs(total - 100) < 0.6 or measure == "%"
    fraction = abs(total - 1) < 0.01

    def share(value: float) -> str:
        if percent:
            return f"{number(value)}%"
        part = f"{number(round(value / total * 100, 1))}%"
        return part if fraction else f"{part}（{number(value, measure)}）"

    top = ranked[0]
    clauses = [Clause(glued(_label(top[0]), "占比最高，为", share(top[1])), (series.id,), 9)]
    rest = [glued(_label(x), "占", share(v)) for x, v in ranked[1:6]]
    if rest:
        tail = f"，其余 {len(ranked) - 6} 项占比更小" if len(ranked) > 6 else ""
        clauses.append(
            Clause(
                ("其次是 " if len(rest) > 1 else "").strip() + "、".join(rest) + tail,
                (series.id,),
                7,
            )
        )
    if len(ranked) > 2 and top[1] * 2 > total:
        clauses.append(Clause(glued(_label(top[0]), "一项即超过半数"), (series.id,), 3))
    return clauses


def _scatter(full: list[Series]) -> list[Clause]:
    points = [(float(x), y) for s in full for x, y in s.points if not isinstance(x, str)]
    ids = tuple(s.id for s in full)
    if len(points) < 3:
        return [Clause(f"共有 {sum(len(s.points) for s in full)} 个数据点", ids, 6)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    clauses = [
        Clause(
            f"共有 {len(points)} 个数据点，横轴取值在 {number(min(xs))} 到 {number(max(xs))} 之间，"
            f"纵轴在 {number(min(ys))} 到 {number(max(ys))} 之间",
            ids,
            8,
        )
    ]  # fmt: skip
    r = _correlation(xs, ys)
    if abs(r) >= 0.6 and len(points) >= 8:
        clauses.append(Clause(f"两者大体呈{'正' if r > 0 else '负'}相关", ids, 6))
    return clauses


def _correlation(xs: list[float], ys: list[float]) -> float:
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    cov = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    var = (sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)) ** 0.5
    return cov / var if var else 0.0


def _lead(full: list[Series], measure: str) -> list[Clause]:
    """Who is ahead at the end, always, and where two change places."""
    tables = [{_label(x): v for x, v in s.points} for s in full]
    shared = [x for x in tables[0] if all(x in t for t in tables)]
    named = all(s.name.strip() for s in full)
    if len(shared) < 2 or not named:
        return []
    ids = tuple(s.id for s in full)
    for n, series in enumerate(full):
        others = [t for m, t in enumerate(tables) if m != n]
        if all(tables[n][x] > max(t[x] for t in others) for x in shared):
            return [Clause(glued(_who(series), "始终处于最高位"), ids, 7)]
    clauses: list[Clause] = []
    if len(full) == 2:
        signs = [tables[0][x] - tables[1][x] for x in shared]
        turns = [i for i in range(1, len(signs)) if signs[i - 1] * signs[i] < 0]
        if len(turns) == 1:
            i = turns[0]
            winner = full[0] if signs[i] > 0 else full[1]
            loser = full[1] if winner is full[0] else full[0]
            text = glued(_who(winner), f"自 {shared[i]} 起超过", _who(loser))
            clauses.append(Clause(text, ids, 7))
        elif len(turns) > 1:
            clauses.append(Clause(f"两者多次交替领先（{count(len(turns), measure='次')}）", ids, 5))
    last = shared[-1]
    best = max(range(len(full)), key=lambda n: tables[n][last])
    text = glued(
        f"在 {last} 处，", _who(full[best]), "最高，为", number(tables[best][last], measure)
    )
    clauses.append(Clause(text, ids, 4))
    return clauses


def rows(chart: Chart) -> list[Clause]:
    """All values, a line a series, for the long description."""
    measure = unit(chart)
    found: list[Clause] = []
    for series in chart.series:
        if not series.points:
            continue
        shown = [f"{_label(x)} {number(v, measure)}" for x, v in series.points[:24]]
        more = f" 等 {len(series.points)} 个数据点" if len(series.points) > 24 else ""
        found.append(Clause(f"{_who(series)}：{'、'.join(shown)}{more}", (series.id,)))
    return found


def subject_of(chart: Chart) -> str:
    """The title as a noun phrase."""
    title = UNIT.sub("", plain(chart.title)).strip(" :：")
    return quoted(title) if title else ""
