"""Chinese within a row of source text: marks as they are printed, of full or of half width.

A mark of full width has a place as wide as a Chinese letter to itself, one of ASCII half of it.
Knows nothing of what is written.
"""

from bisect import bisect_left
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.code_rows import Row
from tuwen.reading.spelling import Spelling

_HALF, _FULL = ",;:!?()", "，；：！？（）"
_WIDENED = str.maketrans(_HALF, _FULL)
_NARROWED = str.maketrans(_FULL, _HALF)
_OPENING = "（【《“‘「"
_BROAD = 0.8  # widths of a letter that a mark of full width has to itself, at least
_SPACED = 0.4  # widths of a letter between letters that a space parts
_REACH = 1.3  # widths of a letter from an opening mark to what it opens

Letter = tuple[str, float]  # with the place of its middle


def printed(spelling: Spelling) -> list[Letter]:
    """Characters as the recogniser itself reads them, marks of full width as such."""
    found: list[Letter] = []
    best = np.concatenate([spelling.symbols, spelling.strange[:, None]], axis=1).argmax(axis=1)
    before = (0, "")
    for step, (k, x) in enumerate(zip(best.tolist(), spelling.places().tolist(), strict=True)):
        here = (k, spelling.letters[step])
        if k and (k != before[0] or (k == 96 and here != before)):
            found.append((here[1] if k > 1 else " ", x))
        before = here
    return found


def from_first_wide(row: Row, spelling: Spelling, x: float, em: float) -> tuple[str, float]:
    """The text from the wide letter at `x` on, and where it begins: at a mark that opens it, if
    any. `em`: about the width of a wide letter."""
    read = printed(spelling)
    first = bisect_left([at for _, at in read], x)
    em = _width(read[first:]) or em
    while first and x - read[first - 1][1] < _REACH * em:
        if read[first - 1][0] not in _OPENING and not _wide(read[first - 1][0]):
            break
        first -= 1
        x = read[first][1]
    inked = np.flatnonzero(row.ink.any(axis=0)) + row.left
    text = ""
    for k, (c, at) in enumerate(read[first:], first):
        after = read[k + 1][0] if k + 1 < len(read) else ""
        if c in _HALF or c in _FULL:
            text += _as_printed(c, text, after, _room(inked, at) >= _BROAD * em)
        elif c != " " or not text or text[-1] not in _FULL:  # white within the place of a mark
            seam = bool(text) and _wide(text[-1]) != _wide(c) and c.isalnum() and text[-1].isalnum()
            text += f" {c}" if seam and _gap(inked, read[k - 1][1], at) > _SPACED * em else c
    return text, x - em / 2


def _as_printed(mark: str, before: str, after: str, roomy: bool) -> str:
    """The mark as wide as the room it has; what closes is as wide as what opened."""
    narrow, wide = mark.translate(_NARROWED), mark.translate(_WIDENED)
    if narrow == ")":
        opened = max(before.rfind("（"), before.rfind("("))
        return wide if opened >= 0 and before[opened] == "（" else narrow
    if not (_wide(before[-1:]) or _wide(after)):
        return narrow + " " if roomy and narrow != "(" and after not in (" ", "") else narrow
    if not after:
        return wide if _wide(before[-1:]) else narrow
    if after == " ":
        return mark
    return wide if roomy else narrow


def _wide(c: str) -> bool:
    return bool(c) and ("\u3400" <= c <= "\u9fff" or c in "）】》”」")


def _width(read: list[Letter]) -> float:
    """From Chinese letter to Chinese letter; 0 where none stand side by side."""
    steps = [y - x for (a, x), (b, y) in pairwise(read) if _wide(a) and _wide(b)]
    return float(np.median(steps)) if steps else 0.0


def _gap(inked: NDArray[np.int64], before: float, after: float) -> float:
    """The widest white between two letters."""
    between = inked[(inked >= before) & (inked <= after)]
    return float(np.diff(between).max()) if len(between) > 1 else 0.0


def _room(inked: NDArray[np.int64], x: float) -> float:
    """From the end of what stands before a mark to the start of what stands after it."""
    gaps = np.flatnonzero(np.diff(inked) > 1)
    starts = np.concatenate([inked[:1], inked[gaps + 1]])
    ends = np.concatenate([inked[gaps], inked[-1:]])
    mark = int(np.abs((starts + ends) / 2 - x).argmin())
    inside = 0 < mark < len(starts) - 1
    return float(starts[mark + 1] - ends[mark - 1]) if inside else 0.0
