"""The test for arrow heads, on lines of every width, colour and direction."""

from typing import Literal

import cv2
import numpy as np
import pytest
from drawn import BLACK, NIGHT, WHITE, Colour, Sheet

from tuwen.reading.heads import MARKS, SIDE, Tip, normalised, patches, tips_of
from tuwen.reading.scene import Mask, gray_of

_COMPASS = [0, 17, 30, 45, 60, 73, 90, 135, 180, 210, 270, 315]
_GREY = (150, 150, 150)
_TEXT = 12.0  # px: text height beside a head of the size that Sheet draws


def _seen(strokes: Mask, gray: Mask, at: tuple[int, int], way: tuple[float, float]) -> Tip:
    return tips_of(gray, strokes, [(at, way)], _TEXT)[0]


def _tip(
    degrees: int, width: int, heads: Literal["none", "end"], ink: Colour = BLACK,
    paper: Colour = WHITE,
) -> Tip:  # fmt: skip
    """What is found at the end of a line of 80 px in this direction."""
    way = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    sheet = Sheet(220, 220, paper, ink)
    start, end = ((110 + s * 40 * way[0], 110 + s * 40 * way[1]) for s in (-1, 1))
    sheet.line([start, end], width=width, heads=heads)
    gray = gray_of(sheet.pixels)
    strokes = np.where(cv2.absdiff(gray, np.full_like(gray, gray[0, 0])) > 8, 255, 0)
    strokes = cv2.dilate(strokes.astype(np.uint8), np.ones((2, 2), np.uint8))
    return _seen(strokes.astype(np.uint8), gray, (round(end[0]), round(end[1])), way)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("degrees", _COMPASS)
def test_a_filled_head_is_seen_in_every_direction(degrees: int, width: int) -> None:
    assert _tip(degrees, width, "end").head


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("degrees", _COMPASS)
def test_a_bare_end_is_no_head(degrees: int, width: int) -> None:
    assert not _tip(degrees, width, "none").head


@pytest.mark.parametrize(("ink", "paper"), [(WHITE, NIGHT), (_GREY, WHITE), ((210, 60, 60), NIGHT)])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_heads_do_not_depend_on_the_theme(width: int, ink: Colour, paper: Colour) -> None:
    assert _tip(25, width, "end", ink, paper).head
    assert not _tip(25, width, "none", ink, paper).head


@pytest.mark.parametrize("degrees", [0, 37, 90])
def test_an_open_head_is_seen(degrees: int) -> None:
    """The V that PlantUML and Mermaid draw for dependencies and messages."""
    sheet = Sheet(220, 220)
    turn = np.radians(degrees)
    way = np.array([np.cos(turn), np.sin(turn)])
    end = np.array([110.0, 110.0]) + 45 * way
    sheet.line([tuple(end - 90 * way), tuple(end)], width=1)
    for side in (-1, 1):
        wing = np.radians(degrees + 180 + side * 28)
        sheet.line([tuple(end), tuple(end + 14 * np.array([np.cos(wing), np.sin(wing)]))], width=1)
    scene = sheet.scene()
    at = round(float(end[0])), round(float(end[1]))
    assert _seen(scene.ink, scene.gray, at, (float(way[0]), float(way[1]))).head


def test_a_head_on_a_dashed_line() -> None:
    sheet = Sheet(220, 100)
    sheet.arrow((20, 50), (180, 50), dash=(7, 6))
    scene = sheet.scene()
    assert _seen(scene.ink, scene.gray, (180, 50), (1.0, 0.0)).head


def test_no_ink_is_no_head() -> None:
    blank = np.full((60, 60, 3), 255, np.uint8)
    nothing = np.zeros((60, 60), np.uint8)
    assert not _seen(nothing, gray_of(blank), (30, 30), (1.0, 0.0)).head


def test_no_ends_need_no_network() -> None:
    assert tips_of(np.zeros((9, 9), np.uint8), np.zeros((9, 9), np.uint8), [], _TEXT) == []


@pytest.mark.parametrize("at", [(0, 0), (59, 0), (0, 59), (59, 59), (30, 0)])
@pytest.mark.parametrize("way", [(1.0, 0.0), (0.0, -1.0), (-0.6, 0.8), (0.0, 0.0)])
def test_ends_at_the_rim_never_raise(at: tuple[int, int], way: tuple[float, float]) -> None:
    gray = np.full((60, 60), 255, np.uint8)
    cv2.line(gray, (0, 0), (59, 59), 0, 2)
    cv2.rectangle(gray, (0, 0), (59, 59), 0, 1)
    tip = _seen(255 - gray, gray, at, way)
    assert tip.mark in MARKS
    assert 0 <= tip.chance <= 1


def test_many_ends_are_named_as_each_alone() -> None:
    sheet = Sheet(220, 220)
    sheet.arrow((20, 50), (180, 50))
    sheet.line([(20, 150), (180, 150)], width=2)
    scene = sheet.scene()
    ends = [((180, 50), (1.0, 0.0)), ((180, 150), (1.0, 0.0)), ((20, 50), (-1.0, 0.0))]
    together = tips_of(scene.gray, scene.ink, ends, _TEXT)
    alone = [_seen(scene.ink, scene.gray, at, way) for at, way in ends]
    assert [tip.mark for tip in together] == [tip.mark for tip in alone]
    assert [tip.head for tip in together] == [True, False, False]


@pytest.mark.parametrize("way", [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.6, -0.8)])
def test_a_patch_shows_the_line_below_its_end(way: tuple[float, float]) -> None:
    sheet = Sheet(160, 160)
    start = (80 - 60 * way[0], 80 - 60 * way[1])
    sheet.line([start, (80, 80)], width=3)
    scene = sheet.scene()
    cut = patches(scene.gray, scene.ink, [((80, 80), way)], 1.0)
    assert cut.shape == (1, 2, SIDE, SIDE)
    assert cut[0, 1, SIDE - 4 :, SIDE // 2 - 2 : SIDE // 2 + 2].max() == 255
    assert cut[0, 1, : SIDE // 4].max() == 0


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (90, 30), (200, 255)])
def test_ink_is_one_and_paper_is_none_in_every_theme(ink: int, paper: int) -> None:
    patch = np.full((1, 2, SIDE, SIDE), paper, np.uint8)
    patch[0, 1] = 0
    patch[0, 0, 10:, 15:17] = ink
    patch[0, 1, 10:, 15:17] = 255
    gray = normalised(patch)[0, 0]
    assert gray[0, 0] == 0
    assert gray[20, 15] == pytest.approx(1)
