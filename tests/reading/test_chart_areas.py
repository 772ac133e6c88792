"""Areas: the stroke along the rim bears the value; an area upon another holds its part."""

import cv2
import numpy as np
from plotted import GREEN, INDIGO, Plot, values_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def pale(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (round(0.5 * c + 0.5 * 255) for c in colour)
    return (red, green, blue)


def area(plot: Plot, low: list[float], high: list[float], colour: tuple[int, int, int]) -> None:
    xs = [plot.x(i, len(low)) for i in range(len(low))]
    rim = [(x, plot.y(v)) for x, v in zip(xs, high, strict=True)]
    foot = [(x, plot.y(v)) for x, v in zip(xs, low, strict=True)]
    cv2.fillPoly(plot.pixels, [np.array([*rim, *foot[::-1]], np.int32)], pale(colour))


BELOW, PART = [20.0, 40, 30, 50, 25], [30.0, 20, 45, 10, 50]
ABOVE = [a + b for a, b in zip(BELOW, PART, strict=True)]
RIMS = ((BELOW, INDIGO), (ABOVE, GREEN))


def stacked(thick: int) -> Plot:
    """Two areas, one upon the other, with a stroke along their rims."""
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    area(plot, [0.0] * 5, BELOW, INDIGO)
    area(plot, BELOW, ABOVE, GREEN)
    for heights, colour in RIMS:
        plot.curve([(plot.x(i, 5), v) for i, v in enumerate(heights)], colour, thick)
    plot.legend(["lower", "upper"], [INDIGO, GREEN])
    return plot


def test_stacked_areas_that_are_seen_through() -> None:
    plot = stacked(4)
    plot.x_axis(DAYS)
    chart = plot.read("line_chart")
    assert np.allclose([v for _, v in values_of(chart, "lower")], BELOW, atol=1.2)
    assert np.allclose([v for _, v in values_of(chart, "upper")], PART, atol=1.8)


def test_marks_upon_the_rim_do_not_lift_it() -> None:
    plot = stacked(3)
    for heights, colour in RIMS:
        for i, v in enumerate(heights):
            cv2.circle(plot.pixels, (plot.x(i, 5), plot.y(v)), 5, (255, 255, 255), -1)
            cv2.circle(plot.pixels, (plot.x(i, 5), plot.y(v)), 5, colour, 2, cv2.LINE_AA)
    plot.x_axis(("2016", "2017", "2018", "2019", "2020"))
    chart = plot.read("line_chart")
    assert [x for x, _ in values_of(chart, "lower")] == ["2016", "2017", "2018", "2019", "2020"]
    assert np.allclose([v for _, v in values_of(chart, "lower")], BELOW, atol=1.2)
    assert np.allclose([v for _, v in values_of(chart, "upper")], PART, atol=1.8)


def test_an_area_that_hardly_slopes_is_no_bar() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    area(plot, [0.0] * 5, [88.0, 92, 90, 95, 93], INDIGO)
    plot.x_axis(DAYS)
    assert plot.kind() == "line_chart"


def test_areas_that_grow_to_the_right_are_read_along_the_left_axis() -> None:
    plot = Plot()
    years = (2010, 2011, 2012, 2013, 2014)
    values = [60.0, 20, 80, 40, 70]
    ys = [plot.bottom - 75 * i for i in range(5)]
    rim = [(plot.left + round(5 * v), y) for v, y in zip(values, ys, strict=True)]
    shape = [(plot.left, ys[0]), *rim, (plot.left, ys[-1])]
    cv2.fillPoly(plot.pixels, [np.array(shape, np.int32)], INDIGO)
    for year, y in zip(years, ys, strict=True):
        plot.write(plot.left - 30, y, str(year), 14)
    for value in (0, 20, 40, 60, 80, 100):
        plot.write(plot.left + 5 * value, plot.bottom + 20, str(value), 14)
    points = values_of(plot.read("line_chart"))
    assert [x for x, _ in points] == [str(year) for year in years]
    assert np.allclose([v for _, v in points], values, atol=2.5)


def test_of_a_stack_an_area_that_is_not_there_is_nothing() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    below, above = [30.0] * 5, [30.0, 30, 30, 60, 80]
    area(plot, [0.0] * 5, below, INDIGO)
    area(plot, below, above, GREEN)
    plot.legend(["lower", "upper"], [pale(INDIGO), pale(GREEN)])
    plot.x_axis(DAYS)
    assert np.allclose(
        [v for _, v in values_of(plot.read("line_chart"), "upper")], [0, 0, 0, 30, 50], atol=2
    )
