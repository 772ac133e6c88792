"""What is cut at the rim is told from what ends there."""

import numpy as np
from drawn import Sheet

from tuwen.reading.rim import cut_sides, through_words
from tuwen.reading.scene import gray_of


def sheet() -> Sheet:
    made = Sheet(500, 300)
    for x in (20, 190, 360):
        made.shape((x, 30, x + 120, 90), f"Queue {x}")
        made.shape((x, 190, x + 120, 250), f"Store {x}")
        made.arrow((x + 60, 90), (x + 60, 190))
    return made


def test_a_whole_picture_is_not_cut() -> None:
    assert cut_sides(gray_of(sheet().pixels), 14) == {}


def test_boxes_that_touch_the_rim_are_not_cut() -> None:
    assert cut_sides(gray_of(np.ascontiguousarray(sheet().pixels[30:251, 20:481])), 14) == {}


def test_the_cut_side_is_named() -> None:
    gray = gray_of(sheet().pixels)
    assert set(cut_sides(np.ascontiguousarray(gray[:220]), 14)) == {"下"}
    assert set(cut_sides(np.ascontiguousarray(gray[60:]), 14)) == {"上"}
    assert set(cut_sides(np.ascontiguousarray(gray[:, 60:]), 14)) == {"左"}
    assert set(cut_sides(np.ascontiguousarray(gray[:, :400]), 14)) == {"右"}


def test_strokes_of_words_are_told_from_others() -> None:
    made = sheet()
    cut = np.ascontiguousarray(made.pixels[:220])
    sides = cut_sides(gray_of(cut), 14)
    assert set(through_words(sides, (220, 500), made.lines)) == {"下"}
    assert through_words(sides, (220, 500), []) == {}


def test_a_dashed_border_along_the_rim_is_whole() -> None:
    made = Sheet(400, 200)
    for x in range(0, 400, 16):
        made.pixels[0:3, x : x + 9] = 0
    assert cut_sides(gray_of(made.pixels), 14) == {}
