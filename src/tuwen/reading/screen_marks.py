"""What stands on a screen by its looks alone: red frames that an author drew, check boxes.

Knows nothing of menus or dialogs.
"""

import numpy as np

from tuwen.reading.components import components
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene
from tuwen.reading.shapes import Outline
from tuwen.reading.types import Box, Widget


def annotations(scene: Scene) -> list[Widget]:
    """Red frames around parts of a screenshot; the label is what they frame."""
    red = scene.pixels.astype(np.int16)
    vivid = (red[..., 0] > 170) & (red[..., 0] - np.maximum(red[..., 1], red[..., 2]) > 90)
    mask = vivid.astype(np.uint8)
    count, labels, stats, _ = components(mask)
    found: list[Widget] = []
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        if w < 2 * scene.text_height or h < 1.1 * scene.text_height:
            continue
        part = labels[y : y + h, x : x + w] == i
        thick = max(2, round(0.3 * scene.text_height))
        sides = (
            part[:thick].any(0),
            part[-thick:].any(0),
            part[:, :thick].any(1),
            part[:, -thick:].any(1),
        )
        if min(float(side.mean()) for side in sides) < 0.8 or area > 0.5 * w * h:
            continue
        box = (x, y, x + w, y + h)
        found.append(Widget("", "annotation", _framed(scene, box), box))
    return found


def _framed(scene: Scene, box: Box) -> str:
    inside = [line.text for line in scene.lines if within(line.box, box)]
    return " ".join(inside[:3])


def toggles(scene: Scene, outlines: list[Outline]) -> list[Widget]:
    """Check boxes, radio buttons and switches with the text that names them."""
    tall = scene.text_height
    found: list[Widget] = []
    for outline in outlines:
        x0, y0, x1, y1 = outline.box
        wide, high = x1 - x0, y1 - y0
        if not 0.45 * tall < high < 1.7 * tall:
            continue
        if any(within(line.box, outline.box) for line in scene.lines):
            continue
        square = 0.8 < wide / high < 1.25
        label = _beside(scene, outline.box)
        if square and label and len(label.text) > 1 and high < 1.2 * tall:
            if outline.shape in ("rect", "rounded") and not outline.filled:
                found.append(Widget("", "checkbox", label.text, outline.box))
            elif outline.shape in ("circle", "ellipse") and not outline.filled:
                found.append(Widget("", "radio", label.text, outline.box))
        elif outline.shape == "stadium" and 1.5 < wide / high < 2.6:
            named = label or _above(scene, outline.box)
            found.append(Widget("", "switch", named.text if named else "", outline.box))
    return found


def _beside(scene: Scene, box: Box) -> Line | None:
    """The text that begins right of the box on its level."""
    tall = scene.text_height
    near = [
        line
        for line in scene.snug
        if 0 <= line.box[0] - box[2] < 1.6 * tall
        and abs((line.box[1] + line.box[3]) - (box[1] + box[3])) < 0.9 * tall
    ]
    return min(near, key=lambda line: line.box[0]) if near else None


def _above(scene: Scene, box: Box) -> Line | None:
    tall = scene.text_height
    near = [
        line
        for line in scene.snug
        if 0 <= box[1] - line.box[3] < 2 * tall and abs(line.box[0] - box[0]) < 1.5 * tall
    ]
    return max(near, key=lambda line: line.box[3]) if near else None


def within(inner: Box, outer: Box) -> bool:
    """Whether the middle of a box lies in the other and it is not the larger of the two."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    smaller = inner[2] - inner[0] <= outer[2] - outer[0] + 4
    return smaller and outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
