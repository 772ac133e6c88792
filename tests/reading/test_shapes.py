"""Closed shapes: their form, their box, their colour, and what is no shape."""

import cv2
import numpy as np
import pytest
from drawn import BLUE, NIGHT, PALE, WHITE, Colour, Drawn, Sheet, arrows, overlap

from tuwen.reading.forms import form_of
from tuwen.reading.outline import Outline, bounds, corners, distance, inside
from tuwen.reading.shapes import find_outlines
from tuwen.reading.types import Box

_BOX: Box = (70, 40, 220, 140)
_FORMS: tuple[Drawn, ...] = (
    "rect", "rounded", "stadium", "diamond", "ellipse", "hexagon", "parallelogram", "cylinder",
)  # fmt: skip
# Forms that a reader would not call wrong: corners hardly rounded, sides hardly slanted.
_SIMILAR = {"rounded": {"rect"}, "hexagon": {"stadium"}}


def _one(sheet: Sheet) -> Outline:
    outlines = sheet.outlines()
    assert len(outlines) == 1, [(o.shape, o.box) for o in outlines]
    return outlines[0]


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize(
    ("fill", "width"), [(None, 1), (None, 2), (BLUE, 1), (BLUE, 2), (BLUE, 0), (PALE, 0)]
)
def test_forms_in_every_style(form: Drawn, fill: Colour | None, width: int) -> None:
    sheet = Sheet(300, 190)
    sheet.shape(_BOX, "Name", form, fill, width=width)
    outline = _one(sheet)
    assert outline.shape in {form} | _SIMILAR.get(form, set())
    assert overlap(outline.box, _BOX) > 0.8
    assert outline.fit > 0.9
    assert outline.filled == (fill is not None)


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("paper", [NIGHT, (30, 60, 50)])
def test_forms_on_a_dark_theme(form: Drawn, paper: Colour) -> None:
    sheet = Sheet(300, 190, paper, WHITE)
    sheet.shape(_BOX, "Name", form, (70, 80, 110), border=(150, 160, 190))
    outline = _one(sheet)
    assert outline.shape in {form} | _SIMILAR.get(form, set())
    assert distance(outline.colour, (70, 80, 110)) < 12


def test_a_cylinder_with_a_shallow_lid() -> None:
    sheet = Sheet(300, 190)
    sheet.shape((70, 40, 230, 130), "Store", "cylinder")
    assert _one(sheet).shape == "cylinder"


@pytest.mark.parametrize("width", [3, 4, 5])
def test_thick_borders(width: int) -> None:
    sheet = Sheet(300, 190)
    sheet.shape(_BOX, "Name", width=width)
    assert overlap(_one(sheet).box, _BOX) > 0.8


def test_a_hatched_box() -> None:
    """As rough.js and Excalidraw fill them."""
    sheet = Sheet(340, 180)
    inner = sheet.pixels[40:140, 60:260]
    for k in range(-100, 200, 7):
        cv2.line(inner, (k, 100), (k + 100, 0), (90, 140, 220), 2, cv2.LINE_AA)
    sheet.shape((60, 40, 260, 140))
    sheet.write(160, 90, "Hatched")
    best = max(overlap(o.box, (60, 40, 260, 140)) for o in sheet.outlines())
    assert best > 0.85


def test_a_double_border_is_one_shape() -> None:
    sheet = Sheet(300, 190)
    sheet.shape((64, 34, 226, 146), width=1)
    sheet.shape(_BOX, "Name", width=1)
    assert overlap(_one(sheet).box, _BOX) > 0.85


def test_compartments_are_one_shape_with_parts() -> None:
    sheet = Sheet(300, 260)
    for y0, y1, text in ((20, 70, "Order"), (70, 150, "id"), (150, 230, "pay")):
        sheet.shape((50, y0, 250, y1), text)
    outline = _one(sheet)
    assert overlap(outline.box, (50, 20, 250, 230)) > 0.9
    assert [part[1] // 10 for part in outline.parts] == [2, 7, 15]


def test_side_by_side_boxes_are_not_joined() -> None:
    sheet = Sheet(420, 160)
    sheet.shape((20, 40, 180, 120), "Left", fill=BLUE)
    sheet.shape((200, 40, 400, 120), "Right", fill=BLUE)
    assert len(sheet.outlines()) == 2


def test_nested_shapes_come_largest_first() -> None:
    sheet = Sheet(500, 300)
    sheet.shape((10, 10, 490, 290), fill=PALE)
    sheet.shape((40, 60, 300, 260), fill=BLUE)
    sheet.shape((70, 120, 200, 200), "Core", fill=WHITE)
    areas = [o.area for o in sheet.outlines()]
    assert len(areas) == 3
    assert areas == sorted(areas, reverse=True)


def test_paper_between_lines_is_a_shape_for_forms_alone() -> None:
    sheet = Sheet(420, 300)
    for path in ([(40, 60), (380, 60)], [(40, 240), (380, 240)],
                 [(60, 40), (60, 260)], [(360, 40), (360, 260)]):  # fmt: skip
        sheet.line(path)
    scene = sheet.scene()
    assert len(find_outlines(scene)) == 1
    assert find_outlines(scene, hollow=False) == []


def test_an_empty_sheet_has_no_shapes() -> None:
    for paper in (WHITE, NIGHT, BLUE):
        assert Sheet(300, 200, paper).outlines() == []


# ---- ideal forms -------------------------------------------------------------------------


def _form(points: list[tuple[int, int]]) -> tuple[str, float]:
    contour = np.array(points, np.int32).reshape(-1, 1, 2)
    _, _, width, height = cv2.boundingRect(contour)
    return form_of(contour, width, height)


def test_ideal_forms_fit_themselves() -> None:
    assert _form([(0, 0), (159, 0), (159, 79), (0, 79)]) == ("rect", 1.0)
    shape, fit = _form([(80, 0), (160, 40), (80, 80), (0, 40)])
    assert shape == "diamond"
    assert fit > 0.93


def _rounded(radius: int, wide: int = 160, tall: int = 80) -> tuple[str, float]:
    mask = np.zeros((tall + 41, wide + 41), np.uint8)
    cv2.rectangle(mask, (20 + radius, 20), (20 + wide - radius, 20 + tall), 1, -1)
    cv2.rectangle(mask, (20, 20 + radius), (20 + wide, 20 + tall - radius), 1, -1)
    for x in (20 + radius, 20 + wide - radius):
        for y in (20 + radius, 20 + tall - radius):
            cv2.circle(mask, (x, y), radius, 1, -1)
    (contour,), _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return form_of(contour.astype(np.int32), wide + 1, tall + 1)


def test_round_corners_are_seen() -> None:
    assert [_rounded(radius)[0] for radius in (18, 20, 22)] == ["rounded"] * 3


def test_round_corners_fit_well_in_every_proportion() -> None:
    fits = [_rounded(round(0.16 * 80), wide) for wide in (80, 100, 120, 160, 200)]
    assert [shape for shape, _ in fits] == ["rounded"] * 5
    assert min(fit for _, fit in fits) > 0.985


def test_a_round_shape_of_equal_sides_is_a_circle() -> None:
    mask = np.zeros((100, 100), np.uint8)
    cv2.circle(mask, (50, 50), 40, 1, -1)
    (contour,), _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    assert form_of(contour.astype(np.int32), 81, 81)[0] == "circle"


@pytest.mark.parametrize("size", [(1, 1), (40, 1), (2, 2), (12, 12)])
def test_small_contours_have_a_form(size: tuple[int, int]) -> None:
    assert 0 <= form_of(corners((0, 0, *size)), *size)[1] <= 1


@pytest.mark.parametrize("size", [(1, 40), (12, 400), (20, 900)])
def test_narrow_contours_have_a_form(size: tuple[int, int]) -> None:
    assert form_of(corners((0, 0, *size)), *size)[0] == "rect"


# ---- geometry ----------------------------------------------------------------------------


def test_inside_and_bounds() -> None:
    assert inside((10, 10, 20, 20), (8, 8, 22, 22), 0)
    assert inside((10, 10, 20, 20), (12, 12, 18, 18), 2)
    assert not inside((10, 10, 20, 20), (12, 12, 18, 18), 1)
    assert bounds([(5, 6, 7, 8), (1, 9, 3, 20)]) == (1, 6, 7, 20)
    assert distance((0, 10, 0), (3, 0, 1)) == 10


def test_boxes_close_to_one_another_are_no_hatching() -> None:
    sheet = Sheet(500, 140)
    for x in (20, 146, 272):
        sheet.shape((x, 40, x + 112, 90), width=6)
        sheet.write(x + 56, 65, "Layer 12", 23)
    assert len(sheet.outlines()) == 3


@pytest.mark.parametrize("wide", [60, 100])
def test_a_person_with_a_name_below(wide: int) -> None:
    sheet = Sheet(420, 240)
    parts = [((320, 68), (round(0.36 * wide), 22), 0), ((320, 110), (wide // 2, 31), 180)]
    for colour, rim in (((90, 110, 190), 2), ((227, 233, 253), 0)):
        for middle, (across, high), start in parts:
            axes = (across + rim, high + rim)
            cv2.ellipse(sheet.pixels, middle, axes, 0, start, 360, colour, -1)
    cv2.rectangle(sheet.pixels, (320 - wide // 2, 110), (320 + wide // 2, 111), (90, 110, 190), -1)
    sheet.write(320, 130, "Operator")
    sheet.shape((30, 60, 170, 110), "Alerts")
    sheet.arrow((172, 85), (264, 85))
    diagram = sheet.diagram()
    assert {node.label: node.shape for node in diagram.nodes}["Operator"] == "actor"
    assert arrows(diagram) == [("Alerts", "Operator")]


@pytest.mark.parametrize(("gap", "width"), [(70, 2), (60, 1), (90, 3)])
def test_paper_between_two_arrows_is_no_box(gap: int, width: int) -> None:
    sheet = Sheet(700, 420)
    sheet.shape((200, 60, 440, 120), "Gateway", fill=BLUE)
    sheet.shape((220, 120 + gap, 420, 180 + gap), "Backend", fill=BLUE)
    sheet.arrow((260, 120), (260, 120 + gap), width=width)
    sheet.arrow((380, 120 + gap), (380, 120), width=width)
    sheet.write(320, 120 + gap // 2, "attach")
    assert sorted(arrows(sheet.diagram())) == [("Backend", "Gateway"), ("Gateway", "Backend")]


def test_a_box_between_two_broad_ones_stays_a_box() -> None:
    sheet = Sheet(700, 320)
    sheet.shape((150, 40, 490, 100), "Kernel")
    sheet.shape((240, 100, 400, 170), "Driver")
    sheet.shape((150, 170, 490, 230), "Hardware")
    assert len(sheet.outlines()) == 3
