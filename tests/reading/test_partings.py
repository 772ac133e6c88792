"""Boxes of text that run across borders and the edges of plates are parted there."""

import numpy as np
import pytest
from drawn import Sheet

from tuwen.reading.partings import parted
from tuwen.reading.scene import gray_of
from tuwen.reading.types import Box


def _holds(boxes: list[Box], line: Box) -> list[int]:
    """Which of the boxes the middle of a line lies in."""
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    return [i for i, b in enumerate(boxes) if b[0] <= x < b[2] and b[1] <= y < b[3]]


def test_two_labels_side_by_side_on_plates() -> None:
    sheet = Sheet(300, 120)
    sheet.write(80, 60, "start", size=24, plate=(232, 232, 232))
    sheet.write(190, 60, "stop", size=24, plate=(232, 232, 232))
    boxes = parted(gray_of(sheet.pixels), [(40, 40, 230, 80)])
    assert [_holds(boxes, line.box) for line in sheet.lines] == [[0], [1]]


def test_a_label_and_the_name_of_the_box_beside_it() -> None:
    sheet = Sheet(400, 120)
    sheet.shape((200, 30, 360, 90), "Done")
    sheet.write(120, 60, "approve", size=24)
    boxes = parted(gray_of(sheet.pixels), [(70, 40, 320, 80)])
    assert [_holds(boxes, line.box) for line in sheet.lines] == [[1], [0]]


def test_a_border_around_a_name_is_left_out() -> None:
    sheet = Sheet(200, 120)
    sheet.shape((60, 30, 140, 90), form="rounded")
    sheet.write(100, 60, "Idle", size=24)
    (box,) = parted(gray_of(sheet.pixels), [(60, 38, 141, 91)])
    assert box[0] > 62
    assert box[3] < 88
    assert _holds([box], sheet.lines[0].box) == [0]


@pytest.mark.parametrize("text", ["places", "Till Bill III", "11 | 11"])
def test_stems_and_lines_behind_letters_part_nothing(text: str) -> None:
    sheet = Sheet(300, 120)
    sheet.line([(150, 0), (150, 120)])
    sheet.write(150, 60, text, size=24)
    x0, y0, x1, y1 = sheet.lines[0].box
    box = (x0 - 4, y0 - 6, x1 + 4, y1 + 6)
    assert parted(gray_of(sheet.pixels), [box]) == [box]


def test_nothing_is_lost_on_blank_paper() -> None:
    assert parted(np.full((40, 80), 255, np.uint8), [(5, 5, 70, 30)]) == [(5, 5, 70, 30)]
