"""Where text stands: the height of glyphs, and close-ups of large pictures."""

import numpy as np
from drawn import Sheet

from tuwen.reading.detection import find_glyphs
from tuwen.reading.ocr import read_lines
from tuwen.reading.scene import gray_of


def test_the_height_of_glyphs() -> None:
    assert find_glyphs(np.full((50, 50), 255, np.uint8)).height == 0.0
    heights: list[float] = []
    for size in (14, 28, 42):
        sheet = Sheet(640, 120)
        sheet.write(320, 60, "The quick brown fox", size)
        heights.append(find_glyphs(gray_of(sheet.pixels)).height)
    assert heights == sorted(heights)
    assert 1.6 < heights[2] / heights[0] < 4.5


def test_small_text_of_a_large_picture_is_read_where_it_stands() -> None:
    sheet = Sheet(2600, 1800)
    places = {(200, 90): "reader", (2400, 110): "upper right", (1300, 900): "centre",
              (180, 1700): "lower left", (2350, 1650): "writer"}  # fmt: skip
    for (x, y), text in places.items():
        sheet.write(x, y, text, 15)
    sheet.write(1300, 500, "Headline", 110)
    lines = read_lines(sheet.pixels, gray=gray_of(sheet.pixels))
    found = {line.text: line.box for line in lines}
    assert set(found) == {*places.values(), "Headline"}
    for (x, y), text in places.items():
        x0, y0, x1, y1 = found[text]
        assert x0 < x < x1
        assert y0 < y < y1
