"""Boxes around whole participants, header to foot, with a title above the headers."""

from itertools import pairwise

import numpy as np

from tuwen.reading.ocr import Line
from tuwen.reading.outline import holds
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_sheet import Sheet
from tuwen.reading.types import Box


def find_boxes(sheet: Sheet, lifelines: list[Lifeline]) -> list[tuple[str, Box, Line | None]]:
    """The boxes from left to right: title, place, and the line of the title."""
    high = min(line.head[1] for line in lifelines)
    low = max(line.bottom for line in lifelines)
    found: list[tuple[str, Box, Line | None]] = []
    for x0, x1 in _spans(sheet, high, low):
        held = [line for line in lifelines if x0 < line.head[0] and line.head[2] < x1]
        cut = any(line.head[0] <= x <= line.head[2] for line in lifelines for x in (x0, x1))
        if not held or cut or len(held) == len(lifelines) == 1:
            continue
        top, bottom = _extent(sheet, x0, x1, high, low)
        first = min(line.head[1] for line in held)
        titles = [q for q in sheet.lines if holds((x0, top, x1, first + 2), q.box)]
        title = min(titles, key=lambda q: q.box[1], default=None)
        found.append((title.text if title else "", (x0, top, x1, bottom), title))
    return found


def _spans(sheet: Sheet, high: int, low: int) -> list[tuple[int, int]]:
    """Where a box begins and ends: another ground than the paper, or between two long lines."""
    y = max(0, high - 6)  # above the rims of the headers
    row = sheet.scene.pixels[y].astype(int)
    paper = np.array(sheet.scene.paper.colour if sheet.scene.paper else row[0])
    off = np.abs(row - paper).max(axis=1) > 5
    changes = np.flatnonzero(np.diff(np.concatenate([[False], off, [False]]).astype(int)))
    pieces = [(int(a), int(b)) for a, b in zip(changes[::2], changes[1::2], strict=True)]
    wide = [
        span for a, b in pieces
        if b - a > 4 * sheet.unit and (span := _filled(sheet, a, b, y, low))
    ]  # fmt: skip
    thin = [(a + b) // 2 for a, b in pieces if b - a <= max(6, 0.6 * sheet.unit)]
    rules = [x for x in thin if _ruled(sheet, x, y, low)]
    ruled = [(a, b) for a, b in pairwise(rules) if b - a > 4 * sheet.unit]
    return sorted([*wide, *ruled])


def _filled(sheet: Sheet, x0: int, x1: int, y: int, low: int) -> tuple[int, int] | None:
    """The part of a row that has one colour, when it has it from top to bottom at both sides."""
    pixels = sheet.scene.pixels
    row = pixels[y, x0:x1].astype(int)
    colour = np.median(row, axis=0)
    inner = np.flatnonzero(np.abs(row - colour).max(axis=1) <= 6)
    x0, x1 = x0 + int(inner[0]), x0 + int(inner[-1]) + 1
    sides = np.concatenate([pixels[y:low, x0 + 2], pixels[y:low, x1 - 3]]).astype(int)
    return (x0, x1) if (np.abs(sides - colour).max(axis=1) <= 8).mean() > 0.6 else None


def _ruled(sheet: Sheet, x: int, y: int, low: int) -> bool:
    """Is there an upright line from above the headers to below the lifelines?"""
    line = (sheet.upright_mask[y:low, max(0, x - 2) : x + 3] > 0).any(axis=1)
    return bool(np.asarray(line).mean() > 0.6) if line.size else False


def _extent(sheet: Sheet, x0: int, x1: int, high: int, low: int) -> tuple[int, int]:
    """Upper and lower end of a box: where its left side ends."""
    pixels, x = sheet.scene.pixels, x0 + 1
    paper = np.array(sheet.scene.paper.colour if sheet.scene.paper else pixels[0, 0])
    off = np.abs(pixels[:, max(0, x - 2) : x + 2].astype(int) - paper).max(axis=(1, 2)) > 5
    above = np.flatnonzero(~off[:high])
    below = np.flatnonzero(~off[low:])
    top = int(above[-1]) + 1 if len(above) else 0
    bottom = low + int(below[0]) if len(below) else len(pixels)
    return top, bottom
