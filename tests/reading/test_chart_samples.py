"""Curves are read where their data are: at labels, between them, at bends, or closely."""

import cv2
import numpy as np
from plotted import GREEN, INDIGO, Plot, values_of

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def at(plot: Plot, part: float) -> int:
    return round(plot.left + part * (plot.right - plot.left))


def test_months_between_the_labels_have_names() -> None:
    values = [20, 25, 40, 45, 70, 66, 90, 80, 60, 40, 30, 22]
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(at(plot, i / 11), v) for i, v in enumerate(values)], INDIGO)
    for i in range(0, 12, 2):
        plot.write(at(plot, i / 11), plot.bottom + 18, MONTHS[i], 14)
        plot.pixels[plot.bottom : plot.bottom + 5, at(plot, i / 11)] = (110, 112, 121)
    points = values_of(plot.read("line_chart"))
    assert [name for name, _ in points] == list(MONTHS)
    assert np.allclose([v for _, v in points], values, atol=1.5)


def test_years_are_not_cut_into_months() -> None:
    values = [30, 60, 45, 80, 20, 50, 90]
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 7), v) for i, v in enumerate(values)], INDIGO)
    plot.x_axis([str(2014 + i) for i in range(7)])
    points = values_of(plot.read("line_chart"))
    assert [name for name, _ in points] == [str(2014 + i) for i in range(7)]


def test_numbered_months_are_names() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 4), v) for i, v in enumerate((10, 60, 30, 80))], INDIGO)
    plot.x_axis(["1月", "2月", "3月", "4月"])
    assert [x for x, _ in values_of(plot.read("line_chart"))] == ["1月", "2月", "3月", "4月"]


def test_a_smooth_curve_is_read_closely() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve(
        [(at(plot, k / 200), 90 * np.exp(-(((k / 200 - 0.5) / 0.18) ** 2))) for k in range(201)],
        INDIGO,
    )
    for i in range(6):
        plot.write(at(plot, i / 5), plot.bottom + 18, str(2 * i), 14)
    points = values_of(plot.read("line_chart"))
    assert len(points) > 50
    top = max(points, key=lambda point: point[1])
    assert abs(float(top[0]) - 5) < 0.3
    assert abs(top[1] - 90) < 2


def test_a_peak_keeps_its_height_beside_steep_sides() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 5), v) for i, v in enumerate((5, 95, 8, 90, 10))], GREEN)
    plot.x_axis(["A", "B", "C", "D", "E"])
    assert np.allclose(
        [v for _, v in values_of(plot.read("line_chart"))], (5, 95, 8, 90, 10), atol=2.5
    )


def test_labels_that_were_not_read_leave_the_grid_as_it_is() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    values = [30, 60, 45, 80, 20, 50, 90, 35]
    xs = [at(plot, i / 8 + 1 / 16) for i in range(8)]
    plot.curve(list(zip(xs, values, strict=True)), INDIGO)
    for i in (1, 2, 4, 6):  # of 1 to 8
        plot.write(xs[i], plot.bottom + 18, str(i + 1), 14)
    points = values_of(plot.read("line_chart"))
    assert [x for x, _ in points] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert np.allclose([v for _, v in points], values, atol=2)


def test_a_line_is_read_beneath_marks_that_another_hides() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    lower, upper = (50, 20, 17, 45, 60), (60, 23, 21, 70, 90)
    for heights, colour in ((lower, INDIGO), (upper, GREEN)):
        path = [(plot.x(i, 5), v) for i, v in enumerate(heights)]
        plot.curve(path, colour)
        for x, v in path:
            cv2.circle(plot.pixels, (x, plot.y(v)), 5, (255, 255, 255), -1)
            cv2.circle(plot.pixels, (x, plot.y(v)), 5, colour, 2, cv2.LINE_AA)
    plot.legend(["lower", "upper"], [INDIGO, GREEN])
    plot.x_axis(("00:00", "03:00", "06:00", "09:00", "12:00"))
    points = values_of(plot.read("line_chart"), "lower")
    assert [x for x, _ in points] == ["00:00", "03:00", "06:00", "09:00", "12:00"]
    assert np.allclose([v for _, v in points], lower, atol=1.5)


def test_points_every_third_day_lie_on_their_days() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    values = [30 + 50 * (i % 2) + i for i in range(21)]
    xs = [plot.left + 6 + 24 * i for i in range(21)]
    plot.curve(list(zip(xs, values, strict=True)), INDIGO)
    for i, day in ((0, "2023-03-01"), (7, "2023-03-22"), (14, "2023-04-12")):
        plot.write(xs[i], plot.bottom + 18, day, 14)
    points = values_of(plot.read("line_chart"))
    assert [x for x, _ in points][:3] == ["2023-03-01", "2023-03-04", "2023-03-07"]
    assert len(points) == 21
