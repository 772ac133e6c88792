"""Days and months by their Chinese names where a chart prints them otherwise: 周五 for Fri.

Knows how days, months and years are written; knows nothing of charts or claims.
"""

import re
from collections.abc import Iterator
from typing import Final

_DAYS: Final = dict(zip("一二三四五六日天", (*range(1, 7), 7, 7), strict=True))
_ENGLISH: Final = {
    **{f"{d}": n for n, d in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
    **{
        m: n + 100
        for n, m in enumerate(
            ("jan", "feb", "mar", "apr", "may", "jun",
             "jul", "aug", "sep", "oct", "nov", "dec"), 1,
        )
    },
}  # fmt: skip
_HAN: Final = {h: n for n, h in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_TOLD: Final = re.compile(
    r"(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
    r"|(?<![\d.])(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s?月"
)
_PRINTED: Final = re.compile(r"(?:周|星期)([一二三四五六日天])|(\d{1,2}|[一二三四五六七八九十]+)月")
_DATE: Final = re.compile(r"(?:19|20)\d{2}[-/.]?(\d{2})(?:[-/.]?\d{2})?")


def dates_in(text: str, places: set[str]) -> Iterator[tuple[int, int, str]]:
    """Where a text names days or months that are printed in another way: (start, end, place)."""
    known = {code: place for place in sorted(places, reverse=True) if (code := _code(place))}
    if not known:
        return
    for match in _TOLD.finditer(text):
        month = match["month"] or ""
        code = _DAYS[match["day"]] if match["day"] else 100 + _number(month)
        place = known.get(code)
        if place and match[0].replace(" ", "") not in places:
            yield match.start(), match.end(), place


def _code(place: str) -> int:
    """A day as 1 to 7, a month as 101 to 112, else 0."""
    if (word := place.casefold()[:3]) in _ENGLISH and place.isalpha() and len(place) < 10:
        return _ENGLISH[word]
    if printed := _PRINTED.fullmatch(place):
        return _DAYS[printed[1]] if printed[1] else 100 + _number(printed[2])
    dated = _DATE.fullmatch(place)
    return 100 + int(dated[1]) if dated and 0 < int(dated[1]) < 13 else 0


def _number(month: str) -> int:
    return int(month) if month.isdigit() else _HAN.get(month, -100)
