"""A picture taken apart: paper, flat regions, ink, and the boxes of its texts."""

import cv2
import numpy as np
import pytest
from drawn import BLACK, BLUE, NIGHT, PALE, WHITE, Colour, Sheet, overlap
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.reading.ocr import Line
from tuwen.reading.outline import distance
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.snug import snug_line, tight_box
from tuwen.reading.types import Box


def _sound(scene: Scene) -> None:
    """What must hold for every scene."""
    height, width = scene.gray.shape
    assert scene.labels.shape == scene.ink.shape == scene.text_mask.shape == (height, width)
    assert (scene.width, scene.height) == (width, height)
    assert len({region.label for region in scene.regions}) == len(scene.regions)
    areas = [region.area for region in scene.regions]
    assert areas == sorted(areas, reverse=True)
    for region in scene.regions:
        x0, y0, x1, y1 = region.box
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height
        assert 0 < region.area <= region.width * region.height
        assert not scene.ink[scene.labels == region.label].any()
    assert set(np.unique(scene.ink).tolist()) <= {0, 255}
    assert scene.paper is None or scene.paper in scene.regions


@pytest.mark.parametrize("paper", [WHITE, NIGHT, BLUE])
def test_a_blank_sheet_is_paper_and_nothing_else(paper: Colour) -> None:
    scene = Sheet(200, 120, paper).scene()
    _sound(scene)
    assert scene.paper is not None
    assert scene.paper.colour == paper
    assert scene.paper.area == 200 * 120
    assert not scene.ink.any()
    assert not scene.text_mask.any()


def test_the_paper_is_what_meets_the_rim_even_if_a_panel_is_larger() -> None:
    sheet = Sheet(400, 300)
    sheet.shape((30, 30, 370, 270), fill=BLUE, width=0)
    paper = sheet.scene().paper
    assert paper is not None
    assert distance(paper.colour, WHITE) <= 2


def test_the_inside_of_a_box_is_a_region_and_its_border_is_ink() -> None:
    sheet = Sheet(300, 200)
    sheet.shape((60, 50, 240, 150), fill=BLUE)
    scene = sheet.scene()
    _sound(scene)
    (inner,) = [region for region in scene.regions if region != scene.paper]
    assert overlap(inner.box, (60, 50, 240, 150)) > 0.85
    assert distance(inner.colour, BLUE) <= 2
    assert scene.ink[100, 60] == 255
    assert scene.ink[50, 150] == 255
    assert scene.ink[100, 150] == scene.ink[10, 10] == 0


@pytest.mark.parametrize("width", [1, 2, 3, 4, 6])
def test_lines_are_ink_at_every_width(width: int) -> None:
    sheet = Sheet(300, 200)
    sheet.write(150, 40, "Some text", 24)
    sheet.line([(20, 100), (280, 100)], width=width)
    sheet.line([(40, 110), (200, 190)], width=width)
    scene = sheet.scene()
    assert scene.ink[100, 30:270].all()
    assert scene.ink[150, 120] == 255


def test_a_shape_that_a_line_in_its_own_colour_runs_into() -> None:
    """The start of a state diagram: the disc is a shape, the line is ink."""
    sheet = Sheet(300, 200)
    sheet.dot(60, 100, 16)
    sheet.arrow((70, 100), (260, 100))
    scene = sheet.scene()
    _sound(scene)
    discs = [r for r in scene.regions if r != scene.paper]
    assert len(discs) == 1
    assert overlap(discs[0].box, (44, 84, 77, 117)) > 0.6
    assert scene.ink[100, 150] == 255


def test_a_small_diamond_keeps_its_corners() -> None:
    sheet = Sheet(300, 200)
    sheet.write(150, 30, "if n < 0", size=24)
    sheet.shape((129, 100, 171, 142), form="diamond", fill=PALE)
    (diamond,) = (r for r in sheet.scene().regions if distance(r.colour, PALE) < 3)
    assert overlap(diamond.box, (131, 102, 169, 140)) > 0.75


def test_a_border_is_never_a_region() -> None:
    sheet = Sheet(370, 160)
    sheet.shape((20, 52, 130, 108), "Client")
    sheet.arrow((131, 80), (340, 80), width=4)
    assert sheet.scene().ink[80, 20]
    assert all(r.area > 0.4 * r.width * r.height for r in sheet.scene().regions)


def test_jpeg_noise_does_not_break_regions() -> None:
    sheet = Sheet(400, 260)
    sheet.shape((60, 50, 300, 200), "Service", fill=PALE)
    packed = cv2.imencode(".jpg", sheet.pixels, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    sheet.pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    scene = sheet.scene()
    _sound(scene)
    assert any(overlap(r.box, (60, 50, 300, 200)) > 0.8 for r in scene.regions)


# ---- texts -------------------------------------------------------------------------------


def test_glyphs_are_covered_and_long_lines_through_them_are_not() -> None:
    sheet = Sheet(400, 120)
    sheet.line([(10, 62), (390, 62)])
    sheet.write(200, 45, "below this", 20)
    scene = sheet.scene()
    dark = (gray_of(sheet.pixels) < 100) & (np.indices((120, 400))[0] < 56)
    assert scene.text_mask[dark].all()
    assert not scene.text_mask[62, 10:100].any()
    assert not scene.text_mask[62, 300:390].any()


def test_the_height_of_text() -> None:
    assert Sheet(200, 120).scene().text_height == 12.0
    assert Sheet(200, 120).scene().glyph_height == 10.0
    sheet = Sheet(300, 120)
    sheet.write(150, 60, "Height", 30)
    assert 20 <= sheet.scene().glyph_height <= 36


def test_boxes_of_text_are_shrunk_to_the_glyphs() -> None:
    sheet = Sheet(300, 120)
    sheet.write(150, 60, "Tight", 24)
    dark = np.argwhere(gray_of(sheet.pixels) < 100)
    top, left = (int(v) for v in dark.min(axis=0))
    bottom, right = (int(v) for v in dark.max(axis=0))
    box = tight_box(gray_of(sheet.pixels), (90, 35, 210, 85))
    assert np.abs(np.array(box) - (left, top, right + 1, bottom + 1)).max() <= 2


def test_a_border_in_the_box_of_a_text_is_left_out() -> None:
    sheet = Sheet(300, 120)
    sheet.shape((90, 30, 210, 90), "Tight")
    x0, _, x1, _ = tight_box(gray_of(sheet.pixels), (88, 40, 213, 80))
    assert 92 < x0 < 140
    assert 160 < x1 < 208


@pytest.mark.parametrize("word", ["Instances", "ICMP", "Overall", "IP", "HTTP API"])
def test_a_stem_at_the_end_of_a_word_is_no_border(word: str) -> None:
    sheet = Sheet(300, 120)
    sheet.write(150, 60, word, 24)
    dark = np.argwhere(gray_of(sheet.pixels) < 100)
    left, right = int(dark[:, 1].min()), int(dark[:, 1].max())
    top, bottom = int(dark[:, 0].min()), int(dark[:, 0].max())
    x0, _, x1, _ = tight_box(gray_of(sheet.pixels), (left - 3, top - 1, right + 4, bottom + 2))
    assert abs(x0 - left) <= 1
    assert abs(x1 - right - 1) <= 1


def test_a_whole_small_box_in_the_box_of_a_text_is_left_out() -> None:
    sheet = Sheet(300, 120)
    sheet.shape((110, 36, 190, 84), "Pika", width=3)
    box = tight_box(gray_of(sheet.pixels), (106, 32, 194, 88))
    assert overlap(box, (136, 54, 166, 67)) > 0.8
    assert box[2] - box[0] < 50
    assert box[3] - box[1] < 26


def test_strokes_read_as_dashes_are_taken_off_a_label() -> None:
    sheet = Sheet(400, 100)
    sheet.line([(20, 50), (160, 50)], width=1)
    sheet.line([(240, 50), (380, 50)], width=1)
    sheet.write(200, 50, "OO", 20)
    line = Line("—查询—", (130, 38, 270, 62), 0.9)
    snug = snug_line(gray_of(sheet.pixels), line)
    assert snug.text == "查询"
    assert snug.box[0] > 165
    assert snug.box[2] < 235
    plain = snug_line(gray_of(sheet.pixels), Line("a-b", (130, 38, 270, 62), 0.9))
    assert plain.text == "a-b"


def test_the_head_of_an_arrow_is_no_letter() -> None:
    sheet = Sheet(300, 120)
    sheet.arrow((20, 60), (200, 60))
    sheet.lines = [Line("V", (184, 50, 204, 70), 0.6), Line("名", (240, 20, 270, 50), 0.9)]
    assert [line.text for line in sheet.scene().lines] == ["名"]


def test_a_single_letter_stays() -> None:
    sheet = Sheet(300, 120)
    sheet.shape((60, 30, 140, 90), "A")
    assert [line.text for line in sheet.scene().lines] == ["A"]


# ---- whatever comes ----------------------------------------------------------------------

_BOX = st.tuples(*[st.integers(-10, 90)] * 4).map(
    lambda b: (max(0, min(b[0], b[2])), max(0, min(b[1], b[3])),
               max(1, b[0], b[2]) + 1, max(1, b[1], b[3]) + 1)
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 90), st.integers(2, 90), st.integers(0, 2**32 - 1), st.integers(1, 24),
    st.lists(_BOX, max_size=4),
)  # fmt: skip
def test_any_picture_is_taken_apart(
    width: int, height: int, seed: int, grain: int, boxes: list[Box]
) -> None:
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (height // grain + 1, width // grain + 1, 3)).astype(np.uint8)
    pixels = np.ascontiguousarray(np.kron(small, np.ones((grain, grain, 1), np.uint8)))
    pixels = np.ascontiguousarray(pixels[:height, :width])
    inside = [(min(x0, width - 1), min(y0, height - 1), min(x1, width), min(y1, height))
              for x0, y0, x1, y1 in boxes]  # fmt: skip
    lines = [Line("Xy"[: 1 + i % 2], box, 0.8) for i, box in enumerate(inside)
             if box[0] < box[2] and box[1] < box[3]]  # fmt: skip
    _sound(take_apart(pixels, gray_of(pixels), lines))


def test_the_same_picture_gives_the_same_scene() -> None:
    sheet = Sheet(300, 200, WHITE, BLACK)
    sheet.shape((60, 50, 240, 150), "Same", fill=BLUE)
    first, second = sheet.scene(), sheet.scene()
    assert np.array_equal(first.labels, second.labels)
    assert first.regions == second.regions


def _faded(sheet: Sheet, box: Box, left: Colour, right: Colour) -> None:
    x0, y0, x1, y1 = box
    share = np.linspace(0, 1, x1 - x0)[None, :, None]
    colours = np.array(left) * (1 - share) + np.array(right) * share
    sheet.pixels[y0:y1, x0:x1] = np.rint(colours).astype(np.uint8)


def test_boxes_that_fade_touch_and_stay_apart() -> None:
    """Much of the picture fades; that alone makes it no noisy one, whose pale steps are noise."""
    sheet = Sheet(600, 240)
    for row in range(2):
        top = 10 + 110 * row
        box, shade = (10, top, 590, top + 110), 12 * row
        _faded(sheet, box, (200 - shade, 210 - shade, 250 - shade), (90 - shade, 130 - shade, 220))
    scene = sheet.scene()
    _sound(scene)
    inner = [region.box for region in scene.regions if region != scene.paper]
    assert len(inner) == 2
    for row in range(2):
        box = (10, 10 + 110 * row, 590, 120 + 110 * row)
        assert any(overlap(found, box) > 0.9 for found in inner)


@pytest.mark.parametrize("quality", [40, 60])
def test_the_noise_of_a_jpeg_cuts_no_faded_box_up(quality: int) -> None:
    sheet = Sheet(600, 240)
    _faded(sheet, (10, 10, 590, 230), (200, 210, 250), (60, 100, 200))
    sheet.write(300, 120, "Ledger", 40)
    _, packed = cv2.imencode(".jpg", sheet.pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    sheet.pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)[..., ::-1].copy()
    scene = sheet.scene()
    inner = [region for region in scene.regions if region != scene.paper and region.area > 3000]
    assert len(inner) == 1
    assert overlap(inner[0].box, (10, 10, 590, 230)) > 0.9
