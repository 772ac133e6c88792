"""Which shape holds what: nodes with their labels, frames with their members, free text."""

from dataclasses import dataclass

import cv2
import numpy as np

from tuwen.reading.blobs import stands_free
from tuwen.reading.blocks import around, blocks, tall
from tuwen.reading.components import contrast
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, distance, holds, inside
from tuwen.reading.part import Part
from tuwen.reading.plates import borders
from tuwen.reading.scene import Scene
from tuwen.reading.titles import frame_titles
from tuwen.reading.types import Box

_PALE = 70  # levels between the background of a label and what is around it
_ALONG = 0.85  # of a side that has a border; corners may be round
_ROUND = 0.9  # overlap with a disc that the large head of an arrow does not reach
_MARK = 8  # glyph heights: longest dark mark without text (dot, bar)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The parts of a diagram; nodes and frames are indices into `parts`."""

    parts: list[Part]
    nodes: list[int]
    frames: list[int]
    labels: dict[int, list[Line]]  # label of each frame
    free: list[list[Line]]  # blocks of lines that belong to no node and no frame
    plates: list[Box]  # backgrounds of the labels of connectors


def arrange(scene: Scene, outlines: list[Outline], lines: list[Line]) -> Arrangement:
    """Sort shapes into nodes and frames and give every line of text its place."""
    outlines = sorted(outlines, key=lambda o: (-o.area, o.box))
    parts = _nest(outlines)
    free = _place(lines, parts)
    speaks = [False] * len(parts)
    for i in reversed(range(len(parts))):  # smaller ones come later
        speaks[i] = bool(parts[i].lines) or any(speaks[c] for c in parts[i].children)
    nodes: list[int] = []
    frames: list[int] = []
    plates: list[Box] = list(scene.plates)
    for i, part in enumerate(parts):
        held = [c for c in part.children if speaks[c]]
        held = held if _likes(parts, held) else [c for c in held if not _badge(parts, i, c)]
        if held:
            frames.append(i)
        elif _plate(scene, part, _ground(scene, parts, i)):
            free += part.lines
            plates.append(part.outline.box)
        elif part.lines or _mark(scene, parts, i):
            under = not part.lines and _under_text(part.outline.box, free)
            (plates.append(part.outline.box) if under else nodes.append(i))
    frames = [i for i in frames if not _wraps_one_node(parts, i, speaks)]
    labels = frame_titles(scene, parts, frames, free)
    held_by = {c for i in nodes for c in _below(parts, i)}
    nodes = [i for i in nodes if i not in held_by]
    for i in nodes:
        for c in _below(parts, i):
            parts[i].lines.extend(parts[c].lines)
    return Arrangement(parts, nodes, frames, labels, _labels(free, plates), plates)


def _labels(free: list[Line], plates: list[Box]) -> list[list[Line]]:
    """The lines outside of shapes put together; what stands on one plate is one label."""
    found = blocks(free)
    for plate in plates:
        on = [block for block in found if holds(plate, around(block))]
        if len(on) > 1:
            found = [block for block in found if block not in on]
            found.append([line for block in on for line in block])
    return found


def _nest(outlines: list[Outline]) -> list[Part]:
    parts: list[Part] = []
    for outline in outlines:
        parent = -1
        for j, other in enumerate(parts):
            if inside(outline.box, other.outline.box, 4) and other.outline.area > outline.area:
                parent = j  # the last one found is the smallest: they come by size
        parts.append(Part(outline, parent))
        if parent >= 0:
            parts[parent].children.append(len(parts) - 1)
    return parts


def _place(lines: list[Line], parts: list[Part]) -> list[Line]:
    """Give each line to the smallest shape around its middle; return those without one."""
    free: list[Line] = []
    for line in lines:
        x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
        home = -1
        for i, part in enumerate(parts):
            x0, y0, x1, y1 = part.outline.box
            if not (x0 <= x <= x1 and y0 <= y <= y1):
                continue
            wide = line.box[2] - line.box[0]
            if line.upright and (wide > x1 - x0 + 4 or tall(line) > y1 - y0 + 6):
                continue  # a glyph's eye, a bullet, a piece of a label's background
            if cv2.pointPolygonTest(part.outline.polygon, (x, y), False) >= 0:
                home = i
        (parts[home].lines if home >= 0 else free).append(line)
    return free


def _ground(scene: Scene, parts: list[Part], i: int) -> tuple[int, int, int]:
    """The colour that a part lies on."""
    if parts[i].parent >= 0:
        return parts[parts[i].parent].outline.colour
    return scene.paper.colour if scene.paper else (255, 255, 255)


def _plate(scene: Scene, part: Part, ground: tuple[int, int, int]) -> bool:
    """The background of a label, or a piece of it that a line divides: a pale filled box without
    a margin around its text and without a border."""
    box = part.outline.box
    if any(inside(box, plate, 4) for plate in scene.plates):
        return True
    if distance(part.outline.colour, ground) > _PALE or len(part.outline.parts) > 1:
        return False
    if not part.lines or not part.outline.filled or part.outline.shape in ("diamond", "icon"):
        return False
    x0, y0, x1, y1 = box
    left, top, right, bottom = around(part.lines)
    line = tall(part.lines[0])
    close = max(top - y0, y1 - bottom) < 0.5 * line and max(left - x0, x1 - right) < 0.8 * line
    drawn = borders(scene.pixels, box, part.outline.colour, ground)
    return close and min(drawn) < _ALONG


def _under_text(box: Box, free: list[Line]) -> bool:
    """A piece of a label's background: most of it lies under a free line."""
    for line in free:
        wide = min(box[2], line.box[2]) - max(box[0], line.box[0])
        tall = min(box[3], line.box[3]) - max(box[1], line.box[1])
        if wide > 0.6 * (box[2] - box[0]) and tall > 0.5 * (box[3] - box[1]):
            return True
    return False


def _likes(parts: list[Part], held: list[int]) -> bool:
    """Several boxes with a text each: short names of nodes, and not badges."""
    boxes = [c for c in held if parts[c].outline.shape in ("rect", "rounded") and parts[c].lines]
    return len(boxes) > 1 and len(boxes) == len(held)


def _badge(parts: list[Part], outer: int, inner: int) -> bool:
    """A small mark (a number in a circle) inside a node that has its own text."""
    small = parts[inner].outline.area < 0.12 * parts[outer].outline.area
    said = sum(len(line.text) for line in parts[inner].lines)
    plain = all(line.text.isascii() for line in parts[inner].lines)
    x0, y0, x1, y1 = parts[inner].outline.box
    tight = all(min(x1 - x0, y1 - y0) < 2.6 * tall(line) for line in parts[inner].lines)
    return bool(parts[outer].lines) and small and said <= 2 and plain and tight


def _mark(scene: Scene, parts: list[Part], i: int) -> bool:
    """A shape without text that still says something: a start or end dot, a filled box."""
    part = parts[i]
    outline = part.outline
    if outline.shape in ("end", "icon", "actor"):
        return True
    width, height = outline.box[2] - outline.box[0], outline.box[3] - outline.box[1]
    if max(width, height) < 2.5 * scene.glyph_height and _at_border(parts, i):
        return False  # a diamond, triangle or circle at the end of a line
    if not outline.filled and outline.shape != "diamond":
        return False
    if outline.shape == "circle" and max(width, height) < 4 * scene.glyph_height:
        return _dot(scene, outline)
    if _dark(scene, outline) and max(width, height) <= _MARK * scene.glyph_height:
        return True  # a start or end dot, the bar of a fork
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    around = _ground(scene, parts, i)
    big = min(width, height) >= 1.2 * scene.glyph_height
    apart = distance(outline.colour, around) > 6 and distance(outline.colour, paper) > 6
    return big and not part.children and (apart or outline.shape == "diamond")


def _at_border(parts: list[Part], i: int) -> bool:
    """Touches a much larger shape from without."""
    x0, y0, x1, y1 = parts[i].outline.box
    for part in parts:
        left, top, right, bottom = part.outline.box
        across = max(left - x1, x0 - right, top - y1, y0 - bottom)
        if -2 <= across <= 5 and part.outline.area > 4 * parts[i].outline.area:
            return True
    return False


def _dot(scene: Scene, outline: Outline) -> bool:
    """A dark disc, or a ring with a dark middle, that is not the head of an arrow."""
    x0, y0, x1, y1 = outline.box
    middle = scene.pixels[(y0 + y1) // 2, (x0 + x1) // 2].astype(int)
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    if int(np.abs(middle - paper).max()) < 60:
        return False
    like = contrast(scene.pixels, paper) > 60
    around = (x0 - 2, y0 - 2, x1 + 2, y1 + 2)
    return stands_free(like.astype(np.uint8), around, 1.5 if outline.fit >= _ROUND else 1.1)


def _dark(scene: Scene, outline: Outline) -> bool:
    """Clearly of another brightness than the paper."""
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    return distance(outline.colour, paper) > 90


def _wraps_one_node(parts: list[Part], i: int, speaks: list[bool]) -> bool:
    """A shadow or a second border: holds one shape of nearly its own size and nothing else."""
    held = [c for c in parts[i].children if speaks[c]]
    if len(held) != 1 or parts[i].lines:
        return False
    return parts[held[0]].outline.area > 0.6 * parts[i].outline.area


def _below(parts: list[Part], i: int) -> list[int]:
    found: list[int] = []
    todo = list(parts[i].children)
    while todo:
        child = todo.pop()
        found.append(child)
        todo += parts[child].children
    return found
