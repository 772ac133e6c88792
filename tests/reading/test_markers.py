"""Lines run on through what class and ER diagrams put at their ends."""

import cv2
import numpy as np
import pytest
from drawn import Sheet, named

from tuwen.reading.diagram import Diagram


def _two_boxes() -> Sheet:
    sheet = Sheet(320, 420)
    sheet.shape((90, 30, 230, 100), "Order")
    sheet.shape((90, 310, 230, 380), "Item")
    return sheet


def _pairs(diagram: Diagram) -> list[set[str]]:
    names = named(diagram)
    return [{names[edge.source], names[edge.target]} for edge in diagram.edges]


@pytest.mark.parametrize("form", ["triangle", "diamond"])
@pytest.mark.parametrize(
    "filled",
    [
        False,
        pytest.param(
            True,
            marks=pytest.mark.xfail(reason="one region with the line and the box it runs into"),
        ),
    ],
)
def test_triangles_and_diamonds(form: str, filled: bool) -> None:
    sheet = _two_boxes()
    sheet.line([(160, 126), (160, 308)])
    corners = [(160, 102), (170, 126), (150, 126)]
    if form == "diamond":
        corners = [(160, 102), (168, 114), (160, 126), (152, 114)]
    points = np.array(corners, np.int32)
    if filled:
        cv2.fillPoly(sheet.pixels, [points], (0, 0, 0), cv2.LINE_AA)
    else:
        cv2.polylines(sheet.pixels, [points], True, (0, 0, 0), 2, cv2.LINE_AA)
    diagram = sheet.diagram()
    assert [n.label for n in diagram.nodes] == ["Order", "Item"]
    assert _pairs(diagram) == [{"Order", "Item"}]


def test_a_crows_foot_with_a_circle_is_one_line() -> None:
    sheet = _two_boxes()
    sheet.line([(160, 102), (160, 262)])
    sheet.line([(150, 116), (170, 116)])
    cv2.circle(sheet.pixels, (160, 270), 8, (0, 0, 0), 2, cv2.LINE_AA)
    sheet.line([(160, 278), (160, 308)])
    for x in (142, 178):
        sheet.line([(160, 284), (x, 308)])
    diagram = sheet.diagram()
    assert [n.label for n in diagram.nodes] == ["Order", "Item"]
    assert _pairs(diagram) == [{"Order", "Item"}]
