"""Soft shadows beside boxes are taken away; what only looks alike stays."""

import numpy as np
from drawn import BLACK, PALE, Sheet, arrows

from tuwen.reading.shadows import without_shadows
from tuwen.reading.shapes import find_outlines

_BOXES = {"Cart": (40, 60, 160, 120), "Order": (300, 60, 420, 120), "Stock": (300, 220, 420, 280)}


def _sheet(*, shadows: bool) -> Sheet:
    sheet = Sheet(480, 340)
    for name, box in _BOXES.items():
        if shadows:
            sheet.shadow(box, 4, 2.0)
        sheet.shape(box, name, fill=PALE, border=BLACK)
    sheet.arrow((161, 90), (299, 90))
    sheet.arrow((360, 121), (360, 219))
    return sheet


def test_shadows_become_paper() -> None:
    scene = _sheet(shadows=True).scene()
    bright = without_shadows(scene, find_outlines(scene))
    assert bright is not scene
    beside = bright.gray[75:85, 166:176]
    assert np.count_nonzero(beside < 250) == 0
    assert bright.gray[90, 230] < 80  # the line stays


def test_without_shadows_the_scene_stays_as_it_is() -> None:
    scene = _sheet(shadows=False).scene()
    assert without_shadows(scene, find_outlines(scene)) is scene


def test_lines_leave_boxes_through_their_shadows() -> None:
    expected = [("Cart", "Order"), ("Order", "Stock")]
    assert arrows(_sheet(shadows=True).diagram()) == expected
    assert arrows(_sheet(shadows=False).diagram()) == expected


def test_a_blank_picture_has_none() -> None:
    scene = Sheet(120, 80).scene()
    assert without_shadows(scene, find_outlines(scene)) is scene
