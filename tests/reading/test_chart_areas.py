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


def test_stacked_areas_that_are_seen_through() -> None:
    below, part = [20.0, 40, 30, 50, 25], [30.0, 20, 45, 10, 50]
    above = [a + b for a, b in zip(below, part, strict=True)]
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    area(plot, [0.0] * 5, below, INDIGO)
    area(plot, below, above, GREEN)
    for heights, colour in ((below, INDIGO), (above, GREEN)):
        plot.curve([(plot.x(i, 5), v) for i, v in enumerate(heights)], colour, 4)
    plot.x_axis(DAYS)
    plot.legend(["lower", "upper"], [INDIGO, GREEN])
    chart = plot.read("line_chart")
    assert np.allclose([v for _, v in values_of(chart, "lower")], below, atol=1.2)
    assert np.allclose([v for _, v in values_of(chart, "upper")], part, atol=1.8)


def test_marks_upon_the_rim_do_not_lift_it() -> None:
    below, part = [20.0, 40, 30, 50, 25], [30.0, 20, 45, 10, 50]
    above = [a + b for a, b in zip(below, part, strict=True)]
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    area(plot, [0.0] * 5, below, INDIGO)
    area(plot, below, above, GREEN)
    for heights, colour in ((below, INDIGO), (above, GREEN)):
        plot.curve([(plot.x(i, 5), v) for i, v in enumerate(heights)], colour, 3)
        for i, v in enumerate(heights):
            cv2.circle(plot.pixels, (plot.x(i, 5), plot.y(v)), 5, (255, 255, 255), -1)
            cv2.circle(plot.pixels, (plot.x(i, 5), plot.y(v)), 5, colour, 2, cv2.LINE_AA)
    plot.x_axis(("2016", "2017", "2018", "2019", "2020"))
    plot.legend(["lower", "upper"], [INDIGO, GREEN])
    chart = plot.read("line_chart")
    assert [x for x, _ in values_of(chart, "lower")] == ["2016", "2017", "2018", "2019", "2020"]
    assert np.allclose([v for _, v in values_of(chart, "lower")], below, atol=1.2)
    assert np.allclose([v for _, v in values_of(chart, "upper")], part, atol=1.8)
