"""Slanted words laid over a picture: a watermark, as it is read once it lies level.

Pixels say that there may be one and at what angle; whether it is one shows when the middle of
the picture is turned by that angle and read. Only pictures under suspicion pay for that.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.line import Line
from tuwen.reading.ocr import read_lines
from tuwen.reading.scene import gray_of
from tuwen.reading.upright import straightened

_SIDE = 900  # px of the middle of the picture that are read
_SURE = 0.8  # of a word of a watermark
_PALE = 140  # levels by which its letters differ from what they lie on, at most
_SHARED = 4  # letters in a row that two copies share
_ALONE = 7  # letters of a word that stands once
_STEEP = 40  # degrees: near the diagonal, edges of one direction look like those of the other


def find_stamp(pixels: Pixels, slant: float, level: Sequence[Line]) -> str:
    """The words of a slanted watermark; empty where there is none. `level`: the level words."""
    height, width = pixels.shape[:2]
    top, left = max(0, height - _SIDE) // 2, max(0, width - _SIDE) // 2
    middle = pixels[top : top + _SIDE, left : left + _SIDE]
    known = "".join(_bare(line.text) for line in level)
    for angle in (slant, -slant) if abs(slant) >= _STEEP else (slant,):
        turned, _ = straightened(middle, angle)
        gray = gray_of(turned)
        words = [
            _bare(line.text)
            for line in read_lines(turned, gray=gray, least=_SURE)
            if line.upright and _contrast(gray, line) < _PALE
        ]
        found = _repeated(word for word in words if len(word) >= _SHARED and word not in known)
        if found:
            return found
    return ""


def _repeated(words: Iterable[str]) -> str:
    """The longest of the words that has a copy, whole or in part; or stands once and is long."""
    ordered = sorted(words, key=len, reverse=True)
    for k, word in enumerate(ordered):
        pieces = {word[i : i + _SHARED] for i in range(len(word) - _SHARED + 1)}
        rest = [*ordered[:k], *ordered[k + 1 :]]
        if len(word) >= _ALONE or any(piece in other for piece in pieces for other in rest):
            return word
    return ""


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter in ".@-").strip(".-")


def _contrast(gray: NDArray[np.uint8], line: Line) -> float:
    x0, y0, x1, y1 = line.box
    window = gray[y0:y1, x0:x1].astype(np.float32)
    return float(np.percentile(np.abs(window - np.median(window)), 95))
