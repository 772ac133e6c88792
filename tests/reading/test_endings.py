"""The marks of class and ER diagrams, drawn at the ends of lines between two boxes."""

import cv2
import numpy as np
import pytest
from drawn import BLACK, BLUE, NIGHT, WHITE, Colour, Sheet, only_edge

from tuwen.reading.types import Mark

_UML: tuple[Mark, ...] = ("arrow", "triangle", "diamond", "filled_diamond")
_COUNTS: tuple[Mark, ...] = ("one", "zero_or_one", "one_or_many", "zero_or_many")


def _mark(sheet: Sheet, mark: Mark, at: tuple[int, int], way: tuple[int, int]) -> None:
    """Draw a mark where a line ends at a point; `way` leads away from the box."""
    tip, out = np.array(at, float), np.array(way, float)
    side = np.array([-out[1], out[0]])

    def spot(along: float, beside: float = 0) -> tuple[int, int]:
        x, y = np.rint(tip + along * out + beside * side)
        return int(x), int(y)

    def stroke(*points: tuple[int, int]) -> None:
        line = [np.array(points, np.int32)]
        cv2.polylines(sheet.pixels, line, False, sheet.ink, 1, cv2.LINE_AA)

    def closed(points: list[tuple[int, int]], fill: Colour) -> None:
        cv2.fillPoly(sheet.pixels, [np.array(points, np.int32)], fill, cv2.LINE_AA)
        stroke(*points, points[0])

    if mark == "arrow":
        closed([spot(0), spot(12, 5), spot(12, -5)], sheet.ink)
    elif mark == "triangle":
        closed([spot(0), spot(16, 8), spot(16, -8)], sheet.paper)
    elif mark in ("diamond", "filled_diamond"):
        fill = sheet.ink if mark == "filled_diamond" else sheet.paper
        closed([spot(0), spot(9, 6), spot(18), spot(9, -6)], fill)
    for far in {"one": (9, 15), "zero_or_one": (9,), "one_or_many": (24,)}.get(mark, ()):
        stroke(spot(far, 9), spot(far, -9))
    for toe in (9, -9) if mark in ("one_or_many", "zero_or_many") else ():
        stroke(spot(0, toe), spot(9, 0.8 * toe), spot(18))
    for far in {"zero_or_one": (21,), "zero_or_many": (25,)}.get(mark, ()):
        cv2.circle(sheet.pixels, spot(far), 6, sheet.paper, -1, cv2.LINE_AA)
        cv2.circle(sheet.pixels, spot(far), 6, sheet.ink, 1, cv2.LINE_AA)


def _joined(
    source: Mark, target: Mark, *, down: bool = True, ink: Colour = BLACK, paper: Colour = WHITE,
    dash: tuple[int, int] | None = None,
) -> Sheet:  # fmt: skip
    sheet = Sheet(420, 420, paper, ink)
    fill = BLUE if paper == WHITE else (60, 66, 90)
    first = (150, 30, 270, 90) if down else (20, 180, 120, 240)
    second = (150, 330, 270, 390) if down else (300, 180, 400, 240)
    sheet.shape(first, "Order", fill=fill)
    sheet.shape(second, "Item", fill=fill)
    ends = [(210, 91), (210, 329)] if down else [(121, 210), (299, 210)]
    sheet.line(ends, width=1, dash=dash)
    way = (0, 1) if down else (1, 0)
    _mark(sheet, source, ends[0], way)
    _mark(sheet, target, ends[1], (-way[0], -way[1]))
    return sheet


def _read(sheet: Sheet) -> dict[str, Mark]:
    diagram = sheet.diagram()
    edge = only_edge(diagram)
    names = {node.id: node.label for node in diagram.nodes}
    return {names[edge.source]: edge.source_mark, names[edge.target]: edge.target_mark}


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("mark", _UML)
def test_the_marks_of_classes(mark: Mark, down: bool) -> None:
    sheet = _joined("none", mark, down=down)
    assert _read(sheet) == {"Order": "none", "Item": mark}
    assert only_edge(sheet.diagram()).heads == "end"


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("mark", _COUNTS)
def test_the_marks_of_entities(mark: Mark, down: bool) -> None:
    sheet = _joined("zero_or_many", mark, down=down)
    assert _read(sheet) == {"Order": "zero_or_many", "Item": mark}
    assert only_edge(sheet.diagram()).heads == "none"


@pytest.mark.parametrize("mark", [*_UML, "one_or_many", "zero_or_many"])
def test_marks_do_not_depend_on_the_theme(mark: Mark) -> None:
    assert _read(_joined("none", mark, ink=WHITE, paper=NIGHT))["Item"] == mark


def test_a_dashed_line_to_a_hollow_triangle_realises() -> None:
    edge = only_edge(_joined("none", "triangle", dash=(6, 5)).diagram())
    assert (edge.target_mark, edge.style, edge.relation) == ("triangle", "dashed", "realization")


@pytest.mark.parametrize(("mark", "relation"), [
    ("triangle", "inheritance"), ("filled_diamond", "composition"), ("diamond", "aggregation"),
    ("arrow", "association"),
])  # fmt: skip
def test_the_relation_follows_from_the_mark(mark: Mark, relation: str) -> None:
    assert only_edge(_joined("none", mark).diagram()).relation == relation


def test_a_bare_line_bears_no_mark() -> None:
    assert _read(_joined("none", "none")) == {"Order": "none", "Item": "none"}


@pytest.mark.parametrize("gap", [0, 2])
def test_a_triangle_at_a_corner_whose_outline_has_gaps(gap: int) -> None:
    sheet = Sheet(420, 420)
    sheet.shape((30, 30, 150, 90), "Order", fill=BLUE)
    sheet.shape((250, 300, 380, 390), "Item", fill=BLUE)
    tip, out = np.array([249.0, 299.0]), np.array([-0.68, -0.73])
    side = np.array([-out[1], out[0]])
    base = tip + 16 * out
    sheet.line([(110, 150), tuple(base)], width=1, dash=(6, 5))
    sheet.line([(90, 91), (110, 150)], width=1, dash=(6, 5))
    corners = np.rint([tip, base + 8 * side, base - 8 * side]).astype(np.int32)
    cv2.fillPoly(sheet.pixels, [corners], WHITE)
    cv2.polylines(sheet.pixels, [corners], True, BLACK, 1, cv2.LINE_AA)
    if gap:
        x, y = np.rint(tip + 8 * out + 4 * side).astype(int)
        sheet.pixels[y - 1 : y + 1, x - 1 : x + 1] = WHITE
    edge = only_edge(sheet.diagram())
    assert (edge.target_mark, edge.relation) == ("triangle", "realization")
