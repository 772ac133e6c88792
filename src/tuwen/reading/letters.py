"""Single letters and digits in the middle of a shape, which detection of text passes over."""

import numpy as np

from tuwen.reading.components import components
from tuwen.reading.line import Line
from tuwen.reading.ocr import read_boxes
from tuwen.reading.outline import holds, inside
from tuwen.reading.scene import Region, Scene
from tuwen.reading.types import Box

_SIDES = 1.4, 10.0  # glyph heights: of a shape that is named by a letter
_GLYPH = 0.45, 2.0  # glyph heights: the letter's
_WIDE = 2.4  # glyph heights: two or three digits
_ASIDE = 0.18  # of the shape's side: how far the letter may be from the middle
_SURE = 0.8
_LONGEST = 3
_OPERATORS = "+×÷"
_MOST = 40  # shapes looked into


def lone_letters(scene: Scene) -> list[Line]:
    """The lines that are one letter or a number inside a flat shape without any other text."""
    least, most = (share * scene.glyph_height for share in _SIDES)
    places: list[Box] = []
    for region in scene.regions:
        sized = (
            least <= min(region.width, region.height) <= max(region.width, region.height) <= most
        )
        if region is scene.paper or not sized or len(places) == _MOST:
            continue
        if any(holds(region.box, line.box) or inside(region.box, line.box) for line in scene.lines):
            continue
        glyph = _glyph(scene, region)
        places += [glyph] if glyph else []
    if not places:
        return []
    read = read_boxes(scene.pixels, gray=scene.gray, boxes=places)
    return [
        line for line in read
        if line.upright and line.confidence >= _SURE
        and len(line.text) <= _LONGEST and (line.text.isalnum() or line.text in _OPERATORS)
    ]  # fmt: skip


def _glyph(scene: Scene, region: Region) -> Box | None:
    """Where the only ink in a region is, if it is one glyph's or two's in the middle."""
    x0, y0, x1, y1 = region.box
    own = scene.labels[y0:y1, x0:x1] == region.label
    count, _, stats, _ = components((~own).astype(np.uint8))
    wide, high = x1 - x0, y1 - y0
    free = [
        (x, y, x + w, y + h) for x, y, w, h, _ in stats[1:count].tolist()
        if x > 0 and y > 0 and x + w < wide and y + h < high
    ]  # fmt: skip
    if not 0 < len(free) <= _LONGEST:
        return None
    left, top = min(b[0] for b in free), min(b[1] for b in free)
    right, low = max(b[2] for b in free), max(b[3] for b in free)
    least, most = (share * scene.glyph_height for share in _GLYPH)
    if not least <= low - top <= most or right - left > _WIDE * scene.glyph_height:
        return None
    aside, off = abs(left + right - wide) / 2, abs(top + low - high) / 2
    if aside > _ASIDE * wide or off > _ASIDE * high:
        return None
    return x0 + left, y0 + top, x0 + right, y0 + low
