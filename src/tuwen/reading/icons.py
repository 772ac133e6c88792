"""Pictograms: icons and stick figures stand for nodes as boxes do, together with their captions."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.blocks import around, blocks
from tuwen.reading.components import components
from tuwen.reading.forms import FIT
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, bounds, corners, inside
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box, Shape

_SMALL, _LARGE = 2.1, 9.0  # glyph heights: sides of a pictogram
_DRAWN = 0.08  # of a shape: more of it drawn on makes it a pictogram
_ROOMY = 6.0  # a box that is larger than its text and icon by this is a frame around them
_CAPTION = 3  # lines

Block = list[Line]


def with_icons(scene: Scene, known: list[Outline]) -> tuple[list[Outline], list[Line]]:
    """The outlines with the pictograms among them, and the lines of text; without what only
    pieces of these were taken for."""
    drawn: list[tuple[Box, Shape]] = [(box, "actor") for box in _figures(scene, known)]
    drawn += [(o.box, "actor") for o in known if o.shape == "actor"]
    for box in _solids(scene, known):
        if not any(_meets(box, other) for other, _ in drawn):
            drawn.append((box, "icon"))
    if not drawn:
        return known, list(scene.snug)
    known = [o for o in known if not any(_covers(box, o.box) for box, _ in drawn)]
    captions = _captions(scene, drawn, known)
    named = [line for block in captions.values() for line in block]
    lines = [q for q in scene.snug if q in named or not any(inside(q.box, b, 0) for b, _ in drawn)]
    return known + [
        _icon(scene, box, shape, captions.get(i)) for i, (box, shape) in enumerate(drawn)
    ], lines


def _icon(scene: Scene, box: Box, shape: Shape, caption: Block | None) -> Outline:
    x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    r, g, b = (int(v) for v in scene.pixels[y, x])
    polygon = corners(box)
    if caption is not None:
        below = around(caption)
        whole = bounds([box, below])
        mask = np.zeros((whole[3] - whole[1], whole[2] - whole[0]), np.uint8)
        for part in (box, below, _between(box, below)):
            left, top, right, bottom = (v - whole[k % 2] for k, v in enumerate(part))
            mask[top:bottom, left:right] = 1
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        contour = max(contours, key=cv2.contourArea)
        box, polygon = whole, (contour + np.array([[whole[0], whole[1]]])).astype(np.int32)
    return Outline(polygon, box, shape, 0.85, (r, g, b), filled=True)


def _between(a: Box, b: Box) -> Box:
    """The gap between two boxes, as wide as both."""
    x0, x1 = max(a[0], b[0]), min(a[2], b[2])
    y0, y1 = max(a[1], b[1]), min(a[3], b[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# ---- the drawings ----------------------------------------------------------------------


def _figures(scene: Scene, outlines: list[Outline]) -> list[Box]:
    """Stick figures: a small empty circle on top of a narrow stroke drawing."""
    heads = [
        o for o in outlines
        if o.shape == "circle" and not o.filled and o.box[2] - o.box[0] < 4 * scene.glyph_height
    ]  # fmt: skip
    if not heads:
        return []
    ink = cv2.bitwise_and(scene.ink, cv2.bitwise_not(scene.text_mask))
    _, label, stats, _ = components(ink)
    found: list[Box] = []
    for head in heads:
        x0, y0, x1, y1 = head.box
        ring = label[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3]
        ring = ring[ring > 0]
        if len(ring) == 0:
            continue
        x, y, w, h = (int(v) for v in stats[int(np.bincount(ring).argmax()), :4])
        size = x1 - x0 + 4
        tall = min(h, 6 * size)
        if y0 - y <= 8 and tall >= 2.2 * size and 1.2 * size <= w <= 4 * size:
            found.append((x, y, x + w, y + tall))
    return found


def _solids(scene: Scene, known: list[Outline]) -> list[Box]:
    """Compact drawings that are neither ground, plain shape, text nor line."""
    glyph = scene.glyph_height
    front = _front(scene, known)
    closed = cv2.morphologyEx(front, cv2.MORPH_CLOSE, _disc(7))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(max(9, round(1.1 * glyph)) | 1))
    count, label, stats, _ = components(solid)
    found: list[Box] = []
    for i, (x, y, w, h, area) in enumerate(stats[1:count].tolist(), 1):
        sized = min(w, h) >= _SMALL * glyph and max(w, h) <= _LARGE * glyph
        if not sized or area < 0.35 * w * h or not 0.4 <= w / h <= 4:
            continue
        box = (x, y, x + w, y + h)
        own = label[y : y + h, x : x + w] == i
        shape = any(_is_shape(scene, box, outline) for outline in known)
        if not shape and not _spoken(scene, box) and _drawn(scene, box, own):
            found.append(box)
    return found


def _is_shape(scene: Scene, box: Box, outline: Outline) -> bool:
    """A plain shape, or the end of a state diagram, fills the box."""
    if not inside(outline.box, box, 8):
        return False
    rim = max(abs(a - b) for a, b in zip(box, outline.box, strict=True))
    mark = rim <= 6 and max(box[2] - box[0], box[3] - box[1]) < 3 * scene.glyph_height
    if not mark and outline.area <= 0.7 * _area(box):
        return False
    return outline.shape == "end" or _plain(scene, outline)


def _spoken(scene: Scene, box: Box) -> bool:
    """Text across its middle: a box of a form of its own."""
    x0, y0, x1, y1 = box
    third = (y1 - y0) / 3
    for left, top, right, bottom in (q.box for q in scene.snug):
        central = y0 + third < (top + bottom) / 2 < y1 - third
        if central and x0 <= left and right <= x1 and right - left > 0.5 * (x1 - x0):
            return True
    return False


def _disc(size: int) -> Mask:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def _front(scene: Scene, known: list[Outline]) -> Mask:
    """255 on what is neither ground nor text on it nor a plain shape."""
    widest = (_LARGE * scene.glyph_height) ** 2
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    large = [o.colour for o in known if o.area > widest]
    wide = [r.colour for r in scene.regions if r.area > 0.6 * widest]
    colours = np.array([paper, *large, *wide])
    ground = [
        r.label for r in scene.regions
        if np.abs(colours - np.array(r.colour)).max(axis=1).min() <= 6
    ]  # fmt: skip
    front: Mask = np.where(np.isin(scene.labels, ground), 0, 255).astype(np.uint8)
    for line in scene.snug:
        x0, y0, x1, y1 = line.box
        rim = front[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4]
        rim[4:-4, 4:-4] = 255 if (np.concatenate([rim[0], rim[-1]]) > 0).mean() > 0.7 else 0
    for x0, y0, x1, y1 in scene.plates:
        front[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = 0
    for outline in known:
        if _shown(scene, outline, widest):
            cv2.fillPoly(front, [outline.polygon], 0)
            cv2.polylines(front, [outline.polygon], True, 0, 11)
        elif outline.area > widest:
            cv2.polylines(front, [outline.polygon], True, 0, 9)
    return front


def _shown(scene: Scene, outline: Outline, widest: float) -> bool:
    """A shape that is known as such; the marks before the members of a class are no pictograms."""
    if outline.divided or outline.area <= widest:
        whole = outline.divided or _plain(scene, outline)
        return outline.shape == "end" or (whole and _worded(scene, outline))
    return False


def _worded(scene: Scene, outline: Outline) -> bool:
    x0, y0, x1, y1 = outline.box
    middles = [((q.box[0] + q.box[2]) / 2, (q.box[1] + q.box[3]) / 2) for q in scene.snug]
    return any(x0 < x < x1 and y0 < y < y1 for x, y in middles)


def _plain(scene: Scene, outline: Outline) -> bool:
    """A good form, hardly drawn on but for text."""
    if outline.fit < FIT:
        return False
    x0, y0, x1, y1 = outline.box
    within = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(within, [outline.polygon - np.array([[x0, y0]])], 1)
    within = cv2.erode(within, np.ones((7, 7), np.uint8)) > 0
    within &= scene.text_mask[y0:y1, x0:x1] == 0
    pixels = scene.pixels[y0:y1, x0:x1][within].astype(np.int16)
    drawn = np.abs(pixels - np.array(outline.colour)).max(axis=1, initial=0) > 40
    return len(drawn) == 0 or float(drawn.mean()) < _DRAWN


def _drawn(scene: Scene, box: Box, mask: NDArray[np.bool_]) -> bool:
    """Of its own colour or full of lines: no piece of the ground."""
    x0, y0, x1, y1 = box
    colours = scene.pixels[y0:y1, x0:x1][mask].astype(np.int16)
    paper = np.array(scene.paper.colour if scene.paper else (255, 255, 255))
    return float((np.abs(colours - paper).max(axis=1) > 40).mean()) > 0.3


# ---- their captions --------------------------------------------------------------------


def _captions(
    scene: Scene, drawn: list[tuple[Box, Shape]], known: list[Outline]
) -> dict[int, Block]:
    """For each drawing the block of text in it, below, above or beside it; each block once."""
    open_lines = [
        line for line in scene.snug
        if not any(_holds(o, line.box) and o.area < 12 * _area(line.box) for o in known)
    ]  # fmt: skip
    offers: list[tuple[float, int, int]] = []
    free = [block for block in blocks(open_lines) if len(block) <= _CAPTION]
    for i, (box, shape) in enumerate(drawn):
        for k, block in enumerate(free):
            gap = _gap(scene, box, around(block), known, aside=shape == "actor")
            home = _home(known, bounds([box, around(block)]))
            tight = home is not None and home.area < _ROOMY * _area(bounds([box, around(block)]))
            if gap is not None and not tight:
                offers.append((gap, i, k))
    given: dict[int, Block] = {}
    used: set[int] = set()
    for _, i, k in sorted(offers):
        if i not in given and k not in used:
            given[i] = free[k]
            used.add(k)
    return given


def _gap(scene: Scene, box: Box, text: Box, known: list[Outline], *, aside: bool) -> float | None:
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


def _home(known: list[Outline], box: Box) -> Outline | None:
    """The smallest outline around a box."""
    return min((o for o in known if inside(box, o.box, 2)), key=lambda o: o.area, default=None)


def _holds(outline: Outline, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cv2.pointPolygonTest(outline.polygon, (x, y), False) >= 0


def _covers(drawing: Box, box: Box) -> bool:
    """Most of the box is drawing."""
    wide = min(drawing[2] + 4, box[2]) - max(drawing[0] - 4, box[0])
    tall = min(drawing[3] + 4, box[3]) - max(drawing[1] - 4, box[1])
    return min(wide, tall) > 0 and wide * tall > 0.6 * _area(box)


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _meets(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
