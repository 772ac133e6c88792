"""The end mark of a state diagram: a ring with a disc in it, whatever touches it."""

import cv2
import numpy as np
import pytest
from drawn import Sheet

from tuwen.reading.ocr import Line
from tuwen.reading.targets import find_targets


@pytest.mark.parametrize("radius", [7, 10, 14])
def test_heads_may_touch_the_ring(radius: int) -> None:
    sheet = Sheet(300, 200)
    cv2.circle(sheet.pixels, (150, 120), radius, (50, 50, 50), 1, cv2.LINE_AA)
    cv2.circle(sheet.pixels, (150, 120), round(0.5 * radius), (140, 110, 210), -1, cv2.LINE_AA)
    sheet.arrow((60, 60), (150 - radius, 120))
    sheet.arrow((240, 60), (150 + radius, 120))
    (mark,) = find_targets(sheet.scene())
    assert mark.shape == "end"
    assert (
        np.abs(np.array(mark.box) - (150 - radius, 120 - radius, 151 + radius, 121 + radius)).max()
        <= 3
    )


def test_a_soft_shadow_within_the_ring() -> None:
    sheet = Sheet(200, 160)
    sheet.shadow((92, 72, 116, 96), 4, 2)
    cv2.circle(sheet.pixels, (100, 80), 11, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.circle(sheet.pixels, (100, 80), 6, (0, 0, 0), -1, cv2.LINE_AA)
    assert len(find_targets(sheet.scene())) == 1


def test_boxes_dots_and_empty_rings_are_none() -> None:
    sheet = Sheet(300, 160)
    sheet.dot(60, 80)
    cv2.circle(sheet.pixels, (140, 80), 14, (0, 0, 0), 2, cv2.LINE_AA)
    cv2.rectangle(sheet.pixels, (200, 66), (228, 94), (0, 0, 0), 2)
    cv2.rectangle(sheet.pixels, (209, 75), (219, 85), (0, 0, 0), -1)
    assert find_targets(sheet.scene()) == []


@pytest.mark.parametrize("read", ["O", ">O"])
def test_an_end_that_was_read_as_letters_is_an_end(read: str) -> None:
    sheet = Sheet(420, 160)
    sheet.shape((40, 50, 160, 110), "Done")
    sheet.dot(300, 80, ring=True)
    sheet.arrow((161, 80), (287, 80))
    sheet.lines.append(Line(read, (268, 58, 322, 102), 0.6))
    diagram = sheet.diagram()
    assert [(n.label, n.shape) for n in diagram.nodes] == [("Done", "rect"), ("", "end")]
    assert len(diagram.edges) == 1
