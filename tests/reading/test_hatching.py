"""Hatched fills are made flat, glyphs and ordinary slanting lines stay."""

import cv2
import numpy as np
import pytest

from tuwen.figure.types import Pixels
from tuwen.reading.hatching import flatten_hatching

TEAL = (0, 131, 143)
LAVENDER = (236, 236, 255)


def _hatched(fill: tuple[int, int, int], gap: int = 3, stroke: int = 4) -> Pixels:
    """A picture with a box from (60, 50) to (300, 130) filled with slanting strokes."""
    big = np.full((180 * 4, 360 * 4, 3), 255, np.uint8)
    inside = np.zeros(big.shape[:2], np.uint8)
    cv2.rectangle(inside, (240, 200), (1200, 520), 1, -1)
    strokes = big.copy()
    for x in range(-800, 1800, round((gap + stroke) * 4 * 1.3)):
        cv2.line(strokes, (x, 720), (x + 600, 0), fill, stroke * 4, cv2.LINE_AA)
    big[inside > 0] = strokes[inside > 0]
    small = cv2.resize(big, (360, 180), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


@pytest.mark.parametrize("fill", [TEAL, LAVENDER, (232, 138, 70)])
def test_the_gaps_of_a_hatched_box_take_the_colour_of_its_strokes(
    fill: tuple[int, int, int],
) -> None:
    inner = flatten_hatching(_hatched(fill))[58:122, 68:292]
    even = (np.abs(inner.astype(int) - fill).max(axis=2) <= 12).mean()
    assert even > 0.97


def test_what_lies_outside_the_box_stays() -> None:
    pixels = _hatched(TEAL)
    cv2.line(pixels, (305, 90), (350, 90), (40, 40, 40), 2)
    flat = flatten_hatching(pixels)
    assert np.array_equal(flat[:40], pixels[:40])
    assert np.array_equal(flat[80:100, 312:], pixels[80:100, 312:])


def test_white_letters_on_a_hatched_box_stay_legible() -> None:
    pixels = _hatched(TEAL)
    letters = np.zeros(pixels.shape[:2], np.uint8)
    cv2.putText(letters, "HEL", (120, 105), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 255, 3)
    pixels[letters > 0] = 255
    flat = flatten_hatching(pixels)
    white = flat.min(axis=2) > 200
    assert white[letters > 0].mean() > 0.9
    around = cv2.dilate(letters, np.ones((9, 9), np.uint8)) > 0
    box = np.zeros_like(around)
    box[58:122, 68:292] = True
    assert white[box & ~around].mean() < 0.02


def test_dark_letters_on_a_pale_hatched_box_stay() -> None:
    pixels = _hatched(LAVENDER)
    cv2.putText(pixels, "HEL", (120, 105), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (30, 30, 30), 3)
    flat = flatten_hatching(pixels)
    dark = pixels.max(axis=2) < 60
    assert np.array_equal(flat[dark], pixels[dark])


def test_pictures_without_hatching_come_back_as_they_are() -> None:
    plain = np.full((200, 300, 3), 255, np.uint8)
    cv2.rectangle(plain, (40, 40), (140, 100), TEAL, -1)
    cv2.line(plain, (140, 100), (260, 180), (0, 0, 0), 2, cv2.LINE_AA)
    assert flatten_hatching(plain) is plain
    empty = np.full((16, 16, 3), 255, np.uint8)
    assert flatten_hatching(empty) is empty
    noise = np.random.default_rng(7).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    assert flatten_hatching(noise) is noise
