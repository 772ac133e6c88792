"""Dates on an axis (2023-03-01 · 2012/01 · 3月5日 · Jan 2012 · Mar) as counts of days or months.

Knows nothing of pictures. Times of day are numbers (chart_numbers.py), and so are bare years.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "month"]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "|".join(_MONTHS)
_FORMS: tuple[tuple[Grain, re.Pattern[str]], ...] = (
    ("day", re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?")),
    ("month", re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})月?")),
    ("month", re.compile(rf"(?P<n>{_NAMED})[a-z]{{0,6}}\.?[-, ]*(?P<y>\d{{4}})", re.IGNORECASE)),
    ("day", re.compile(r"(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})[日号]?")),
    ("day", re.compile(r"(?P<m>\d{2})[-/](?P<d>\d{2})")),
    ("day", re.compile(rf"(?P<n>{_NAMED})[a-z]{{0,6}}\.?\s*(?P<d>\d{{1,2}})", re.IGNORECASE)),
    ("day", re.compile(rf"(?P<d>\d{{1,2}})\s*(?P<n>{_NAMED})[a-z]{{0,6}}", re.IGNORECASE)),
    ("month", re.compile(r"(?P<m>\d{1,2})月份?")),
    ("month", re.compile(rf"(?P<n>{_NAMED})[a-z]{{0,6}}\.?", re.IGNORECASE)),
)  # fmt: skip
_NO_YEAR = 2001  # stands in where a date names none


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the labels of an axis write dates: `sample` is one of them."""

    grain: Grain
    dated: bool  # a year is written
    sample: str

    def name(self, value: float) -> str:
        """The date at a count of days or months, in the style of the labels."""
        if self.grain == "month":
            month = round(value)
            return self._month(month // 12, month % 12 + 1)
        day = date.fromordinal(max(1, min(3_000_000, round(value))))
        if self.dated:
            return day.isoformat()
        if "月" in self.sample:
            return f"{day.month}月{day.day}日"
        if any(c.isalpha() for c in self.sample):
            return f"{_MONTHS[day.month - 1].capitalize()} {day.day}"
        mark = "/" if "/" in self.sample else "-"
        return f"{day.month:02d}{mark}{day.day:02d}"

    def day(self, value: float) -> str:
        """The day at a count of months, where points stand closer than months."""
        months, part = divmod(value, 1)
        year, month = divmod(int(months), 12)
        day = 1 + min(int(part * monthrange(max(1, year), month + 1)[1] + 0.5), 30)
        if self.dated:
            return f"{year}-{month + 1:02d}-{min(28, day):02d}"
        name = self._month(year, month + 1)
        return f"{name}{day}日" if "月" in self.sample else f"{name} {day}"

    def _month(self, year: int, month: int) -> str:
        if self.dated:
            return f"{year}-{month:02d}"
        if "月" in self.sample:
            return f"{month}月"
        name = _MONTHS[month - 1].capitalize()
        return name.upper() if self.sample.isupper() and len(self.sample) > 1 else name


def calendar_of(texts: Sequence[str]) -> tuple[Calendar, list[float | None]] | None:
    """How these labels, in their order, write dates, with the count of each; None if they don't."""
    best: tuple[Grain, list[re.Match[str] | None]] | None = None
    for grain, form in _FORMS:
        found = [form.fullmatch(text.strip(" -–—_|·,")) for text in texts]
        hits = sum(match is not None for match in found)
        if hits > max(2, 0.75 * len(texts)) or hits == len(texts) >= 2:
            best = (grain, found)
            break
    if best is None:
        return None
    grain, found = best
    values: list[float | None] = []
    last = -1e9
    for match in found:
        value = _count(grain, match.groupdict()) if match else None
        year = 12 if grain == "month" else 365
        while value is not None and value < last and match and not match.groupdict().get("y"):
            value += year  # a new year began
        last = value if value is not None else last
        values.append(value)
    sample, dated = next((m.group(), "y" in m.groupdict()) for m in found if m)
    return Calendar(grain, dated, sample), values


def _count(grain: Grain, parts: dict[str, str | None]) -> float | None:
    named = parts.get("n")
    month = _MONTHS.index(named.lower()) + 1 if named else int(parts.get("m") or 0)
    year = int(parts.get("y") or _NO_YEAR)
    if not (1 <= month <= 12 and 1000 <= year <= 2999):
        return None
    if grain == "month":
        return float(year * 12 + month - 1)
    day = int(parts.get("d") or 0)
    if not 1 <= day <= 31:
        return None
    return float((date(year, month, 1) + timedelta(days=day - 1)).toordinal())
