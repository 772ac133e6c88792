"""Where the glyphs of a picture are: the ink of its texts without that of lines beside them.

A line may run through a text or end behind it. It is told from the glyphs by where it goes
and, where text and line have different colours, by its colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import Labels, components
from tuwen.reading.line import Line
from tuwen.reading.types import Box

Mask = NDArray[np.uint8]
Colour = NDArray[np.float32]

_RING = 8  # px: around a text, where the colour of the lines that run into it is measured
_APART = 60  # levels between the colours of a text and of a line that are told apart
_ACROSS = 0.35  # of a text's height: so broad are the strokes of glyphs that lie over a line
_LINED = 0.3  # of what is around a text: lines that run into it cover no more
_MENDED = 2.5  # times what was drawn of a line, once its gaps are closed: more are edges of glyphs
_DRAWN = 0.25  # of a line's contrast: less is paper


@dataclass(frozen=True)
class _Pieces:
    """The connected pieces of all ink."""

    label: Labels
    box: NDArray[np.int32]  # (N, 4) by label
    glyph: NDArray[np.bool_]  # lies in the box of a text


def glyph_mask(
    pixels: NDArray[np.uint8], ink: Mask, lines: Sequence[Line], snug: Sequence[Line],
    plates: Sequence[Box],
) -> Mask:  # fmt: skip
    """255 on the boxes `snug` of some texts and on all glyphs, but not on what runs on.

    `lines`: the same texts with their boxes as found; `plates`: the backgrounds of labels.
    """
    mask = np.zeros(ink.shape, np.uint8)
    pieces = _pieces(ink, lines)
    for line in snug:  # and the pale background that a label on a line has
        mask[_window(line.box, _pad(line))] = 255
    for line in snug:
        _spare_other_colour(pixels, mask, pieces, line)
    for box in plates:
        mask[_window(box, 2)] = 255
    mask |= (255 * pieces.glyph.astype(np.uint8)).take(pieces.label)
    heights = [line.box[3] - line.box[1] for line in lines if line.upright] or [12]
    _spare_level(mask, ink, snug, max(24, round(1.6 * float(np.median(heights)))))
    return mask


def _pieces(ink: Mask, lines: Sequence[Line]) -> _Pieces:
    count, label, stats, _ = components(ink)
    box = np.column_stack([stats[:, :2], stats[:, :2] + stats[:, 2:4]])
    glyph = np.zeros(count, bool)
    for line in lines:
        x0, y0, x1, y1 = line.box
        within = (box >= [x0 - 3, y0 - 3, 0, 0]) & (box <= [x1, y1, x1 + 3, y1 + 3])
        glyph |= within.all(axis=1)
    glyph[0] = False
    return _Pieces(label, box, glyph)


def _pad(line: Line) -> int:
    x0, y0, x1, y1 = line.box
    return max(2, round(0.3 * min(y1 - y0, x1 - x0)))


def _window(box: Box, pad: int) -> tuple[slice, slice]:
    x0, y0, x1, y1 = box
    return np.s_[max(0, y0 - pad) : y1 + pad, max(0, x0 - pad) : x1 + pad]


def _spare_other_colour(pixels: NDArray[np.uint8], mask: Mask, pieces: _Pieces, line: Line) -> None:
    """Take out of a mask what runs on beyond a text in another colour than the text's."""
    window = _window(line.box, _pad(line))
    low, high = np.array(line.box[:2]), np.array(line.box[2:])
    tall, pad = int((high - low).min()), _pad(line)
    start, stop = pieces.box[:, :2], pieces.box[:, 2:]
    beyond = np.asarray((start < low - tall).any(axis=1) | (stop > high + tall).any(axis=1))
    beyond &= (start < high + pad).all(axis=1) & (stop > low - pad).all(axis=1)
    beyond[0] = False
    if not beyond.any():
        return
    here = pieces.label[window]
    found = np.unique(here)
    letters = np.isin(here, found[pieces.glyph[found]])
    strokes = found[beyond[found]]
    if not len(strokes):
        return
    around = _window(line.box, _pad(line) + _RING)
    run_on = np.isin(pieces.label[around], strokes) & (mask[around] == 0)
    if not run_on.any():
        return
    paper = np.median(pixels[window].reshape(-1, 3), axis=0)
    stroke = _strongest(pixels[around][run_on] - paper)
    off = pixels[window] - paper
    touching = not letters.any()  # each letter touches the line, or hatching
    lined = run_on.sum() < _LINED * (mask[around] == 0).sum()
    if touching and lined and stroke.any():
        letters = _miss(off, stroke) > _APART
    if not letters.any() or not stroke.any():
        return
    text = _strongest(off[letters])
    if not text.any():
        return
    apart = _miss(stroke, text) if touching else np.abs(text - stroke).max()
    if apart < _APART:
        return
    own = np.isin(here, strokes) & (_miss(off, stroke) < _miss(off, text))
    own &= np.abs(off).max(axis=2) > _DRAWN * np.abs(stroke).max()
    whole = own | (_closed(own, round(_ACROSS * tall) | 1) & np.isin(here, strokes))
    if lined and whole.sum() < _MENDED * own.sum():
        own = whole
        _, label, _, _ = components(own.astype(np.uint8))
        rim = np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]])
        own &= np.isin(label, rim)  # others are the coloured edges of glyphs
    mask[window][own] = 0


def _closed(drawn: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """A line with its gaps closed in its own direction: level, upright, or one of six aslant."""
    whole = drawn.copy()
    for turn in np.arange(0, np.pi, np.pi / 8):
        brush = np.zeros((gap, gap), np.uint8)
        reach = (gap // 2) * np.array([np.cos(turn), np.sin(turn)])
        a, b = (np.rint(gap // 2 + sign * reach).astype(int).tolist() for sign in (-1, 1))
        cv2.line(brush, a, b, 1)
        whole |= cv2.morphologyEx(drawn.astype(np.uint8), cv2.MORPH_CLOSE, brush) > 0
    return whole


def _strongest(off: NDArray[np.float64]) -> NDArray[np.float64]:
    """The colour of ink, as it differs from paper, without its soft edges."""
    away = np.abs(off).max(axis=1)
    return np.median(off[away >= 0.8 * away.max()], axis=0)


def _miss(off: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far some colours lie from all blends of paper with the colour of an ink."""
    share = np.clip(off @ way / float(way @ way), 0, 1)
    return np.abs(off - share[..., None] * way).max(axis=-1)


def _spare_level(mask: Mask, ink: Mask, snug: Sequence[Line], longer: int) -> None:
    """Take out of a mask the level and upright lines that run on beyond a text."""
    for kernel in (np.ones((1, longer), np.uint8), np.ones((longer, 1), np.uint8)):
        runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        _, label, stats, _ = components(runs)
        for line in snug:
            pad = round(0.4 * (line.box[3] - line.box[1])) + 2
            x0, y0, x1, y1 = line.box
            x0, y0, x1, y1 = max(0, x0 - pad), max(0, y0 - pad), x1 + pad, y1 + pad
            window = label[y0:y1, x0:x1]
            for run in np.unique(window[window > 0]).tolist():
                x, y, w, h, _ = stats[run]
                across = x < x0 and x + w > x1 and w > h
                if across or (y < y0 and y + h > y1 and h > w):
                    mask[y0:y1, x0:x1][window == run] = 0
