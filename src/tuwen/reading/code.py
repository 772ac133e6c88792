"""Source text and terminals: lines as they can be copied, indentation kept.

Numbers of lines and the marks beside them are left out.
"""

import re
from dataclasses import replace

import numpy as np

from tuwen.figure.types import Pixels
from tuwen.reading.blocks import around, on_levels
from tuwen.reading.code_cells import Cells, Grid, Spelt, find_grid, letters, read_cells
from tuwen.reading.code_rows import Row, Rows, find_rows
from tuwen.reading.code_shapes import corrected
from tuwen.reading.languages import language_of
from tuwen.reading.line import Line
from tuwen.reading.ocr import spell
from tuwen.reading.outline import bounds, meets
from tuwen.reading.scene import Scene
from tuwen.reading.sessions import sessions, with_comments
from tuwen.reading.spelling import side_by_side
from tuwen.reading.types import Box, Code, CodeLine, Kind

_BRACKETS = re.compile(r"\s*([{}()\[\];,*/\"'`]{1,4}|end|fi|done|else|esac);?\s*")
_FILE = re.compile(r"[\w.-]+\.(?:py|jsx?|tsx?|java|c|h|cpp|rs|go|sh|sql|ya?ml|json|html|vue|css)\b")
_FAINT = 0.3  # of full ink: less is the rim of a letter
_ASIDE = 2  # px beyond the box of a line that its letters may reach
_DOUBTFUL = 0.55  # probability of a character
_WORSE = 0.5  # times as sure as before
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
    rows = [_recognised(row) for row in found.rows if row.ink.size]
    grid = find_grid(rows)
    start, numbered = _gutter(rows, grid) if grid else (0.0, [])
    full = {row.number: row for row in found.rows}
    if not numbered:
        rows = _completed(scene.pixels, rows, full)
        grid = find_grid(rows)
        start, numbered = _gutter(rows, grid) if grid else (0.0, [])
    if grid is None:
        return []
    first, last = found.known
    if numbered:
        rows = [replace(s, row=s.row.from_column(start)) for s in rows]
        rows = _completed(scene.pixels, [s for s in rows if s.row.ink.size], full)
        grid = find_grid(rows) or grid
        first, last = numbered[0], numbered[-1]
    start = min((s.row.left for s in rows if first <= s.row.number <= last), default=0)
    read = _read(scene.pixels, rows, full, grid, start)
    texts = corrected([cells.text for cells in read], [s.row for s in rows], grid, start)
    known = {
        s.row.number: (text, cells.sure)
        for s, text, cells in zip(rows, texts, read, strict=True)
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


def _recognised(row: Row) -> Spelt:
    """A row with what recognition already said of its lines."""
    traces = [line.trace.spelt() for line in row.lines if line.trace]
    return Spelt(row, side_by_side(traces))


def _completed(pixels: Pixels, rows: list[Spelt], full: dict[int, Row]) -> list[Spelt]:
    """The rows, those with ink that no line covers recognised once more as a whole."""
    lacking = [k for k, spelt in enumerate(rows) if not (spelt.whole or _covered(spelt))]
    whole = list(rows)
    again = _spelt(pixels, [rows[k].row for k in lacking], full)
    for k, spelt in zip(lacking, again, strict=True):
        whole[k] = spelt
    return whole


def _read(
    pixels: Pixels, rows: list[Spelt], full: dict[int, Row], grid: Grid, start: float
) -> list[Cells]:
    """What stands in the cells; a row with a doubtful one is recognised once more; that
    counts unless it is much less sure."""
    read = [read_cells(spelt, grid, start) for spelt in rows]
    doubtful = [k for k, cells in enumerate(read) if cells.least < _DOUBTFUL and not rows[k].whole]
    again = _spelt(pixels, [rows[k].row for k in doubtful], full)
    for k, spelt in zip(doubtful, again, strict=True):
        second = read_cells(spelt, grid, start)
        read[k] = second if second.least > _WORSE * read[k].least else read[k]
    return read


def _spelt(pixels: Pixels, rows: list[Row], full: dict[int, Row]) -> list[Spelt]:
    """Rows recognised whole, numbers of lines included, all at one scale."""
    crops: list[Pixels] = []
    starts: list[int] = []
    for row in (full[row.number] for row in rows):
        pad = round(_PAD * (row.bottom - row.top))
        x0, x1 = max(0, row.left - pad), min(pixels.shape[1], row.right + pad)
        crops.append(pixels[row.top : row.bottom, x0:x1])
        starts.append(x0)
    return [
        Spelt(row, replace(spelling, x=float(x)), whole=True)
        for row, spelling, x in zip(rows, spell(crops), starts, strict=True)
    ]


def _covered(spelt: Spelt) -> bool:
    """All ink of the row lies in what was recognised."""
    row = spelt.row
    inked = np.asarray((row.ink > _FAINT).any(axis=0), bool)
    if not spelt.spelling.letters:
        return False
    for line in (q for q in row.lines if q.trace):
        x0, _, x1, _ = line.box
        inked[max(0, x0 - row.left - _ASIDE) : max(0, x1 - row.left + _ASIDE)] = False
    return not inked.any()


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
    start = float(np.median([x for x, _ in best])) + 0.5 * grid.width + 1
    offset = max(found, key=lambda key: len(found[key]))
    known = [row for _, row in best]
    begun = {s.row.number for s in rows if s.row.number + offset > 0
             and s.row.left < start and _bare(s.row, start, start + 0.6 * grid.width)}  # fmt: skip
    while known[0] - 1 in begun:  # a lone figure is often overlooked
        known.insert(0, known[0] - 1)
    while known[-1] + 1 in begun:
        known.append(known[-1] + 1)
    return start, known


def _bare(row: Row, x0: float, x1: float) -> bool:
    """Nothing stands between two places of the row."""
    return not row.ink[:, max(0, round(x0 - row.left)) : max(0, round(x1 - row.left))].any()


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
