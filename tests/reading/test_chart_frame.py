"""The lines along the axes say where a plot ends: marks beyond the last label are read, too."""

import cv2
import pytest
from plotted import INDIGO, Plot, values_of

GRAY = (110, 112, 121)


def test_a_curve_goes_on_beyond_the_last_date() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    cv2.line(plot.pixels, (plot.left, plot.bottom), (plot.right, plot.bottom), GRAY)
    cv2.line(plot.pixels, (plot.left, plot.top), (plot.left, plot.bottom), GRAY)
    values = [30 + 20 * (i % 3) for i in range(24)]
    xs = [plot.left + 4 + round(i * 490 / 23) for i in range(24)]
    plot.curve(list(zip(xs, values, strict=True)), INDIGO)
    for month in (0, 6, 12):
        plot.write(xs[month], plot.bottom + 18, f"{2020 + month // 12}-{month % 12 + 1:02d}", 14)
    points = values_of(plot.read("line_chart"))
    assert [x for x, _ in points][-1] == "2021-12"
    assert [v for _, v in points] == pytest.approx(values, abs=6)


def test_numbers_that_rise_unevenly_but_stand_evenly_are_names() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    for i, value in enumerate((30, 70, 50, 90, 40)):
        plot.bar(plot.x(i, 5), value, INDIGO, width=60)
    plot.x_axis(("3", "4", "5", "6", "8"))
    assert [x for x, _ in values_of(plot.read("bar_chart"))] == ["3", "4", "5", "6", "8"]
