"""The marks at the ends of lines: arrow heads, triangles, diamonds, crow's feet, circles, crosses.

A small network looks at a patch of the picture around each end, turned so that the line
leaves it upwards. It was trained on drawn pictures only; training/ in the repository holds
the script, the seed and the table of results.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from tuwen.reading.scene import Mask

MARKS = ("none", "arrow", "triangle", "diamond", "crow", "circle", "cross")
SIDE = 32  # px: side of a patch
_AHEAD = 0.4  # of a patch lies before the end of the line
_SPAN = 2.5  # text heights that a patch covers
_COARSE = 1.5
_PERHAPS = 0.2  # chance of a mark from which its form is looked at
_TEXT = 8.0, 40.0  # px: text heights taken for granted at most and at least

Patches = NDArray[np.uint8]
Ends = Sequence[tuple[tuple[int, int], tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Tip:
    """What stands at the end of a line; `chance` is the probability that it is a mark at all."""

    mark: str
    chance: float
    hidden: bool = False  # under a label: a head only if the other end has none

    @property
    def head(self) -> bool:
        return self.mark != "none"

    @property
    def doubtful(self) -> bool:
        """Taken for no mark, but it may be one."""
        return not self.head and self.chance > _PERHAPS

    @property
    def sure(self) -> float:
        """Log odds that it was rightly taken for a mark, or for none."""
        odds = min(max(self.chance, 1e-4), 1 - 1e-4)
        return abs(math.log(odds / (1 - odds)))


def tips_of(gray: NDArray[np.uint8], strokes: Mask, ends: Ends, text_height: float) -> list[Tip]:
    """Name the marks at ends, given by their last pixel and the unit vector out of the line."""
    if not ends:
        return []
    unit = _SPAN * float(np.clip(text_height, *_TEXT)) / SIDE
    odds = _odds(gray, strokes, ends, unit)
    if unit > _COARSE:  # large letters, and perhaps small heads
        closer = _odds(gray, strokes, ends, unit / 2)
        odds = np.where((odds[:, :1] < closer[:, :1]), odds, closer)
    out: list[Tip] = []
    for row in odds:
        head = float(row[0]) < 0.5
        mark = MARKS[1 + int(row[1:].argmax())] if head else "none"
        out.append(Tip(mark, 1 - float(row[0])))
    return out


def _odds(gray: NDArray[np.uint8], strokes: Mask, ends: Ends, unit: float) -> NDArray[np.float32]:
    """Probability of each mark at each end, (N, 7)."""
    seen = normalised(patches(gray, strokes, ends, unit))
    logits = np.asarray(_network().run(None, {"patches": seen})[0])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def patches(
    gray: NDArray[np.uint8], strokes: Mask, ends: Ends, unit: float, side: int = SIDE
) -> Patches:
    """Cut (N, 2, side, side): the picture and its strokes around each end, `unit` px a pixel."""
    out = np.zeros((len(ends), 2, side, side), np.uint8)
    middle = np.array([side / 2 - 0.5, side / 2 - 0.5 + (_AHEAD - 0.5) * SIDE])
    for i, (at, (ox, oy)) in enumerate(ends):
        turn = unit * np.array([[-oy, -ox], [ox, -oy]])  # the patch's up is the way out
        shift = np.array(at, float) - turn @ middle
        back = np.column_stack([turn, shift])
        for k, (image, border) in enumerate(
            ((gray, cv2.BORDER_REPLICATE), (strokes, cv2.BORDER_CONSTANT))
        ):
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            cv2.warpAffine(image, back, (side, side), out[i, k], flags, border)
    return out


def normalised(cut: Patches) -> NDArray[np.float32]:
    """Paper becomes 0 and the line's ink 1, whatever the colours are."""
    gray, strokes = cut[:, 0].astype(np.float32), cut[:, 1].astype(np.float32) / 255
    paper = np.median(gray[:, 1::3, 1::3].reshape(len(cut), -1), axis=1)[:, None, None]
    contrast = gray - paper
    inked = np.where(strokes > 0.5, contrast, 0)
    strongest = np.abs(inked).reshape(len(cut), -1).argmax(axis=1)
    ink = inked.reshape(len(cut), -1)[np.arange(len(cut)), strongest][:, None, None]
    ink = np.where(np.abs(ink) < 8, np.where(ink < 0, -8, 8), ink)
    return np.stack([np.clip(contrast / ink, -1.5, 1.5), strokes], axis=1).astype(np.float32)


@functools.cache
def _network() -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    weights = files("tuwen.reading").joinpath("heads.onnx").read_bytes()
    return ort.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
