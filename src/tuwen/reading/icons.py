"""Pictograms: icons and stick figures stand for nodes as boxes do, together with their captions."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.blocks import around
from tuwen.reading.captions import Block, Drawing, find_captions
from tuwen.reading.components import components
from tuwen.reading.figures import find_figures
from tuwen.reading.forms import FIT
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, area_of, bounds, corners, holds, inside, meets
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box, Shape

_SMALL, _LARGE = 2.1, 9.0  # glyph heights: sides of a pictogram
_NARROW = 1.3  # glyph heights: the shorter side of one with a caption
_DRAWN = 0.08  # of a shape: more of it drawn on makes it a pictogram
_TIED = 4  # lines that end at a pictogram
_ALL_OVER = 0.6  # of its box: a pictogram that is one with any number of lines at it
_PLAIN: tuple[Shape, ...] = ("rect", "rounded", "stadium", "end")
_LINES, _SOLID = 0.06, 0.3  # least share of ink in what is drawn in outline, and in solids


def with_icons(scene: Scene, known: list[Outline]) -> tuple[list[Outline], list[Line]]:
    """The outlines with the pictograms among them, and the lines of text; without what only
    pieces of these were taken for."""
    front, closed = _front(scene, known)
    people = [o.box for o in known if o.shape == "actor"] + find_figures(scene, known)
    drawn: list[Drawing] = [(box, "actor") for box in people]
    solids = _solids(scene, known, front, _SOLID, _SMALL)
    clear = [box for box in solids if _leaving(scene, box) <= _TIED or _full(scene, front, box)]
    drawn += _apart([(box, "icon") for box in clear], drawn)
    lined = _solids(scene, known, front | closed, _LINES, _NARROW) if closed.any() else []
    lined = [box for box in (*solids, *lined) if _free(scene, known, box)]
    doubtful: list[Drawing] = [(box, "icon") for box in lined]
    doubtful = _apart([*doubtful, *_bare(scene, known)], drawn)
    given = find_captions(scene, [*drawn, *doubtful], known)
    drawn += [
        each for i, each in enumerate(doubtful, len(drawn))
        if sum(len(line.text) for line in given.get(i, ())) > 1  # a letter is a mark's, no name
    ]  # fmt: skip
    if not drawn:
        return known, list(scene.snug)
    known = [o for o in known if not any(_covers(box, o.box) for box, _ in drawn)]
    captions = find_captions(scene, drawn, known)
    named = [line for block in captions.values() for line in block]
    lines = [q for q in scene.snug if q in named or not any(inside(q.box, b, 0) for b, _ in drawn)]
    return known + [
        _icon(scene, box, shape, captions.get(i)) for i, (box, shape) in enumerate(drawn)
    ], lines


def _apart(more: list[Drawing], drawn: list[Drawing]) -> list[Drawing]:
    """Those that meet neither what is known to be drawn nor one before."""
    kept: list[Drawing] = []
    for box, shape in more:
        if not any(meets(box, other) for other, _ in (*drawn, *kept)):
            kept.append((box, shape))
    return kept


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


def _solids(
    scene: Scene, known: list[Outline], front: Mask, inked: float, least: float
) -> list[Box]:
    """Compact drawings in front of the ground that are neither plain shape, text nor line."""
    glyph = scene.glyph_height
    closed = cv2.morphologyEx(front, cv2.MORPH_CLOSE, _disc(7))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(max(9, round(1.1 * glyph)) | 1))
    count, label, stats, _ = components(solid)
    found: list[Box] = []
    for i, (x, y, w, h, area) in enumerate(stats[1:count].tolist(), 1):
        box = (x, y, x + w, y + h)
        if not _sized(scene, box, least) or area < 0.35 * w * h:
            continue
        own = label[y : y + h, x : x + w] == i
        shape = any(_is_shape(scene, box, outline) for outline in known)
        if not shape and not _spoken(scene, box) and _drawn(scene, box, own) > inked:
            found.append(box)
    return found


def _free(scene: Scene, known: list[Outline], box: Box) -> bool:
    """A thing of its own: what lines enclose by chance leads on, or up to a shape with words."""
    pad = round(0.6 * scene.glyph_height)
    x0, y0, x1, y1 = box
    near = (x0 - pad, y0 - pad, x1 + pad, y1 + pad)
    touches = any(
        meets(near, o.box) and not inside(box, o.box, 0) and _speaks(scene, o.box) for o in known
    )
    return not touches and not _speaks(scene, box) and _leaving(scene, box) <= _TIED


def _full(scene: Scene, front: Mask, box: Box) -> bool:
    """Drawn all over, and no gap between lines that lie close."""
    x0, y0, x1, y1 = box
    return float((front[y0:y1, x0:x1] & ~scene.text_mask[y0:y1, x0:x1] > 0).mean()) > _ALL_OVER


def _leaving(scene: Scene, box: Box) -> int:
    """How many lines run on out of a box from what is in it: at each corner of a mere gap one."""
    x0, y0, x1, y1 = box
    pad = max(4, round(0.4 * scene.glyph_height))
    left, top = max(0, x0 - pad), max(0, y0 - pad)
    window = np.s_[top : y1 + pad, left : x1 + pad]
    _, found = cv2.connectedComponents(scene.ink[window] & ~scene.text_mask[window])
    label = np.asarray(found, np.int32)
    own = np.zeros(int(label.max()) + 1, bool)
    own[np.unique(label[y0 - top : y1 - top, x0 - left : x1 - left])] = True
    own[0] = False
    rim = own[np.concatenate([label[0], label[1:, -1], label[-1, -2::-1], label[-2:0:-1, 0]])]
    return int(np.count_nonzero(rim & ~np.roll(rim, 1)))


def _sized(scene: Scene, box: Box, least: float) -> bool:
    """As large as pictograms are; `least` glyph heights is the shorter side."""
    w, h = box[2] - box[0], box[3] - box[1]
    glyph = scene.glyph_height
    long = _SMALL * glyph <= max(w, h) <= _LARGE * glyph
    return long and min(w, h) >= least * glyph and 0.4 <= w / h <= 4


def _bare(scene: Scene, known: list[Outline]) -> list[Drawing]:
    """Shapes that hold nothing: with a caption they stand for what it names."""
    return [
        (o.box, "icon" if o.shape in _PLAIN else o.shape)
        for o in known
        if o.shape != "diamond" and _sized(scene, o.box, _NARROW)
        and not _speaks(scene, o.box)
    ]  # fmt: skip


def _is_shape(scene: Scene, box: Box, outline: Outline) -> bool:
    """A plain shape, or the end of a state diagram, fills the box."""
    if not inside(outline.box, box, 8):
        return False
    rim = max(abs(a - b) for a, b in zip(box, outline.box, strict=True))
    mark = rim <= 6 and max(box[2] - box[0], box[3] - box[1]) < 3 * scene.glyph_height
    if not mark and outline.area <= 0.7 * area_of(box):
        return False
    return outline.shape == "end" or _plain(scene, outline) or _labelled(scene, outline)


def _spoken(scene: Scene, box: Box) -> bool:
    """Text across its middle: a box of a form of its own."""
    return any(r - left > 0.5 * (box[2] - box[0]) for left, _, r, _ in _central(scene, box))


def _is_box(scene: Scene, outline: Outline) -> bool:
    """A shape that holds words, or the end of a state diagram: no part of a pictogram."""
    if outline.shape == "end" or _labelled(scene, outline):
        return True
    return _speaks(scene, outline.box) and (outline.divided or _plain(scene, outline))


def _central(scene: Scene, box: Box) -> list[Box]:
    """The texts in the middle third of a box's height."""
    x0, y0, x1, y1 = box
    third = (y1 - y0) / 3
    return [
        q.box for q in scene.snug
        if y0 + third < (q.box[1] + q.box[3]) / 2 < y1 - third and x0 <= q.box[0] <= q.box[2] <= x1
    ]  # fmt: skip


def _labelled(scene: Scene, outline: Outline) -> bool:
    """A box, however filled, with a word in its middle; round pictograms are read as letters."""
    x0, _, x1, _ = outline.box
    wide = x1 - x0
    return outline.shape not in ("circle", "ellipse") and any(
        abs(left + right - x0 - x1) < 0.16 * wide and right - left > 0.25 * wide
        for left, _, right, _ in _central(scene, outline.box)
    )


def _disc(size: int) -> Mask:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def _front(scene: Scene, known: list[Outline]) -> tuple[Mask, Mask]:
    """255 on what is neither ground nor text on it nor a plain shape; and on what small pieces
    of the ground lines close off, as the inside of what is drawn in outline."""
    widest = (_LARGE * scene.glyph_height) ** 2
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    large = [o.colour for o in known if o.area > widest]
    wide = [r.colour for r in scene.regions if r.area > 0.6 * widest]
    colours = np.array([paper, *large, *wide])
    ground = [
        r.label for r in scene.regions
        if np.abs(colours - np.array(r.colour)).max(axis=1).min() <= 6
    ]  # fmt: skip
    front, closed = ~scene.mask_of(ground), scene.mask_of(_enclosed(scene, ground))
    for line in scene.snug:
        x0, y0, x1, y1 = line.box
        rim = front[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4]
        rim[4:-4, 4:-4] = 255 if (np.concatenate([rim[0], rim[-1]]) > 0).mean() > 0.7 else 0
    for x0, y0, x1, y1 in scene.plates:
        front[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = 0
    for outline in known:
        if (outline.divided or outline.area <= widest) and _is_box(scene, outline):
            for mask in (front, closed):
                cv2.fillPoly(mask, [outline.polygon], 0)
                cv2.polylines(mask, [outline.polygon], True, 0, 11)
        elif outline.area > widest:
            cv2.polylines(front, [outline.polygon], True, 0, 9)
    return front, closed


def _enclosed(scene: Scene, ground: list[int]) -> list[int]:
    most = _LARGE * scene.glyph_height
    return [
        r.label for r in scene.regions
        if r.label in ground and r is not scene.paper and max(r.width, r.height) <= most
        and not _speaks(scene, r.box)
    ]  # fmt: skip


def _speaks(scene: Scene, box: Box) -> bool:
    return any(holds(box, line.box) for line in scene.snug)


def _plain(scene: Scene, outline: Outline) -> bool:
    """A good form, hardly drawn on but for text; its colour may fade."""
    if outline.fit < FIT:
        return False
    x0, y0, x1, y1 = outline.box
    within = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(within, [outline.polygon - np.array([[x0, y0]])], 1)
    within = cv2.erode(within, np.ones((7, 7), np.uint8)) > 0
    within &= scene.text_mask[y0:y1, x0:x1] == 0
    pixels = scene.pixels[y0:y1, x0:x1][within].astype(np.int16)
    if len(pixels) == 0:
        return True
    off = np.abs(pixels - np.array(outline.colour)).max(axis=1) > 40
    labels = scene.labels[y0:y1, x0:x1][within]
    own = np.bincount(labels)
    own[0] = 0  # steps of colour
    return float((off & (labels != own.argmax())).mean()) < _DRAWN


def _drawn(scene: Scene, box: Box, mask: NDArray[np.bool_]) -> float:
    """Share that is of another colour than the ground."""
    x0, y0, x1, y1 = box
    colours = scene.pixels[y0:y1, x0:x1][mask].astype(np.int16)
    paper = np.array(scene.paper.colour if scene.paper else (255, 255, 255))
    return float((np.abs(colours - paper).max(axis=1) > 40).mean())


def _covers(drawing: Box, box: Box) -> bool:
    """Most of the box is drawing."""
    wide = min(drawing[2] + 4, box[2]) - max(drawing[0] - 4, box[0])
    tall = min(drawing[3] + 4, box[3]) - max(drawing[1] - 4, box[1])
    return min(wide, tall) > 0 and wide * tall > 0.6 * area_of(box)
