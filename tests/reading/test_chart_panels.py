"""Charts side by side and below one another are read each by itself."""

from dataclasses import replace

import numpy as np
from drawn import Sheet
from plotted import INDIGO, Plot

from tuwen.reading.chart import read_chart
from tuwen.reading.kind import classify
from tuwen.reading.types import Chart

TENS = (0, 20, 40, 60, 80, 100)
HUNDREDS = (0, 100, 200, 300, 400)


def bars(values: list[float], title: str, ticks: tuple[int, ...] = TENS) -> Plot:
    plot = Plot(float(ticks[-1]))
    plot.y_axis(ticks)
    for i, value in enumerate(values):
        plot.bar(plot.x(i, len(values)), value, INDIGO)
    plot.x_axis(("Mon", "Tue", "Wed", "Thu")[: len(values)])
    plot.write(330, 30, title, 16)
    return plot


def joined(one: Plot, other: Plot, *, beside: bool) -> Sheet:
    """Both plots in one picture."""
    high, wide = one.pixels.shape[:2]
    x, y = (wide, 0) if beside else (0, high)
    sheet = Sheet(wide + x, high + y)
    sheet.pixels = np.concatenate([one.pixels, other.pixels], axis=1 if beside else 0)
    moved = [
        replace(q, box=(q.box[0] + x, q.box[1] + y, q.box[2] + x, q.box[3] + y))
        for q in other.lines
    ]
    sheet.lines = [*one.lines, *moved]
    return sheet


def read(sheet: Sheet) -> Chart:
    scene = sheet.scene()
    assert classify(scene).kind == "bar_chart"
    chart = read_chart(scene, "bar_chart")
    assert chart is not None
    return chart


def heights(chart: Chart) -> dict[str, list[float]]:
    return {s.name: [round(v) for _, v in s.points] for s in chart.series}


def test_charts_side_by_side_have_their_own_scales_and_titles() -> None:
    left = bars([20, 60, 90, 40], "Reads")
    right = bars([100, 300, 200, 400], "Writes", HUNDREDS)
    chart = read(joined(left, right, beside=True))
    found = heights(chart)
    assert np.allclose(found["Reads"], [20, 60, 90, 40], atol=1)
    assert np.allclose(found["Writes"], [100, 300, 200, 400], atol=4)
    assert [s.id for s in chart.series] == ["s1", "s2"]
    assert chart.title == ""


def test_charts_below_one_another() -> None:
    upper, lower = bars([20, 60, 90, 40], "Reads"), bars([10, 30, 50, 70], "Writes")
    found = heights(read(joined(upper, lower, beside=False)))
    assert np.allclose(found["Reads"], [20, 60, 90, 40], atol=1)
    assert np.allclose(found["Writes"], [10, 30, 50, 70], atol=1)


def test_a_second_axis_is_no_second_chart() -> None:
    plot = bars([20, 60, 90, 40], "Reads")
    for value in HUNDREDS:
        plot.write(612, plot.y(value / 4), str(value), 14)
    found = read(plot)
    assert [len(s.points) for s in found.series] == [4]
