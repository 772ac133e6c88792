"""Monospaced letters read cell by cell: where a cell has ink, one character stands.

A recogniser drops one of two like letters and the spaces between words; the grid of cells says
how many there are. Wide letters (Chinese) end the grid of their row.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.code_rows import Row
from tuwen.reading.code_wide import from_first_wide
from tuwen.reading.spelling import Spelling

_SHIFTS = 2  # steps that the border of a cell may be off
_SHIFTED = 0.5  # what a step more costs
_SEARCH = 0.1  # of the width of a cell, to both sides of the first guess
_CLEAR, _PLAIN = 0.25, 2.5  # the grid shows: so strong, or so many times as strong as others
_INKED = 0.18  # of full ink in the middle of a cell
_WIDE = 0.4  # probability of a character beyond ASCII from which it stands there
_BROAD = 1.15  # cells: no character of ASCII is broader
_EM = 1.8  # cells that a wide letter fills, about
_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one width; `phase` is where, in px of the picture, one begins."""

    width: float
    phase: float


@dataclass(frozen=True, slots=True)
class Spelt:
    """A row with what recognition says of it."""

    row: Row
    spelling: Spelling
    whole: bool = False  # recognised in one piece: once more says nothing new


def letters(spelt: Spelt) -> list[tuple[str, float, float]]:
    """Characters with their place and probability as the recogniser itself reads them."""
    s = spelt.spelling
    scores = np.concatenate([s.symbols, s.strange[:, None]], axis=1)
    best = scores.argmax(axis=1)
    found: list[tuple[str, float, float]] = []
    before = 0
    for step, (k, x) in enumerate(zip(best.tolist(), s.places().tolist(), strict=True)):
        letter = s.letters[step] if k == 96 else chr(31 + k)
        if k and (k != before or (k == 96 and s.letters[step - 1] != letter)):
            found.append((letter, x, float(scores[step, k])))
        before = k
    return found


def find_grid(rows: list[Spelt]) -> Grid | None:
    """The grid that fits the gaps between the letters of all rows."""
    guess = _pitch(rows)
    if not guess:
        return None
    left = min(spelt.row.left for spelt in rows)
    right = max(spelt.row.right for spelt in rows)
    gaps = np.zeros(right - left)
    for spelt in rows:
        at = spelt.row.left - left
        gaps[at : at + spelt.row.ink.shape[1]] += ~spelt.row.ink.any(axis=0)
    x = np.arange(len(gaps)) + 0.5
    widths = guess * np.linspace(1 - _SEARCH, 1 + _SEARCH, 301)
    turns = np.exp(-2j * np.pi * x[None, :] / widths[:, None])
    waves = turns @ gaps / max(1.0, gaps.sum())
    finer = (turns**2) @ gaps / max(1.0, gaps.sum())  # the second harmonic: a sharper peak
    best = int((np.abs(waves) + np.abs(finer)).argmax())
    strength = float(np.abs(waves[best]))
    if strength < _CLEAR and strength < _PLAIN * float(np.median(np.abs(waves))):
        return None
    crest = -float(np.angle(waves[best])) / (2 * np.pi) * widths[best]  # gaps lie on borders
    return Grid(float(widths[best]), left + crest)


def _pitch(rows: list[Spelt]) -> float:
    """From letter to letter within the longer words, about; 0 where there are too few."""
    words: list[tuple[float, int]] = []
    for spelt in rows:
        word: list[float] = []
        for letter, x, _ in [*letters(spelt), (" ", 0.0, 0.0)]:
            if letter.isascii() and (letter.isalnum() or letter == "_"):
                word.append(x)
                continue
            if len(word) > 3:
                words.append((word[-1] - word[0], len(word) - 1))
            word = []
    if len(words) < 4:
        return 0.0
    return float(np.median([length / steps for length, steps in words]))


@dataclass(frozen=True, slots=True)
class Cells:
    """The text of a row, spaces before it included."""

    text: str
    sure: float  # mean probability of the characters
    least: float  # that of the least sure one


def read_cells(spelt: Spelt, grid: Grid, start: float) -> Cells:
    """What stands in the cells of a row from `start` px on."""
    row, s = spelt.row, spelt.spelling
    first = round((start - grid.phase) / grid.width)
    count = int(np.ceil((row.right - grid.phase) / grid.width - 0.15)) - first
    if count <= 0:
        return Cells("", 1.0, 1.0)
    wide = np.flatnonzero((s.strange > _WIDE) & (s.places() >= start))
    wide = [k for k in wide.tolist() if _run(row, s.places()[k]) > _BROAD * grid.width]
    tail = ""
    if wide:
        tail, x = from_first_wide(row, s, float(s.places()[wide[0]]), _EM * grid.width)
        count = min(count, max(0, round((x - grid.phase) / grid.width) - first))
    inked = np.array([_inked(row, grid, first + k) for k in range(count)], bool)
    if not inked.any():
        return Cells(" " * count + tail, 1.0, 1.0)
    indent, after = int(inked.argmax()), int(inked[::-1].argmax())
    found = _aligned(spelt, grid, first + indent, inked[indent : count - after])
    text = " " * indent + found.text + " " * after
    if tail and text.endswith("  ("):  # it stands in the second half of two columns
        text, tail = f"{text[:-2]}（", tail.replace(")", "）", 1)
    return replace(found, text=(text + tail).rstrip())


def _run(row: Row, x: float) -> int:
    """Width of the unbroken ink around a place."""
    inked = np.asarray(row.ink.any(axis=0), bool)
    at = min(max(0, round(x - row.left)), len(inked) - 1)
    gaps = np.flatnonzero(~inked)
    before, after = gaps[gaps < at], gaps[gaps > at]
    return int(after[0] if len(after) else len(inked)) - int(before[-1] + 1 if len(before) else 0)


def _inked(row: Row, grid: Grid, cell: int) -> bool:
    x0 = grid.phase + cell * grid.width + 0.3 * grid.width - row.left
    x1 = x0 + 0.4 * grid.width
    middle = row.ink[:, max(0, round(x0)) : max(0, round(x1))]
    return bool(middle.size) and float(middle.max()) > _INKED


def _aligned(spelt: Spelt, grid: Grid, first: int, inked: NDArray[np.bool_]) -> Cells:
    """The likeliest characters, one in each cell with ink, their order that of the cells."""
    s = spelt.spelling
    logs = np.log(np.maximum(s.symbols, _FLOOR))
    quiet = np.maximum(logs[:, :1], logs)  # of each step: this character, or none
    sums = np.concatenate([np.zeros((1, 96)), np.cumsum(quiet, axis=0)])
    lack = logs - quiet  # 0 where the character is at least as likely as none
    steps, count = len(logs), len(inked)
    borders = (grid.phase + (first + np.arange(count + 1)) * grid.width - s.x) / s.step
    borders = np.rint(borders).astype(int)
    shifts = np.arange(-_SHIFTS, _SHIFTS + 1)
    n = len(shifts)
    gain = np.full((count, n, n), -np.inf)
    chosen = np.zeros((count, n, n), np.int64)
    reach = int(np.ceil(grid.width / s.step)) + 2 * _SHIFTS + 1
    for a in range(n):
        start = np.clip(borders[:-1] + shifts[a], 0, steps)
        for b in range(n):
            end = np.clip(borders[1:] + shifts[b], 0, steps)
            good = end > start
            total = sums[end] - sums[start]
            within = start[:, None] + np.arange(reach)[None, :]
            short = lack[np.minimum(within, steps - 1)]
            short[within >= end[:, None]] = -np.inf
            total += short.max(axis=1)
            total[:, 0] = -np.inf  # with ink, something stands there
            total[:, 1] = -np.inf
            spaces = (sums[end] - sums[start])[:, 1]
            best = total.argmax(axis=1)
            value = np.where(inked, np.take_along_axis(total, best[:, None], 1)[:, 0], spaces)
            gain[:, a, b] = np.where(good, value - _SHIFTED * abs(shifts[b]), -np.inf)
            chosen[:, a, b] = np.where(inked, best, 1)
    return _best_path(gain, chosen, inked)


def _best_path(
    gain: NDArray[np.float64], chosen: NDArray[np.int64], inked: NDArray[np.bool_]
) -> Cells:
    """Dynamic programming over the borders between cells."""
    count, n, _ = gain.shape
    value = np.zeros(n)
    back = np.zeros((count, n), np.int64)
    for cell in range(count):
        total = value[:, None] + gain[cell]
        back[cell] = total.argmax(axis=0)
        value = total.max(axis=0)
    b = int(value.argmax())
    symbols: list[str] = []
    losses: list[float] = []
    for cell in range(count - 1, -1, -1):
        a = int(back[cell, b])
        symbols.append(chr(31 + int(chosen[cell, a, b])))
        if inked[cell]:
            losses.append(float(gain[cell, a, b]))
        b = a
    sure = float(np.exp(np.mean(np.maximum(losses, -5.0)))) if losses else 1.0
    return Cells("".join(reversed(symbols)), sure, float(np.exp(min(losses, default=0.0))))
