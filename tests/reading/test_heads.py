"""The test for arrow heads, on lines of every width, colour and direction."""

from typing import Literal

import cv2
import numpy as np
import pytest
from drawn import BLACK, NIGHT, WHITE, Colour, Sheet

from tuwen.reading.heads import Tip, tip_of
from tuwen.reading.scene import gray_of

_COMPASS = [0, 17, 30, 45, 60, 73, 90, 135, 180, 210, 270, 315]
_GREY = (150, 150, 150)


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
    return tip_of(strokes.astype(np.uint8), gray, (round(end[0]), round(end[1])), way)


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
    assert tip_of(scene.ink, scene.gray, at, (float(way[0]), float(way[1]))).head


def test_a_head_on_a_dashed_line() -> None:
    sheet = Sheet(220, 100)
    sheet.arrow((20, 50), (180, 50), dash=(7, 6))
    scene = sheet.scene()
    assert tip_of(scene.ink, scene.gray, (180, 50), (1.0, 0.0)).head


def test_no_ink_is_no_head() -> None:
    blank = np.full((60, 60, 3), 255, np.uint8)
    nothing = np.zeros((60, 60), np.uint8)
    assert tip_of(nothing, gray_of(blank), (30, 30), (1.0, 0.0)) == Tip(False, 0.0)


@pytest.mark.parametrize("at", [(0, 0), (59, 0), (0, 59), (59, 59), (30, 0)])
@pytest.mark.parametrize("way", [(1.0, 0.0), (0.0, -1.0), (-0.6, 0.8), (0.0, 0.0)])
def test_ends_at_the_rim_never_raise(at: tuple[int, int], way: tuple[float, float]) -> None:
    gray = np.full((60, 60), 255, np.uint8)
    cv2.line(gray, (0, 0), (59, 59), 0, 2)
    cv2.rectangle(gray, (0, 0), (59, 59), 0, 1)
    assert tip_of(255 - gray, gray, at, way).margin >= -1
