"""Points: hollow ones that overlap, and a cloud that is no line."""

import cv2
import numpy as np
from plotted import INDIGO, Plot

from tuwen.reading.chart_points import find_dots, stand_alone

PLOT = (80, 60, 580, 360)


def rings(places: list[tuple[int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    mask = np.zeros((440, 760), np.uint8)
    for place in places:
        cv2.circle(mask, place, 6, 255, 2)
    return mask


def test_rings_that_overlap_are_told_apart() -> None:
    alone = [(120 + 60 * k, 100 + 30 * k) for k in range(6)]
    places = [*alone, (500, 300), (507, 304), (498, 309)]
    found = find_dots(rings(places), PLOT, 20)
    assert len(found) == len(places)
    for x, y in places:
        assert min(abs(dot.x - x) + abs(dot.y - y) for dot in found) < 2.5


def test_marks_apart_from_each_other_are_no_line() -> None:
    spread = [(100 + 40 * k, 100 + 50 * (k % 4)) for k in range(12)]
    assert stand_alone(rings(spread), PLOT)
    line = np.zeros((440, 760), np.uint8)
    cv2.line(line, (90, 300), (560, 100), 255, 2)
    assert not stand_alone(line, PLOT)


def test_rings_read_as_letters_are_points_all_the_same() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    for i in range(6):
        plot.write(round(plot.left + 100 * i), plot.bottom + 18, str(10 * i), 14)
    for k in range(12):
        at = (110 + 37 * k, plot.y(15 + 7 * ((5 * k) % 11)))
        cv2.circle(plot.pixels, at, 5, INDIGO, 2, cv2.LINE_AA)
    scene = plot.scene()
    chart = plot.read("scatter_chart")
    assert scene.lines
    assert len(chart.series[0].points) == 12


def test_triangles_that_overlap_are_told_apart() -> None:
    alone = [(120 + 60 * k, 100 + 30 * k) for k in range(6)]
    places = [*alone, (500, 300), (512, 306), (490, 310)]
    mask = np.zeros((440, 760), np.uint8)
    for x, y in places:
        corners = np.array([(x, y - 10), (x - 11, y + 10), (x + 11, y + 10)], np.int32)
        cv2.polylines(mask, [corners], True, 255, 5)
    found = find_dots(mask, PLOT, 20)
    assert len(found) == len(places)


def test_specks_beside_the_marks_do_not_set_their_size() -> None:
    places = [(120 + 60 * k, 100 + 30 * k) for k in range(7)] + [(490, 290)]
    mask = rings(places)
    for k in range(8):
        mask[300:303, 100 + 20 * k : 103 + 20 * k] = 255
    assert len(find_dots(mask, PLOT, 20)) == len(places)


def test_gray_grid_lines_are_no_marks_of_a_pale_colour() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100), grid=False)
    for i in range(6):
        x = plot.left + 100 * i
        plot.pixels[plot.top : plot.bottom : 7, x : x + 2] = (221, 221, 221)
        plot.write(x, plot.bottom + 18, str(10 * i), 14)
    for k in range(12):
        at = (110 + 37 * k, plot.y(15 + 7 * ((5 * k) % 11)))
        cv2.circle(plot.pixels, at, 6, (185, 216, 234), 3, cv2.LINE_AA)
    assert len(plot.read("scatter_chart").series[0].points) == 12


def test_a_few_marks_over_numbers_are_no_scatter_chart() -> None:
    plot = Plot()  # pagination and the knobs of switches
    cv2.line(plot.pixels, (80, plot.bottom), (680, plot.bottom), (110, 110, 110), 1)
    for k in range(7):
        plot.write(plot.left + 90 * k, plot.bottom + 18, str(k + 1), 14)
    for k in range(7):
        at = (130 + 71 * k, 100 + 33 * (k * 5 % 7))
        cv2.circle(plot.pixels, at, 6, INDIGO, -1, cv2.LINE_AA)
    assert plot.kind() != "scatter_chart"
