"""Source text and tables drawn on the spot, as Figures for the whole reader.

Letters of the default font stand in cells of one width, as those of a monospaced font do.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tuwen.figure.types import Figure, Quality

Colour = tuple[int, int, int]
WHITE, BLACK, NIGHT, PALE = (255, 255, 255), (20, 20, 20), (30, 32, 40), (225, 225, 225)


def figure_of(image: Image.Image) -> Figure:
    """A drawn picture as the reader takes it."""
    return Figure("drawn.png", np.asarray(image, np.uint8), "0" * 64, "PNG", Quality(1.0, 1.0))


def typed(
    lines: Sequence[str], *, paper: Colour = WHITE, ink: Colour = BLACK, first: int = 0,
    size: int = 22, inks: dict[int, Colour] | None = None,
) -> Figure:  # fmt: skip
    """A screenshot of text; `first` is the number of the first line, 0 for none."""
    cell, row = round(0.62 * size), round(1.5 * size)
    gutter = 4 * cell if first else 0
    wide = max(map(len, lines), default=0) * cell + gutter + 4 * cell
    image = Image.new("RGB", (wide, len(lines) * row + 2 * cell), paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)

    def put(text: str, x: int, k: int, colour: Colour) -> None:
        for j, letter in enumerate(text):
            place = (x + j * cell + cell / 2, cell + k * row + 0.75 * row)
            draw.text(place, letter, fill=colour, font=font, anchor="ms")

    for k, line in enumerate(lines):
        if first:
            put(f"{first + k:>3}", 0, k, (140, 140, 140))
        put(line, 2 * cell + gutter, k, (inks or {}).get(k, ink))
    return figure_of(image)


def ruled(
    rows: Sequence[Sequence[str]], *, across: int = 170, down: int = 46, upright: bool = True,
    level: bool = True, paper: Colour = WHITE, ink: Colour = BLACK,
    spans: Sequence[tuple[int, int, int, int]] = (), size: int = 20,
) -> Figure:  # fmt: skip
    """A table; a span is (row, column, rows, columns), and its text that of its first cell."""
    wide, high = len(rows[0]) * across + 41, len(rows) * down + 41
    image = Image.new("RGB", (wide, high), paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    rule = tuple((a + b) // 2 for a, b in zip(paper, ink, strict=True))
    taken = {(i + a, j + b): (i, j, m, n) for i, j, m, n in spans
             for a in range(m) for b in range(n)}  # fmt: skip
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            top, left, deep, broad = taken.get((i, j), (i, j, 1, 1))
            if (top, left) != (i, j):
                continue
            x0, y0 = 20 + j * across, 20 + i * down
            x1, y1 = x0 + broad * across, y0 + deep * down
            if level:
                draw.line((x0, y0, x1, y0), fill=rule)
                draw.line((x0, y1, x1, y1), fill=rule)
            if upright:
                draw.line((x0, y0, x0, y1), fill=rule)
                draw.line((x1, y0, x1, y1), fill=rule)
            draw.text((x0 + 14, (y0 + y1) / 2), text, fill=ink, font=font, anchor="lm")
    return figure_of(image)


def placed(
    texts: Sequence[tuple[int, int, str]], size: tuple[int, int], *, letters: int = 20,
    rules: Sequence[int] = (),
) -> Figure:  # fmt: skip
    """Texts that begin at (x, y of their middle), and rules from side to side."""
    image = Image.new("RGB", size, WHITE)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(letters)
    for x, y, text in texts:
        draw.text((x, y), text, fill=BLACK, font=font, anchor="lm")
    for y in rules:
        draw.line((10, y, size[0] - 10, y), fill=(150, 150, 150))
    return figure_of(image)
