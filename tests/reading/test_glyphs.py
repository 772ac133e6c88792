"""Lines of another colour that run through a text whose letters they touch."""

import numpy as np
from drawn import Sheet, only_edge

from tuwen.reading.ocr import Line

_RED = (168, 0, 54)


def _labelled(y: int) -> Sheet:
    """An arrow aslant, with a label written over it so that each letter touches the line."""
    sheet = Sheet(420, 420)
    sheet.shape((30, 30, 170, 90), "Client")
    sheet.shape((240, 300, 390, 360), "Server")
    sheet.line([(110, 91), (300, 299)], heads="end", ink=_RED)
    lines = sheet.lines.copy()
    ratio = (y - 91) / (299 - 91)
    sheet.write(round(110 + ratio * 190), y, "is")
    sheet.lines = [*lines, *sheet.lines[len(lines) :]]
    return sheet


def test_a_line_under_its_label_stays_one_solid_arrow() -> None:
    edge = only_edge(_labelled(190).diagram())
    assert (edge.heads, edge.style, edge.label) == ("end", "solid", "is")


def test_the_mask_of_glyphs_spares_the_line() -> None:
    sheet = _labelled(190)
    scene = sheet.scene()
    line = next(line for line in scene.lines if line.text == "is")
    assert isinstance(line, Line)
    x0, y0, x1, y1 = line.box
    window = np.s_[y0:y1, x0:x1]
    red = (scene.pixels[window] == _RED).all(axis=2)
    assert red.sum() > 10
    assert (scene.text_mask[window][red] == 0).mean() > 0.9
