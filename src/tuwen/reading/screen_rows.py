"""Rows of a screen: tables with their header, lists of a phone, fields that lie between rules.

Rows are what lies between level lines of the same ends. Where a table has no lines, its
cells stand in columns. Knows nothing of the controls in the cells.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from tuwen.reading.outline import bounds, holds
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.table import find_table
from tuwen.reading.types import Box, Widget

_ANGLES = "><›〉》＞"
_SAME = 4  # px between ends that are the same
_FEWEST = 3  # cells of a row of a table


def tables(surface: Surface, skip: Collection[Box]) -> list[Widget]:
    """Tables with their rows; the first row, which names the columns, is the header."""
    found: list[Widget] = []
    for bands in _ladders(surface):
        bands = [b for b in bands if not any(holds(b, box) or holds(box, b) for box in skip)]
        bands = [b for b in bands if not _of_controls(surface, b)]
        for full in _alike(surface, bands):
            if len(full) > 1 and not any(holds(w.box, full[0]) for w in found):
                found += _table(surface, full)
    return found or _columned(surface, skip)


def _of_controls(surface: Surface, band: Box) -> bool:
    """Whether most words of a band stand in fields and buttons: a row of filters."""
    words = surface.words_in(band)
    low, high = 1.9 * surface.em, 3.2 * surface.em
    plates = [
        f for f in surface.faces_in(band) if low < f.height < high and f.width < 0.5 * surface.width
    ]
    return 2 * sum(any(holds(f.box, w.box) for f in plates) for w in words) > len(words) > 1


def _alike(surface: Surface, bands: list[Box]) -> list[list[Box]]:
    """Runs of rows whose cells stand below those of the first."""
    em = surface.em
    runs: list[list[Box]] = []
    open_ = False
    for band in bands:
        words = _cells(surface, band)
        cells = [w.box[0] for w in words]
        if open_ and runs:
            head = [w.box[0] for w in _cells(surface, runs[-1][0])]
            below = sum(any(abs(x - y) < 1.6 * em for y in head) for x in cells)
            if below >= 2 and below >= 0.4 * len(cells):
                runs[-1].append(band)
                continue
        # The names of columns stand side by side, not in lines of their own.
        level = max((sum(abs(w.level - v.level) < em for w in words) for v in words), default=0)
        open_ = level >= max(_FEWEST, 0.6 * len(words))
        if open_:
            runs.append([band])
    return runs


def _ladders(surface: Surface) -> list[list[Box]]:
    """Bands between level lines, or sides of panels, that have the same ends."""
    em = surface.em
    levels = [(r[1], r[0], r[2]) for r in surface.rules if r[2] - r[0] > 12 * em]
    for face in surface.faces:
        if face.width > 12 * em and 1.5 * em < face.height < 8 * em:
            x0, y0, x1, y1 = face.box
            levels += [(y0, x0, x1), (y1, x0, x1)]
    ladders: list[list[tuple[int, int, int]]] = []
    for level in sorted(levels):
        for ladder in ladders:
            last = ladder[-1]
            if (
                abs(last[1] - level[1]) <= _SAME
                and abs(last[2] - level[2]) <= _SAME
                and level[0] - last[0] < 12 * em
            ):
                ladder.append(level)
                break
        else:
            ladders.append([level])
    found = [_bands(surface, ladder) for ladder in ladders if len(ladder) >= 2]
    return [bands for bands in found if bands]


def _bands(surface: Surface, ladder: list[tuple[int, int, int]]) -> list[Box]:
    """The rows of a ladder, and the header above its first line."""
    em = surface.em
    steps = [(a, b) for a, b in pairwise(ladder) if b[0] - a[0] > 1.3 * em]
    bands = [(a[1], a[0], a[2], b[0]) for a, b in steps]
    if not bands:
        return []
    usual = round(median(y1 - y0 for _, y0, _, y1 in bands))
    x0, top, x1, _ = bands[0]
    _, _, _, end = bands[-1]
    bands = [part for band in bands for part in _halved(surface, band, usual)]
    head = (x0, max(0, top - min(usual, round(4 * em))), x1, top)
    tail = (x0, end, x1, end + usual)
    return [head, *bands, tail]


def _halved(surface: Surface, band: Box, usual: int) -> list[Box]:
    """A band as high as two or three rows, in rows: the lines between them are hidden."""
    x0, y0, x1, y1 = band
    count = round((y1 - y0) / usual)
    if not 2 <= count <= 3 or abs(y1 - y0 - count * usual) > 0.15 * usual:
        return [band]
    levels = [y0 + round(i * (y1 - y0) / count) for i in range(count + 1)]
    parts = [(x0, a, x1, b) for a, b in pairwise(levels)]
    near = [
        sum(abs(w.level - (a + b) / 2) < 0.5 * surface.em for w in surface.words_in((x0, a, x1, b)))
        for _, a, _, b in parts
    ]
    return parts if min(near) >= 2 else [band]


def _cells(surface: Surface, band: Box) -> list[Word]:
    """The words of a row on its middle; of stacked words the upper one."""
    words = sorted((w for w in surface.words_in(band)), key=lambda w: w.box[0])
    cells: list[Word] = []
    for word in words:
        if not cells or word.box[0] >= cells[-1].box[2] - 2:
            cells.append(word)
    return cells


def _under_titles(surface: Surface, band: Box) -> Box:
    """The lower part of a header's band, where the title of the page stands above it."""
    levels = sorted(w.level for w in surface.words_in(band))
    for k in range(len(levels) - _FEWEST, 0, -1):
        if levels[k] - levels[k - 1] > 1.8 * surface.em:
            middle = round((levels[k] + levels[k - 1]) / 2)
            return band[0], middle, band[2], band[3]
    return band


def _table(surface: Surface, bands: list[Box]) -> list[Widget]:
    bands = [_under_titles(surface, bands[0]), *bands[1:]]
    head = _cells(surface, bands[0])
    columns = " | ".join(w.text for w in head)
    told = [" | ".join(w.text for w in _cells(surface, band)) for band in bands]
    rows = [
        Widget("", "row", text, band, "" if i else "header")
        for i, (text, band) in enumerate(zip(told, bands, strict=True))
    ]
    return [Widget("", "table", columns, bounds(bands)), *rows]


def _columned(surface: Surface, skip: Collection[Box]) -> list[Widget]:
    """A table without lines, by its columns alone."""
    words = {w.box for w in surface.words}
    fields = [
        f.box
        for f in surface.faces
        if 1.9 * surface.em < f.height < 6 * surface.em and f.width < 0.7 * surface.width
    ]
    boxes = [*skip, *fields]
    aside = {
        line.box
        for line in surface.scene.snug
        if line.box not in words or any(holds(box, line.box) for box in boxes)
    }
    table = find_table(surface.scene, aside)
    if table is None or len(table.rows) < 4:
        return []
    cells = sum(bool(cell) for row in table.rows[1:] for cell in row)
    if cells < 0.6 * len(table.rows[0]) * (len(table.rows) - 1):
        return []
    return [Widget("", "table", " | ".join(cell for cell in table.rows[0] if cell), table.box)]


def list_items(surface: Surface, skip: Collection[Box]) -> list[Widget]:
    """The rows of a phone's list, and fields without borders: rows of a panel that is as wide."""
    if not surface.mobile:
        return []
    found: list[Widget] = []
    for face in reversed(surface.faces):
        x0, y0, x1, y1 = face.box
        if x1 - x0 < 0.85 * surface.width or y1 - y0 < 2.2 * surface.em:
            continue
        if any(holds(box, face.box) for box in skip) or any(holds(face.box, w.box) for w in found):
            continue
        inner = [
            r for r in surface.rules if y0 + 4 < r[1] < y1 - 4 and r[2] - r[0] > 0.8 * (x1 - x0)
        ]
        first = min((r[1] for r in inner), default=y1)
        strips = [box for box in skip if holds(face.box, box) and box[3] <= first]
        start = max([y0, *(box[3] for box in strips)])
        fields = [f for f in surface.faces_in((x0, start, x1, first)) if f.width > 5 * surface.em]
        if fields and inner:  # as one to search in
            start = max(2 * f.box[3] - (f.box[1] + f.box[3]) // 2 for f in fields)
        levels = [start, *(r[1] for r in inner if r[1] > start), y1]
        bands = [(x0, a, x1, b) for a, b in pairwise(levels) if b - a > 1.8 * surface.em]
        rows = [
            w
            for band in bands
            if not any(holds(b, band) for b in skip)
            for w in _row(surface, band)
        ]
        starts = {round(w.box[0] / surface.em) for w in surface.words_in(face.box)}
        if len(bands) > 1 or len(starts) > 1:
            found += rows
    return found


def _row(surface: Surface, band: Box) -> list[Widget]:
    em = surface.em
    if band[3] - band[1] > 9 * em or any(f.width > 1.3 * em for f in surface.faces_in(band)):
        return []
    every = sorted(surface.words_in(band), key=lambda w: (w.box[0], w.level))
    words = [w for w in every if w.text not in _ANGLES]
    if not words:
        return []
    left = min(w.box[0] for w in words) + 1.2 * em
    label = min((w for w in words if w.box[0] < left), key=lambda w: w.level)
    values = [w for w in words if w.box[0] > label.box[2] + em]
    value = " ".join(w.text for w in values)
    if chevron(surface, band, every):
        left = values and values[0].box[0] - band[0] < 0.45 * (band[2] - band[0])
        role = "select" if left and values[0].box[2] < band[2] - 5 * em else "listitem"
        text = value if role == "select" else " ".join(w.text for w in words)
        return [Widget("", role, text, band, name=label.text)]
    if values and values[0].box[0] - band[0] < 0.45 * (band[2] - band[0]):
        return [Widget("", "input", value, band, name=label.text)]
    return []


def chevron(surface: Surface, band: Box, words: Sequence[Word]) -> bool:
    """Whether a row ends with an angle that points to the right, read as a letter or not."""
    em = surface.em
    x0, y0, x1, y1 = band
    if any(w.text in _ANGLES and x1 - w.box[2] < 2.6 * em for w in words):
        return True
    start = max(x0, round(x1 - 3 * em))
    patch = surface.scene.gray[y0 + 4 : y1 - 4, start : x1 - 3].astype(int)
    if patch.shape[0] < 6 or patch.shape[1] < 6:
        return False
    ink = np.abs(patch - int(np.median(patch))) > 40
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns):
        return False
    breaks = np.flatnonzero(np.diff(columns) > 0.15 * em)
    first = int(columns[breaks[-1] + 1]) if len(breaks) else int(columns[0])
    last = ink[:, first : int(columns[-1]) + 1]
    rows = np.flatnonzero(last.any(axis=1))
    mark = last[rows[0] : rows[-1] + 1]
    high, wide = mark.shape
    if not 0.25 * em < wide < 0.9 * em or not 0.4 * em < high < 1.2 * em or high < 1.2 * wide:
        return False
    third, quarter = max(1, wide // 3), max(1, high // 4)
    tip = np.flatnonzero(mark[:, -third:].any(axis=1)).mean() / high
    arms = mark[:quarter, :third].any() and mark[-quarter:, :third].any()
    hollow = not mark[2 * quarter : -2 * quarter or None, :third].any() if high > 8 else True
    return bool(arms and hollow and 0.35 < tip < 0.65 and mark.mean() < 0.5)
