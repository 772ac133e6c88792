"""Stops: whether a line that points at a shape ends at the border of the frame around it."""

from collections.abc import Sequence

import cv2

from tuwen.reading.linework import border_of
from tuwen.reading.outline import Outline, inside
from tuwen.reading.scene import Mask, Scene

_REACH = 40  # px: how far behind the border of a frame a shape is looked for
_MARGIN = 4  # px: ink this near a shape may be its border's


def stopped_by(
    scene: Scene, at: tuple[int, int], way: tuple[float, float], shape: Outline,
    frames: Sequence[Outline],
) -> int | None:  # fmt: skip
    """The frame whose border lies before the shape, with no ink between the two."""
    for i, frame in enumerate(frames):
        if not inside(shape.box, frame.box, 0):
            continue
        border, margin = border_of(scene, frame, -1), max(_MARGIN, border_of(scene, shape))
        x0, y0, x1, y1 = frame.box
        if min(at[0] - x0, x1 - at[0], at[1] - y0, y1 - at[1]) > border:
            continue  # comes from within
        between: list[int] = []
        for k in range(_REACH):
            x, y = round(at[0] + k * way[0]), round(at[1] + k * way[1])
            if cv2.pointPolygonTest(shape.polygon, (x, y), True) >= -margin:
                break
            if min(x - x0, x1 - x, y - y0, y1 - y) > border:
                aside = round(2 * way[1]), round(2 * way[0])
                rows, columns = (y - aside[1], y, y + aside[1]), (x + aside[0], x, x - aside[0])
                between.append(max(_at(scene.ink, *p) for p in zip(rows, columns, strict=True)))
        if len(between) >= 3 and not any(between):
            return i
    return None


def _at(mask: Mask, y: int, x: int) -> int:
    height, width = mask.shape
    return int(mask[min(max(y, 0), height - 1), min(max(x, 0), width - 1)])
