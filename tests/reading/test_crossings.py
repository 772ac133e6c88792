"""Dashed lines that cross other lines."""

import pytest
from drawn import Sheet, arrows, named


@pytest.mark.parametrize("phase", [0, 2, 4, 6, 8])
def test_dashes_go_on_beyond_the_line_that_they_cross(phase: int) -> None:
    sheet = Sheet(520, 420)
    sheet.shape((200, 20, 320, 80), "Top")
    sheet.shape((200, 330, 320, 390), "Bottom")
    sheet.shape((10, 170, 110, 230), "Left")
    sheet.shape((400, 210, 510, 270), "Right")
    sheet.line([(260, 81), (260, 81 + phase)], width=1)
    sheet.line([(260, 86 + phase), (260, 329)], width=1, dash=(7, 5), heads="end")
    sheet.line([(111, 200), (399, 240)], width=1, heads="end")
    assert sorted(arrows(sheet.diagram())) == [("Left", "Right"), ("Top", "Bottom")]


def test_a_dashed_branch_stays_a_branch() -> None:
    sheet = Sheet(520, 420)
    sheet.shape((10, 170, 110, 230), "Left")
    sheet.shape((400, 170, 510, 230), "Right")
    sheet.shape((200, 330, 320, 390), "Bottom")
    sheet.line([(111, 200), (399, 200)], width=1, heads="end")
    sheet.line([(260, 201), (260, 329)], width=1, dash=(7, 5), heads="end")
    diagram = sheet.diagram()
    names = named(diagram)
    assert ("Left", "Right") in arrows(diagram)
    assert all({names[e.source], names[e.target]} != {"Right", "Bottom"} or not e.directed
               or names[e.target] == "Bottom" for e in diagram.edges)  # fmt: skip
