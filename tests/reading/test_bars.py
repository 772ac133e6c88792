"""The title bar of a frame is its title, also where lines cross it, and rows of cells are none."""

import pytest
from drawn import BLUE, PALE, Sheet, arrows

from tuwen.reading.bars import with_whole_bars


def _swimlane(*crossing: int) -> Sheet:
    """A frame with a title bar over two services, and lines from a client above it."""
    sheet = Sheet(640, 420)
    sheet.shape((240, 20, 400, 70), "Client")
    sheet.shape((60, 140, 580, 400))
    sheet.shape((60, 140, 580, 172), "Cluster", fill=BLUE)
    for x, name in ((100, "First"), (420, "Second")):
        sheet.shape((x, 240, x + 120, 300), name)
    for x in crossing:
        sheet.arrow((290 if x < 320 else 350, 71), (x, 239))
    return sheet


def test_the_bar_is_the_title_of_its_frame() -> None:
    diagram = _swimlane().diagram()
    assert [group.label for group in diagram.groups] == ["Cluster"]
    assert len(diagram.groups[0].members) == 2
    assert "Cluster" not in {node.label for node in diagram.nodes}


def test_lines_may_cross_the_bar() -> None:
    diagram = _swimlane(160, 480).diagram()
    assert [group.label for group in diagram.groups] == ["Cluster"]
    assert "Cluster" not in {node.label for node in diagram.nodes}
    assert arrows(diagram) == [("Client", "First"), ("Client", "Second")]


@pytest.mark.parametrize("names", [("One", "Two", "Three"), ("", "", "")])
def test_cells_in_a_row_are_no_bar(names: tuple[str, ...]) -> None:
    sheet = Sheet(420, 120)
    for i, name in enumerate(names):
        sheet.shape((20 + 120 * i, 40, 138 + 120 * i, 70), name, fill=PALE)
    scene = sheet.scene()
    assert with_whole_bars(scene, []) == []
