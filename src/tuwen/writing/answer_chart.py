"""Questions about charts: extremes, single values, series, trend, shares, axes."""

import re
from collections.abc import Callable
from dataclasses import replace

from tuwen.reading.types import Chart, Series
from tuwen.writing.asking import Scene, say
from tuwen.writing.chart_text import axes, findings, number, unit
from tuwen.writing.chart_values import fluent, rough, told
from tuwen.writing.mentions import squeeze
from tuwen.writing.phrasing import Sentence, count, glued, listed, quoted, tidy

MOST = 24  # points that are listed
Rule = tuple[re.Pattern[str], Callable[[Scene, Chart, str], list[Sentence] | None]]


def about_chart(scene: Scene, question: str) -> list[Sentence] | None:
    """Answer from the points of a chart, or None where the question is no such question."""
    chart = scene.reading.chart
    if chart is None:
        return None
    for pattern, handler in RULES:
        if pattern.search(question):
            lines = handler(scene, chart, question)
            if lines:
                return [replace(line, text=fluent(line.text)) for line in lines]
    lines = _value(scene, chart, question)
    return [replace(line, text=fluent(line.text)) for line in lines] if lines else None


def _full(chart: Chart) -> list[Series]:
    return [s for s in chart.series if s.points]


def _label(x: str | float) -> str:
    return x.strip() if isinstance(x, str) else number(x)


def series_asked(chart: Chart, question: str) -> list[Series]:
    """The series that a question names; all where it names none."""
    words = squeeze(question)
    named = [s for s in _full(chart) if s.name.strip() and squeeze(s.name) in words]
    return named or _full(chart)


def _who(series: Series, chart: Chart) -> str:
    return series.name.strip() if series.name.strip() and len(chart.series) > 1 else ""


def _extremes(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    low = bool(re.search(r"最[低小少矮差]|minimum|lowest|least|smallest|min\b", question, re.I))
    series, measure = series_asked(chart, question), unit(chart)
    choose = min if low else max
    word = "最低" if low else "最高"
    place = place_asked(chart, question)
    if place and len(series) > 1:
        at = [(v, s) for s in series for x, v in s.points if squeeze(_label(x)) == squeeze(place)]
        value, best = choose(at, key=lambda pair: pair[0])
        text = glued(
            "在",
            quoted(place),
            "处，",
            best.name or "该系列",
            word,
            "，为",
            told(best, value, measure),
        )
        return [say(f"{text}。", (best.id,))]
    if scene.reading.kind == "pie_chart" and series:
        one, total = series[0], sum(v for _, v in series[0].points if v > 0)
        x, value = choose(one.points, key=lambda p: p[1])
        part = number(round(100 * value / total, 1)) if total else number(value)
        return [say(f"{glued(_label(x), f'占比{word}，为 {part}%')}。", (one.id,))]
    lines: list[Sentence] = []
    for one in series[:6]:
        x, value = choose(one.points, key=lambda p: p[1])
        same = [_label(a) for a, b in one.points if b == value]
        text = glued(
            _who(one, chart), "在", listed(same), f"处{word}，为", told(one, value, measure)
        )
        lines.append(say(f"{text}。", (one.id,)))
    if len(series) > 1 and not told_by_name(chart, question):
        value, one, x = choose(((v, s, x) for s in series for x, v in s.points), key=lambda t: t[0])
        text = glued(
            "总体",
            word,
            "的是",
            one.name or "该系列",
            "在",
            quoted(_label(x)),
            "处的",
            told(one, value, measure),
        )
        lines.insert(0, say(f"{text}。", (one.id,)))
    return lines


def told_by_name(chart: Chart, question: str) -> bool:
    """Whether a question names a series."""
    return any(s.name.strip() and squeeze(s.name) in squeeze(question) for s in chart.series)


def place_asked(chart: Chart, question: str) -> str:
    """The category or x value that a question names, the longest."""
    words = squeeze(question)
    places = {_label(x) for s in _full(chart) for x, _ in s.points}
    hits = [p for p in places if squeeze(p) and _whole(squeeze(p), words)]
    return max(hits, key=lambda p: (len(p), p), default="")


def _whole(form: str, words: str) -> bool:
    first = r"(?<![a-z0-9.])" if re.match(r"[a-z0-9]", form) else ""
    last = r"(?![a-z0-9.])" if re.search(r"[a-z0-9]$", form) else ""
    return bool(re.search(f"{first}{re.escape(form)}{last}", words))


def _value(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    place, measure = place_asked(chart, question), unit(chart)
    if not place:
        if told_by_name(chart, question) and re.search(
            r"多少|值|数据|how much|value", question, re.I
        ):
            return _rows(series_asked(chart, question), measure)
        return None
    lines: list[Sentence] = []
    for series in series_asked(chart, question)[:8]:
        for x, value in series.points:
            if squeeze(_label(x)) == squeeze(place):
                text = glued(
                    _who(series, chart),
                    "在",
                    quoted(place),
                    "处的值为",
                    told(series, value, measure),
                )
                lines.append(say(f"{text}。", (series.id,)))
    return lines or None


def _rows(series: list[Series], measure: str) -> list[Sentence]:
    lines: list[Sentence] = []
    for one in series:
        row = "、".join(f"{_label(x)} {rough(one, v, measure)}" for x, v in one.points[:MOST])
        more = f" 等 {len(one.points)} 个数据点" if len(one.points) > MOST else ""
        about = "（按坐标估读）" if one.measured else ""
        lines.append(say(f"{one.name or '数据'}{about}：{row}{more}。", (one.id,)))
    return lines


def _count(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    full = _full(chart)
    names = [s.name for s in full if s.name.strip()]
    if scene.reading.kind == "pie_chart" or re.search(
        r"扇区|类别|分类|slice|categor", question, re.I
    ):
        labels = [_label(x) for x, _ in full[0].points] if full else []
        return [
            say(f"图中共有 {len(labels)} 个类别：{listed(labels[:12])}。", [s.id for s in full])
        ]
    lines = f"：{listed(names[:12])}" if names else "，图中未读到各系列的名称"
    return [say(f"图中共有{count(len(full))}数据系列{lines}。", [s.id for s in full])]


def _trend(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    part = Chart(chart.title, chart.x_label, chart.y_label, tuple(series_asked(chart, question)))
    kind = "line_chart" if scene.reading.kind == "bar_chart" else scene.reading.kind
    clauses = findings(part, kind)
    return [say(f"{tidy(c.text)}。", c.ids) for c in clauses] or None


def _share(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    place, measure = place_asked(chart, question), unit(chart)
    lines: list[Sentence] = []
    for series in series_asked(chart, question):
        total = sum(v for _, v in series.points if v > 0)
        rows = [
            (x, v) for x, v in series.points if not place or squeeze(_label(x)) == squeeze(place)
        ]
        if total <= 0 or not rows:
            continue
        whole = abs(total - 100) < 0.6 or measure == "%"
        parts = [
            glued(
                _label(x),
                "占",
                f"{number(v)}%" if whole else f"{number(round(100 * v / total, 1))}%",
            )
            for x, v in sorted(rows, key=lambda r: -r[1])[:12]
        ]
        lines.append(say(glued(_who(series, chart), "、".join(parts)) + "。", (series.id,)))
    return lines or None


def _axes(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    text = axes(chart)
    return [say(f"{text}。")] if text else [say("图中未读到坐标轴的名称。")]


def _unit(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    measure = unit(chart)
    return [say(f"数值的单位是 {measure}。" if measure else "图中未读到数值的单位。")]


def _total(scene: Scene, chart: Chart, question: str) -> list[Sentence] | None:
    place, measure = place_asked(chart, question), unit(chart)
    if place:
        rows = [
            v for s in _full(chart) for x, v in s.points if squeeze(_label(x)) == squeeze(place)
        ]
        ids = [s.id for s in _full(chart)]
        return [say(glued(quoted(place), "处各系列合计为", number(sum(rows), measure), "。"), ids)]
    return [
        say(f"{glued(one.name or '各项', '合计为', number(_sum(one), measure))}。", (one.id,))
        for one in series_asked(chart, question)
    ]  # fmt: skip


def _sum(series: Series) -> float:
    return sum(value for _, value in series.points)


RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), look)
    for pattern, look in (
        (r"(?:几|多少)[个条种组类]?(?:数据)?(?:系列|序列|曲线|折线|柱|扇区|类别|分类|线)", _count),
        (r"有哪些(?:系列|类别|曲线)|how many (?:series|lines|bars|categor|slices)", _count),
        (r"最[高低大小多少矮]|峰值|谷值|(?:high|low|larg|small)est|m(?:ax|in)imum", _extremes),
        (r"\b(?:most|least|peak)\b", _extremes),
        (r"占比|比例|份额|占(?:了)?(?:多少|百分)|百分之几|share|percent|proportion", _share),
        (r"趋势|走势|变化|上升|下降|增长|减少|波动|对比|比较|谁更", _trend),
        (r"trend|change|grow|increase|decrease|compare", _trend),
        (r"总[和计量]|合计|总共|加起来|\bsum\b|total", _total),
        (r"(?:横|纵|[xy])\s*轴|坐标轴|\bax[ie]s\b", _axes),
        (r"单位|\bunit", _unit),
    )
)
