"""Pictograms with a caption: stick figures and solid icons stand for nodes as boxes do."""

import cv2
import numpy as np

from tuwen.reading.components import components
from tuwen.reading.groups import Arrangement, Part, around
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, corners, inside
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box, Shape


def add_icons(scene: Scene, outlines: list[Outline], plan: Arrangement) -> None:
    """Add captioned pictograms to the plan's nodes and take their captions out of the free text."""
    figures: list[tuple[Box, Shape]] = [(box, "actor") for box in _figures(scene, outlines)]
    solids: list[tuple[Box, Shape]] = [(box, "icon") for box in _solids(scene, plan)]
    for box, shape in figures + solids:
        caption = _caption(scene, box, plan.free, aside=shape == "actor")
        taken = [*plan.plates, *(plan.parts[i].outline.box for i in plan.nodes)]
        if caption is None or any(_meets(box, other) for other in taken):
            continue
        plan.free.remove(caption)
        parents = [i for i in plan.frames if inside(box, plan.parts[i].outline.box, 4)]
        parent = min(parents, key=lambda i: plan.parts[i].outline.area, default=-1)
        x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
        r, g, b = (int(v) for v in scene.pixels[y, x])
        outline = Outline(corners(box), box, shape, 0.85, (r, g, b), filled=True)
        plan.parts.append(Part(outline, parent, list(caption)))
        plan.nodes.append(len(plan.parts) - 1)


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


def _solids(scene: Scene, plan: Arrangement) -> list[Box]:
    """Compact coloured drawings that are neither paper, frame, node, text nor line."""
    frames = [plan.parts[i].outline.colour for i in plan.frames]
    back = [
        r.label for r in scene.regions
        if r.area > 0.04 * scene.gray.size or (r.colour in frames and r.area > 2000)
        or (scene.paper is not None and r.colour == scene.paper.colour)
    ]  # fmt: skip
    front: Mask = np.where(np.isin(scene.labels, back), 0, 255).astype(np.uint8)
    front[scene.text_mask > 0] = 0
    for i in (*plan.nodes, *plan.frames):
        thick = 11 if i in plan.nodes else 9
        if i in plan.nodes:
            cv2.fillPoly(front, [plan.parts[i].outline.polygon], 0)
        cv2.polylines(front, [plan.parts[i].outline.polygon], True, 0, thick)
    core = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    closed = cv2.morphologyEx(front, cv2.MORPH_CLOSE, core)
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, core)
    count, _, stats, _ = components(solid)
    glyph = scene.glyph_height
    found: list[Box] = []
    for x, y, w, h, area in stats[1:count].tolist():
        big = min(w, h) >= 2.2 * glyph and max(w, h) <= 9 * glyph
        if big and area >= 0.35 * w * h and 0.4 <= w / h <= 2.5:
            found.append((x, y, x + w, y + h))
    return found


def _caption(scene: Scene, box: Box, free: list[list[Line]], *, aside: bool) -> list[Line] | None:
    """The block of text just below a pictogram, else above it or (for figures) beside it."""
    reach = 1.5 * scene.glyph_height
    best: tuple[float, list[Line]] | None = None
    for block in free:
        x0, y0, x1, y1 = around(block)
        centred = abs((x0 + x1) - (box[0] + box[2])) < 0.6 * max(box[2] - box[0], x1 - x0)
        below, above = y0 - box[3], box[1] - y1
        gap = min(abs(below), abs(above) + 0.4 * reach)
        level = y0 < box[3] and y1 > box[1]
        side = min(abs(x0 - box[2]), abs(box[0] - x1))
        if centred and gap <= reach and not level:
            offer = gap
        elif aside and level and side <= 1.5 * reach:
            offer = side + reach
        else:
            continue
        if best is None or offer < best[0]:
            best = (offer, block)
    return best[1] if best else None


def _meets(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
