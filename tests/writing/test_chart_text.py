"""Charts: only read numbers, honest comparisons."""

from figures import charted

from tuwen.reading.types import Chart, Series
from tuwen.writing.chart_opening import named, opening
from tuwen.writing.chart_text import findings, number, unit
from tuwen.writing.chart_values import sensible, who
from tuwen.writing.subject import Subject


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


def test_months_are_a_course_and_no_bins() -> None:
    told = said("line_chart", 温度={"2012-01": 3, "2012-02": 9, "2012-03": 4, "2012-04": 6})
    assert told.startswith("温度从 2012-01 的 3")


def test_a_course_that_trembles_turns_where_it_is_highest() -> None:
    values = {f"{n}月": v for n, v in enumerate((0, 50, 49, 100, 60, 61, 2), 1)}
    assert "升至 4 月的最高值 100，再降至" in said("line_chart", 密度=dict(values))


def test_places_without_order_have_no_always() -> None:
    told = said("bar_chart", 写入={"甲库": 1, "乙库": 2}, 读取={"甲库": 5, "乙库": 6})
    assert "各项中读取均高于写入" in told
    assert "始终" not in told


def test_measured_values_are_plain_where_that_hardly_changes_them() -> None:
    assert [sensible(v) for v in (9.99, 79.8, 18542.0, 19.5)] == [10, 80, 18500, 19.5]


def test_a_chart_is_named_by_its_title_and_not_by_an_axis() -> None:
    chart = charted("bar_chart", "读写对比", "", 写入={"甲": 1}, 读取={"甲": 2}).chart
    assert chart is not None
    assert (
        opening(chart, "bar_chart", Subject())
        == "该柱状图展示了「读写对比」，包含写入和读取两个系列"
    )
    assert named(chart, "bar_chart", Subject()) == "「读写对比」柱状图"
    axis = Chart(title="Rain", y_label="Rain", x_label="Day")
    assert opening(axis, "line_chart", Subject()) == "该折线图展示了 Rain 随 Day 的变化"


def test_a_time_of_day_in_a_tooltip_names_no_series() -> None:
    assert who(Series("s1", "2018-05-20 18:01:13", ())) == "数值"
    assert who(Series("s1", "Redo:", ())) == "Redo"
