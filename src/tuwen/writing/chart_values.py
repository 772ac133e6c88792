"""Values of a chart as people write them: units, numbers, places and names."""

import re
from itertools import pairwise
from math import floor, log10
from typing import Final

from tuwen.reading.types import Chart, Series
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import glued

UNIT: Final = re.compile(
    r"[(（\[]\s*(?:单位[:：]?\s*)?([^()（）\[\]]{1,10})\s*[)）\]]|单位[:：]\s*(\S{1,6})"
)
MEASURES: Final = re.compile(
    r"[%‰℃]|°[CF]|(?:[十百千万亿]*(?:美?元|人|人次|次|个|台|件|吨|辆|户|家|条|篇|张|度|米|公里|平方米|小时|分钟?|毫?秒|天|倍)"
    r"|[十百千]?[万亿]|ms|s|min|h|[μµu]s|ns|[kK]?g|t|[kcm]?m|[KMGT]i?B|B|[KMG]?bps|QPS|TPS|RPS|[kMG]?Hz|[kM]?W|V|A|m?[lL])"
    r"(?:/(?:秒|分钟?|小时|天|月|年|s|min|h|d))?"
)
TIMES: Final = re.compile(
    r"^(?:\d+|years?|year-month|months?|days?|dates?|binned|年|月|日|年份)$", re.I
)
STEP: Final = re.compile(
    r"^\d|^Q\d|^(?:周|星期|第)[一二三四五六日天\d]|月$"
    r"|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)

_LOOSE: Final = " ，。；、:：,;"  # about a name


def unit(chart: Chart) -> str:
    """The unit of the values as printed in a title, an axis name or on all axes; else empty."""
    for text in (chart.y_label, chart.title):
        found = UNIT.search(text)
        if found and (found[1] or found[2]):
            word = (found[1] or found[2]).strip()
            # What stands in brackets behind a title may be anything: 「（大促当日）」.
            sure = text == chart.y_label or bool(found[2]) or "单位" in found[0]
            if not TIMES.match(word) and (sure or MEASURES.fullmatch(word)):
                return word
    on_axes = {s.unit for s in chart.series if s.points}
    if len(on_axes) == 1 and (word := on_axes.pop()):
        return word
    return "%" if chart.y_label.strip() == "%" else ""


def told(series: Series, value: float, measure: str) -> str:
    """A value of the series with its unit: 「约」 and no false digits where it was measured."""
    measure = series.unit or measure
    return number(value, measure) if not series.measured else f"约 {rough(series, value, measure)}"


def rough(series: Series, value: float, measure: str = "") -> str:
    """A value of the series to as many digits as can be known of it."""
    measure = series.unit or measure
    if series.measured and value:
        value = sensible(value)
        for many, word in ((1e8, "亿"), (1e4, "万")):
            if abs(value) >= 10 * many:
                return glued(f"{value / many:g} {word}", measure)
    return number(value, measure)


def sensible(value: float) -> float:
    """A measured value to three digits, to two where that hardly changes it."""
    if not value:
        return value
    place = floor(log10(abs(value)))
    three, two = round(value, 2 - place), round(value, 1 - place)
    return two if abs(two - three) <= 0.005 * abs(three) else three


def fluent(text: str) -> str:
    """「约」 where one says it: 约为 80, 约占 12%."""
    return re.sub(r"([为占])约 ?(?=\d)", r"约\1 ", text)


def intervals(series: Series) -> bool:
    """Whether the places are the bins of a histogram."""
    words = [label_of(x) for x, _ in series.points]
    bins = [re.fullmatch(r"(-?[\d.]+)[–~-]([\d.]+)", w) for w in words]
    return len(words) > 2 and all(b and not re.match(r"(?:19|20)\d\d-\d\d$", b[0]) for b in bins)


def number(value: float, measure: str = "") -> str:
    """A value as people write it, with its unit."""
    text = f"{value:.0f}" if abs(value - round(value)) < 1e-9 else f"{value:.4g}"
    if "e" in text:
        text = f"{value:.0f}"
    if not measure:
        return text
    return text + measure if measure in ("%", "℃", "°C") else glued(text, measure) if re.match(
        r"[\u3400-\u9fff]", measure) else f"{text} {measure}"  # fmt: skip


def label_of(x: str | float) -> str:
    """A place on the axis in words; empty where it has none."""
    if not isinstance(x, str):
        return number(x)
    text = plain(x).strip(_LOOSE)
    return text if re.search(r"\w", text) else ""


def who(series: Series) -> str:
    """The name of a series, or 「数值」; a time of day in a tooltip names none."""
    text = plain(series.name).strip(_LOOSE)
    if re.match(r"\d{4}-\d\d-\d\d[ T]\d\d?:", text):
        return "数值"
    return text if re.search(r"\w", text) else "数值"


def ordered(series: Series) -> bool:
    """Whether the places follow each other (numbers, years, weekdays) and are not just names."""
    words = [label_of(x) for x, _ in series.points]
    if len(words) < 3 or not all(STEP.search(w) for w in words):
        return False
    numbers = [float(w) for w in words if re.fullmatch(r"-?\d+(?:\.\d+)?", w)]
    if len(numbers) < len(words):
        return True
    steps = [b - a for a, b in pairwise(numbers)]
    return all(s > 0 for s in steps) or all(s < 0 for s in steps)


def where(x: str | float, word: str) -> str:
    """「周二最高」, but of a number 「在 6.5 处最高」."""
    return glued(label_of(x), word) if isinstance(x, str) else glued("在", label_of(x), "处", word)


def mere_names(series: Series) -> bool:
    """Whether the places are names without any number: no order can be known of them."""
    words = [label_of(x) for x, _ in series.points if isinstance(x, str)]
    return len(words) == len(series.points) and not any(re.search(r"\d", w) for w in words)


def at(series: Series, x: str | float, value: float, measure: str) -> str:
    label = label_of(x)
    text = told(series, value, measure)
    return glued(label, "的", text) if label else text
