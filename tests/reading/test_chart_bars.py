"""Rectangles that are bars: outlines, axes that touch them, bars that lie."""

import cv2
import numpy as np
from drawn import BLACK
from plotted import INDIGO, Plot, values_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
TENS = (0, 20, 40, 60, 80, 100)


def test_bars_reach_to_the_middle_of_their_outline() -> None:
    plot = Plot()
    plot.y_axis(TENS, grid=False)
    for i, value in enumerate((5, 40, 90)):
        x, y = plot.x(i, 3), plot.y(value)
        plot.bar(x, value, INDIGO, 40)
        cv2.rectangle(plot.pixels, (x - 20, y), (x + 20, plot.bottom), BLACK, 1)
    plot.x_axis(DAYS[:3])
    assert np.allclose([v for _, v in values_of(plot.read("bar_chart"))], [5, 40, 90], atol=0.25)


def test_an_axis_of_the_colour_of_bars_does_not_join_them() -> None:
    plot = Plot()
    plot.y_axis(TENS)
    for i, value in enumerate((10, 50, 90)):
        plot.bar(plot.x(i, 3), value, (88, 96, 112))
    plot.x_axis(DAYS[:3])
    cv2.line(plot.pixels, (80, 360), (580, 360), (88, 96, 112), 1)
    assert np.allclose([v for _, v in values_of(plot.read("bar_chart"))], [10, 50, 90], atol=0.6)


def test_horizontal_bars() -> None:
    plot = Plot()
    names, lengths = ("Alpha", "Beta", "Gamma", "Delta"), (120, 300, 60, 410)
    for i, (name, length) in enumerate(zip(names, lengths, strict=True)):
        y = 90 + 70 * i
        plot.write(45, y, name, 14)
        plot.pixels[y - 15 : y + 15, 80 : 80 + length] = INDIGO
    for k in range(6):
        x = 80 + 90 * k
        cv2.line(plot.pixels, (x, 364), (x, 369), (110, 110, 110), 1)
        plot.write(x, 382, str(10 * k), 14)
    assert plot.kind() == "bar_chart"
    points = dict(values_of(plot.read("bar_chart")))
    assert points.keys() == set(names)
    expected = [length / 9 for length in lengths]
    assert np.allclose([points[name] for name in names], expected, atol=0.3)


def test_horizontal_bars_of_years_are_no_area() -> None:
    plot = Plot()
    years, lengths = ("2019", "2020", "2021", "2022"), (120, 300, 60, 410)
    for i, (year, length) in enumerate(zip(years, lengths, strict=True)):
        y = 90 + 70 * i
        plot.write(45, y, year, 14)
        plot.pixels[y - 30 : y + 30, 80 : 80 + length] = INDIGO
    for k in range(6):
        plot.write(80 + 90 * k, 382, str(10 * k), 14)
    assert plot.kind() == "bar_chart"
    points = values_of(plot.read("bar_chart"))
    assert [str(name) for name, _ in points] == list(years)
    assert np.allclose([v for _, v in points], [length / 9 for length in lengths], atol=0.3)
