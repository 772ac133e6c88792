"""The words of a screen: pictograms before names are no part of them."""

import cv2
import numpy as np
import pytest
from drawn import Sheet

from tuwen.reading.line import Line
from tuwen.reading.screen_surface import Surface


def entry(read: str) -> list[tuple[str, int]]:
    """A pictogram and a name beside it, read as one line; the words, and where they begin."""
    sheet = Sheet(420, 120)
    sheet.write(220, 60, "Cluster Info", 18)
    cv2.circle(sheet.pixels, (125, 60), 8, (60, 60, 60), 2, cv2.LINE_AA)
    _, y0, x1, y1 = sheet.lines[0].box
    sheet.lines[0] = Line(read, (112, y0, x1, y1), 0.95)
    return [(word.text, word.box[0]) for word in Surface(sheet.scene()).words]


@pytest.mark.parametrize(
    "read", ["品Cluster Info", "©Cluster Info", "O Cluster Info", "Cluster Info"]
)
def test_a_pictogram_is_no_letter_of_the_name(read: str) -> None:
    ((text, left),) = entry(read)
    assert text == "Cluster Info"
    assert left > 150


def test_a_name_alone_is_left_as_it_is() -> None:
    sheet = Sheet(420, 120)
    sheet.write(220, 60, "A Cluster", 18)
    ((text, left),) = [(w.text, w.box[0]) for w in Surface(sheet.scene()).words]
    assert text == "A Cluster"
    assert left <= int(np.argwhere((sheet.pixels < 90).any(axis=2))[:, 1].min()) + 1
