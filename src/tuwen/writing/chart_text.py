"""Charts in words: subject, trend or ranking or shares, extremes, lead and crossings.

Every number is one that was read, a sum's share of those, or a ratio of two, said so.
"""

import re
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Chart, Series
from tuwen.writing.chart_trends import ends, lead, movers, trend
from tuwen.writing.chart_values import (
    UNIT,
    fluent,
    intervals,
    label_of,
    mere_names,
    number,
    ordered,
    rough,
    told,
    unit,
    who,
)
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import HAN, Clause, capped, glued, listed, quoted

STATISTIC: Final = re.compile(r"min|max|avg|mean|current|total|sum", re.I)  # of a legend
LETTERS: Final = "甲乙丙丁戊己庚辛壬癸"
POINTS: Final = 12  # of a measured course that are told one by one

__all__ = ["axes", "by_axes", "findings", "number", "rows", "series_named", "subject_of", "unit"]


def axes(chart: Chart) -> str:
    """「横轴为年份，纵轴为销量（万台）」; empty where neither is named."""
    parts: list[str] = []
    for word, label in (("横轴", plain(chart.x_label)), ("纵轴", plain(chart.y_label))):
        alone = re.fullmatch(r"[(（\[]\s*([^()（）\[\]]+?)\s*[)）\]]", label)
        if alone:
            parts.append(glued(word, "单位为", alone[1]))
        elif label and not STATISTIC.fullmatch(label):
            parts.append(glued(word, "为", label))
    return "，".join(parts)


def series_named(chart: Chart) -> str:
    names = [who(s) for s in chart.series if who(s) != "数值"]
    if names and len(names) < len(chart.series):
        return glued("、".join(names[:4]), f"等 {len(chart.series)} 个系列")
    return capped(names, 6, measure="个系列") if names else ""


def findings(chart: Chart, kind: str) -> list[Clause]:
    """What the numbers show, in the order of telling."""
    return [replace(clause, text=fluent(clause.text)) for clause in _findings(chart, kind)]


def _findings(chart: Chart, kind: str) -> list[Clause]:
    full = [s for s in chart.series if s.points and not _impossible(s)]
    if not full:
        return []
    nameless = sum(who(s) == "数值" for s in full) > 1  # what cannot be told apart
    full = [dated(s) for s in _all_named(full)]
    if len(full) == 1 and who(full[0]) == "数值":
        full = [replace(full[0], name=_measured(chart))]
    measure = unit(chart)
    if kind == "pie_chart":
        return _shares(full[0], measure)
    if kind == "scatter_chart":
        return _scatter(full)
    unordered = not ordered(full[0]) and (kind != "line_chart" or mere_names(full[0]))
    cloud = all(not isinstance(x, str) for s in full for x, _ in s.points)
    if unordered and kind == "other_chart" and cloud and len(full[0].points) > 2:
        return _scatter(full)
    if len(full) == 1 and (unordered or intervals(full[0])):
        return _ranking(full[0], measure)
    if unordered and len(full) <= 4:
        return [c for s in full for c in ends(s, measure)] + lead(full, measure)
    if len(full) > 3:
        found = movers(full, measure) + lead(full, measure)
        return found or [c for s in full[:3] for c in trend(s, measure, alone=False)[:1]]
    clauses = [c for s in full for c in trend(s, measure, alone=len(full) == 1)]
    return clauses + (lead(full, measure) if len(full) > 1 and not nameless else [])


def _impossible(series: Series) -> bool:
    """Times, rates and sizes that were measured below nought were not read."""
    counts = re.fullmatch(r"m?s|min|h|[kMGT]?i?B(?:/s)?|ops|[KQTR]PS|次.*|个", series.unit)
    return series.measured and bool(counts) and any(y < 0 for _, y in series.points)


def _measured(chart: Chart) -> str:
    """What the only series shows, by its axis: 「延迟」; empty where that says nothing."""
    name = UNIT.sub("", plain(chart.y_label)).strip(" :：")
    return name if 1 < len(name) <= 12 and HAN.search(name) else ""


def dated(series: Series) -> Series:
    """Years said to be years: 「1984 年」."""
    words = [label_of(x) for x, _ in series.points]
    if not all(re.fullmatch(r"(?:19|20)\d\d", word) for word in words):
        return series
    points = tuple((f"{w} 年", y) for w, (_, y) in zip(words, series.points, strict=True))
    return replace(series, points=points)


def _all_named(full: list[Series]) -> list[Series]:
    """Series among others that bear no name, called so; those that are alike are one."""
    alike = {(who(s), s.points): s for s in reversed(full)}
    full = list(alike.values())[::-1]
    bare = [s for s in full if who(s) == "数值"]
    if len(full) < 2 or not bare:
        return full
    word = "未标名称的系列"
    marks = [""] if len(bare) == 1 else LETTERS  # a number would be one of the picture's
    names = {s.id: f"{word}{marks[k % len(marks)]}" for k, s in enumerate(bare)}
    return [replace(s, name=names.get(s.id, s.name)) for s in full]


def _ranking(series: Series, measure: str) -> list[Clause]:
    ranked = sorted(series.points, key=lambda p: -p[1])
    high, low = ranked[0][1], ranked[-1][1]
    if len(ranked) == 1 or high == low:
        names = capped([label_of(x) for x, _ in ranked], 5)
        word = "均为" if len(ranked) > 1 else "为"
        return [Clause(glued(names, word, told(series, high, measure)), (series.id,), 8)]
    tops = [p for p in ranked if p[1] == high]
    lows = [p for p in ranked if p[1] == low]
    rest = ranked[len(tops) : len(ranked) - len(lows)]
    clauses = [Clause(_extreme(series, tops, "最高", measure), (series.id,), 8)]
    if rest:
        follow = "、".join(
            glued(label_of(x), f"（{told(series, v, measure)}）") for x, v in rest[:3]
        )
        lead = "其后依次是" if len(rest) > 1 else "其次是"
        text = glued(lead, follow, "等" if len(rest) > 3 else "")
        clauses.append(Clause(text, (series.id,), 5))
    clauses.append(Clause(_extreme(series, lows, "最低", measure), (series.id,), 7))
    if low > 0 and high / low >= 1.5:
        times = number(round(high / low, 1))
        clauses.append(Clause(f"最高值约为最低值的 {times} 倍", (series.id,), 3))
    return clauses


def _extreme(
    series: Series, points: list[tuple[str | float, float]], word: str, measure: str
) -> str:
    names = capped([label_of(x) for x, _ in points], 4)
    tied = "并列" if len(points) > 1 else ""
    return glued(names, tied + word, f"（{told(series, points[0][1], measure)}）")


def _shares(series: Series, measure: str) -> list[Clause]:
    total = sum(v for _, v in series.points if v > 0)
    ranked = sorted(series.points, key=lambda p: -p[1])
    if total <= 0:
        names = listed([label_of(x) for x, _ in series.points])
        return [Clause(glued("由", names, "组成"), (series.id,), 8)]
    percent = abs(total - 100) < 0.6 or measure == "%"
    fraction = abs(total - 1) < 0.01

    def share(value: float) -> str:
        about = "约 " if series.measured else ""
        if percent:
            return f"{about}{number(value)}%"
        part = f"{about}{number(round(value / total * 100, 1))}%"
        return part if fraction else f"{part}（{number(value, measure)}）"

    top = ranked[0]
    half = "，超过半数" if len(ranked) > 2 and top[1] * 2 > total else ""
    told = glued(label_of(top[0]), "占比最高，为", share(top[1]), half)
    clauses = [Clause(told, (series.id,), 9)]
    rest = [glued(label_of(x), "占", share(v)) for x, v in ranked[1:6]]
    if len(rest) > 1 and not any(label_of(x) for x, _ in ranked[1:]):
        shares = "、".join(share(v) for _, v in ranked[1:6]).replace("约 ", "")
        about = "约" if series.measured else ""
        text = f"其余 {len(ranked) - 1} 项未标名称，{about}占 {shares}"
        clauses.append(Clause(text, (series.id,), 7))
    elif rest:
        tail = f"，其余 {len(ranked) - 6} 项占比更小" if len(ranked) > 6 else ""
        clauses.append(
            Clause(
                ("其余依次为" if len(rest) > 1 else "") + "、".join(rest) + tail,
                (series.id,),
                7,
            )
        )
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


def rows(chart: Chart, kind: str = "") -> list[Clause]:
    """All values, a line a series, for the long description; of a long course some."""
    if kind == "pie_chart" and all(len(s.points) <= 6 for s in chart.series):
        return []  # the shares are all told
    measure = unit(chart)
    found: list[Clause] = []
    for series in chart.series:
        if not series.points or _impossible(series):
            continue
        points, more = _some(series)
        shown = [f"{label_of(x)} {rough(series, v, measure)}" for x, v in points]
        about = "（按坐标估读）" if series.measured else ""
        found.append(Clause(f"{who(series)}{about}：{'、'.join(shown)}{more}", (series.id,)))
    return found


def _some(series: Series) -> tuple[list[tuple[str | float, float]], str]:
    """The points that are told, evenly out of a measured course, and how many there are."""
    points, many = list(series.points), len(series.points)
    if many <= POINTS or (not series.measured and many <= 2 * POINTS):
        return points, ""
    step = (many - 1) / (POINTS - 1)
    chosen = {label_of(points[round(k * step)][0]): points[round(k * step)] for k in range(POINTS)}
    return list(chosen.values()), f"（共 {many} 个数据点，择要列出）"


def subject_of(chart: Chart) -> str:
    """The title as a noun phrase."""
    title = UNIT.sub("", plain(chart.title)).strip(" :：")
    return quoted(title) if re.search(r"\w", title) else ""


def by_axes(chart: Chart, kind: str) -> str:
    """What the axes say is shown: 「销量随年份的变化」; empty unless both have names."""
    x, y = plain(chart.x_label), plain(chart.y_label)
    if not x or not y:
        return ""
    if kind == "line_chart":
        return glued(y, "随", x, "的变化")
    return glued(x, "与", y, "的分布关系" if kind == "scatter_chart" else "的数据对比")
