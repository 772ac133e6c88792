"""Legends of diagrams are found and cleared away; boxes with names are no legends."""

import cv2
import pytest
from drawn import BLUE, PALE, Sheet

from tuwen.reading.diagram import read_diagram
from tuwen.reading.furniture import cleared
from tuwen.reading.legend import find_legend


def with_boxes() -> Sheet:
    sheet = Sheet(760, 420)
    sheet.shape((60, 60, 220, 130), "Client", fill=PALE)
    sheet.shape((400, 60, 560, 130), "Server", fill=BLUE)
    sheet.arrow((221, 95), (398, 95))
    return sheet


def write_left(sheet: Sheet, x: int, y: int, text: str) -> None:
    sheet.write(x + 5 * len(text), y, text, 16)


@pytest.mark.parametrize("framed", [False, True])
def test_samples_of_colour_in_a_corner(framed: bool) -> None:
    sheet = with_boxes()
    if framed:
        sheet.shape((540, 240, 740, 400))
        write_left(sheet, 600, 262, "Legend")
    for i, (text, fill) in enumerate((("inside", PALE), ("outside", BLUE), ("planned", None))):
        y = 300 + 36 * i
        cv2.rectangle(sheet.pixels, (560, y - 10), (596, y + 10), fill or (255, 230, 180), -1)
        cv2.rectangle(sheet.pixels, (560, y - 10), (596, y + 10), (60, 60, 60), 1)
        write_left(sheet, 610, y, text)
    scene = sheet.scene()
    legend = find_legend(scene)
    assert legend is not None
    assert [s.line.text for s in legend.samples] == ["inside", "outside", "planned"]
    diagram = read_diagram(cleared(scene, legend.lines, legend.boxes))
    assert [node.label for node in diagram.nodes] == ["Client", "Server"]
    assert len(diagram.edges) == 1
    assert not diagram.groups


def test_samples_of_lines() -> None:
    sheet = with_boxes()
    for i, text in enumerate(("request", "answer")):
        y = 330 + 40 * i
        sheet.arrow((540, y), (600, y), dash=(8, 5) if i else None)
        write_left(sheet, 615, y, text)
    scene = sheet.scene()
    legend = find_legend(scene)
    assert legend is not None
    assert [s.line.text for s in legend.samples] == ["request", "answer"]
    assert len(read_diagram(cleared(scene, legend.lines, legend.boxes)).edges) == 1


def test_names_in_boxes_are_no_legend() -> None:
    assert find_legend(with_boxes().scene()) is None


def test_a_list_with_marks_amid_a_picture_is_no_legend() -> None:
    sheet = with_boxes()
    sheet.shape((60, 340, 700, 400), "Storage", fill=PALE)
    sheet.write(120, 230, "left of it")
    sheet.write(640, 230, "right of it")
    for i, text in enumerate(("first", "second")):
        cv2.circle(sheet.pixels, (330, 215 + 30 * i), 9, (90, 90, 200), -1)
        write_left(sheet, 350, 215 + 30 * i, text)
    assert find_legend(sheet.scene()) is None
