"""A small drawing kit: diagrams drawn on the spot, taken apart without any OCR.

What is written on a Sheet is handed on as the lines that an OCR would have found, so that
a test of shapes and connectors is not a test of letters.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tuwen.reading.connectors import Link
from tuwen.reading.diagram import Diagram, read_diagram
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.shapes import find_outlines
from tuwen.reading.types import Box, Edge, Node

Colour = tuple[int, int, int]
Corner = tuple[float, float]
Drawn = Literal[
    "rect", "rounded", "stadium", "diamond", "ellipse", "hexagon", "parallelogram", "cylinder"
]
_PLACES = {"West": (30, 165), "East": (350, 165), "North": (190, 30), "South": (190, 300),
           "NW": (30, 30), "NE": (350, 30), "SW": (30, 300), "SE": (350, 300)}  # fmt: skip
WHITE, BLACK, NIGHT = (255, 255, 255), (0, 0, 0), (24, 26, 32)
BLUE, PALE = (190, 215, 250), (232, 240, 252)


class Sheet:
    """A picture being drawn; every method draws on top of what is there."""

    def __init__(
        self, width: int = 640, height: int = 320, paper: Colour = WHITE, ink: Colour = BLACK
    ) -> None:
        self.pixels: NDArray[np.uint8] = np.full((height, width, 3), paper, np.uint8)
        self.lines: list[Line] = []
        self.paper, self.ink = paper, ink

    def write(
        self, x: int, y: int, text: str, size: int = 18, ink: Colour | None = None,
        plate: Colour | None = None,
    ) -> None:  # fmt: skip
        """Centre a line of text at a point; a plate is the flat background of a label."""
        font = ImageFont.load_default(size)
        image = Image.new("L", (self.pixels.shape[1], self.pixels.shape[0]), 0)
        draw = ImageDraw.Draw(image)
        left, top, right, bottom = draw.textbbox((x, y), text, font=font, anchor="mm")
        if plate is not None:
            corner, opposite = (int(left) - 4, int(top) - 3), (int(right) + 4, int(bottom) + 3)
            cv2.rectangle(self.pixels, corner, opposite, plate, -1)
        draw.text((x, y), text, fill=255, font=font, anchor="mm")
        cover = np.asarray(image, np.float32)[..., None] / 255
        colour = np.array(ink or self.ink, np.float32)
        mixed = self.pixels * (1 - cover) + colour * cover
        self.pixels = np.rint(mixed).astype(np.uint8)
        height, width = self.pixels.shape[:2]
        box = (
            max(0, round(left) - 3), max(0, round(top) - 3),
            min(width, round(right) + 3), min(height, round(bottom) + 3),
        )  # fmt: skip
        self.lines.append(Line(text, box, 0.99))

    def shape(
        self, box: Box, text: str = "", form: Drawn = "rect", fill: Colour | None = None,
        border: Colour | None = None, width: int = 2,
    ) -> None:  # fmt: skip
        """A closed shape with a name in its middle; width 0 draws no border."""
        points = np.rint(contour_of(form, box)).astype(np.int32)
        if fill is not None:
            cv2.fillPoly(self.pixels, [points], fill, cv2.LINE_AA)
        if width:
            colour = border or self.ink
            cv2.polylines(self.pixels, [points], True, colour, width, cv2.LINE_AA)
            if form == "cylinder":
                lid = np.rint(_lid(box)).astype(np.int32)
                cv2.polylines(self.pixels, [lid], False, colour, width, cv2.LINE_AA)
        if text:
            x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
            self.write(x, y + (_cap(box) // 2 if form == "cylinder" else 0), text)

    def shadow(self, box: Box, offset: int, blur: float) -> None:
        """The soft shadow of a shape that is drawn next, to the lower right."""
        cover = np.zeros(self.pixels.shape[:2], np.uint8)
        x0, y0, x1, y1 = (v + offset for v in box)
        points = np.rint(contour_of("rounded", (x0, y0, x1, y1))).astype(np.int32)
        cv2.fillPoly(cover, [points], 255)
        soft = cv2.GaussianBlur(cover, (0, 0), blur).astype(np.float32)[..., None] / 255
        self.pixels = np.rint(self.pixels * (1 - 0.6 * soft)).astype(np.uint8)

    def frame(self, box: Box, label: str = "", dashed: bool = False, width: int = 1) -> None:
        """A frame with its label inside the upper edge."""
        x0, y0, x1, y1 = box
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
        for a, b in pairwise(corners):
            self.line([a, b], width=width, dash=(7, 5) if dashed else None)
        if label:
            self.write((x0 + x1) // 2, y0 + 16, label)

    def line(
        self, path: Sequence[Corner], width: int = 2, dash: tuple[int, int] | None = None,
        heads: Literal["none", "end", "both"] = "none", ink: Colour | None = None,
    ) -> None:  # fmt: skip
        """A line through points, with filled heads at its end or at both."""
        colour = ink or self.ink
        points = [np.array(p, float) for p in path]
        tips: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
        size = 9 + 2 * width
        if heads != "none":
            tips.append((points[-1].copy(), _way(points[-2], points[-1])))
            points[-1] = points[-1] - 0.7 * size * tips[-1][1]
        if heads == "both":
            tips.append((points[0].copy(), _way(points[1], points[0])))
            points[0] = points[0] - 0.7 * size * tips[-1][1]
        for a, b in pairwise(points):
            for start, end in _dashes(a, b, dash):
                cv2.line(self.pixels, _at(start), _at(end), colour, width, cv2.LINE_AA)
        for tip, way in tips:
            side = np.array([-way[1], way[0]]) * 0.42 * size
            base = tip - size * way
            wing = np.rint(np.array([tip, base + side, base - side])).astype(np.int32)
            cv2.fillPoly(self.pixels, [wing], colour, cv2.LINE_AA)

    def arrow(self, *path: Corner, width: int = 2, dash: tuple[int, int] | None = None) -> None:
        self.line(path, width=width, dash=dash, heads="end")

    def dot(self, x: int, y: int, radius: int = 11, ring: bool = False) -> None:
        """The start of a state diagram, or with a ring its end."""
        if ring:
            cv2.circle(self.pixels, (x, y), radius, self.ink, 2, cv2.LINE_AA)
            radius -= 5
        cv2.circle(self.pixels, (x, y), radius, self.ink, -1, cv2.LINE_AA)

    def scene(self) -> Scene:
        return take_apart(self.pixels, gray_of(self.pixels), list(self.lines))

    def outlines(self) -> list[Outline]:
        return find_outlines(self.scene())

    def diagram(self) -> Diagram:
        return read_diagram(self.scene())


def row_of(*names: str, gap: int = 110, **style: int) -> tuple[Sheet, list[Box]]:
    """A sheet with boxes side by side, and where they are."""
    wide, tall = 110, 56
    sheet = Sheet(40 + len(names) * wide + (len(names) - 1) * gap, 160)
    boxes = [(20 + i * (wide + gap), 52, 20 + i * (wide + gap) + wide, 52 + tall)
             for i in range(len(names))]  # fmt: skip
    for name, box in zip(names, boxes, strict=True):
        sheet.shape(box, name, width=style.get("width", 2))
    return sheet, boxes


def square(*places: str) -> Sheet:
    """Boxes of 110 × 60 at places of a sheet of 500 × 400; their names are the places."""
    sheet = Sheet(500, 400)
    for place in places:
        x, y = _PLACES[place]
        sheet.shape((x, y, x + 110, y + 60), place)
    return sheet


def named(diagram: Diagram) -> dict[str, str]:
    """Id of a node or group → its label."""
    return {part.id: part.label for part in (*diagram.nodes, *diagram.groups)}


def arrows(diagram: Diagram) -> list[tuple[str, str]]:
    """The connectors by the labels of their ends, sorted."""
    names = named(diagram)
    return sorted((names[edge.source], names[edge.target]) for edge in diagram.edges)


def only_edge(diagram: Diagram) -> Edge:
    assert len(diagram.edges) == 1, arrows(diagram)
    return diagram.edges[0]


def node(diagram: Diagram, label: str) -> Node:
    return next(n for n in diagram.nodes if n.label == label)


def ends_of(links: Sequence[Link]) -> list[tuple[int, int]]:
    return sorted((link.source, link.target) for link in links)


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, wide) * max(0, tall)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def contour_of(form: Drawn, box: Box) -> NDArray[np.float64]:
    """The corners of a form in a box."""
    x0, y0, x1, y1 = box
    wide, tall = x1 - x0, y1 - y0
    if form in ("rounded", "stadium"):
        radius = min(wide, tall) / (2 if form == "stadium" else 6)
        arcs = [
            (x1 - radius, y0 + radius, -90), (x1 - radius, y1 - radius, 0),
            (x0 + radius, y1 - radius, 90), (x0 + radius, y0 + radius, 180),
        ]  # fmt: skip
        return np.concatenate([_arc(x, y, radius, radius, a, a + 90) for x, y, a in arcs])
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    if form == "ellipse":
        return _arc(middle_x, middle_y, wide / 2, tall / 2, 0, 360)
    if form == "cylinder":
        cap = _cap(box) / 2
        upper = _arc(middle_x, y0 + cap, wide / 2, cap, 180, 360)
        return np.concatenate([upper, _arc(middle_x, y1 - cap, wide / 2, cap, 0, 180)])
    slant = 0.18 * wide
    tables: dict[str, list[Corner]] = {
        "rect": [(x0, y0), (x1, y0), (x1, y1), (x0, y1)],
        "diamond": [(middle_x, y0), (x1, middle_y), (middle_x, y1), (x0, middle_y)],
        "parallelogram": [(x0 + slant, y0), (x1, y0), (x1 - slant, y1), (x0, y1)],
        "hexagon": [
            (x0 + slant, y0), (x1 - slant, y0), (x1, middle_y),
            (x1 - slant, y1), (x0 + slant, y1), (x0, middle_y),
        ],
    }  # fmt: skip
    return np.array(tables[form], float)


def _cap(box: Box) -> int:
    return max(12, (box[3] - box[1]) // 5)


def _lid(box: Box) -> NDArray[np.float64]:
    cap = _cap(box) / 2
    return _arc((box[0] + box[2]) / 2, box[1] + cap, (box[2] - box[0]) / 2, cap, 0, 180)


def _arc(x: float, y: float, rx: float, ry: float, start: int, end: int) -> NDArray[np.float64]:
    turn = np.radians(np.linspace(start, end, max(8, (end - start) // 5)))
    return np.stack([x + rx * np.cos(turn), y + ry * np.sin(turn)], axis=1)


def _way(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return (b - a) / max(float(np.hypot(*(b - a))), 1e-6)


def _at(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _dashes(
    a: NDArray[np.float64], b: NDArray[np.float64], dash: tuple[int, int] | None
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    if dash is None:
        return [(a, b)]
    length, way = float(np.hypot(*(b - a))), _way(a, b)
    starts = np.arange(0, length, sum(dash))
    return [(a + s * way, a + min(s + dash[0], length) * way) for s in starts]
