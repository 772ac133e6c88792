"""The backgrounds of labels are found, and shapes are not taken for them."""

import cv2
import pytest
from drawn import Sheet, arrows, row_of


@pytest.mark.parametrize("colour", [(232, 232, 232), (250, 253, 245)])
def test_the_plate_of_a_label(colour: tuple[int, int, int]) -> None:
    sheet = Sheet(300, 160)
    sheet.line([(150, 10), (150, 150)])
    sheet.write(150, 80, "places", plate=colour)
    assert len(sheet.scene().plates) == 1


def test_boxes_and_stadiums_are_no_plates() -> None:
    sheet = Sheet(520, 160)
    sheet.shape((30, 50, 150, 110), "First", fill=(235, 235, 254))
    sheet.shape((200, 64, 300, 96), "Second", fill=(235, 235, 254))
    sheet.shape((360, 62, 480, 98), "Third", "stadium", fill=(200, 230, 200), width=0)
    assert sheet.scene().plates == ()


def test_bare_text_has_no_plate() -> None:
    sheet = Sheet(300, 160)
    sheet.write(150, 80, "places")
    assert sheet.scene().plates == ()


def test_a_label_on_a_plate_is_no_node() -> None:
    sheet, boxes = row_of("Order", "Item", gap=260)
    middle = (boxes[0][2] + boxes[1][0]) // 2
    sheet.arrow((boxes[0][2] + 1, 80), (boxes[1][0] - 1, 80))
    sheet.write(middle, 80, "contains", plate=(238, 238, 238))
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Order", "Item")]
    assert [edge.label for edge in diagram.edges] == ["contains"]
    assert len(diagram.nodes) == 2


def test_a_label_of_two_lines_on_a_wide_plate() -> None:
    sheet, boxes = row_of("Order", "Item", gap=300)
    left, right = boxes[0][2], boxes[1][0]
    middle = (left + right) // 2
    sheet.arrow((left + 1, 80), (right - 1, 80))
    cv2.rectangle(sheet.pixels, (middle - 80, 54), (middle + 80, 106), (232, 232, 232), -1)
    sheet.write(middle, 68, "contains the")
    sheet.write(middle, 93, "lines")
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Order", "Item")]
    assert [edge.label for edge in diagram.edges] == ["contains the lines"]
    assert len(diagram.nodes) == 2


def test_a_box_that_its_text_fills_is_a_node() -> None:
    sheet, boxes = row_of("Order", "Item", gap=200)
    x = (boxes[0][2] + boxes[1][0]) // 2
    sheet.write(x, 80, "GPU", plate=(238, 238, 238))
    left, top, right, bottom = sheet.lines[-1].box
    sheet.shape((left - 2, top - 2, right + 2, bottom + 2))
    sheet.arrow((boxes[0][2] + 1, 80), (left - 4, 80))
    sheet.arrow((right + 4, 80), (boxes[1][0] - 1, 80))
    assert arrows(sheet.diagram()) == [("GPU", "Item"), ("Order", "GPU")]
