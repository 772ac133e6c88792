"""Ends of lines drawn with our own pen: sizes and looks that no tool of training/ draws.

Presentations and drawing programs make heads larger, thinner or blunter than Mermaid does;
and marks that are rare in drawn diagrams are drawn here as often as arrows.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tuwen.reading.heads import MARKS, SIDE

_FINE = 4  # drawn so many times larger, then averaged
_TIP = (SIDE - 0.5, SIDE - 0.5 - 0.1 * SIDE)  # where a patch twice as wide has its end

Points = list[tuple[float, float]]


class _Pen:
    """Draws on the line's own sheet, upwards; one unit is a pixel of the patch."""

    def __init__(self, width: float) -> None:
        self.sheet = Image.new("L", (2 * SIDE * _FINE, 2 * SIDE * _FINE))
        self.draw = ImageDraw.Draw(self.sheet)
        self.width = max(1, round(width * _FINE))

    def line(self, points: Points, width: int = 0) -> None:
        self.draw.line(self._scaled(points), 255, width or self.width, joint="curve")

    def area(self, points: Points, *, filled: bool) -> None:
        self.draw.polygon(self._scaled(points), fill=255 if filled else 0)
        if not filled:
            self.line([*points, points[0], points[1]])

    def round(self, x: float, y: float, radius: float, *, filled: bool) -> None:
        radius = abs(radius)
        box = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse([*box[0], *box[1]], 255 if filled else 0, 255, self.width)

    def _scaled(self, points: Points) -> Points:
        return [(x * _FINE, y * _FINE) for x, y in points]


def drawn_ends(
    count: int, dice: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Patches (N, 2, 64, 64) and the indices of their marks."""
    marks = dice.choice(len(MARKS), count, p=[0.3, 0.28, 0.1, 0.1, 0.08, 0.07, 0.07])
    return np.stack([_patch(MARKS[mark], dice) for mark in marks]), marks.astype(np.int64)


def _patch(mark: str, dice: np.random.Generator) -> NDArray[np.uint8]:
    width = dice.choice([dice.uniform(0.7, 2), dice.uniform(1.5, 4.5)])
    pen = _Pen(width)
    x, tip = _TIP
    short = dice.random() < 0.3  # its other end is in sight
    length = dice.uniform(14, 40) if short else 1.2 * SIDE
    bend = dice.normal(0, 6) if not short and dice.random() < 0.5 else 0.0
    line = [(x + bend * t * t, tip + t * length) for t in np.linspace(0, 1, 24)]
    dashed = dice.random() < 0.25
    for k in range(0, 23, 3 if dashed else 1):
        pen.line(line[k : k + 2 + dashed])
    size = max(dice.uniform(5, 19), 2.2 * width)
    _mark(pen, mark, x, tip, size, dice)
    if short:
        other = dice.choice(["none", "arrow", "arrow", "triangle", "diamond", "crow"])
        _mark(pen, other, x, tip + length, -min(size, 0.7 * length), dice)
    ink = np.asarray(pen.sheet.resize((2 * SIDE, 2 * SIDE), Image.Resampling.BOX), np.float32) / 255
    far = tip + length + dice.uniform(0, 3.5) if short else None
    return _coloured(ink, tip - dice.uniform(0, 3.5), far, dice)


def _mark(
    pen: _Pen, mark: str, x: float, tip: float, size: float, dice: np.random.Generator
) -> None:
    half = size * dice.uniform(0.3, 0.62)
    wings: Points = [(x - half, tip + size), (x + half, tip + size)]
    if mark == "arrow":
        roll = dice.random()
        if roll < 0.4:
            pen.area([(x, tip), *wings], filled=True)
        elif roll < 0.65:
            pen.area([(x, tip), wings[0], (x, tip + 0.65 * size), wings[1]], filled=True)
        else:
            pen.line([wings[0], (x, tip), wings[1]])
    elif mark == "triangle":
        pen.area([(x, tip), *wings], filled=False)
    elif mark == "diamond":
        middle: Points = [(x - 0.7 * half, tip + 0.6 * size), (x + 0.7 * half, tip + 0.6 * size)]
        around = [(x, tip), middle[0], (x, tip + 1.2 * size), middle[1]]
        pen.area(around, filled=dice.random() < 0.5)
    elif mark == "circle":
        radius = 0.4 * size
        pen.round(x, tip + radius, radius, filled=dice.random() < 0.5)
    elif mark == "cross":
        low = tip + dice.uniform(0, 0.6) * size
        for side in (-1, 1):
            pen.line([(x - side * 0.4 * size, low), (x + side * 0.4 * size, low + 0.8 * size)])
    elif mark == "crow":
        _crow(pen, x, tip, size, half, dice)


def _crow(
    pen: _Pen, x: float, tip: float, size: float, half: float, dice: np.random.Generator
) -> None:
    many = dice.random() < 0.55
    if many:
        pen.line([(x - half, tip), (x, tip + size), (x + half, tip)])
    if dice.random() < 0.5:
        pen.round(x, tip + (1.5 if many else 1.1) * size, 0.35 * size, filled=False)
        return
    for low in (1.3, 1.3 if many else 0.7):
        pen.line([(x - half, tip + low * size), (x + half, tip + low * size)])


def _coloured(
    ink: NDArray[np.float32], near: float, far: float | None, dice: np.random.Generator
) -> NDArray[np.uint8]:
    """Paper, ink, and in most cases the things that the line joins."""
    paper, dark = dice.choice([255.0, 255.0, 30.0, dice.uniform(0, 255)]), 0.0
    while abs(dark - paper) < 35:
        dark = dice.uniform(0, 255)
    gray = paper + (dark - paper) * ink
    strokes = np.where(ink > 0.15, 255, 0).astype(np.uint8)
    fill = dice.choice([paper, dice.uniform(0, 255)])
    edge = dice.choice([dark, dark, dice.uniform(0, 255)])
    thick = dice.uniform(0.5, 2.5)
    ys, xs = np.mgrid[0 : 2 * SIDE, 0 : 2 * SIDE].astype(np.float32)
    tilt = dice.choice([0.0, 0.0, dice.normal(0, 0.35)])
    sides = [near + tilt * (xs - SIDE) - ys] if dice.random() < 0.75 else []
    sides += [ys - far] if far is not None else []
    for beyond in sides:  # px behind the border of a thing
        outside = np.clip(0.5 - beyond, 0, 1)
        gray = gray * outside + fill * (1 - outside)
        stroke = np.clip(thick / 2 + 0.5 - np.abs(beyond), 0, 1)
        gray = gray + (edge - gray) * stroke
        strokes[beyond > -thick / 2 - dice.uniform(0.5, 2)] = 0
    if dice.random() < 0.3:
        gray = cv2.GaussianBlur(gray, (0, 0), dice.uniform(0.3, 0.8))
    gray = gray + dice.normal(0, dice.choice([0, 0, 3]), gray.shape)
    return np.stack([gray.clip(0, 255).astype(np.uint8), strokes])
