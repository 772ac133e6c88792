"""Source text and terminals: lines as they can be copied, indentation kept.

Numbers of lines and the marks beside them are left out.
"""

import re
from dataclasses import replace

import numpy as np

from tuwen.figure.types import Pixels
from tuwen.reading.blocks import around, on_levels
from tuwen.reading.code_cells import Grid, Spelt, find_grid, letters, read_cells
from tuwen.reading.code_rows import Rows, find_rows
from tuwen.reading.code_shapes import corrected
from tuwen.reading.languages import language_of
from tuwen.reading.line import Line
from tuwen.reading.ocr import spell
from tuwen.reading.outline import bounds, meets
from tuwen.reading.scene import Scene
from tuwen.reading.sessions import sessions, with_comments
from tuwen.reading.types import Box, Code, CodeLine, Kind

_BRACKETS = re.compile(r"\s*([{}()\[\];,*/\"'`]{1,4}|end|fi|done|else|esac);?\s*")
_FILE = re.compile(r"[\w.-]+\.(?:py|jsx?|tsx?|java|c|h|cpp|rs|go|sh|sql|ya?ml|json|html|vue|css)\b")
_PAD = 0.5  # heights of a row on both sides of its letters


def read_code(scene: Scene, kind: Kind) -> Code | None:
    """The lines of a picture of code or of a terminal; None where there is nothing to read.

    What was taken for a terminal and has a language is code.
    """
    found = find_rows(scene)
    if found is None:
        return None
    lines = _by_cells(scene, found) or _by_words(scene)
    while lines and not lines[0].text:
        lines.pop(0)
    if not any(line.text for line in lines):
        return None
    language, told = _told(scene, lines, kind)
    box = bounds([line.box for line in lines if line.text])
    return Code(language, tuple(told), box, _name(found.others))


def _told(scene: Scene, lines: list[CodeLine], kind: Kind) -> tuple[str, list[CodeLine]]:
    """The language, and the lines with their roles; a terminal without commands may show code."""
    texts = [line.text for line in lines]
    if kind == "terminal":
        told = sessions(lines, [_red(scene.pixels, line.box) for line in lines])
        language = language_of(texts, surely=True)
        if language in ("", "shell") or any(line.prompt.strip("#") for line in told):
            return "", told
    else:
        language = language_of(texts)
    return language, with_comments(lines, language)


def _by_cells(scene: Scene, found: Rows) -> list[CodeLine]:
    """Monospaced letters, read cell by cell; empty where they stand in no cells."""
    rows = _spelt(scene.pixels, found)
    grid = find_grid(rows)
    if grid is None:
        return []
    start, numbered = _gutter(rows, grid)
    first, last = found.known
    if numbered:
        rows = [replace(s, row=s.row.from_column(start)) for s in rows]
        rows = [spelt for spelt in rows if spelt.row.ink.size]
        grid = find_grid(rows) or grid
        first, last = numbered[0], numbered[-1]
    start = min((s.row.left for s in rows if first <= s.row.number <= last), default=0)
    read = [read_cells(s, grid, start) for s in rows]
    texts = corrected([text for text, _ in read], [s.row for s in rows], grid, start)
    known = {
        s.row.number: (text, sure)
        for s, text, (_, sure) in zip(rows, texts, read, strict=True)
        if first <= s.row.number <= last or (not numbered and _BRACKETS.fullmatch(text))
    }
    lines: list[CodeLine] = []
    for row in found.rows[min(known, default=0) : max(known, default=-1) + 1]:
        text, sure = known.get(row.number, ("", 1.0))
        box = (row.left, row.top, row.right, row.bottom)
        lines.append(CodeLine(text, "code", box, round(sure, 3)))
    return lines


def _by_words(scene: Scene) -> list[CodeLine]:
    """Letters of any width as they were recognised, row by row."""
    tall = scene.glyph_height
    rows = on_levels((q for q in scene.snug if q.upright), 0.6 * tall)
    left = min((line.box[0] for row in rows for line in row), default=0)
    lines: list[CodeLine] = []
    for row in rows:
        box = around(row)
        indent = " " * round((box[0] - left) / (0.75 * tall))
        sure = float(np.mean([q.confidence for q in row]))
        lines.append(CodeLine(indent + " ".join(q.text for q in row), "code", box, round(sure, 3)))
    return lines


def _red(pixels: Pixels, box: Box) -> bool:
    """The letters are red, as a terminal writes what went wrong."""
    x0, y0, x1, y1 = box
    crop = pixels[y0:y1, x0:x1].reshape(-1, 3).astype(np.int16)
    if len(crop) == 0:
        return False
    off = np.abs(crop - np.median(crop, axis=0)).max(axis=1)
    letters = crop[off > max(60.0, 0.6 * float(off.max()))]
    if len(letters) == 0:
        return False
    r, g, b = np.median(letters, axis=0)
    return bool(r > 130 and r > 1.7 * max(g, b))


def _name(others: tuple[Line, ...]) -> str:
    """The name of a file, out of what stands around the code."""
    for line in others:
        match = _FILE.search(line.text)
        if match:
            return match[0]
    return ""


def _spelt(pixels: Pixels, found: Rows) -> list[Spelt]:
    rows = [row for row in found.rows if row.ink.size]
    crops: list[Pixels] = []
    starts: list[int] = []
    for row in rows:
        pad = round(_PAD * (row.bottom - row.top))
        x0, x1 = max(0, row.left - pad), min(pixels.shape[1], row.right + pad)
        crops.append(pixels[row.top : row.bottom, x0:x1])
        starts.append(x0)
    spelt = spell(crops)
    return [Spelt(row, s, x) for row, s, x in zip(rows, spelt, starts, strict=True)]


def _gutter(rows: list[Spelt], grid: Grid) -> tuple[float, list[int]]:
    """Where the text begins, right of the numbers of lines, and which rows are numbered."""
    found: dict[int, list[tuple[float, int]]] = {}
    for spelt in rows:
        digits, end = "", 0.0
        for c, x, _ in letters(spelt):
            if c == " " and not digits:
                continue
            if not c.isdigit() or (digits and x - end > 1.7 * grid.width):
                break
            digits, end = digits + c, x
        if digits and len(digits) <= 5:
            row = spelt.row.number
            found.setdefault(int(digits) - row, []).append((end, row))
    best = max(found.values(), key=len, default=[])
    if len(best) < 3 or len(best) < 0.5 * len(rows):
        return 0.0, []
    return float(np.median([x for x, _ in best])) + 0.5 * grid.width + 1, [row for _, row in best]


def as_lines(code: Code, recognised: tuple[Line, ...]) -> list[Line]:
    """The lines of the code as texts of the picture, and what was recognised around them."""
    x0, y0, x1, y1 = code.box
    around = [
        q for q in recognised
        if not (meets(q.box, (x0 - 2, y0, x1 + 2, y1)) or q.text.strip().isdecimal())
    ]  # fmt: skip
    lines = [
        Line(f"{line.prompt} {line.text}".strip(), line.box, line.confidence)
        for line in code.lines if line.text
    ]  # fmt: skip
    return sorted([*around, *lines], key=lambda q: (q.box[1] + q.box[3], q.box[0]))
