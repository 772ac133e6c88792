"""Stick figures, small ones and those that a line touches."""

import cv2
import pytest
from drawn import Sheet, arrows, node


def _person(sheet: Sheet, x: int, y: int, size: float) -> None:
    """As draw.io and UML tools draw one; `size` is the head's radius."""

    def at(right: float, down: float) -> tuple[int, int]:
        return round(x + right * size), round(y + down * size)

    cv2.circle(sheet.pixels, at(0, 1), round(size), sheet.ink, 1, cv2.LINE_AA)
    for a, b in (
        ((0, 2), (0, 5.3)),
        ((-2, 2.7), (2, 2.7)),
        ((0, 5.3), (-2, 8)),
        ((0, 5.3), (2, 8)),
    ):
        cv2.line(sheet.pixels, at(*a), at(*b), sheet.ink, 1, cv2.LINE_AA)


@pytest.mark.parametrize("size", [6, 8, 14])
def test_a_stick_figure_is_an_actor_with_the_name_below(size: int) -> None:
    sheet = Sheet(420, 220)
    sheet.shape((260, 70, 380, 130), "Service")
    _person(sheet, 80, 40, size)
    sheet.write(80, 40 + 8 * size + 16, "User")
    sheet.arrow((80 + 2 * size + 6, 90), (260, 90))
    diagram = sheet.diagram()
    assert node(diagram, "User").shape == "actor"
    assert arrows(diagram) == [("User", "Service")]


def test_a_dot_above_a_forked_line_is_no_actor() -> None:
    sheet = Sheet(420, 320)
    sheet.dot(210, 30)
    sheet.arrow((210, 41), (210, 100))
    sheet.shape((150, 100, 270, 150), "Ready")
    sheet.arrow((180, 150), (90, 250))
    sheet.arrow((240, 150), (330, 250))
    sheet.shape((30, 250, 150, 300), "Yes")
    sheet.shape((270, 250, 390, 300), "No")
    assert "actor" not in {n.shape for n in sheet.diagram().nodes}


def test_a_line_between_the_legs_is_no_part_of_a_person() -> None:
    sheet = Sheet(320, 320)
    _person(sheet, 160, 20, 8)
    sheet.line([(160, 84), (160, 126)])
    sheet.write(160, 138, "HTTPS", size=14)
    sheet.arrow((160, 150), (160, 220))
    sheet.write(205, 50, "User")
    sheet.shape((90, 222, 230, 280), "Gateway")
    (edge,) = sheet.diagram().edges
    assert arrows(sheet.diagram()) == [("User", "Gateway")]
    assert edge.label == "HTTPS"
