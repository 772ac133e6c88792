"""Screens drawn with a few strokes: what the tests of screens share."""

import cv2
from drawn import Colour, Sheet

from tuwen.reading.screen import read_screen
from tuwen.reading.types import Box, Screen, Widget

BLUE, GREY, RED = (64, 128, 250), (205, 208, 214), (226, 32, 32)


def read(sheet: Sheet) -> Screen:
    screen = read_screen(sheet.scene())
    assert screen is not None
    return screen


def named(sheet: Sheet, role: str) -> list[str]:
    return [widget.label for widget in read(sheet).widgets if widget.role == role]


def only(screen: Screen, role: str) -> Widget:
    found = [widget for widget in screen.widgets if widget.role == role]
    assert len(found) == 1, [(w.role, w.label, w.box) for w in screen.widgets]
    return found[0]


def lettered(sheet: Sheet, left: int, y: int, text: str, size: int = 15, **style: Colour) -> None:
    """A text that begins at x = left, about."""
    sheet.write(left + round(0.27 * size * len(text)), y, text, size, **style)


def switch(sheet: Sheet, x: int, y: int, *, on: bool) -> Box:
    """A switch of 40 × 20 with its upper left corner at (x, y)."""
    sheet.shape((x, y, x + 40, y + 20), form="stadium", fill=BLUE if on else GREY, width=0)
    cv2.circle(sheet.pixels, (x + (30 if on else 10), y + 10), 7, (255, 255, 255), -1, cv2.LINE_AA)
    return x, y, x + 40, y + 20


def ruled(sheet: Sheet, rows: list[tuple[str, ...]], top: int, wide: int) -> None:
    """A table with a line below each row of 40 px."""
    for i, row in enumerate(rows):
        for k, cell in enumerate(row):
            lettered(sheet, 40 + k * wide, top + 20 + 40 * i, cell)
        y = top + 40 * (i + 1)
        sheet.line([(30, y), (30 + wide * len(rows[0]), y)], width=1, ink=GREY)
