"""What tells the kinds of picture apart, measured cheaply on a Scene.

Each feature is a share or a count with a plain meaning. kind.py weighs them.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.kind_words import (
    CODE_LINE,
    CONTROL,
    KEY,
    MEMBER,
    PROMPT,
    SHELL_LINE,
    STEREOTYPE,
    TYPE,
)
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene

COUNTED = 5  # numbers of lines from which rows are those of an editor
_CLOSE = 0.4  # heights of a line between pieces of one row of source text


@dataclass(frozen=True, slots=True)
class Features:
    lines: int  # lines of text
    words: int  # of them those of two letters or more
    paper: float  # share of the picture that is its background
    flat: float  # share that lies in flat regions
    smooth: float  # share of the pixels that hardly differ from the next: none in a photograph
    colours: float  # bits of entropy of the colours
    dark: bool  # light text on a dark background
    boxed: int  # texts centred in a box of their own
    boxed_share: float
    open_boxes: int  # larger boxes with several texts
    shapes: int  # closed boxes of like size, with or without text
    cells: float  # share of the texts that are a digit or two in a grid of adjoining cells
    gridded: float  # share of the texts that stand in rows and in columns
    columns: int
    left_aligned: float  # share of the texts whose left edges line up with two others
    code: float  # share of the lines that look like code
    shell: float
    prompts: int  # lines that begin with the prompt of a shell
    numbered: int  # numbers of lines, one below the other
    members: float  # share of the lines that look like members of a class
    stereotypes: int
    keys: int  # PK, FK and column types
    types: int
    controls: float  # share of the lines that name a control
    bands: int  # bars and panels along the rims
    mirrored: int  # texts of the top row found again in the bottom row
    monospaced: float  # how even the widths of letters are
    prose: float  # share of long lines


def measure(scene: Scene) -> Features:
    lines = scene.lines
    size = scene.gray.size
    n = max(1, len(lines))
    boxed, open_boxes = _boxes(scene)
    numbered = _numbered(scene)
    if numbered >= COUNTED:
        scene = replace(scene, lines=_joined(scene))
        lines = scene.lines
    gridded, columns = _grid(scene)
    texts = [line.text.strip() for line in lines if not line.text.strip().isdecimal()]
    said = max(1, len(texts))
    return Features(
        lines=len(lines),
        words=sum(sum(c.isalnum() for c in line.text) >= 2 for line in lines),
        paper=scene.paper.area / size if scene.paper else 0.0,
        flat=sum(region.area for region in scene.regions) / size,
        smooth=_smooth(scene),
        colours=_entropy(scene),
        dark=_dark(scene),
        boxed=boxed,
        boxed_share=boxed / max(n, 3),  # one text in one box is no share of anything
        open_boxes=open_boxes,
        shapes=_shapes(scene),
        cells=_cells(scene) / n,
        gridded=gridded,
        columns=columns,
        left_aligned=_aligned(scene),
        code=sum(bool(CODE_LINE.search(t)) for t in texts) / said,
        shell=sum(bool(SHELL_LINE.search(t)) for t in texts) / said,
        prompts=sum(bool(PROMPT.search(t)) for t in texts),
        numbered=numbered,
        members=sum(bool(MEMBER.match(t)) for t in texts) / n,
        stereotypes=sum(bool(STEREOTYPE.search(t)) for t in texts),
        keys=sum(bool(KEY.match(t)) for t in texts),
        types=sum(_typed(t) for t in texts),
        controls=sum(bool(CONTROL.match(t)) for t in texts) / n,
        bands=_bands(scene),
        mirrored=_mirrored(scene),
        monospaced=_monospaced(lines),
        prose=sum(len(t) > 24 for t in texts) / n,
    )


def _joined(scene: Scene) -> tuple[Line, ...]:
    """The lines, pieces of one that stand closer than cells of a table do put together."""
    near = _CLOSE * scene.text_height
    whole: list[Line] = []
    for line in sorted(scene.lines, key=lambda q: q.box[0]):
        x0, y0, x1, y1 = line.box
        number = line.text.strip().isdecimal()
        for k, other in enumerate(whole):
            a0, b0, a1, b1 = other.box
            level = 2 * abs(y0 + y1 - b0 - b1) < y1 - y0 + b1 - b0
            if level and x0 - a1 < near and not (number or other.text.strip().isdecimal()):
                box = (a0, min(b0, y0), max(a1, x1), max(b1, y1))
                whole[k] = replace(other, text=f"{other.text} {line.text}", box=box)
                break
        else:
            whole.append(line)
    return tuple(whole)


def _typed(text: str) -> bool:
    """A column or an attribute: its type stands first or last, as in 「id: int」."""
    words = text.replace(":", " ").split()
    return 0 < len(words) <= 3 and bool(TYPE.match(words[0]) or TYPE.match(words[-1]))


def _entropy(scene: Scene) -> float:
    """Bits of entropy of the colours at 4 bits a channel, over a coarse sample."""
    step = max(1, round((scene.gray.size / 40_000) ** 0.5))
    sample = scene.pixels[::step, ::step].reshape(-1, 3) >> 4
    counts = np.bincount(sample.astype(np.int32) @ np.array([256, 16, 1]))
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def _smooth(scene: Scene) -> float:
    rows = scene.gray[:: max(1, scene.gray.size // 100_000)].astype(np.int16)
    return float((np.abs(np.diff(rows)) <= 1).mean()) if rows.shape[1] > 1 else 1.0


def _dark(scene: Scene) -> bool:
    if scene.paper is None:
        return float(np.median(scene.gray)) < 90
    return sum(scene.paper.colour) < 3 * 110


def _boxes(scene: Scene) -> tuple[int, int]:
    """(texts centred in a box of their own, boxes that hold several texts off centre)."""
    tall = scene.text_height
    boxed = open_boxes = 0
    boxes = [line.box for line in scene.lines]
    middles = [((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in boxes]
    for region in scene.regions:
        if region is scene.paper or region.height < 1.1 * tall or region.area < 1.5 * tall * tall:
            continue
        if region.area < 0.45 * region.width * region.height:
            continue
        x0, y0, x1, y1 = region.box
        inside = [k for k, (x, y) in enumerate(middles) if x0 < x < x1 and y0 < y < y1]
        if not inside:
            continue
        xs = [middles[k][0] for k in inside]
        centred = all(abs(x - (x0 + x1) / 2) < max(0.08 * region.width, 0.4 * tall) for x in xs)
        block = max(boxes[k][3] for k in inside) - min(boxes[k][1] for k in inside)
        if centred and len(inside) <= 4 and block < region.height + 4 and region.height < 12 * tall:
            boxed += 1
        elif len(inside) >= 3:
            open_boxes += 1
    return boxed, open_boxes


def _shapes(scene: Scene) -> int:
    """How many closed shapes have a twin of their size."""
    sizes = [
        (r.width, r.height)
        for r in scene.regions[:150]
        if r is not scene.paper
        and r.area > 0.7 * r.width * r.height
        and 0.0008 * scene.gray.size < r.area < 0.2 * scene.gray.size
    ]
    return sum(
        any(
            i != j and abs(a - c) <= 0.06 * a + 2 and abs(b - d) <= 0.06 * b + 2
            for j, (c, d) in enumerate(sizes)
        )
        for i, (a, b) in enumerate(sizes)
    )


def _cells(scene: Scene) -> int:
    """Short texts in cells with a neighbour beside and one below or above: matrices, memory."""
    short = [line for line in scene.snug if len(line.text.strip()) <= 3]
    if len(short) < 4:
        return 0
    boxes = np.array(
        [
            r.box
            for r in scene.regions[:400]
            if r is not scene.paper and r.height < 8 * scene.text_height
            and r.area > 0.5 * r.width * r.height
        ]
    ).reshape(-1, 4)  # fmt: skip
    x0, y0, x1, y1 = boxes.T
    near = max(4.0, 0.4 * scene.text_height)

    def gap(low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.bool_]:
        between = low[None, :] - high[:, None]
        return (between >= 0) & (between <= near)

    def same(low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (np.abs(low[:, None] - low) <= 3) & (np.abs(high[:, None] - high) <= 3)

    beside = gap(x0, x1) & same(y0, y1)
    below = gap(y0, y1) & same(x0, x1)
    celled = (beside | beside.T).any(axis=1) & (below | below.T).any(axis=1)
    middles = [((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in (line.box for line in short)]
    return sum(
        bool((celled & (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)).any()) for x, y in middles
    )


def _grid(scene: Scene) -> tuple[float, int]:
    """Share of the texts with two neighbours in their row and two in their column; columns."""
    if len(scene.lines) < 6:
        return 0.0, 0
    boxes = np.array([line.box for line in scene.lines], float)
    tall = scene.text_height
    across, down = boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]
    level = np.abs(down[:, None] - down) < 0.8 * tall
    left = np.abs(boxes[:, 0][:, None] - boxes[:, 0]) < 0.4 * tall
    middle = np.abs(across[:, None] - across) < 0.8 * tall
    right = np.abs(boxes[:, 2][:, None] - boxes[:, 2]) < 0.4 * tall
    upright = np.maximum(np.maximum(left.sum(1), middle.sum(1)), right.sum(1)) - 1
    in_grid = (level.sum(1) - 1 >= 2) & (upright >= 2)
    return float(in_grid.mean()), int(np.median(level.sum(1)[in_grid])) if in_grid.any() else 0


def _aligned(scene: Scene) -> float:
    if len(scene.lines) < 3:
        return 0.0
    x = np.array([line.box[0] for line in scene.lines], float)
    return float(((np.abs(x[:, None] - x) < 0.35 * scene.text_height).sum(1) >= 4).mean())


def _bands(scene: Scene) -> int:
    """Flat panels along a rim: title bars, tool bars, side bars."""
    found = 0
    for region in scene.regions[:60]:
        if region is scene.paper or region.area < 0.6 * region.width * region.height:
            continue
        x0, y0, x1, y1 = region.box
        wide = region.width > 0.9 * scene.width and region.height < 0.2 * scene.height
        high = region.height > 0.6 * scene.height and region.width < 0.4 * scene.width
        rim = min(x0, y0, scene.width - x1, scene.height - y1) <= 0.02 * max(scene.gray.shape)
        found += (wide or high) and rim
    return found


def _mirrored(scene: Scene) -> int:
    if len(scene.lines) < 4:
        return 0
    half = scene.height / 2
    top = [line for line in scene.lines if line.box[3] < half]
    low = [line for line in scene.lines if line.box[1] > half]
    return sum(
        any(a.text == b.text and abs(a.box[0] - b.box[0]) < scene.text_height for b in low)
        for a in top
    )


def _numbered(scene: Scene) -> int:
    """Length of the longest column of numbers that count up by one, line by line."""
    numbers = [line for line in scene.lines if line.text.strip().isdecimal()]
    best = 0
    for first in numbers:
        column = [
            line
            for line in numbers
            if abs(line.box[2] - first.box[2]) < 0.6 * scene.text_height
            and line.box[1] >= first.box[1]
        ]
        values = [int(line.text) for line in sorted(column, key=lambda line: line.box[1])]
        steps = sum(1 <= b - a <= 2 for a, b in pairwise(values))
        best = max(best, steps if steps >= 0.7 * (len(values) - 1) else 0)
    return best


def _monospaced(lines: tuple[Line, ...]) -> float:
    """How alike the widths of a letter are over the longer Latin lines (1: all the same)."""
    widths = [
        (line.box[2] - line.box[0]) / len(line.text)
        for line in lines
        if len(line.text) >= 8 and line.text.isascii() and line.upright
    ]
    if len(widths) < 3:
        return 0.0
    return max(0.0, 1.0 - 4 * float(np.std(widths) / np.mean(widths)))
