"""Charts: only read numbers, honest comparisons."""

from figures import charted

from tuwen.reading.types import Chart, Series
from tuwen.writing.chart_text import findings, number, unit


def said(kind: str, **series: dict[str, float]) -> str:
    chart = charted("line_chart", "", "", **series).chart
    assert chart is not None
    return "；".join(c.text for c in findings(chart, kind))


def test_rise_and_fall_name_the_peak() -> None:
    told = said("line_chart", QPS={"1月": 10, "2月": 40, "3月": 60, "4月": 20})
    assert told == "QPS 从 1 月的 10 升至 3 月的最高值 60，再降至 4 月的 20"


def test_a_crossing_is_told_once_and_where() -> None:
    told = said("line_chart", 甲={"1月": 1, "2月": 2, "3月": 5}, 乙={"1月": 3, "2月": 3, "3月": 4})
    assert "甲自 3 月起超过乙" in told


def test_series_over_different_places_are_not_compared() -> None:
    told = said("line_chart", 甲={"1月": 9, "2月": 9}, 乙={"1月": 1, "2月": 2, "3月": 3})
    assert "最高位" not in told


def test_ties_share_the_first_place() -> None:
    told = said("bar_chart", 票数={"甲": 9, "乙": 9, "丙": 3})
    assert told.startswith("甲和乙并列最高（9）；丙最低（3）")
    assert "最高值约为最低值的 3 倍" in told


def test_units_come_from_what_is_printed() -> None:
    assert unit(Chart(y_label="延迟 (ms)")) == "ms"
    assert unit(Chart(title="销量（单位：万台）")) == "万台"
    assert unit(Chart(y_label="Year (year)")) == ""
    assert number(12.50, "%") == "12.5%"
    assert number(-2) == "-2"


def test_shares_of_a_pie_add_up_to_what_is_printed() -> None:
    told = said("pie_chart", 来源={"a": 3, "b": 1})
    assert "a 占比最高，为 75%（3）" in told
    assert "b 占 25%（1）" in told


def test_measured_values_are_said_to_be_so_and_without_false_digits() -> None:
    points = (("1月", 18542.0), ("2月", 9000.0), ("3月", 23456.0))
    chart = Chart(series=(Series("s1", "QPS", points, measured=True),))
    told = "；".join(c.text for c in findings(chart, "line_chart"))
    assert told == "QPS 从 1 月的约 18500 波动上升至 3 月的约 23500，其间 2 月最低（约 9000）"


def test_a_word_in_brackets_behind_a_title_is_no_unit() -> None:
    assert unit(Chart(title="QPS 变化趋势（大促当日）")) == ""
    assert unit(Chart(title="访问量（万次）")) == "万次"
    assert unit(Chart(series=(Series("s1", "", (("a", 1.0),), unit="ms"),))) == "ms"


def test_series_in_different_units_are_not_compared() -> None:
    rain = Series("s1", "降水", (("1月", 50.0), ("2月", 70.0)), unit="ml")
    warm = Series("s2", "气温", (("1月", 5.0), ("2月", 7.0)), unit="℃")
    told = "；".join(c.text for c in findings(Chart(series=(rain, warm)), "line_chart"))
    assert "最高" not in told
    assert "7℃" in told


def test_a_series_without_a_name_beside_others_is_called_so() -> None:
    told = said("line_chart", **{"甲": {"1月": 1.0, "2月": 2.0}, "": {"1月": 3.0, "2月": 9.0}})
    assert "未标名称的系列从 1 月的 3" in told


def test_names_without_an_order_have_no_trend() -> None:
    told = said("line_chart", 耗时={"Redis": 3, "MySQL": 9, "etcd": 5})
    assert told.startswith("MySQL 最高（9）")


def test_bins_are_ranked() -> None:
    told = said("bar_chart", 数量={"0–10": 3, "10–20": 9, "20–30": 5})
    assert told.startswith("10–20 最高（9）")
