"""Charts drawn on the spot, with the values that a reader should get back.

The labels are handed on as an OCR would find them, as in drawn.py.
"""

from collections.abc import Sequence
from math import cos, log10, pi, sin

import cv2
import numpy as np
from drawn import BLACK, NIGHT, WHITE, Colour, Sheet
from PIL import ImageFont

from tuwen.reading.chart import read_chart
from tuwen.reading.kind import classify
from tuwen.reading.types import Chart, Kind

INDIGO, GREEN, AMBER, RED = (84, 112, 198), (145, 204, 117), (250, 200, 88), (238, 102, 102)
GRID = (224, 230, 241)


class Plot(Sheet):
    """A plot of 500 × 300 px at (80, 60) whose y axis runs from `low` to `high`."""

    def __init__(
        self, high: float = 100, low: float = 0, *, dark: bool = False, log: bool = False
    ) -> None:
        super().__init__(760, 440, NIGHT if dark else WHITE, WHITE if dark else BLACK)
        self.left, self.top, self.right, self.bottom = 80, 60, 580, 360
        self.low, self.high, self.log = low, high, log

    def y(self, value: float) -> int:
        part = (value - self.low) / (self.high - self.low)
        if self.log:
            part = log10(value / self.low) / log10(self.high / self.low)
        return round(self.bottom - part * (self.bottom - self.top))

    def x(self, i: float, count: int) -> int:
        """The middle of the i-th of `count` categories."""
        return round(self.left + (i + 0.5) * (self.right - self.left) / count)

    def y_axis(self, values: Sequence[float], form: str = "{:,g}", *, grid: bool = True) -> None:
        for value in values:
            if grid:
                y = self.y(value)
                cv2.line(self.pixels, (self.left, y), (self.right, y), GRID, 1)
            self.write(self.left - 30, self.y(value), form.format(value), 14)

    def x_axis(self, names: Sequence[str]) -> None:
        cv2.line(self.pixels, (self.left, self.bottom), (self.right, self.bottom), (110, 112, 121))
        for i, name in enumerate(names):
            self.write(self.x(i, len(names)), self.bottom + 18, name, 14)

    def bar(self, x: int, value: float, colour: Colour, width: int = 30, base: float = 0) -> None:
        top, foot = sorted((self.y(base + value), self.y(base)))
        self.pixels[top:foot, x - width // 2 : x + width // 2] = colour

    def curve(self, points: Sequence[tuple[int, float]], colour: Colour, width: int = 2) -> None:
        path = np.array([[x, self.y(value)] for x, value in points], np.int32)
        cv2.polylines(self.pixels, [path], False, colour, width, cv2.LINE_AA)

    def legend(self, names: Sequence[str], colours: Sequence[Colour]) -> None:
        for i, (name, colour) in enumerate(zip(names, colours, strict=True)):
            x = 120 + i * 130
            self.pixels[14:26, x : x + 20] = colour
            half = round(ImageFont.load_default(14).getlength(name) / 2)
            self.write(x + 26 + half, 20, name, 14)

    def slices(self, shares: Sequence[float], colours: Sequence[Colour], *, hole: int = 0) -> None:
        """A pie of radius 150 around (300, 220), clockwise from the top."""
        turn = 0.0
        for share, colour in zip(shares, colours, strict=True):
            start, turn = turn, turn + share
            angles = np.linspace(start, turn, 100) * 2 * pi
            rim = [(300 + 150 * sin(a), 220 - 150 * cos(a)) for a in angles]
            points = np.rint(np.array([(300, 220), *rim])).astype(np.int32)
            cv2.fillPoly(self.pixels, [points], colour, cv2.LINE_AA)
        if hole:
            cv2.circle(self.pixels, (300, 220), hole, self.paper, -1, cv2.LINE_AA)

    def kind(self) -> Kind:
        return classify(self.scene()).kind

    def read(self, kind: Kind) -> Chart:
        chart = read_chart(self.scene(), kind)
        assert chart is not None
        return chart


def values_of(chart: Chart, name: str | None = None) -> list[tuple[str | float, float]]:
    """The points of one series."""
    found = [s for s in chart.series if name is None or s.name == name]
    assert len(found) == 1, [s.name for s in chart.series]
    return list(found[0].points)
