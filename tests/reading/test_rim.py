"""What is cut at the rim is told from what ends there."""

import numpy as np
from drawn import Sheet

from tuwen.figure.types import Pixels
from tuwen.reading.line import Line
from tuwen.reading.rim import cut_sides
from tuwen.reading.scene import gray_of


def sheet() -> Sheet:
    made = Sheet(500, 300)
    for x in (20, 190, 360):
        made.shape((x, 30, x + 120, 90), f"Queue {x}")
        made.shape((x, 190, x + 120, 250), f"Store {x}")
        made.arrow((x + 60, 90), (x + 60, 190))
    return made


def cut(pixels: Pixels, lines: list[Line] | None = None, *, pane: bool = False) -> set[str]:
    return set(cut_sides(gray_of(np.ascontiguousarray(pixels)), 14, lines or [], pane=pane))


def test_a_whole_picture_is_not_cut() -> None:
    assert cut(sheet().pixels) == set()


def test_boxes_that_touch_the_rim_are_not_cut() -> None:
    assert cut(sheet().pixels[30:251, 20:481]) == set()


def test_the_cut_side_is_named() -> None:
    pixels = sheet().pixels
    assert cut(pixels[:220]) == {"下"}
    assert cut(pixels[60:]) == {"上"}
    assert cut(pixels[:, 60:]) == {"左"}
    assert cut(pixels[:, :400]) == {"右"}


def test_a_window_ends_anywhere_but_not_in_words() -> None:
    made = Sheet(500, 300)
    for x in (40, 120, 200, 280):
        made.pixels[120:, x : x + 3] = 0
    assert cut(made.pixels) == {"下"}
    assert cut(made.pixels, pane=True) == set()
    words = sheet()
    assert cut(words.pixels[:220], words.lines, pane=True) == {"下"}


def test_a_word_whose_letters_are_on_the_rim_is_cut() -> None:
    made = Sheet(400, 200)
    made.write(90, 80, "Scheduler")
    line = made.lines[0]
    inked = np.flatnonzero((made.pixels[:, : line.box[2] - 20] < 90).any(axis=(0, 2)))
    middle = int(inked[-1])
    half = Line("duler", (0, line.box[1], line.box[2] - middle, line.box[3]), 1.0)
    assert cut(made.pixels[:, middle:], [half]) == {"左"}
    assert cut(made.pixels, made.lines) == set()


def test_a_row_of_half_letters_that_nothing_reads_is_cut() -> None:
    made = Sheet(400, 200)
    for x in range(60, 300, 7):
        made.pixels[196:200, x : x + 2] = 0
    assert cut(made.pixels, pane=True) == {"下"}


def test_a_dashed_border_along_the_rim_is_whole() -> None:
    made = Sheet(400, 200)
    for x in range(0, 400, 16):
        made.pixels[0:3, x : x + 9] = 0
    assert cut(made.pixels) == set()
