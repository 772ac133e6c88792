"""Whole diagrams, by example and over random layouts: what is found, and what always holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawn import BLACK, BLUE, NIGHT, PALE, WHITE, Sheet, arrows, named, node, overlap, row_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.reading.diagram import Diagram
from tuwen.reading.ocr import Line
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.types import Box

# ---- by example --------------------------------------------------------------------------


def test_ids_follow_the_reading_order() -> None:
    sheet = Sheet(560, 300)
    for x, y, name in ((400, 30, "second"), (40, 30, "first"), (220, 200, "third")):
        sheet.shape((x, y, x + 120, y + 60), name)
    diagram = sheet.diagram()
    assert [(n.id, n.label) for n in diagram.nodes] == [
        ("n1", "first"), ("n2", "second"), ("n3", "third"),
    ]  # fmt: skip


def test_a_title_is_no_node() -> None:
    sheet, boxes = row_of("Client", "Server")
    sheet.write(160, 22, "The title", 24)
    sheet.arrow((boxes[0][2] + 1, 80), (boxes[1][0] - 1, 80))
    diagram = sheet.diagram()
    assert len(diagram.nodes) == 2


def test_members_of_frames_in_frames() -> None:
    sheet = Sheet(700, 420)
    sheet.frame((20, 20, 680, 400), "Cluster")
    sheet.frame((40, 70, 340, 380), "Inner")
    sheet.shape((70, 120, 220, 180), "Gateway")
    sheet.shape((70, 260, 220, 320), "Store")
    sheet.shape((450, 150, 620, 220), "Worker")
    sheet.arrow((145, 181), (145, 259))
    sheet.arrow((221, 150), (449, 185))
    diagram = sheet.diagram()
    names = named(diagram)
    held = {g.label: sorted(names[m] for m in g.members) for g in diagram.groups}
    assert held == {"Cluster": ["Inner", "Worker"], "Inner": ["Gateway", "Store"]}
    assert arrows(diagram) == [("Gateway", "Store"), ("Gateway", "Worker")]


def test_a_label_of_several_lines() -> None:
    sheet = Sheet(320, 200)
    sheet.shape((60, 40, 260, 140))
    sheet.write(160, 76, "Order")
    sheet.write(160, 104, "Service")
    assert [n.label for n in sheet.diagram().nodes] == ["Order\nService"]


def test_a_class_box_has_rows() -> None:
    sheet = Sheet(300, 260)
    for y0, y1, text in ((20, 70, "Order"), (70, 150, "id"), (150, 230, "pay()")):
        sheet.shape((50, y0, 250, y1), text)
    box = node(sheet.diagram(), "Order")
    assert box.rows == ("id", "pay()")


def test_start_and_end_of_a_state_diagram() -> None:
    sheet = Sheet(460, 160)
    sheet.dot(60, 80)
    sheet.shape((150, 50, 290, 110), "Work", "rounded")
    sheet.dot(400, 80, 14, ring=True)
    sheet.arrow((72, 80), (149, 80))
    sheet.arrow((291, 80), (384, 80))
    diagram = sheet.diagram()
    assert [n.label for n in diagram.nodes] == ["", "Work", ""]
    assert diagram.nodes[0].shape == "start"
    assert [(e.source, e.target) for e in diagram.edges] == [("n1", "n2"), ("n2", "n3")]


def test_the_end_of_a_state_diagram_is_called_so() -> None:
    sheet = Sheet(460, 160)
    sheet.shape((50, 50, 190, 110), "Work", "rounded")
    sheet.dot(330, 80, 14, ring=True)
    sheet.arrow((191, 80), (314, 80))
    assert [n.shape for n in sheet.diagram().nodes if not n.label] == ["end"]


@pytest.mark.parametrize("width", [1, 2])
def test_an_actor_with_a_caption(width: int) -> None:
    sheet = Sheet(460, 200)
    sheet.shape((45, 30, 75, 60), form="ellipse", width=width)
    for a, b in (((60, 60), (60, 105)), ((35, 78), (85, 78)), ((60, 105), (40, 135)),
                 ((60, 105), (80, 135))):  # fmt: skip
        sheet.line([a, b], width=width)
    sheet.write(60, 152, "User")
    sheet.shape((250, 50, 400, 120), "Server")
    sheet.arrow((92, 85), (249, 85))
    diagram = sheet.diagram()
    assert node(diagram, "User").shape == "actor"
    assert arrows(diagram) == [("User", "Server")]


def test_nothing_is_read_off_a_page_of_text() -> None:
    sheet = Sheet(640, 300)
    for i in range(9):
        sheet.write(300, 30 + 28 * i, "the quick brown fox jumps over the lazy dog")
    diagram = sheet.diagram()
    assert diagram.nodes == ()
    assert diagram.edges == ()
    assert diagram.groups == ()


# ---- whatever comes ----------------------------------------------------------------------


def _check(diagram: Diagram, width: int, height: int) -> None:
    """What must hold for every reading of every picture."""
    nodes = [n.id for n in diagram.nodes]
    groups = [g.id for g in diagram.groups]
    edges = [e.id for e in diagram.edges]
    assert len({*nodes, *groups, *edges}) == len(nodes) + len(groups) + len(edges)
    for edge in diagram.edges:
        assert edge.source in {*nodes, *groups}
        assert edge.target in {*nodes, *groups}
        assert 0 < edge.confidence <= 1
        assert len(edge.path) >= 2
    for part in (*diagram.nodes, *diagram.groups):
        x0, y0, x1, y1 = part.box
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height
        assert 0 <= part.confidence <= 1
    members = [m for g in diagram.groups for m in g.members]
    assert len(set(members)) == len(members)  # each in one frame at most
    assert set(members) <= {*nodes, *groups}


@pytest.mark.parametrize("side", [2, 3, 4, 5, 7, 8, 9, 12, 16, 25, 40])
def test_tiny_pictures(side: int) -> None:
    for colour in (WHITE, NIGHT, BLUE):
        for width, height in ((side, side), (2, side), (side, 2), (3 * side, side)):
            sheet = Sheet(width, height, colour)
            _check(sheet.diagram(), width, height)
            assert sheet.diagram().edges == ()


@pytest.mark.parametrize("side", [2, 3, 5, 20, 60, 200])
def test_noise(side: int) -> None:
    rng = np.random.default_rng(side)
    for pixels in (
        rng.integers(0, 256, (side, side, 3)),
        rng.integers(0, 2, (side, side, 3)) * 255,
    ):
        sheet = Sheet(side, side)
        sheet.pixels = pixels.astype(np.uint8)
        sheet.lines = [Line("noise", (0, 0, side, max(1, side // 3)), 0.6)]
        _check(sheet.diagram(), side, side)


def test_lines_of_text_at_the_rim() -> None:
    sheet = Sheet(200, 120)
    sheet.shape((40, 30, 160, 90), "Box")
    rims: tuple[Box, ...] = (
        (0, 0, 200, 10), (0, 0, 5, 120), (195, 0, 200, 120), (0, 112, 200, 120), (100, 60, 101, 61),
    )  # fmt: skip
    sheet.lines += [Line("rim", box, 0.9, upright=box[2] - box[0] > 20) for box in rims]
    _check(sheet.diagram(), 200, 120)


def test_a_gradient_and_a_checkerboard() -> None:
    ramp = np.linspace(0, 255, 240).astype(np.uint8)
    slope = np.repeat(np.repeat(ramp[None, :, None], 160, 0), 3, 2)
    board = np.kron(np.indices((8, 12)).sum(0) % 2 * 255, np.ones((20, 20))).astype(np.uint8)
    for pixels in (slope, np.repeat(board[..., None], 3, 2)):
        pixels = np.ascontiguousarray(pixels)
        sheet = Sheet(240, 160)
        sheet.pixels = pixels
        assert take_apart(pixels, gray_of(pixels), []).width == 240
        _check(sheet.diagram(), 240, 160)


# ---- random layouts ----------------------------------------------------------------------

_CELL, _WIDE, _TALL = (190, 130), 100, 54


@dataclass(frozen=True)
class Layout:
    """Boxes on some cells of a grid, and arrows between neighbours."""

    cells: tuple[tuple[int, int], ...]
    steps: tuple[tuple[int, int], ...]  # pairs of indices into `cells`
    dark: bool
    filled: bool
    width: int

    def box(self, index: int) -> Box:
        column, row = self.cells[index]
        x, y = 30 + column * _CELL[0], 30 + row * _CELL[1]
        return x, y, x + _WIDE, y + _TALL

    def draw(self) -> Sheet:
        sheet = Sheet(620, 460, NIGHT if self.dark else WHITE, PALE if self.dark else NIGHT)
        fill = ((60, 70, 100) if self.dark else PALE) if self.filled else None
        for i in range(len(self.cells)):
            sheet.shape(self.box(i), f"Part{i}", fill=fill, width=max(1, self.width - 1))
        for a, b in self.steps:
            sheet.arrow(*self._between(self.box(a), self.box(b)), width=self.width)
        return sheet

    def _between(self, a: Box, b: Box) -> list[tuple[float, float]]:
        if a[1] == b[1]:
            y = (a[1] + a[3]) / 2
            return [(a[2] + 1, y), (b[0] - 1, y)] if a[0] < b[0] else [(a[0] - 1, y), (b[2] + 1, y)]
        x = (a[0] + a[2]) / 2
        return [(x, a[3] + 1), (x, b[1] - 1)] if a[1] < b[1] else [(x, a[1] - 1), (x, b[3] + 1)]

    def expected(self) -> list[tuple[str, str]]:
        return sorted((f"Part{a}", f"Part{b}") for a, b in self.steps)


def _layout(
    cells: Sequence[int], turns: Sequence[int], dark: bool, filled: bool, width: int
) -> Layout:
    places = tuple((cell % 3, cell // 3) for cell in sorted(set(cells)))
    pairs = [
        (i, j) for i, (a, b) in enumerate(places) for j, (c, d) in enumerate(places)
        if i < j and abs(a - c) + abs(b - d) == 1
    ]  # fmt: skip
    steps: list[tuple[int, int]] = []
    for (i, j), turn in zip(pairs, turns, strict=False):
        if turn:
            steps.append((i, j) if turn == 1 else (j, i))
    return Layout(places, tuple(steps), dark, filled, width)


_LAYOUTS = st.builds(
    _layout,
    st.lists(st.integers(0, 8), min_size=1, max_size=9),
    st.lists(st.integers(0, 2), min_size=12, max_size=12),
    st.booleans(), st.booleans(), st.integers(1, 3),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(_LAYOUTS)
def test_any_layout_gives_a_sound_diagram_with_every_box(layout: Layout) -> None:
    diagram = layout.draw().diagram()
    _check(diagram, 620, 460)
    assert sorted(n.label for n in diagram.nodes) == sorted(
        f"Part{i}" for i in range(len(layout.cells))
    )
    for i in range(len(layout.cells)):
        assert overlap(node(diagram, f"Part{i}").box, layout.box(i)) > 0.75


def test_nearly_every_arrow_of_forty_layouts_is_read() -> None:
    rng = np.random.default_rng(20)
    drawn = found = invented = 0
    for number in range(40):
        cells = rng.choice(9, rng.integers(3, 9), replace=False).tolist()
        turns = rng.integers(0, 3, 12).tolist()
        layout = _layout(cells, turns, number % 2 == 0, number % 3 == 0, number % 3 + 1)
        read, expected = arrows(layout.draw().diagram()), layout.expected()
        right = len(set(read) & set(expected))
        drawn, found, invented = drawn + len(expected), found + right, invented + len(read) - right
    assert drawn == 99
    assert found >= 0.95 * drawn  # 99 today
    assert invented <= 0.02 * drawn  # none today


def test_a_pale_circle_without_a_name_is_no_start() -> None:
    sheet = Sheet(460, 160)
    for x, fill in ((60, BLUE), (200, BLACK)):
        cv2.circle(sheet.pixels, (x, 80), 18, fill, -1, cv2.LINE_AA)
        cv2.circle(sheet.pixels, (x, 80), 18, BLACK, 2, cv2.LINE_AA)
    sheet.shape((310, 50, 440, 110), "Output")
    sheet.arrow((79, 80), (181, 80))
    sheet.arrow((219, 80), (309, 80))
    starts = [node.box for node in sheet.diagram().nodes if node.shape == "start"]
    assert [box[0] > 170 for box in starts] == [True]


def test_a_letter_that_detection_passed_over_names_its_shape() -> None:
    sheet, boxes = row_of("Alpha", "B", "Gamma", gap=110)
    for left, right in pairwise(boxes):
        sheet.arrow((left[2] + 1, 80), (right[0] - 1, 80))
    sheet.lines = [line for line in sheet.lines if line.text != "B"]
    diagram = sheet.diagram()
    assert arrows(diagram) == [("Alpha", "B"), ("B", "Gamma")]
    assert [line.text for line in diagram.letters] == ["B"]
