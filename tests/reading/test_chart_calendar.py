"""Dates as axes write them."""

import pytest

from tuwen.reading.chart_calendar import calendar_of


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["2023-03-01", "2023-04-01", "2023-05-01"], ["2023-03-01", "2023-04-01", "2023-05-01"]),
        (["2012/01", "2012/07", "2013/01"], ["2012-01", "2012-07", "2013-01"]),
        (["Jan 2012", "Jan 2013", "Jan 2014"], ["2012-01", "2013-01", "2014-01"]),
        (["3月5日", "3月12日", "3月19日"], ["3月5日", "3月12日", "3月19日"]),
        (["11月", "12月", "1月", "2月"], ["11月", "12月", "1月", "2月"]),
        (["Jan", "Mar", "May", "Jul"], ["Jan", "Mar", "May", "Jul"]),
    ],
)
def test_dates_come_back_in_the_style_of_the_labels(labels: list[str], names: list[str]) -> None:
    found = calendar_of(labels)
    assert found is not None
    calendar, values = found
    assert [calendar.name(value or 0) for value in values] == names
    assert values == sorted(values, key=lambda v: v or 0)  # a new year goes on counting


@pytest.mark.parametrize(
    "labels",
    [["10", "20", "30"], ["Redis", "Kafka", "MySQL"], ["3月", "甲", "乙"], ["13月", "14月"]],
)
def test_what_are_no_dates(labels: list[str]) -> None:
    found = calendar_of(labels)
    assert found is None or None in found[1]
