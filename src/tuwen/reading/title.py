"""The title of a diagram or a table: words over or under all, larger or in line with it.

A text that merely happens to stand at the top names a part, a line or a column, not the picture.
"""

from collections.abc import Sequence

import numpy as np

from tuwen.reading.blocks import around, blocks
from tuwen.reading.line import Line
from tuwen.reading.outline import bounds, holds
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box, Edge, Group, Node

_LARGE = 1.25  # times the height of the other texts
_LEADING = 0.6  # line heights between the lines of one title


def find_title(
    scene: Scene, nodes: Sequence[Node], edges: Sequence[Edge], groups: Sequence[Group]
) -> str:
    """The title, or nothing where no text stands out as one."""
    parts = [part.box for part in (*nodes, *groups)]
    if len(parts) < 2:
        return ""
    said = {_squeezed(edge.label) for edge in edges if edge.label}
    free = [line for line in scene.snug if not any(_squeezed(line.text) in label for label in said)]
    return _named(scene, free, parts, bounds([*parts, *_paths(edges)]))


def title_of_table(scene: Scene, table: Box) -> str:
    """What stands over a table and is no part of it."""
    return _named(scene, scene.snug, [table], table)


def _named(scene: Scene, lines: Sequence[Line], parts: Sequence[Box], drawn: Box) -> str:
    free = [
        line for line in lines if line.upright and not any(holds(box, line.box) for box in parts)
    ]
    if not free:
        return ""
    stacks = blocks(free, _LEADING)
    above = [stack for stack in stacks if around(stack)[3] <= drawn[1] + 4]
    below = [stack for stack in stacks if around(stack)[1] >= drawn[3] - 4]
    usual = float(np.median([line.box[3] - line.box[1] for line in scene.snug]))
    for group, first in ((above, True), (below, False)):
        fit = [stack for stack in group if _is_title(stack, group, drawn, usual, above=first)]
        if fit:
            best = max(fit, key=lambda stack: stack[0].box[3] - stack[0].box[1])
            return " ".join(line.text.strip() for line in best)
    return ""


def _is_title(
    stack: list[Line], others: list[list[Line]], drawn: Box, usual: float, *, above: bool
) -> bool:
    x0, y0, x1, y1 = around(stack)
    words = "".join(line.text for line in stack)
    letters = sum(c.isalpha() for c in words) + sum(ord(c) > 0x2E80 for c in words)
    if len(stack) > 3 or letters < 4:
        return False
    tall = stack[0].box[3] - stack[0].box[1]
    large = tall >= _LARGE * usual
    middle = abs((x0 + x1) - (drawn[0] + drawn[2])) / 2 < 0.08 * (drawn[2] - drawn[0])
    flush = x0 < drawn[0] + 1.5 * tall
    boxes = [around(other) for other in others if other is not stack]
    alone = not any(box[1] < y1 and box[3] > y0 for box in boxes)
    if above:
        outer = not any(box[1] < y0 for box in boxes)
        return alone and outer and (large or middle or flush)
    return alone and middle and large


def _paths(edges: Sequence[Edge]) -> list[Box]:
    return [
        (min(xs), min(ys), max(xs), max(ys))
        for xs, ys in (tuple(zip(*edge.path, strict=True)) for edge in edges if edge.path)
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split())
