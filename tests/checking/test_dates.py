"""Days and months that a chart prints in another way than the text."""

import pytest

from tuwen.checking import check
from tuwen.checking.dates import dates_in
from tuwen.reading.types import Chart, Reading, Series


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("周五最高", "fri", ["周五"]), ("星期日最少", "sunday", ["星期日"]),
        ("三月起涨", "mar", ["三月"]),
        ("12 月到顶", "december", ["12 月"]), ("1 月为 17.2", "20120101", ["1 月"]),
        ("周五最高", "周五", []), ("一周之内", "mon", []), ("第 13 月", "jan", []),
        ("五月", "五月", []),
    ],
)  # fmt: skip
def test_names_of_dates(text: str, place: str, found: list[str]) -> None:
    assert [text[a:b] for a, b, _ in dates_in(text, {place})] == found


def test_a_value_of_a_day_told_in_chinese() -> None:
    days = tuple(zip(("Mon", "Tue", "Wed", "Thu", "Fri"), (1.0, 2.0, 3.0, 4.0, 9.0), strict=True))
    reading = Reading(9, 9, "bar_chart", 1.0, chart=Chart("", "", "", (Series("s1", "", days),)))
    assert check("周五最高，为 9；周一只有 1。", reading).unsupported == ()
    assert [c.kind for c in check("周五只有 2。", reading).unsupported] == ["number"]


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("苹果和橙子各占 40%，香蕉占 20%。", True), ("苹果和香蕉各占 40%。", False),
        ("苹果远超其他所有。", False), ("苹果与橙子都是 4。", True), ("香蕉与橙子都是 4。", False),
    ],
)  # fmt: skip
def test_what_is_said_of_each(text: str, true: bool) -> None:
    points = (("苹果", 4.0), ("香蕉", 2.0), ("橙子", 4.0))
    reading = Reading(9, 9, "pie_chart", 1.0, chart=Chart("", "", "", (Series("s1", "", points),)))
    if text.startswith("苹果远超"):
        reading = Reading(9, 9, "pie_chart", 1.0, chart=Chart("", "", "", (
            Series("s1", "", (("苹果", 1.0), ("香蕉", 2.0), ("橙子", 4.0))),
        )))  # fmt: skip
    assert (check(text, reading).unsupported == ()) == true
