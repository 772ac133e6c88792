"""Targets: a ring around a disc, the end of a state diagram.

Found by what the ring encloses, so that heads may touch it from without.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import contrast
from tuwen.reading.line import Line
from tuwen.reading.outline import Outline, inside
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

_READ = 2  # letters: what a ring and the head before it are read as
_DARK = (50, 110, 165)  # levels between paper and a mark; a soft shadow lies below the last


def find_targets(scene: Scene) -> list[Outline]:
    """Every ring with a disc in its middle, as a shape of its own."""
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    off = contrast(scene.pixels, paper)
    boxes: list[Box] = []
    for dark in _DARK:
        for box in _rings(scene, (off > dark).astype(np.uint8)):
            if not any(inside(box, other, 8) for other in boxes):
                boxes.append(box)
    return [_target(scene, box) for box in boxes]


def unread(scene: Scene, targets: list[Outline]) -> list[Line]:
    """The lines of text without those that are a target, and the head before it."""
    ends = [target.box for target in targets if target.shape == "end"]
    return [
        line for line in scene.lines
        if len(line.text) > _READ or not any(inside(end, line.box, 6) for end in ends)
    ]  # fmt: skip


def _rings(scene: Scene, marks: Mask) -> list[Box]:
    """Boxes of the rings with a disc among some marks."""
    contours, tree = cv2.findContours(marks, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(40.0, 4 * scene.glyph_height)
    holes = np.flatnonzero(tree[0][:, 3] >= 0).tolist() if len(contours) else []
    out: list[Box] = []
    for contour in (contours[i] for i in holes):
        x, y, w, h = cv2.boundingRect(contour)
        if not 7 <= min(w, h) <= max(w, h) <= largest or abs(w - h) > 2:
            continue  # not the inner rim of a ring
        if not 0.7 < cv2.contourArea(contour) / ((w - 1) * (h - 1)) < 0.87 or _in_text(scene, x, y):
            continue
        box = _around(marks, (x, y, x + w, y + h))
        if box is not None:
            out.append(box)
    return out


def _target(scene: Scene, box: Box) -> Outline:
    x, y, radius = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2, (box[2] - box[0]) // 2
    polygon = np.array(cv2.ellipse2Poly((x, y), (radius, radius), 0, 0, 360, 15), np.int32)
    r, g, b = (int(v) for v in scene.pixels[y, x])
    return Outline(polygon.reshape(-1, 1, 2), box, "end", 0.95, (r, g, b), filled=True)


def _in_text(scene: Scene, x: int, y: int) -> bool:
    boxes = (line.box for line in scene.lines if len(line.text) > _READ)
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)


def _around(marks: Mask, rim: Box) -> Box | None:
    """The box of the whole ring whose inner rim this is, if a disc is all that it encloses."""
    x0, y0, x1, y1 = rim
    size = (x1 - x0 + y1 - y0) / 2
    _, label, stats, _ = cv2.connectedComponentsWithStats(marks[y0:y1, x0:x1], connectivity=4)
    disc = int(label[(y1 - y0) // 2, (x1 - x0) // 2])
    x, y, w, h, area = (int(v) for v in stats[disc])
    if not disc or min(x, y, x1 - x0 - x - w, y1 - y0 - y - h) < 1:
        return None
    if max(w, h) < 0.25 * size or abs(w - h) > 2 or not 0.68 < area / (w * h) < 0.95:
        return None
    middle, reach = (x0 + x1 - 1) / 2, size / 2
    height = (y0 + y1 - 1) / 2
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    depths = [_depth(marks, middle, height, reach, float(turn)) for turn in turns]
    thick = float(np.median(depths))
    if thick < 1 or thick > max(4.0, 0.6 * reach):
        return None  # a hole in something larger
    even = np.abs(np.array(depths) - thick) <= max(1.5, 0.35 * thick)
    if even.mean() < 0.6 or not _stands_free(marks, middle, height, reach + thick + 2, turns):
        return None  # a wheel on a pictogram
    grown = round(thick)
    return x0 - grown + 1, y0 - grown + 1, x1 + grown - 1, y1 + grown - 1


def _stands_free(
    marks: Mask, x: float, y: float, radius: float, turns: NDArray[np.float64]
) -> bool:
    """Hardly anything around the ring but lines that end there."""
    columns = np.rint(x + radius * np.cos(turns)).astype(int).clip(0, marks.shape[1] - 1)
    rows = np.rint(y + radius * np.sin(turns)).astype(int).clip(0, marks.shape[0] - 1)
    return float((marks[rows, columns] > 0).mean()) < 0.5


def _depth(marks: Mask, x: float, y: float, start: float, turn: float) -> int:
    """Marked pixels in a row from the inner rim outwards."""
    run = 0
    for k in range(30):
        far = start - 1 + k
        column, row = round(x + far * np.cos(turn)), round(y + far * np.sin(turn))
        if not (0 <= column < marks.shape[1] and 0 <= row < marks.shape[0]):
            break
        if marks[row, column]:
            run += 1
        elif run or k > 3:
            break
    return run
