"""Pictograms with captions stand for nodes; what lines merely enclose does not."""

import cv2
from drawn import BLUE, Sheet, arrows, node

from tuwen.reading.types import Box


def _gateway() -> tuple[Sheet, Box]:
    """A sheet with a box on its left side."""
    sheet, box = Sheet(420, 160), (20, 52, 130, 108)
    sheet.shape(box, "Gateway")
    return sheet, box


def _phone(sheet: Sheet, x: int, y: int) -> None:
    """Drawn in outline: a slim body with a button."""
    cv2.rectangle(sheet.pixels, (x - 15, y), (x + 15, y + 62), sheet.ink, 3)
    cv2.circle(sheet.pixels, (x, y + 54), 3, sheet.ink, -1)


def _servers(sheet: Sheet, x: int, y: int) -> None:
    for top in range(y, y + 60, 20):
        cv2.rectangle(sheet.pixels, (x - 28, top), (x + 28, top + 15), sheet.ink, 2)
        cv2.circle(sheet.pixels, (x - 18, top + 7), 2, sheet.ink, -1)


def test_a_pictogram_in_outline_is_a_node_with_its_caption() -> None:
    sheet, box = _gateway()
    _servers(sheet, 330, 40)
    sheet.write(330, 118, "Storage")
    sheet.arrow((box[2], 80), (290, 80))
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Gateway", "Storage")]
    assert node(diagram, "Storage").shape == "icon"


def test_a_slim_pictogram_counts_when_it_has_a_caption() -> None:
    sheet, box = _gateway()
    _phone(sheet, 330, 34)
    sheet.write(330, 118, "Phone")
    sheet.arrow((310, 80), (box[2], 80))
    assert arrows(sheet.diagram()) == [("Phone", "Gateway")]


def test_a_filled_shape_takes_the_caption_below_it() -> None:
    sheet, box = _gateway()
    sheet.shape((300, 44, 360, 104), form="cylinder", fill=BLUE, width=0)
    sheet.write(330, 122, "Orders")
    sheet.arrow((box[2], 80), (300, 80))
    assert arrows(sheet.diagram()) == [("Gateway", "Orders")]


def test_a_gap_between_lines_is_no_pictogram() -> None:
    sheet = Sheet(600, 320)
    for x, name in ((20, "A1"), (240, "B1"), (460, "C1")):
        sheet.shape((x, 52, x + 110, 108), name)
    sheet.shape((20, 240, 130, 296), "A2")
    sheet.shape((460, 240, 570, 296), "C2")
    sheet.line([(75, 108), (75, 240)])
    sheet.line([(130, 250), (460, 250)])
    sheet.line([(240, 108), (240, 270), (130, 270)])
    sheet.line([(300, 108), (300, 250)])
    sheet.write(270, 196, "retry")
    assert {n.shape for n in sheet.diagram().nodes} == {"rect"}


def test_a_letter_in_a_mark_is_no_caption() -> None:
    sheet, _ = _gateway()
    sheet.shape((330, 60, 374, 104), form="ellipse")
    sheet.write(352, 120, "o")
    assert [n.label for n in sheet.diagram().nodes] == ["Gateway"]
