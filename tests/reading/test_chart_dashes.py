"""Lines of one colour: their dashes tell which name of the legend each bears."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from plotted import INDIGO, Plot, values_of

from tuwen.reading.chart_legend import Entry
from tuwen.reading.chart_strokes import share_out

SOLID, DASHED = (20.0, 60, 35, 80, 50), (70.0, 30, 90, 20, 75)


def dashes(plot: Plot, path: list[tuple[int, int]], long: int, gap: int) -> None:
    """A polyline of which every other stretch is left out."""
    steps = [np.linspace(a, b, 400) for a, b in pairwise(path)]
    points = np.concatenate(steps)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    for point in points[along % (long + gap) < long]:
        cv2.circle(plot.pixels, (round(point[0]), round(point[1])), 1, INDIGO, -1)


def test_dashed_and_solid_lines_of_one_colour_are_two_series() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 5), v) for i, v in enumerate(SOLID)], INDIGO, 3)
    dashes(plot, [(plot.x(i, 5), plot.y(v)) for i, v in enumerate(DASHED)], 9, 5)
    plot.pixels[19:22, 120:150] = INDIGO
    plot.write(190, 20, "measured", 14)
    for x in (260, 274, 288):
        plot.pixels[19:22, x : x + 9] = INDIGO
    plot.write(340, 20, "expected", 14)
    plot.x_axis(("A1", "B1", "C1", "D1", "E1"))
    chart = plot.read("line_chart")
    assert [v for _, v in values_of(chart, "measured")] == pytest.approx(SOLID, abs=3)
    assert [v for _, v in values_of(chart, "expected")] == pytest.approx(DASHED, abs=3)


def test_two_lines_of_one_colour_without_dashes_keep_their_ink() -> None:
    mask = np.zeros((40, 200), np.uint8)
    mask[20:22, 10:190] = 255
    legend = [Entry(name, INDIGO, (0, 0, 9, 9), (0, 0, 9, 9)) for name in ("a", "b")]
    masks = [mask.copy(), mask.copy()]
    share_out(masks, [INDIGO, INDIGO], legend)
    assert all(np.array_equal(part, mask) for part in masks)
