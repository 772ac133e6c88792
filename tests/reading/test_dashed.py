"""Dashed frames of any form, whatever crosses them or lies in them."""

from itertools import pairwise

import numpy as np
import pytest
from drawn import NIGHT, PALE, WHITE, Colour, Drawn, Sheet, contour_of, overlap

from tuwen.reading.dashed import find_dashed
from tuwen.reading.outline import Outline
from tuwen.reading.types import Box

_FRAME: Box = (40, 30, 440, 270)


def _dash(sheet: Sheet, form: Drawn, box: Box, width: int, dash: tuple[int, int]) -> None:
    """Dashes all along a form; they run on around its corners."""
    corners = contour_of(form, box)
    closed = np.concatenate([corners, corners[:1]])
    steps = [np.linspace(a, b, max(2, int(np.hypot(*(b - a))))) for a, b in pairwise(closed)]
    dense = np.concatenate(steps)
    for start in range(0, len(dense) - 2, sum(dash)):
        piece = dense[start : start + dash[0]]
        sheet.line([(float(x), float(y)) for x, y in piece], width=width)


def _found(sheet: Sheet) -> list[Outline]:
    scene = sheet.scene()
    return find_dashed(scene, sheet.outlines())


@pytest.mark.parametrize("form", ["rect", "rounded", "stadium", "ellipse"])
@pytest.mark.parametrize(("width", "dash"), [(1, (4, 4)), (2, (8, 6)), (5, (22, 20)), (2, (2, 5))])
def test_dashes_of_every_size_around_every_form(
    form: Drawn, width: int, dash: tuple[int, int]
) -> None:
    sheet = Sheet(480, 300)
    _dash(sheet, form, _FRAME, width, dash)
    sheet.shape((180, 120, 300, 180), "Service")
    (frame,) = _found(sheet)
    assert overlap(frame.box, _FRAME) > 0.92


@pytest.mark.parametrize(("paper", "ink"), [(WHITE, NIGHT), (NIGHT, PALE)])
def test_lines_and_boxes_on_its_border_do_not_matter(paper: Colour, ink: Colour) -> None:
    sheet = Sheet(640, 320, paper, ink)
    _dash(sheet, "rect", _FRAME, 2, (8, 6))
    sheet.shape((52, 120, 172, 180), "Inner")
    sheet.shape((500, 120, 620, 180), "Outer")
    sheet.arrow((173, 150), (499, 150))
    sheet.line([(240, 32), (240, 268)])
    (frame,) = _found(sheet)
    assert overlap(frame.box, _FRAME) > 0.92


@pytest.mark.parametrize("margin", [0, 1, 2, 3])
@pytest.mark.parametrize("dash", [(22, 20), (26, 24)])
def test_a_frame_along_the_rim_ends_with_the_picture(margin: int, dash: tuple[int, int]) -> None:
    sheet = Sheet(400, 260)
    sheet.shape((150, 190, 250, 230), "Orders")
    _dash(sheet, "rect", (margin, 120, 400 - margin, 260 - margin), 4, dash)
    for frame in _found(sheet):
        assert min(frame.box) >= 0
        assert frame.box[2] <= 400
        assert frame.box[3] <= 260


def test_a_dashed_line_is_no_frame() -> None:
    sheet = Sheet(640, 300)
    sheet.shape((30, 110, 150, 190), "A")
    sheet.shape((480, 110, 600, 190), "B")
    sheet.line([(90, 109), (90, 40), (540, 40), (540, 109)], dash=(8, 6))
    sheet.line([(90, 191), (90, 260), (540, 260), (540, 191)], dash=(8, 6))
    assert _found(sheet) == []


def test_solid_boxes_are_no_dashed_frames() -> None:
    sheet = Sheet(480, 300)
    sheet.shape(_FRAME, width=2)
    sheet.shape((180, 120, 300, 180), "Service")
    assert _found(sheet) == []
