"""Letters that a recogniser confuses, told apart by the form of their ink within the cell.

Small and capital letters differ in height, quotes in slant, a bar reaches below the line of
the letters; a zero in fonts for programmers is filled. Knows nothing of languages but how
numbers and words look.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.code_cells import Grid
from tuwen.reading.code_rows import Row

_LOW, _HIGH = "acemnorsuvwxz", "bdhkABDEFHKLMNPRTUX"
_CASES = "cosuvwxz"
_SLANTED = 0.28  # columns a row that a back quote leans
_BELOW = 0.18  # of the height of capitals below the line: a bar
_EDGE = 0.12  # of a cell at both sides, left out
_BELIEVED = 12  # letters of each sort from which heights are known


@dataclass(frozen=True, slots=True)
class Letter:
    """A character in a row, and the ink of its cell."""

    row: int
    column: int
    text: str
    ink: NDArray[np.float32]  # without the sides, where a neighbour may reach over
    whole: NDArray[np.float32]


def corrected(texts: list[str], rows: list[Row], grid: Grid, start: float) -> list[str]:
    """The texts of rows whose first column begins at `start`, confused letters set right."""
    found = [
        letter
        for k, (text, row) in enumerate(zip(texts, rows, strict=True))
        for letter in _letters(k, text, row, grid, start)
    ]
    lines = [list(text) for text in texts]
    heights = _heights(found)
    zeros = _filled([q for q in found if q.text in "0Oo"])
    for letter in found:
        c = letter.text
        if heights and c.lower() in _CASES and c != "0":
            c = _by_height(letter, *heights)
        if heights and c in "Il1|/" and _bar(letter.ink, *heights):
            c = "|"
        small = heights is not None and _raised(letter.ink, *heights)
        if c in "'`" or (small and c not in '"^*~'):
            c = "`" if _slant(letter.ink) > _SLANTED else "'"
        if c in "0O" and zeros is not None and letter.text in "0O":
            c = "0" if _core(letter.ink) > zeros else "O"
        lines[letter.row][letter.column] = c
    joined = ["".join(line) for line in lines]
    return joined if zeros is not None else [_worded(line) for line in joined]


def _letters(k: int, text: str, row: Row, grid: Grid, start: float) -> list[Letter]:
    first = round((start - grid.phase) / grid.width)
    letters: list[Letter] = []
    for column, c in enumerate(text):
        if not c.isascii():
            break
        if c == " ":
            continue
        x = grid.phase + (first + column) * grid.width - row.left
        edge = _EDGE * grid.width
        ink = row.ink[:, max(0, round(x + edge)) : max(0, round(x + grid.width - edge))]
        whole = row.ink[:, max(0, round(x)) : max(0, round(x + grid.width))]
        if ink.size and (ink > 0.3).any():
            letters.append(Letter(k, column, c, ink, whole))
    return letters


def _rise(ink: NDArray[np.float32]) -> tuple[int, int]:
    """First and last row of the ink."""
    rows = np.flatnonzero((ink > 0.35).any(axis=1))
    return (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, 0)


def _heights(found: list[Letter]) -> tuple[float, float, float] | None:
    """Where capitals and small letters begin, and where both end; px below a row's top."""
    low = np.array([_rise(q.ink) for q in found if q.text in _LOW])
    high = np.array([_rise(q.ink) for q in found if q.text in _HIGH])
    if len(low) < _BELIEVED or len(high) < _BELIEVED:
        return None
    x, cap = float(np.median(low[:, 0])), float(np.median(high[:, 0]))
    return (cap, x, float(np.median(low[:, 1]))) if x - cap >= 1.5 else None


def _by_height(letter: Letter, cap: float, x: float, base: float) -> str:
    top, bottom = _rise(letter.ink)
    c = letter.text
    if abs(bottom - base) > 0.3 * (base - cap):
        return c
    if abs(top - cap) < 0.35 * (x - cap):
        return c.upper()
    return c.lower() if abs(_rise(letter.whole)[0] - x) < 0.35 * (x - cap) else c


def _bar(ink: NDArray[np.float32], cap: float, x: float, base: float) -> bool:
    """A straight stroke from above the capitals' top to below the line."""
    top, bottom = _rise(ink)
    across = np.flatnonzero((ink > 0.35).any(axis=0))
    thin = len(across) <= 0.45 * ink.shape[1]
    return thin and bottom - base > _BELOW * (base - cap) and top <= cap + 1


def _raised(ink: NDArray[np.float32], cap: float, x: float, base: float) -> bool:
    """One small stroke in the upper half: a quote."""
    top, bottom = _rise(ink)
    across = np.flatnonzero((ink > 0.35).any(axis=0))
    narrow = len(across) <= 0.5 * ink.shape[1] and bool((np.diff(across) == 1).all())
    return narrow and bottom > top and bottom < cap + 0.55 * (base - cap)


def _slant(ink: NDArray[np.float32]) -> float:
    """Columns to the right that the ink goes for each row down."""
    y, x = np.indices(ink.shape)
    weight = ink.sum()
    dy, dx = y - (y * ink).sum() / weight, x - (x * ink).sum() / weight
    spread = float((dy * dy * ink).sum())
    return float((dx * dy * ink).sum()) / spread if spread > 0 else 0.0


def _core(ink: NDArray[np.float32]) -> float:
    """Ink in the middle of a letter, as a share of its strongest."""
    top, bottom = _rise(ink)
    high, wide = bottom - top, ink.shape[1]
    middle = ink[top + round(0.36 * high) : bottom - round(0.36 * high),
                 round(0.34 * wide) : wide - round(0.34 * wide)]  # fmt: skip
    return float(middle.max()) if middle.size else 0.0


def _filled(rounds: list[Letter]) -> float | None:
    """The ink from which a round letter is a zero; None where the font leaves zeros hollow."""
    cores = sorted(_core(q.ink) for q in rounds)
    zeros = [_core(q.ink) for q in rounds if q.text == "0"]
    if not zeros or len(cores) < 3:
        return None
    gaps = np.diff(cores)
    widest = int(gaps.argmax())
    if gaps[widest] < 0.3:
        return 0.0 if cores[0] > 0.5 and len(zeros) == len(cores) else None
    return (cores[widest] + cores[widest + 1]) / 2


def _worded(text: str) -> str:
    """Zeros within words as letters, the letter O within numbers as zeros."""
    text = re.sub(r"(?<=[A-Za-z_@])(?<![0\\]x)0(?=[A-Za-z]{2})", "O", text)
    text = re.sub(r"(?<=[A-Z]{2})0(?=[A-Z_]|\b)|(?<=\bI/)0\b", "O", text)
    text = re.sub(r"(?<![\w.])0(?=[a-wyz][a-z]{2})", "O", text)
    text = re.sub(r"(?<![\w.'\"-])O(?![\w.'\"-])", "0", text)
    return re.sub(r"(?<=\d)[Oo](?=\d|\b)", "0", text)
