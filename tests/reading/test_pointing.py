"""Arrows drawn free of what they join."""

import pytest
from drawn import PALE, WHITE, Sheet, arrows, node


def test_an_arrow_from_a_bare_text_some_way_off() -> None:
    sheet = Sheet(300, 260)
    sheet.shape((60, 30, 240, 90), "Encoder")
    sheet.arrow((150, 180), (150, 91))
    sheet.write(150, 220, "Source")
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Source", "Encoder")]
    assert node(diagram, "Source").shape == "text"


@pytest.mark.parametrize("gap", [24, 34])
def test_an_arrow_that_stops_short_of_a_frame(gap: int) -> None:
    sheet = Sheet(560, 300)
    sheet.shape((300, 30, 540, 270), fill=PALE, width=1)
    sheet.write(420, 48, "Cluster")
    sheet.shape((380, 160, 500, 220), "Service", fill=WHITE)
    sheet.shape((20, 85, 140, 145), "Client")
    sheet.arrow((141, 115), (300 - gap, 115))
    assert arrows(sheet.diagram()) == [("Client", "Cluster")]


def test_a_line_without_a_head_points_at_nothing() -> None:
    sheet = Sheet(300, 260)
    sheet.shape((60, 30, 240, 90), "Encoder")
    sheet.line([(150, 180), (150, 91)])
    sheet.write(150, 220, "Source")
    assert sheet.diagram().edges == ()


def test_what_lies_between_ends_the_reach() -> None:
    sheet = Sheet(300, 260)
    sheet.shape((60, 30, 240, 90), "Encoder")
    sheet.arrow((150, 170), (150, 91))
    sheet.line([(20, 190), (280, 190)], width=1)
    sheet.write(150, 222, "Source")
    assert sheet.diagram().edges == ()


def test_dots_that_go_on_after_the_last_box_are_no_line() -> None:
    sheet = Sheet(560, 160)
    sheet.frame((20, 20, 540, 140), "Layer", dashed=True)
    sheet.shape((60, 65, 200, 115), "First")
    sheet.shape((240, 65, 380, 115), "Second")
    for x in (410, 426, 442):
        sheet.line([(x, 90), (x + 2, 90)], width=3)
    assert sheet.diagram().edges == ()


def test_the_end_of_a_fork_points_as_its_arrows_do() -> None:
    sheet = Sheet(420, 300)
    sheet.shape((60, 30, 200, 90), "Encoder")
    sheet.shape((260, 30, 400, 90), "Decoder")
    sheet.write(130, 250, "Source")
    sheet.line([(130, 215), (130, 91)], heads="end")
    sheet.line([(130, 150), (330, 150), (330, 91)], heads="end")
    assert sorted(arrows(sheet.diagram())) == [("Source", "Decoder"), ("Source", "Encoder")]
