"""English answers about charts: extremes, single values, series, trends, shares, axes."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from tuwen.reading.types import Chart, Series
from tuwen.writing.answer_chart import place_asked, series_asked
from tuwen.writing.asking import Scene
from tuwen.writing.chart_values import label_of, ordered, unit
from tuwen.writing.english.answer_links import say
from tuwen.writing.english.charts import axes, findings
from tuwen.writing.english.phrasing import count, listed, quoted
from tuwen.writing.english.shares import shares
from tuwen.writing.english.values import amount, place, value, who
from tuwen.writing.mentions import squeeze
from tuwen.writing.phrasing import Sentence

LOW: Final = re.compile(r"最[低小少矮差]|minimum|lowest|least|smallest|min\b", re.IGNORECASE)
MOST: Final = 24  # points that are listed


def about_chart(scene: Scene, question: str) -> list[Sentence] | None:
    """Answer from the points of a chart, or None where the question is no such question."""
    chart = scene.reading.chart
    if chart is None or not any(s.points for s in chart.series):
        return None
    for pattern, look in RULES:
        if re.search(pattern, question, re.IGNORECASE) and (told := look(scene, chart, question)):
            return told
    return _value(scene, chart, question)


def _place(chart: Chart, question: str) -> str:
    """The place that a question names, also where it stands between English words."""
    if found := place_asked(chart, question):
        return found
    places = {label_of(x) for s in chart.series for x, _ in s.points} - {""}
    hits = [p for p in places if re.search(rf"(?<![\w.]){re.escape(p)}(?![\w.])", question, re.I)]
    return max(hits, key=lambda p: (len(p), p), default="")


def _of(series: Series, chart: Chart) -> str:
    name = who(series)
    return f"{name} " if name and len(chart.series) > 1 else "the value "


def _extremes(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    low = bool(LOW.search(question))
    choose, word = (min, "lowest") if low else (max, "highest")
    series, measure, at = series_asked(chart, question), unit(chart), _place(chart, question)
    if at and len(series) > 1:
        rows = [(v, s) for s in series for x, v in s.points if squeeze(label_of(x)) == squeeze(at)]
        if rows:
            best_value, best = choose(rows, key=lambda r: r[0])
            shown = f"{who(best) or 'one series'} is {word} ({value(best, best_value, measure)})"
            text = f"At {place(at)}, {shown}."
            return [say(text, (best.id,))]
    if scene.reading.kind == "pie_chart":
        x, part = choose(series[0].points, key=lambda p: p[1])
        share = shares(series[0], measure)(part)
        size = "smallest" if low else "largest"
        return [say(f"{place(x)} has the {size} share, {share}.", (series[0].id,))]
    told: list[Sentence] = []
    for one in series[:6]:
        best_of = choose(one.points, key=lambda p: p[1])[1]
        where = listed([place(x) for x, v in one.points if v == best_of])
        prep = "at" if ordered(one) else "for"
        text = f"{_of(one, chart)}is {word} {prep} {where} ({value(one, best_of, measure)})."
        told.append(say(text, (one.id,)))
    return told


def _value(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    at, measure = _place(chart, question), unit(chart)
    if not at:
        named = [s for s in chart.series if s.name.strip() and squeeze(s.name) in squeeze(question)]
        asks = re.search(r"多少|值|数据|how much|values?", question, re.I)
        return _rows(named, measure) if named and asks else None
    told = [
        say(
            f"{_of(one, chart)}{'at' if ordered(one) else 'for'} {place(at)} is "
            f"{value(one, v, measure)}.",
            (one.id,),
        )
        for one in series_asked(chart, question)[:8]
        for x, v in one.points
        if squeeze(label_of(x)) == squeeze(at)
    ]
    return told or None


def _rows(series: Sequence[Series], measure: str) -> list[Sentence]:
    told: list[Sentence] = []
    for one in series:
        row = "; ".join(f"{place(x)}: {value(one, v, measure)}" for x, v in one.points[:MOST])
        told.append(say(f"{who(one) or 'values'} – {row}.", (one.id,)))
    return told


def _count(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    full = [s for s in chart.series if s.points]
    ids = [s.id for s in full]
    if scene.reading.kind == "pie_chart" or re.search(
        r"扇区|类别|分类|slice|categor", question, re.I
    ):
        parts = [place(x) or "an unnamed one" for x, _ in full[0].points]
        sort = "slice" if scene.reading.kind == "pie_chart" else "category"
        return [say(f"There are {count(len(parts), sort)}: {listed(parts[:12])}.", ids)]
    names = [n for n in map(who, full) if n]
    shown = f": {listed(names)}" if names else ""
    verb = "is" if len(full) == 1 else "are"
    noun = f"{count(len(full))} data series"
    return [say(f"There {verb} {noun}{shown}.", ids)]


def _trend(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    part = Chart(chart.title, chart.x_label, chart.y_label, tuple(series_asked(chart, question)))
    kind = "line_chart" if scene.reading.kind == "bar_chart" else scene.reading.kind
    return [say(f"{c.text}.", c.ids) for c in findings(part, kind)]


def _share(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    at, measure = _place(chart, question), unit(chart)
    told: list[Sentence] = []
    for one in series_asked(chart, question):
        rows = [(x, v) for x, v in one.points if not at or squeeze(label_of(x)) == squeeze(at)]
        if sum(v for _, v in one.points if v > 0) > 0 and rows:
            share = shares(one, measure)
            parts = [
                f"{place(x)} has {share(v)}" for x, v in sorted(rows, key=lambda r: -r[1])[:12]
            ]
            told.append(say(f"{listed(parts)}.", (one.id,)))
    return told


def _axes(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    text = axes(chart)
    return [say(f"{text}." if text else "No names of axes were read in the picture.")]


def _unit(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    measure = unit(chart)
    return [
        say(f"The unit is {quoted(measure)}." if measure else "No unit was read in the picture.")
    ]


def _total(scene: Scene, chart: Chart, question: str) -> list[Sentence]:
    at, measure = _place(chart, question), unit(chart)
    if at:
        rows = [(v, s.id) for s in chart.series for x, v in s.points
                if squeeze(label_of(x)) == squeeze(at)]  # fmt: skip
        total = amount(sum(v for v, _ in rows), measure)
        return [say(f"All series at {place(at)} add up to {total}.", [i for _, i in rows])]
    return [
        say(f"{who(one) or 'the values'} add up to {_sum(one, measure)}.", (one.id,))
        for one in series_asked(chart, question)
    ]  # fmt: skip


def _sum(series: Series, measure: str) -> str:
    return amount(sum(v for _, v in series.points), measure)


RULES: Final[tuple[tuple[str, Callable[[Scene, Chart, str], list[Sentence]]], ...]] = (
    (r"(?:几|多少)[个条种组类]?(?:数据)?(?:系列|序列|曲线|折线|柱|扇区|类别|分类|线)", _count),
    (r"有哪些(?:系列|类别|曲线)|which series", _count),
    (r"how many (?:series|lines|bars|categor|slices)", _count),
    (r"最[高低大小多少矮]|峰值|谷值|\b(?:most|least|peak)\b", _extremes),
    (r"(?:high|low|larg|small)est|m(?:ax|in)imum", _extremes),
    (r"占比|比例|份额|占(?:了)?(?:多少|百分)|百分之几|share|percent|proportion", _share),
    (r"趋势|走势|变化|上升|下降|增长|减少|波动|对比|比较|谁更", _trend),
    (r"trend|change|grow|increase|decrease|compare", _trend),
    (r"总[和计量]|合计|总共|加起来|\bsum\b|total", _total),
    (r"(?:横|纵|[xy])\s*-?轴|坐标轴|\bax[ie]s\b", _axes),
    (r"单位|\bunit", _unit),
)  # fmt: skip
