"""Values of a chart as English prints them: units, numbers, places and names."""

import re
from typing import Final

from tuwen.reading.types import Series
from tuwen.writing.chart_values import MEASURES, UNIT, label_of, sensible
from tuwen.writing.english.names import named
from tuwen.writing.english.phrasing import is_chinese, quoted
from tuwen.writing.english.translation import noun
from tuwen.writing.extract import plain

UNITS: Final = {
    "元": "yuan", "秒": "s", "毫秒": "ms", "分钟": "min", "小时": "h", "次": "", "人": "people",
    "个": "", "天": "days", "次/秒": "per second", "千次/秒": "thousand per second",
    "万次/秒": "×10,000 per second", "万元": "×10,000 yuan", "亿元": "×100 million yuan",
    "千次": "thousand",
}  # fmt: skip
UNTIMED: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d?:")
NEGATIVE: Final = re.compile(r"m?s|min|h|[kMGT]?i?B(?:/s)?|ops|[KQTR]PS|次.*|个")


def term(text: str) -> str:
    """A printed name of an axis, a series or a place, translated where all of it is known."""
    text = plain(text).strip(" ，。；、:：,;")
    if not is_chinese(text):
        return text
    bare = UNIT.sub("", text).strip()
    measure = UNIT.search(text)
    found = noun(bare)
    if not found:
        return named(text).text
    inner = (measure[1] or measure[2]) if measure else ""
    if inner and not MEASURES.fullmatch(inner) and is_chinese(inner):
        return named(text).text
    return f"{found} ({UNITS.get(inner, inner) or inner})" if inner else found


def who(series: Series) -> str:
    """The name of a series; empty where it has none."""
    text = term(series.name)
    text = quoted(text) if is_chinese(series.name) and text else text
    return "" if UNTIMED.match(text) or not re.search(r"\w", text) else text


def place(x: str | float) -> str:
    """A place on the axis; empty where it has none."""
    return term(label_of(x))


def value(series: Series, number_: float, measure: str) -> str:
    """A value with its unit, “about” where it was measured."""
    text = amount(sensible(number_) if series.measured else number_, series.unit or measure)
    return f"about {text}" if series.measured else text


def amount(number_: float, measure: str = "") -> str:
    """A number as people write it, with its unit."""
    text = f"{number_:.0f}" if abs(number_ - round(number_)) < 1e-9 else f"{number_:.4g}"
    if "e" in text:
        text = f"{number_:.0f}"
    if abs(number_) >= 10000 and text.lstrip("-").isdigit():
        text = f"{number_:,.0f}"
    measure = UNITS.get(measure, measure)
    if not measure:
        return text
    return text + measure if measure in ("%", "℃", "°C") else f"{text} {measure}"


def impossible(series: Series) -> bool:
    """Times, rates and sizes that were measured below nought were not read."""
    counts = NEGATIVE.fullmatch(series.unit)
    return series.measured and bool(counts) and any(y < 0 for _, y in series.points)
