"""Sequence diagrams drawn on the spot, with the lines of text that an OCR would find in them."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.sequence import read_sequence
from tuwen.reading.types import Box, Edge, Group, Node

Colour = tuple[int, int, int] | str


@dataclass
class Sheet:
    """A picture under construction, and the text lines that a recogniser would find in it."""

    width: int
    height: int
    paper: Colour = "white"
    ink: Colour = "black"
    image: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)
    lines: list[Line] = field(default_factory=list[Line])

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.paper)
        self.draw = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, words: str, *, size: int = 16) -> None:
        self.draw.text((x, y), words, fill=self.ink, font_size=size, anchor="mm")
        x0, y0, x1, y1 = self.draw.textbbox((x, y), words, font_size=size, anchor="mm")
        box = (round(x0) - 3, round(y0) - 3, round(x1) + 3, round(y1) + 3)
        self.lines.append(Line(words, box, 0.99))

    def header(self, x: int, y: int, words: str, fill: Colour = (236, 236, 255)) -> Box:
        box = (x - 60, y, x + 60, y + 44)
        self.draw.rectangle(box, fill=fill, outline=(147, 112, 219))
        self.text(x, y + 22, words)
        return box

    def lifeline(self, x: int, top: int, bottom: int, dash: int = 0) -> None:
        for y in range(top, bottom, 2 * dash or bottom):
            low = min(bottom, y + dash) if dash else bottom
            self.draw.line((x, y, x, low), fill=(120, 120, 140), width=1)

    def arrow(
        self, x0: int, x1: int, y: int, words: str, *, dash: int = 0, head: str = "v"
    ) -> None:
        way = 1 if x1 > x0 else -1
        for x in range(x0, x1, way * (2 * dash or abs(x1 - x0))):
            end = x + way * (dash or abs(x1 - x0))
            self.draw.line((x, y, end if (x1 - end) * way > 0 else x1, y), fill=self.ink, width=2)
        if head == "v":
            tips = [(x1, y), (x1 - 11 * way, y - 6), (x1 - 11 * way, y + 6)]
            self.draw.polygon(tips, fill=self.ink)
        elif head == "open":
            for side in (-7, 7):
                self.draw.line((x1, y, x1 - 11 * way, y + side), fill=self.ink, width=2)
        self.text((x0 + x1) / 2, y - 15, words)

    def scene(self) -> Scene:
        pixels = np.array(self.image)
        return take_apart(pixels, gray_of(pixels), self.lines)


def two(
    sheet: Sheet, *names: str, bottom: int = 420, dash: int = 0, foot: bool = True
) -> list[int]:
    places = [120 + 260 * i for i in range(len(names))]
    for x, name in zip(places, names, strict=True):
        sheet.lifeline(x, 64, bottom, dash)
        sheet.header(x, 20, name)
        if foot:
            sheet.header(x, bottom, name)
    return places


def read(sheet: Sheet) -> tuple[list[Node], list[Edge], list[Group]]:
    found = read_sequence(sheet.scene())
    assert found is not None
    return found


def messages(sheet: Sheet) -> list[tuple[str, str, str, str]]:
    found = read(sheet)
    name = {node.id: node.label for node in found[0]}
    return [(name[e.source], name[e.target], e.label, f"{e.style} {e.heads}") for e in found[1]]
