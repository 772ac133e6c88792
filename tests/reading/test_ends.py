"""What a connector may end at: shapes, frames, bare texts, and nothing at all."""

from itertools import pairwise

import cv2
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


def test_a_line_runs_on_behind_the_title_of_a_frame() -> None:
    sheet = Sheet(420, 420)
    sheet.shape((140, 20, 280, 80), "Client")
    sheet.shape((40, 180, 380, 400), fill=PALE, width=1)
    sheet.shape((140, 250, 280, 320), "Service", fill=WHITE)
    sheet.line([(210, 81), (210, 190)])
    sheet.arrow((210, 218), (210, 249))
    sheet.write(210, 204, "Cluster")
    assert arrows(sheet.diagram()) == [("Client", "Service")]


def test_a_line_crosses_a_pale_border_at_a_small_angle() -> None:
    sheet = Sheet(700, 300)
    cv2.rectangle(sheet.pixels, (220, 130), (660, 280), (215, 220, 230), 2)
    sheet.shape((20, 20, 150, 80), "Client")
    sheet.shape((500, 180, 640, 240), "Service")
    sheet.arrow((151, 60), (400, 150), (499, 205))
    assert arrows(sheet.diagram()) == [("Client", "Service")]


def test_the_edge_of_a_plate_is_no_line() -> None:
    """The white background of a label on a tinted frame: a step of colour."""
    sheet = Sheet(420, 460)
    cv2.rectangle(sheet.pixels, (10, 10), (410, 450), (240, 244, 250), -1)
    sheet.shape((140, 30, 280, 90), "Client", fill=WHITE)
    sheet.shape((140, 360, 280, 420), "Service", fill=WHITE)
    sheet.arrow((210, 91), (210, 359))
    cv2.rectangle(sheet.pixels, (172, 210), (248, 230), (255, 255, 255), -1)
    sheet.write(210, 220, "connects")
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Client", "Service")]
    assert diagram.edges[0].label == "connects"


@pytest.mark.parametrize("margin", [12, 16, 20, 40])
def test_an_arrow_into_a_box_close_to_its_frame(margin: int) -> None:
    sheet = Sheet(560, 300)
    sheet.shape((30, 30, 300, 270), fill=PALE, width=1)
    sheet.write(165, 48, "Cluster")
    sheet.shape((70, 110, 300 - margin, 180), "Service", fill=WHITE)
    sheet.shape((420, 115, 540, 175), "Client")
    sheet.arrow((419, 145), (301 - margin, 145))
    assert arrows(sheet.diagram()) == [("Client", "Service")]


def test_an_arrow_between_frames_with_thick_dashed_borders() -> None:
    sheet = Sheet(420, 400)
    for top, frame, box in ((20, "Upper", "One"), (230, "Lower", "Two")):
        for a, b in pairwise([(20, top), (400, top), (400, top + 140), (20, top + 140), (20, top)]):
            sheet.line([a, b], width=4, dash=(15, 12))
        sheet.write(70, top + 24, frame)
        sheet.shape((130, top + 40, 290, top + 118), box, width=3)
    sheet.arrow((210, 216), (210, 167))
    assert arrows(sheet.diagram()) == [("Lower", "Upper")]


def test_a_line_that_forks_just_within_a_frame() -> None:
    sheet = Sheet(420, 380)
    sheet.frame((30, 20, 390, 240), dashed=True)
    for box, name in (((110, 80, 310, 180), "Attention"), ((150, 290, 270, 350), "Input")):
        sheet.shape(box)
        sheet.write(210, (box[1] + box[3]) // 2, name, size=30)
    sheet.line([(210, 289), (210, 219)])
    for x in (160, 210, 260):
        sheet.arrow((210, 219), (x, 219), (x, 181))
    assert arrows(sheet.diagram()) == 3 * [("Input", "Attention")]


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


@pytest.mark.parametrize("aside", [0, 70])
def test_an_arrow_from_a_frame_close_below_its_boxes(aside: int) -> None:
    sheet = Sheet(420, 330)
    for top, name, box in ((20, "Upper", "One"), (200, "Lower", "Two")):
        sheet.frame((20, top, 400, top + 110), name, dashed=True)
        sheet.shape((130, top + 44, 270, top + 98), box)
    sheet.arrow((205 + aside, 131), (205 + aside, 199))
    assert arrows(sheet.diagram()) == [("Upper", "Lower")]
