"""Frames: rectangles that are only sides, solid or dashed, crossed or labelled."""

from itertools import pairwise

import pytest
from drawn import NIGHT, PALE, WHITE, Sheet, overlap

from tuwen.reading.frames import find_frames
from tuwen.reading.outline import Outline
from tuwen.reading.shapes import find_outlines
from tuwen.reading.types import Box

_FRAME: Box = (30, 30, 330, 270)


def _frames(sheet: Sheet) -> list[Outline]:
    scene = sheet.scene()
    return find_frames(scene, find_outlines(scene))


def _all(sheet: Sheet) -> list[Outline]:
    scene = sheet.scene()
    known = find_outlines(scene)
    return known + find_frames(scene, known)


def _matching(outlines: list[Outline], box: Box) -> int:
    return sum(overlap(o.box, box) > 0.85 for o in outlines)


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("dark", [False, True])
def test_a_dashed_frame_around_a_box(width: int, dark: bool) -> None:
    sheet = Sheet(560, 300, NIGHT if dark else WHITE, PALE if dark else NIGHT)
    sheet.frame(_FRAME, "Region", dashed=True, width=width)
    sheet.shape((80, 110, 250, 190), "Service")
    frames = _frames(sheet)
    assert _matching(frames, _FRAME) == 1
    assert len(frames) == 1


def test_a_solid_frame_is_found_once() -> None:
    sheet = Sheet(560, 300)
    sheet.frame(_FRAME, "Region", width=2)
    sheet.shape((80, 110, 250, 190), "Service")
    assert _matching(_all(sheet), _FRAME) == 1


def test_a_frame_with_connectors_through_its_sides() -> None:
    sheet = Sheet(640, 300)
    sheet.frame(_FRAME, "Region")
    sheet.shape((80, 110, 250, 190), "Service")
    sheet.shape((450, 110, 600, 190), "Client")
    sheet.arrow((449, 150), (251, 150))
    sheet.arrow((165, 191), (165, 299))
    assert _matching(_all(sheet), _FRAME) == 1


def test_a_label_may_interrupt_the_upper_side() -> None:
    sheet = Sheet(560, 300)
    sheet.frame(_FRAME)
    sheet.write(120, 30, "Region", plate=WHITE)
    sheet.shape((80, 110, 250, 190), "Service")
    assert _matching(_all(sheet), _FRAME) == 1


def test_dashed_frames_in_one_another() -> None:
    outer, inner = (20, 20, 540, 380), (60, 80, 320, 340)
    sheet = Sheet(560, 400)
    sheet.frame(outer, "Outer", dashed=True)
    sheet.frame(inner, "Inner", dashed=True)
    sheet.shape((100, 160, 260, 240), "Service")
    frames = _frames(sheet)
    assert _matching(frames, outer) == 1
    assert _matching(frames, inner) == 1


def test_known_shapes_are_not_found_again() -> None:
    sheet = Sheet(560, 300)
    sheet.shape((60, 60, 260, 220), "Service")
    sheet.shape((330, 60, 520, 220), "Store", fill=PALE)
    assert _frames(sheet) == []


def test_connectors_that_happen_to_be_level_and_upright_are_no_frame() -> None:
    """Three sides of a rectangle: a return path around two boxes."""
    sheet = Sheet(560, 300)
    sheet.shape((40, 40, 180, 110), "First")
    sheet.shape((360, 40, 500, 110), "Second")
    path = [(110, 111), (110, 240), (430, 240), (430, 112)]
    for a, b in pairwise(path):
        sheet.line([a, b])
    assert _frames(sheet) == []


def test_small_and_blank_sheets_have_no_frames() -> None:
    for size in ((20, 20), (60, 40), (300, 300)):
        assert _frames(Sheet(*size)) == []


def test_stacked_frames_stay_apart() -> None:
    sheet = Sheet(560, 520)
    for y, name in ((20, "First"), (270, "Second")):
        sheet.frame((30, y, 520, y + 230))
        sheet.shape((80, y + 90, 250, y + 160), name)
    frames = _all(sheet)
    assert _matching(frames, (30, 20, 520, 250)) == 1
    assert _matching(frames, (30, 270, 520, 500)) == 1
    assert _matching(frames, (30, 20, 520, 500)) == 0


def test_a_frame_that_slanting_lines_cross() -> None:
    sheet = Sheet(700, 420)
    sheet.frame((220, 60, 660, 360))
    for y in (30, 90, 150, 210, 270, 330):
        sheet.line([(20, y), (400, 210)], width=1)
    assert _matching(_all(sheet), (220, 60, 660, 360)) == 1
