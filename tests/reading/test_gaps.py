"""Gaps in connectors: dashes and dots, and labels across or beside a line."""

import pytest
from drawn import WHITE, Sheet, arrows, node, only_edge, row_of, square


def _dotted(dash: tuple[int, int], width: int) -> Sheet:
    """Dashes as browsers draw them, with square ends on whole pixels."""
    sheet = Sheet(410, 160)
    sheet.shape((20, 52, 130, 108), "Client")
    sheet.shape((280, 52, 390, 108), "Server")
    for x in range(132, 268, sum(dash)):
        sheet.pixels[80 : 80 + width, x : x + dash[0]] = 0
    sheet.arrow((268, 80 + width / 2), (279, 80 + width / 2), width=width)
    return sheet


@pytest.mark.parametrize("dash", [(5, 5), (6, 6), (5, 3), (8, 4)])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_dashed_arrow(dash: tuple[int, int], width: int) -> None:
    edge = only_edge(_dotted(dash, width).diagram())
    assert (edge.source, edge.target, edge.heads) == ("n1", "n2", "end")
    assert edge.style == "dashed"


@pytest.mark.parametrize("width", [1, 2])
def test_a_slanted_dashed_arrow(width: int) -> None:
    sheet = square("NW", "SE")
    sheet.arrow((141, 60), (349, 330), width=width, dash=(8, 8))
    assert arrows(sheet.diagram()) == [("NW", "SE")]
    assert only_edge(sheet.diagram()).style == "dashed"


def test_a_dashed_arrow_with_its_gap_in_the_corner() -> None:
    sheet = square("NW", "SE")
    sheet.arrow((85, 91), (85, 330), (349, 330), width=1, dash=(8, 8))
    assert arrows(sheet.diagram()) == [("NW", "SE")]


@pytest.mark.parametrize("dash", [(2, 2), (3, 3)])
def test_a_dotted_arrow(dash: tuple[int, int]) -> None:
    """Three on and three off, two pixels wide: Mermaid's dotted link."""
    edge = only_edge(_dotted(dash, 2).diagram())
    assert (edge.source, edge.target, edge.heads) == ("n1", "n2", "end")
    assert edge.style == "dashed"


def test_a_solid_arrow_is_no_dashed_one() -> None:
    sheet, _ = row_of("Client", "Server", gap=200)
    sheet.arrow((131, 80), (329, 80))
    assert only_edge(sheet.diagram()).style == "solid"


def test_a_label_that_interrupts_the_line() -> None:
    sheet, _ = row_of("Client", "Server", gap=200)
    sheet.arrow((131, 80), (329, 80))
    sheet.write(225, 80, "calls", plate=WHITE)
    edge = only_edge(sheet.diagram())
    assert (edge.source, edge.target, edge.label) == ("n1", "n2", "calls")


@pytest.mark.parametrize("y", [62, 98])
def test_a_label_beside_the_line(y: int) -> None:
    sheet, _ = row_of("Client", "Server", gap=200)
    sheet.arrow((131, 80), (329, 80))
    sheet.write(225, y, "calls")
    assert only_edge(sheet.diagram()).label == "calls"


def test_a_label_on_a_grey_plate() -> None:
    sheet, _ = row_of("Client", "Server", gap=200)
    sheet.arrow((131, 80), (329, 80))
    sheet.write(225, 80, "calls", plate=(232, 232, 232))
    diagram = sheet.diagram()
    assert len(diagram.nodes) == 2
    assert only_edge(diagram).label == "calls"


def test_each_of_two_lines_gets_its_own_label() -> None:
    sheet = square("NW", "NE", "SW", "SE")
    for y, text in ((60, "reads"), (330, "writes")):
        sheet.arrow((141, y), (349, y))
        sheet.write(245, y - 16, text)
    diagram = sheet.diagram()
    assert [(e.label, e.source) for e in diagram.edges] == [
        ("reads", node(diagram, "NW").id), ("writes", node(diagram, "SW").id),
    ]  # fmt: skip
