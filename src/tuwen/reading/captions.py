"""The captions of pictograms: the block of text in, below, above or beside a drawing."""

from collections.abc import Sequence

import cv2

from tuwen.reading.blocks import around, blocks
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, area_of, bounds, inside
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box, Shape

_ROOMY = 6.0  # a box that is larger than its text and icon by this is a frame around them
_LINES = 3  # of a caption at most

Drawing = tuple[Box, Shape]
Block = list[Line]


def find_captions(
    scene: Scene, drawn: Sequence[Drawing], known: Sequence[Outline]
) -> dict[int, Block]:
    """For each drawing the nearest block of text that can be its caption; each block once."""
    open_lines = [line for line in scene.snug if not _taken(scene, line, known)]
    offers: list[tuple[float, int, int]] = []
    free = [block for block in blocks(open_lines) if len(block) <= _LINES]
    for i, (box, shape) in enumerate(drawn):
        for k, block in enumerate(free):
            gap = _gap(scene, box, around(block), known, aside=shape == "actor")
            if gap is not None and not _boxed(known, drawn, i, bounds([box, around(block)])):
                offers.append((gap, i, k))
    given: dict[int, Block] = {}
    used: set[int] = set()
    for _, i, k in sorted(offers):
        if i not in given and k not in used:
            given[i] = free[k]
            used.add(k)
    return given


def _taken(scene: Scene, line: Line, known: Sequence[Outline]) -> bool:
    """The label of a line, on its plate, or what a box says."""
    if any(inside(line.box, plate, 2) for plate in scene.plates):
        return True
    return any(_holds(o, line.box) and o.area < 12 * area_of(line.box) for o in known)


def _boxed(known: Sequence[Outline], drawn: Sequence[Drawing], i: int, whole: Box) -> bool:
    """A box is drawn around this drawing and its caption alone: that is the node."""
    home = _home(known, whole)
    if home is None or home.area >= _ROOMY * area_of(whole):
        return False
    return not any(inside(box, home.box, 2) for k, (box, _) in enumerate(drawn) if k != i)


def _gap(
    scene: Scene, box: Box, text: Box, known: Sequence[Outline], *, aside: bool
) -> float | None:
    """How far a caption is from its drawing, in px; None if it is none."""
    glyph = scene.glyph_height
    x0, y0, x1, y1 = text
    middle = (y0 + y1) / 2
    if inside(text, box, 0):
        third = (box[3] - box[1]) / 3
        return None if box[1] + third < middle < box[3] - third else 0.0
    centred = abs((x0 + x1) - (box[0] + box[2])) < 0.6 * max(box[2] - box[0], x1 - x0)
    below, above = y0 - box[3], box[1] - y1
    if centred and -0.5 * glyph <= below <= 1.5 * glyph:
        return float(abs(below))
    if centred and -0.5 * glyph <= above <= 1.1 * glyph:
        return abs(above) + 0.6 * glyph
    side = max(x0 - box[2], box[0] - x1)
    level = abs(middle - (box[1] + box[3]) / 2) < 0.4 * (box[3] - box[1])
    if not level or not -2 <= side <= (2.2 if aside else 1.2) * glyph:
        return None
    home = _home(known, bounds([box, text]))
    if home is not None and min(y0 - home.box[1], home.box[3] - y1) < 3.5 * glyph:
        return None  # the title of a frame, with its pictogram
    return side + 1.5 * glyph


def _home(known: Sequence[Outline], box: Box) -> Outline | None:
    """The smallest outline around a box."""
    return min((o for o in known if inside(box, o.box, 2)), key=lambda o: o.area, default=None)


def _holds(outline: Outline, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cv2.pointPolygonTest(outline.polygon, (x, y), False) >= 0
