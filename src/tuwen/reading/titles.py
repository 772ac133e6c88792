"""The titles of frames: within, at the upper or lower edge, or outside on top or below.

The frames of layers that lie one below another may have theirs beside them, in a column.
"""

from tuwen.reading.blocks import around, blocks
from tuwen.reading.ocr import Line
from tuwen.reading.part import Part
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_ASIDE = 4.0  # glyph heights between a frame and a title beside it


def frame_titles(
    scene: Scene, parts: list[Part], frames: list[int], free: list[Line]
) -> dict[int, list[Line]]:
    """The title of each frame; what is left of the text in frames joins the free lines."""
    labels: dict[int, list[Line]] = {}
    for i in sorted(frames, key=lambda i: parts[i].outline.area):
        holder = parts[i].parent
        around_it = parts[holder].lines if holder in frames else free
        title = _title_inside(scene, parts[i])
        if not title:
            outer = _title_inside(scene, parts[holder]) if holder in frames else []
            others = [b for b in blocks(around_it) if b != outer or not _over(parts[holder], b)]
            title = _title_outside(scene, parts[i].outline.box, others)
            around_it[:] = [line for line in around_it if line not in title]
        labels[i] = title
        parts[i].lines[:] = [line for line in parts[i].lines if line not in title]
    labels |= _titles_beside(scene, parts, [i for i in frames if not labels[i]], free)
    for i in frames:
        free += parts[i].lines
    return labels


def _titles_beside(
    scene: Scene, parts: list[Part], bare: list[int], free: list[Line]
) -> dict[int, list[Line]]:
    """Texts in a column to the left of frames that lie one below another, one beside each."""
    beside: dict[int, list[Line]] = {}
    for i in bare:
        x0, y0, _, y1 = parts[i].outline.box
        level = [
            block for block in blocks(free)
            if abs(sum(around(block)[1::2]) - y0 - y1) < 0.3 * (y1 - y0)
            and 0 <= x0 - around(block)[2] < _ASIDE * scene.glyph_height
        ]  # fmt: skip
        if len(level) == 1:
            beside[i] = level[0]
    titles = {
        i: block for i, block in beside.items()
        if any(j != i and _stacked(scene, parts[i], parts[j]) for j in beside)
    }  # fmt: skip
    free[:] = [line for line in free if not any(line in block for block in titles.values())]
    return titles


def _stacked(scene: Scene, a: Part, b: Part) -> bool:
    """Frames one below the other that start at the same place."""
    (left, top, _, low), (x, y0, _, y1) = a.outline.box, b.outline.box
    return abs(left - x) < scene.glyph_height and (low < y0 or y1 < top)


def _title_inside(scene: Scene, part: Part) -> list[Line]:
    """The frame's own text nearest its upper edge, else its lower edge."""
    _, y0, _, y1 = part.outline.box
    reach = 3.0 * scene.glyph_height
    groups = blocks(part.lines)
    upper = [b for b in groups if b[0].box[1] - y0 < reach]
    if upper:
        return min(upper, key=lambda b: b[0].box[1])
    lower = [b for b in groups if y1 - b[-1].box[3] < reach]
    return max(lower, key=lambda b: b[-1].box[3], default=[])


def _over(part: Part, block: list[Line]) -> bool:
    """A text at the top of a frame, at its left or over its middle."""
    x0, y0, x1, y1 = part.outline.box
    left, top, right, _ = around(block)
    middling = abs(left + right - x0 - x1) < 0.2 * (x1 - x0) or left - x0 < 0.1 * (x1 - x0)
    return middling and top - y0 < 0.3 * (y1 - y0)


def _title_outside(scene: Scene, frame: Box, free: list[list[Line]]) -> list[Line]:
    """The text close above or below a frame without a title, at its left or over its middle."""
    x0, y0, x1, y1 = frame
    near: list[tuple[float, list[Line]]] = []
    for block in free:
        left, top, right, bottom = around(block)
        centred = abs(left + right - x0 - x1) < 0.15 * (x1 - x0)
        aligned = abs(left - x0) < 2 * scene.glyph_height and right < x1
        above, below = (y0 - bottom) / scene.glyph_height, (top - y1) / scene.glyph_height
        close = -0.5 <= above < (3 if centred else 2.2)
        if (close and (centred or aligned)) or (-0.5 <= below < 2.2 and centred):
            near.append((max(above, below), block))
    return min(near, key=lambda item: item[0], default=(0.0, []))[1]
