"""A Reading drawn over its picture: what was found, where, and how sure it is.

Ids only, no words: the picture below says the words. Colour is confidence, from red over
amber to green; shape, line style and arrow head say what kind of thing was read.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from tuwen.figure.types import Figure
from tuwen.reading.types import Box, Chart, Edge, Point, Reading, Screen

Colour = tuple[int, int, int]

_FADE = 0.62  # share of white laid over the picture
_LEAST_SIDE = 900  # px: smaller pictures are drawn enlarged, so that ids can be read
_TEXT, _GROUP, _WIDGET, _DARK = (120, 120, 135), (37, 99, 235), (147, 51, 234), (20, 20, 30)
_SERIES: tuple[Colour, ...] = (
    (220, 38, 38), (37, 99, 235), (5, 150, 105), (217, 119, 6), (147, 51, 234), (8, 145, 178),
)  # fmt: skip


@dataclass(frozen=True)
class _Pen:
    """A canvas with the scale of the enlargement."""

    draw: ImageDraw.ImageDraw
    scale: float
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont
    thick: int

    def box(self, box: Box) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = (v * self.scale for v in box)
        return x0, y0, max(x0, x1), max(y0, y1)

    def tag(self, x: float, y: float, words: str, colour: Colour) -> None:
        """White words on a coloured plate whose lower left corner is at (x, y)."""
        left, top, right, low = self.draw.textbbox((0, 0), words, font=self.font)
        wide, tall = right - left + 6, low - top + 4
        width, height = self.draw.im.size
        x = min(max(x, 0), max(0, width - wide))
        y = min(max(y - tall, 0), max(0, height - tall))
        self.draw.rectangle((x, y, x + wide, y + tall), fill=colour)
        self.draw.text((x + 3 - left, y + 2 - top), words, fill="white", font=self.font)


def draw(figure: Figure, reading: Reading) -> Image.Image:
    """The picture, faded, with everything that was read drawn over it, and a legend."""
    scale = min(3.0, max(1.0, _LEAST_SIDE / max(figure.width, figure.height)))
    size = (round(figure.width * scale), round(figure.height * scale))
    picture = Image.fromarray(figure.pixels).resize(size, Image.Resampling.BICUBIC)
    faded = Image.blend(picture, Image.new("RGB", size, "white"), _FADE)
    text = max(11, round(max(size) / 110))
    font = ImageFont.load_default(size=text)
    pen = _Pen(ImageDraw.Draw(faded), scale, font, max(2, round(max(size) / 700)))
    _texts(pen, reading)
    _groups(pen, reading)
    _nodes(pen, reading)
    for edge in reading.edges:
        _edge(pen, edge, _ends(reading, edge))
    if reading.chart:
        _chart(pen, reading.chart)
    if reading.screen:
        _screen(pen, reading.screen)
    return _with_legend(faded, reading, text)


def sureness(confidence: float) -> Colour:
    """Red at 0.3 and below, amber in the middle, green at 0.95 and above."""
    share = min(1.0, max(0.0, (confidence - 0.3) / 0.65))
    red, amber, green = (220, 38, 38), (217, 130, 6), (5, 140, 80)
    low, high, part = (red, amber, 2 * share) if share < 0.5 else (amber, green, 2 * share - 1)
    mixed = [round(a + (b - a) * part) for a, b in zip(low, high, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _texts(pen: _Pen, reading: Reading) -> None:
    for text in reading.texts:
        colour = _TEXT if text.confidence >= 0.8 else sureness(text.confidence)
        pen.draw.rectangle(pen.box(text.box), outline=colour, width=1)


def _groups(pen: _Pen, reading: Reading) -> None:
    for group in reading.groups:
        x0, y0, x1, y1 = pen.box(group.box)
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
        for start, end in pairwise(corners):
            _stroke(pen, start, end, _GROUP, dash=4 * pen.thick)
        pen.tag(x0, y0, f"{group.id} ({len(group.members)})", _GROUP)


def _nodes(pen: _Pen, reading: Reading) -> None:
    for node in reading.nodes:
        colour = sureness(node.confidence)
        x0, y0, x1, y1 = pen.box(node.box)
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        if node.shape == "diamond":
            tips = [(middle[0], y0), (x1, middle[1]), (middle[0], y1), (x0, middle[1])]
            pen.draw.polygon(tips, outline=colour, width=pen.thick)
        elif node.shape in ("circle", "ellipse", "start", "end"):
            pen.draw.ellipse((x0, y0, x1, y1), outline=colour, width=pen.thick)
        elif node.shape in ("rounded", "stadium", "cloud"):
            radius = min(x1 - x0, y1 - y0) / (4 if node.shape == "rounded" else 2)
            pen.draw.rounded_rectangle((x0, y0, x1, y1), radius, outline=colour, width=pen.thick)
        else:
            pen.draw.rectangle((x0, y0, x1, y1), outline=colour, width=pen.thick)
        pen.tag(x0, y0, f"{node.id}  {node.shape}", colour)


def _ends(reading: Reading, edge: Edge) -> list[Point]:
    """The edge's path, or the line between the middles of what it joins."""
    if len(edge.path) >= 2:
        return list(edge.path)
    boxes = {part.id: part.box for part in (*reading.groups, *reading.nodes)}
    found = [boxes[end] for end in (edge.source, edge.target) if end in boxes]
    return [((b[0] + b[2]) // 2, (b[1] + b[3]) // 2) for b in found]


def _edge(pen: _Pen, edge: Edge, path: list[Point]) -> None:
    if len(path) < 2:
        return
    colour = sureness(edge.confidence)
    points = [(x * pen.scale, y * pen.scale) for x, y in path]
    if edge.source == edge.target and len(points) == 2:  # a loop is given by two corners
        (x0, y0), (x1, y1) = points
        points = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    width = pen.thick * (2 if edge.style == "thick" else 1)
    for start, end in pairwise(points):
        _stroke(pen, start, end, colour, dash=5 * pen.thick * (edge.style == "dashed"), width=width)
    if edge.heads != "none":
        _head(pen, points[-2], points[-1], colour)
    if edge.heads == "both":
        _head(pen, points[1], points[0], colour)
    x, y = points[0]
    radius = 1.5 * pen.thick
    pen.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    x, y = _halfway(points)
    told = {edge.source_mark, edge.target_mark} - {"none", "arrow"}
    marks = f"  {edge.source_mark} - {edge.target_mark}" if told else ""
    pen.tag(x, y + 0.5 * pen.thick, f"{edge.id}  {edge.confidence:.2f}{marks}", colour)


def _halfway(points: list[tuple[float, float]]) -> tuple[float, float]:
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    rest = sum(lengths) / 2
    for ((x0, y0), (x1, y1)), length in zip(pairwise(points), lengths, strict=True):
        if rest <= length and length > 0:
            return x0 + (x1 - x0) * rest / length, y0 + (y1 - y0) * rest / length
        rest -= length
    return points[-1]


def _stroke(
    pen: _Pen,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: Colour,
    *,
    dash: int,
    width: int = 0,
) -> None:
    """A straight line, dashed when `dash` is a length in px."""
    width = width or pen.thick
    length = math.dist(start, end)
    if not dash or length <= dash:
        pen.draw.line((start, end), fill=colour, width=width)
        return
    way = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    at = 0.0
    while at < length:
        stop = min(length, at + 0.6 * dash)
        first = (start[0] + way[0] * at, start[1] + way[1] * at)
        last = (start[0] + way[0] * stop, start[1] + way[1] * stop)
        pen.draw.line((first, last), fill=colour, width=width)
        at += dash


def _head(pen: _Pen, before: tuple[float, float], tip: tuple[float, float], colour: Colour) -> None:
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    long = 6.5 * pen.thick
    wings = [
        (tip[0] - long * math.cos(angle + turn), tip[1] - long * math.sin(angle + turn))
        for turn in (-0.42, 0.42)
    ]
    pen.draw.polygon([tip, *wings], fill=colour)


def _chart(pen: _Pen, chart: Chart) -> None:
    for i, series in enumerate(chart.series):
        colour = _SERIES[i % len(_SERIES)]
        x0, y0, x1, y1 = pen.box(series.box)
        if x1 > x0 and y1 > y0:
            pen.draw.rectangle((x0, y0, x1, y1), outline=colour, width=pen.thick)
        pen.tag(x0 + i * 70, y0, f"{series.id} ({len(series.points)})", colour)


def _screen(pen: _Pen, screen: Screen) -> None:
    for widget in screen.widgets:
        x0, y0, x1, y1 = pen.box(widget.box)
        pen.draw.rectangle((x0, y0, x1, y1), outline=_WIDGET, width=pen.thick)
        state = f" ({widget.state})" if widget.state else ""
        pen.tag(x0, y0, f"{widget.id}  {widget.role}{state}", _WIDGET)


def _with_legend(picture: Image.Image, reading: Reading, text: int) -> Image.Image:
    """A strip below the picture: what was counted and what the colours mean."""
    font = ImageFont.load_default(size=max(12, min(text, 18)))
    counts = {
        "texts": len(reading.texts), "nodes": len(reading.nodes), "edges": len(reading.edges),
        "groups": len(reading.groups),
        "series": len(reading.chart.series) if reading.chart else 0,
        "widgets": len(reading.screen.widgets) if reading.screen else 0,
    }  # fmt: skip
    said = [f"{reading.kind} {reading.kind_confidence:.2f}"]
    said += [f"{n} {name}" for name, n in counts.items() if n]
    items: list[tuple[str, Colour | None]] = [("  ·  ".join(said), None)]
    items += [(f"confidence {c:.2f}", sureness(c)) for c in (0.3, 0.6, 0.95)]
    items += [("group", _GROUP), ("text", _TEXT)]
    if reading.screen:
        items.append(("widget", _WIDGET))
    high = round(1.9 * font.size) if isinstance(font, ImageFont.FreeTypeFont) else 22
    rows: list[list[tuple[float, str, Colour | None]]] = [[]]
    x = 10.0
    for words, colour in items:
        wide = font.getlength(words) + (high if colour else 0) + 18
        if x + wide > picture.width and rows[-1]:
            rows.append([])
            x = 10.0
        rows[-1].append((x, words, colour))
        x += wide
    whole = Image.new("RGB", (picture.width, picture.height + high * len(rows) + 6), "white")
    whole.paste(picture)
    pen = ImageDraw.Draw(whole)
    pen.line((0, picture.height, whole.width, picture.height), fill=(200, 200, 210))
    for i, row in enumerate(rows):
        middle = picture.height + 3 + high * (i + 0.5)
        for x, words, colour in row:
            if colour:
                side = 0.28 * high
                pen.rectangle((x, middle - side, x + 2 * side, middle + side), fill=colour)
            at = x + (0.8 * high if colour else 0)
            pen.text((at, middle), words, fill=_DARK, font=font, anchor="lm")
    return whole
