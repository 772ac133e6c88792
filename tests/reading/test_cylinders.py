"""Cylinders with their lids: the whole drawing is one shape, and lines meet it at its rim."""

import pytest
from drawn import BLUE, WHITE, Colour, Sheet, arrows, overlap

from tuwen.reading.types import Box

_BOX: Box = (70, 40, 220, 170)


@pytest.mark.parametrize("fill", [None, WHITE, BLUE])
@pytest.mark.parametrize("tall", [50, 90, 130])
def test_the_lid_belongs_to_the_cylinder(fill: Colour | None, tall: int) -> None:
    box = (_BOX[0], _BOX[1], _BOX[2], _BOX[1] + tall)
    sheet = Sheet(300, 210)
    sheet.shape(box, "Store", "cylinder", fill)
    (outline,) = sheet.outlines()
    assert outline.shape == "cylinder"
    assert overlap(outline.box, box) > 0.85


def test_a_line_from_above_ends_at_the_lid() -> None:
    sheet = Sheet(300, 330)
    sheet.shape((80, 20, 210, 70), "Service")
    sheet.shape((70, 170, 220, 300), "Store", "cylinder", BLUE)
    sheet.arrow((145, 72), (145, 168))
    assert arrows(sheet.diagram()) == [("Service", "Store")]
