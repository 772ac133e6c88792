"""Values of a chart as people write them: units, numbers, places and names."""

import re
from itertools import pairwise
from typing import Final

from tuwen.reading.types import Chart, Series
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import glued

UNIT: Final = re.compile(
    r"[(（\[]\s*(?:单位[:：]?\s*)?([^()（）\[\]]{1,10})\s*[)）\]]|单位[:：]\s*(\S{1,6})"
)
TIMES: Final = re.compile(
    r"^(?:\d+|years?|year-month|months?|days?|dates?|binned|年|月|日|年份)$", re.I
)
STEP: Final = re.compile(
    r"^\d|^Q\d|^(?:周|星期|第)[一二三四五六日天\d]|月$"
    r"|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)


def unit(chart: Chart) -> str:
    """The unit of the values as printed in a title or an axis name; empty if none is."""
    for text in (chart.y_label, chart.title):
        found = UNIT.search(text)
        if found and (found[1] or found[2]):
            word = (found[1] or found[2]).strip()
            return "" if TIMES.match(word) else word
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


def label_of(x: str | float) -> str:
    """A place on the axis in words; empty where it has none."""
    if not isinstance(x, str):
        return number(x)
    text = plain(x)
    return text if re.search(r"\w", text) else ""


def who(series: Series) -> str:
    """The name of a series, or 「数值」."""
    text = plain(series.name)
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


def at(x: str | float, value: float, measure: str) -> str:
    label = label_of(x)
    return glued(label, "的", number(value, measure)) if label else number(value, measure)
