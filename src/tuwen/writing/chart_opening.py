"""How the text of a chart begins: what it shows, by its title, its axes or its series.

Also the chart's name in an alternative text. Knows no numbers.
"""

import re
from typing import Final

from tuwen.reading.types import Chart, Kind
from tuwen.writing.chart_text import by_axes, dated, series_named, subject_of
from tuwen.writing.chart_values import label_of, ordered
from tuwen.writing.extract import plain
from tuwen.writing.opening import noun, what
from tuwen.writing.phrasing import HAN, count, glued, quoted
from tuwen.writing.subject import Subject

# A title that ends so says by itself what is shown.
NOTHING: Final = "一组数据"
TELLING: Final = re.compile(
    r"(?:对比|比较|趋势|变化|走势|占比|比例|分布|来源|构成|情况|统计|排名|排行|结构|关系|数据|曲线|数量|金额"
    r"|comparison|trends?|distribution|share|over time|statistics)$",
    re.IGNORECASE,
)


def opening(chart: Chart, kind: Kind, about: Subject, said: str = "") -> str:
    """「该柱状图展示了「季度销量对比」，包含线上和线下两个系列」.

    What is `said` instead, where nothing is known but some marks: 「该图表中标有……」.
    """
    series, many = series_named(chart), len(chart.series)
    lead = glued(what(kind), "展示了")
    shown = _shown(chart, kind, about, lead)
    if shown:
        counted = "" if "个系列" in series else count(many, measure="个系列")
        return glued(shown, *(("，包含", series, counted) if series and many > 1 else ()))
    if by_axes(chart, kind):
        series = series if many > 1 else ""
        return glued(lead, series, "的" if series else "", by_axes(chart, kind))
    if series:
        return glued(lead, series, "的", noun(kind))
    span = _span(chart, kind)
    return f"{what(kind)}{said}" if said and span == NOTHING else glued(lead, span)


def _span(chart: Chart, kind: Kind) -> str:
    """「2014 年到 2017 年的数据对比」 of a course in time or along numbers, else 「一组数据」."""
    series = next((s for s in chart.series if s.points), None)
    if series is None or not ordered(series) or kind not in ("line_chart", "bar_chart"):
        return "各部分的占比" if kind == "pie_chart" else NOTHING
    first, last = (label_of(dated(series).points[i][0]) for i in (0, -1))
    return glued(first, "到", last, "的", noun(kind))


def _shown(chart: Chart, kind: Kind, about: Subject, lead: str) -> str:
    """With the author's words where they are Chinese or the chart has no title."""
    title = title_of(chart)
    if about.name and about.source != "picture" and (not title or not HAN.search(title)):
        return about.after(lead, "" if TELLING.search(about.name) else f"的{noun(kind)}")
    if not title:
        return ""
    shown = quoted(title)
    return glued(lead, shown if TELLING.search(title) else glued(shown, "的", noun(kind)))


def named(chart: Chart, kind: Kind, about: Subject) -> str:
    """「「季度销量对比」柱状图」, 「density 随 rating 变化的折线图」."""
    sort = what(kind).removeprefix("该")
    title = title_of(chart)
    if about.name and about.source != "picture" and not HAN.search(title):
        if about.manner == "statement":
            return about.name
        return glued(about.name, "的" if len(about.name) > 6 else "", sort)
    if title:
        return glued(quoted(title), sort)
    if told := by_axes(chart, kind):
        return glued(re.sub("的(?:变化|数据对比|分布关系)$", "", told),
                     "变化的" if told.endswith("变化") else "的", sort)  # fmt: skip
    names = series_named(chart)
    return glued(names, "的", sort) if names else sort


def title_of(chart: Chart) -> str:
    """The title, bare; empty where it is but the name of an axis or of a series."""
    title = subject_of(chart)
    names = (chart.x_label, chart.y_label, *(s.name for s in chart.series))
    return "" if title in (quoted(plain(name)) for name in names if name) else title.strip("「」")
