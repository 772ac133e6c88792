"""What a connector may end at: shapes, frames, bare texts, and nothing at all."""

import pytest
from drawn import PALE, WHITE, Sheet, arrows, node, row_of

from tuwen.reading.connectors import find_links
from tuwen.reading.ends import Anchors


@pytest.mark.parametrize("dashed", [False, True])
def test_an_arrow_may_end_at_a_frame(dashed: bool) -> None:
    sheet = Sheet(560, 300)
    sheet.frame((30, 30, 300, 270), "Cluster", dashed=dashed)
    sheet.shape((70, 110, 220, 180), "Service")
    sheet.shape((420, 115, 540, 175), "Client")
    sheet.arrow((419, 145), (301, 145))
    assert arrows(sheet.diagram()) == [("Client", "Cluster")]


@pytest.mark.parametrize("dashed", [False, True])
def test_an_arrow_through_a_frame(dashed: bool) -> None:
    sheet = Sheet(560, 300)
    sheet.frame((30, 30, 300, 270), "Cluster", dashed=dashed)
    sheet.shape((70, 110, 220, 180), "Service")
    sheet.shape((420, 115, 540, 175), "Client")
    sheet.arrow((419, 145), (221, 145))
    assert arrows(sheet.diagram()) == [("Client", "Service")]


@pytest.mark.parametrize("margin", [12, 16, 20, 40])
def test_an_arrow_into_a_box_close_to_its_frame(margin: int) -> None:
    sheet = Sheet(560, 300)
    sheet.shape((30, 30, 300, 270), fill=PALE, width=1)
    sheet.write(165, 48, "Cluster")
    sheet.shape((70, 110, 300 - margin, 180), "Service", fill=WHITE)
    sheet.shape((420, 115, 540, 175), "Client")
    sheet.arrow((419, 145), (301 - margin, 145))
    assert arrows(sheet.diagram()) == [("Client", "Service")]


def test_a_line_may_start_at_a_bare_text() -> None:
    sheet = Sheet(420, 160)
    sheet.write(70, 80, "Caller")
    sheet.shape((270, 50, 390, 110), "Server")
    sheet.arrow((105, 80), (269, 80))
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Caller", "Server")]
    assert node(diagram, "Caller").shape == "text"


def test_lines_that_lead_nowhere_are_no_connectors() -> None:
    sheet, _ = row_of("Client", "Server")
    sheet.line([(20, 140), (330, 140)], width=1)
    sheet.line([(131, 80), (170, 80)])
    assert sheet.diagram().edges == ()


def test_no_anchors_no_links() -> None:
    sheet = Sheet(300, 200)
    sheet.arrow((20, 20), (280, 180))
    assert find_links(sheet.scene(), Anchors([], [], [])) == []
    assert find_links(Sheet(300, 200).scene(), Anchors([], [], [])) == []
