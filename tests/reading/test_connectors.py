"""Connectors between shapes: direction, course, crossings, forks and loops."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawn import BLUE, NIGHT, WHITE, Corner, Sheet, arrows, only_edge, row_of, square


def _pair(gap: int = 110, width: int = 2, dark: bool = False) -> Sheet:
    sheet = Sheet(260 + gap, 160, NIGHT if dark else WHITE, WHITE if dark else NIGHT)
    sheet.shape((20, 52, 130, 108), "Client", fill=(60, 70, 90) if dark else None)
    sheet.shape((130 + gap, 52, 240 + gap, 108), "Server", fill=(60, 70, 90) if dark else None)
    sheet.arrow((131, 80), (129 + gap, 80), width=width)
    return sheet


# ---- one line ----------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [40, 70, 110, 200])
@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("dark", [False, True])
def test_a_straight_arrow(gap: int, width: int, dark: bool) -> None:
    edge = only_edge(_pair(gap, width, dark=dark).diagram())
    assert (edge.source, edge.target) == ("n1", "n2")
    assert edge.heads == "end"
    assert edge.directed
    assert edge.confidence > 0.75


def test_a_thick_arrow() -> None:
    assert arrows(_pair(width=4).diagram()) == [("Client", "Server")]


def test_an_arrow_to_the_left() -> None:
    sheet, boxes = row_of("Client", "Server")
    sheet.arrow((boxes[1][0] - 1, 80), (boxes[0][2] + 1, 80))
    assert arrows(sheet.diagram()) == [("Server", "Client")]


@pytest.mark.parametrize(("source", "target"), [("North", "South"), ("South", "North")])
def test_an_upright_arrow(source: str, target: str) -> None:
    sheet = square("North", "South")
    ends = {"North": (245, 91), "South": (245, 299)}
    sheet.arrow(ends[source], ends[target])
    assert arrows(sheet.diagram()) == [(source, target)]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param([(140, 60), (405, 60), (405, 299)], id="elbow"),
        pytest.param([(140, 60), (245, 60), (245, 330), (349, 330)], id="two elbows"),
        pytest.param([(140, 60), (349, 330)], id="slanted"),
        pytest.param([(85, 91), (85, 200), (405, 200), (405, 299)], id="three parts"),
    ],
)
@pytest.mark.parametrize("width", [1, 2, 3])
def test_every_course_leads_to_the_target(path: list[Corner], width: int) -> None:
    sheet = square("NW", "SE")
    sheet.arrow(*path, width=width)
    edge = only_edge(sheet.diagram())
    assert arrows(sheet.diagram()) == [("NW", "SE")]
    assert np.hypot(edge.path[0][0] - path[0][0], edge.path[0][1] - path[0][1]) < 20
    assert np.hypot(edge.path[-1][0] - path[-1][0], edge.path[-1][1] - path[-1][1]) < 25


def test_a_curve() -> None:
    sheet = square("NW", "SE")
    a, b, c, d = (np.array(p, float) for p in ((141, 60), (300, 60), (405, 120), (405, 299)))
    steps = np.linspace(0, 1, 40)
    bend = [(1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t * t * (1 - t) * c + t**3 * d
            for t in steps]  # fmt: skip
    sheet.arrow(*[(float(x), float(y)) for x, y in bend])
    assert arrows(sheet.diagram()) == [("NW", "SE")]


def test_a_line_without_a_head() -> None:
    sheet, _ = row_of("Client", "Server")
    sheet.line([(131, 80), (239, 80)])
    edge = only_edge(sheet.diagram())
    assert edge.heads == "none"
    assert not edge.directed


def test_a_line_with_two_heads() -> None:
    sheet, _ = row_of("Client", "Server")
    sheet.line([(131, 80), (239, 80)], heads="both")
    edge = only_edge(sheet.diagram())
    assert edge.heads == "both"
    assert {edge.source, edge.target} == {"n1", "n2"}


# ---- several lines -----------------------------------------------------------------------


def test_upright_and_level_lines_cross() -> None:
    sheet = square("North", "South", "West", "East")
    sheet.arrow((245, 91), (245, 299))
    sheet.arrow((141, 195), (349, 195))
    assert arrows(sheet.diagram()) == [("North", "South"), ("West", "East")]


def _slanted_cross(rise: int, width: int) -> list[tuple[str, str]]:
    sheet = Sheet(500, 420)
    upper, lower = 200 - rise // 2, 200 + rise // 2
    for x, side in ((30, "W"), (350, "E")):
        sheet.shape((x, upper - 25, x + 110, upper + 25), f"North {side}")
        sheet.shape((x, lower - 25, x + 110, lower + 25), f"South {side}")
    sheet.arrow((141, upper), (349, lower), width=width)
    sheet.arrow((141, lower), (349, upper), width=width)
    return arrows(sheet.diagram())


def test_slanted_lines_cross() -> None:
    right = [("North W", "South E"), ("South W", "North E")]
    rises = [(rise, width) for rise in (90, 120, 160, 200, 240, 270) for width in (1, 2, 3)]
    wrong = [(rise, width) for rise, width in rises if _slanted_cross(rise, width) != right]
    assert wrong == []


def test_two_arrows_into_one_box() -> None:
    sheet = square("NW", "SW", "East")
    sheet.arrow((141, 60), (349, 185))
    sheet.arrow((141, 330), (349, 205))
    assert arrows(sheet.diagram()) == [("NW", "East"), ("SW", "East")]


def test_two_lines_that_merge_before_one_head() -> None:
    sheet = square("NW", "SW", "East")
    sheet.arrow((141, 60), (250, 60), (250, 195), (349, 195))
    sheet.line([(141, 330), (250, 330), (250, 195)])
    assert arrows(sheet.diagram()) == [("NW", "East"), ("SW", "East")]


def _fork() -> Sheet:
    sheet = square("NE", "SE", "West")
    sheet.arrow((141, 195), (250, 195), (250, 60), (349, 60))
    sheet.arrow((250, 195), (250, 330), (349, 330))
    return sheet


def test_a_line_that_forks_reaches_both() -> None:
    assert {("West", "NE"), ("West", "SE")} <= set(arrows(_fork().diagram()))


def test_the_ends_of_a_fork_are_not_joined() -> None:
    assert arrows(_fork().diagram()) == [("West", "NE"), ("West", "SE")]


@pytest.mark.parametrize(("apart", "width"), [(16, 2), (20, 1), (20, 2), (28, 1), (28, 2)])
def test_there_and_back(apart: int, width: int) -> None:
    sheet, _ = row_of("Client", "Server", gap=160)
    upper, lower = 80 - apart // 2, 80 + apart // 2
    sheet.arrow((131, upper), (289, upper), width=width)
    sheet.arrow((289, lower), (131, lower), width=width)
    assert arrows(sheet.diagram()) == [("Client", "Server"), ("Server", "Client")]


def test_a_chain() -> None:
    sheet, boxes = row_of("One", "Two", "Three", "Four", gap=70)
    for a, b in pairwise(boxes):
        sheet.arrow((a[2] + 1, 80), (b[0] - 1, 80))
    assert arrows(sheet.diagram()) == [("One", "Two"), ("Three", "Four"), ("Two", "Three")]


def test_the_children_of_a_tree_without_heads_are_not_tied_to_each_other() -> None:
    sheet = Sheet(620, 320)
    sheet.shape((240, 30, 380, 90), "Root")
    for x, name in ((30, "Left"), (450, "Right")):
        sheet.shape((x, 230, x + 140, 290), name)
        sheet.line([(x + 70, 160), (x + 70, 229)])
    sheet.line([(310, 91), (310, 160)])
    sheet.line([(100, 160), (520, 160)])
    tied = {frozenset(pair) for pair in arrows(sheet.diagram())}
    assert tied == {frozenset(("Root", child)) for child in ("Left", "Right")}


def test_a_tree_with_a_child_below_its_root() -> None:
    sheet = Sheet(620, 320)
    sheet.shape((240, 30, 380, 90), "Root")
    for x, name in ((30, "Left"), (240, "Middle"), (450, "Right")):
        sheet.shape((x, 230, x + 140, 290), name)
        sheet.line([(x + 70, 160), (x + 70, 229)])
    sheet.line([(310, 91), (310, 160)])
    sheet.line([(100, 160), (520, 160)])
    tied = {frozenset(pair) for pair in arrows(sheet.diagram())}
    assert tied == {frozenset(("Root", child)) for child in ("Left", "Middle", "Right")}


# ---- loops ------------------------------------------------------------------------------

_AT_A_SIDE: list[Corner] = [(301, 170), (350, 170), (350, 210), (301, 210)]
_AT_A_CORNER: list[Corner] = [(225, 149), (225, 115), (345, 115), (345, 190), (301, 190)]


def _loop(path: list[Corner]) -> list[tuple[str, str]]:
    sheet = Sheet(460, 380)
    sheet.shape((150, 150, 300, 230), "Retry")
    sheet.arrow(*path)
    return arrows(sheet.diagram())


@pytest.mark.parametrize("path", [_AT_A_SIDE, _AT_A_SIDE[::-1], _AT_A_CORNER])
def test_a_loop(path: list[Corner]) -> None:
    assert _loop(path) == [("Retry", "Retry")]


def test_a_loop_the_other_way_round() -> None:
    assert _loop(_AT_A_CORNER[::-1]) == [("Retry", "Retry")]


def test_a_tangle_never_raises() -> None:
    rng = np.random.default_rng(7)
    sheet = square("NW", "NE", "SW", "SE", "West", "East")
    for _ in range(15):
        a, b = (tuple(int(v) for v in rng.integers(0, 400, 2)) for _ in range(2))
        cv2.line(sheet.pixels, a, b, (0, 0, 0), int(rng.integers(1, 4)), cv2.LINE_AA)
    ids = {n.id for n in sheet.diagram().nodes}
    assert all(e.source in ids and e.target in ids for e in sheet.diagram().edges)


def test_lines_of_the_colour_of_the_boxes_that_they_join() -> None:
    sheet = Sheet(620, 420)
    green = (204, 227, 151)
    for box, way in {(40, 40, 180, 84): (110, 62), (440, 330, 580, 374): (510, 352),
                     (440, 60, 580, 104): (510, 82)}.items():  # fmt: skip
        sheet.line([way, (310, 212)], width=5, ink=green)
        sheet.shape(box, f"Leaf {box[0] + box[1]}", "rounded", green, width=0)
    sheet.shape((250, 190, 370, 234), "Trunk", "rounded", green, width=0)
    links = {frozenset(pair) for pair in arrows(sheet.diagram())}
    assert links == {frozenset(("Trunk", name)) for name in ("Leaf 80", "Leaf 770", "Leaf 500")}


def test_a_line_with_two_tails_at_one_box_is_read_once() -> None:
    sheet = Sheet(420, 420)
    sheet.shape((60, 60, 360, 120), "State", fill=BLUE)
    sheet.shape((100, 300, 320, 360), "Panel", fill=BLUE)
    sheet.line([(120, 121), (120, 200), (210, 200), (210, 299)], heads="end")
    sheet.line([(300, 121), (300, 200), (210, 200)])
    assert arrows(sheet.diagram()) == [("State", "Panel")]


@pytest.mark.parametrize("off", [6, 9])
def test_a_stroke_along_the_side_of_a_box_leads_nowhere(off: int) -> None:
    sheet = Sheet(560, 420)
    sheet.frame((20, 20, 540, 400), "Cluster")
    sheet.shape((100, 100, 240, 300), "Server", fill=BLUE)
    sheet.shape((380, 100, 500, 160), "Client", fill=BLUE)
    sheet.line([(241 + off, 120), (241 + off, 300)], width=1, ink=(150, 150, 150))
    assert sheet.diagram().edges == ()


@pytest.mark.parametrize(("confidence", "label"), [(0.97, "pull"), (0.55, "")])
def test_words_that_were_hardly_made_out_label_no_line(confidence: float, label: str) -> None:
    sheet, (first, second) = row_of("Server", "Target", gap=160)
    sheet.arrow((first[2] + 1, 80), (second[0] - 1, 80))
    sheet.write((first[2] + second[0]) // 2, 62, "pull")
    sheet.lines[-1] = replace(sheet.lines[-1], confidence=confidence)
    assert [edge.label for edge in sheet.diagram().edges] == [label]
