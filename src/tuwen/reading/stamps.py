"""Slanted words laid over a picture: a watermark, as it is read once it lies level.

Pixels say that there may be one and at what angle; whether it is one shows when the middle of
the picture is turned by that angle and read. Only pictures under suspicion pay for that.
"""

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.line import Line, room_of
from tuwen.reading.ocr import read_lines
from tuwen.reading.scene import gray_of
from tuwen.reading.upright import straightened

_SIDE = 900  # px: a square of it, or what is as large, is read out of the middle
_SURE = 0.8  # of a word of a watermark
_PALE = 150  # levels by which its letters differ from what they lie on, at most
_SHARED = 3  # letters in a row that two copies share
_SMALL = 9  # px: boxes of letters that are guessed rather than read
_ALONE = 7  # letters of a word that stands once; of all words together
_KNOWN, _INKED = 0.9, 85  # level words so surely read, of so much contrast, are no watermark
_ALIKE = 0.75  # of a level word, read wrongly where it lies askew
_TALL = 1.8  # times as high as most: the box of a slanted word
_ALL, _MOSTLY = 95, 88  # percent of its pixels: of the rest some may be lines running through it
_STEEP = 40  # degrees: near the diagonal, edges of one direction look like those of the other


def find_stamp(pixels: Pixels, slant: float, level: Sequence[Line]) -> str:
    """The words of a slanted watermark; empty where there is none. `level`: the level words."""
    height, width = pixels.shape[:2]
    high = max(min(height, _SIDE), _SIDE * _SIDE // max(width, _SIDE))
    wide = _SIDE * _SIDE // min(high, height)
    top, left = max(0, height - high) // 2, max(0, width - wide) // 2
    middle = pixels[top : top + high, left : left + wide]
    whole = gray_of(pixels)
    heights = [line.box[3] - line.box[1] for line in level]
    usual = float(np.percentile(heights, 30)) if level else 0.0
    sure = [line for line in level if line.confidence > _KNOWN and not _aslant(line, usual)]
    plain = [line for line in sure if _contrast(whole, line, _ALL) > _INKED]
    known = " ".join(_bare(line.text) for line in plain).lower()
    for angle in (slant, -slant) if abs(slant) >= _STEEP else (slant,):
        turned, _ = straightened(middle, angle)
        gray = gray_of(turned)
        words = [
            _bare(line.text)
            for line in read_lines(turned, gray=gray, least=_SURE)
            if line.upright and _contrast(gray, line, _MOSTLY) < _PALE
        ]
        new = [word for word in words if room_of(word) >= _SHARED and not _is_known(word, known)]
        found = _said(new, small=0 < usual < _SMALL)
        if found:
            return found
    return ""


def _aslant(line: Line, usual: float) -> bool:
    """Whether its box is too high for a level line: a piece of a slanted one."""
    wide, high = line.box[2] - line.box[0], line.box[3] - line.box[1]
    return high > _TALL * usual and wide < 0.5 * room_of(line.text) * high


def _is_known(word: str, known: str) -> bool:
    """Whether it is, or is for the most part, a word that lies level."""
    if get_close_matches(word.lower(), known.split(), 1, _ALIKE):
        return True
    size = min(len(word), _SHARED + 1)
    pieces = [word[i : i + size].lower() for i in range(len(word) - size + 1)]
    return sum(piece in known for piece in pieces) >= 0.5 * len(pieces)


def _said(words: list[str], *, small: bool) -> str:
    """The longest of the words that is long, or has a copy, whole or in part; or of many words.

    Where the letters of the picture are so `small` that any may be misread, it must have a copy.
    """
    ordered = sorted(words, key=room_of, reverse=True)
    for k, word in enumerate(ordered):
        pieces = {word[i : i + _SHARED] for i in range(len(word) - _SHARED + 1)}
        rest = [*ordered[:k], *ordered[k + 1 :]]
        copied = any(piece in other for piece in pieces for other in rest)
        if copied or (room_of(word) >= _ALONE and not small):
            return word
    return ordered[0] if not small and sum(map(room_of, ordered)) >= _ALONE else ""


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter in ".@-").strip(".-")


def _contrast(gray: NDArray[np.uint8], line: Line, share: float) -> float:
    x0, y0, x1, y1 = line.box
    window = gray[y0:y1, x0:x1].astype(np.float32)
    return float(np.percentile(np.abs(window - np.median(window)), share))
