"""Tables of what a chart holds."""

from tuwen.reading.rows import to_csv, to_markdown
from tuwen.reading.tabular import chart_rows
from tuwen.reading.types import Chart, Series


def test_series_that_share_their_places_stand_side_by_side() -> None:
    chart = Chart(
        "", "月份", "",
        (
            Series("s1", "甲", (("1月", 1.5), ("2月", 20000.0)), unit="%"),
            Series("s2", "乙|丙", (("1月", 3.0),)),
        ),
    )  # fmt: skip
    assert to_markdown(chart_rows(chart)) == (
        "| 月份 | 甲 (%) | 乙\\|丙 |\n| --- | --- | --- |\n| 1月 | 1.5 | 3 |\n| 2月 | 20000 |  |"
    )
    assert to_csv(chart_rows(chart)) == "月份,甲 (%),乙|丙\r\n1月,1.5,3\r\n2月,20000,\r\n"


def test_series_over_different_places_are_listed_point_by_point() -> None:
    early = Series("s1", "a", ((1.0, 2.0), (2.0, 3.0)))
    late = Series("s2", "", ((7.0, 1.0), (8.0, 9.0), (9.0, 9.0)))
    chart = Chart(series=(early, late))
    rows = chart_rows(chart)
    assert rows[0] == ("系列", "类别", "数值")
    assert rows[1] == ("a", "1", "2")
    assert rows[3] == ("系列 2", "7", "1")


def test_a_chart_without_values_has_no_rows() -> None:
    assert chart_rows(Chart("title")) == ()
    assert to_markdown(()) == ""
    assert to_csv(()) == ""
