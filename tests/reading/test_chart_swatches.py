"""Legends whose names are single letters, which detection of text passes over."""

import cv2
from plotted import AMBER, GREEN, INDIGO, RED, Plot

from tuwen.reading.chart_legend import find_legend
from tuwen.reading.ocr import Line

COLOURS = (INDIGO, GREEN, AMBER, RED)


def numbered(levels: tuple[int, ...]) -> Plot:
    """Discs below one another with the numbers 1, 2, 3 … beside them."""
    plot = Plot()
    for i, y in enumerate(levels):
        cv2.circle(plot.pixels, (640, y), 11, COLOURS[i], -1, cv2.LINE_AA)
        plot.write(672, y, str(i + 1), 26)
    return plot


def test_rows_that_were_not_read_are_read_beside_their_markers() -> None:
    plot = numbered((80, 120, 160, 200))
    plot.lines = plot.lines[2:]
    found = find_legend(plot.scene(), [], plot.paper)
    assert [entry.name for entry in found] == ["1", "2", "3", "4"]
    assert found[0].colour == INDIGO


def test_rows_read_as_one_turned_line_are_read_again() -> None:
    plot = numbered((80, 120, 160, 200))
    first, second = plot.lines[0].box, plot.lines[1].box
    box = (first[0], first[1], second[2], second[3])
    plot.lines[:2] = [Line("12", box, 0.9, upright=False)]
    found = find_legend(plot.scene(), [], plot.paper)
    assert [entry.name for entry in found] == ["1", "2", "3", "4"]


def test_spots_at_uneven_distances_are_no_rows() -> None:
    plot = numbered((80, 170, 240, 280))
    plot.lines = plot.lines[2:]
    assert len(find_legend(plot.scene(), [], plot.paper)) < 3
