"""Which end of a message bears a head, and what it says of source and target.

Measured is how the line widens towards its ends; where that says nothing, or a head at both
ends, the network for the ends of lines is asked.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.heads import Tip, tips_of
from tuwen.reading.sequence_sheet import Message, Sheet
from tuwen.reading.types import Heads, Style

_DASHED = 0.84  # share of ink below which a line is dashed
_FAINT = 0.3  # the least chance of a head where the other end has none for sure


def directed(
    sheet: Sheet, y: int, left: tuple[int, int], right: tuple[int, int], ink: float
) -> Message:
    """Tell source from target by the heads at the two ends."""
    (i, start), (j, end) = left, right
    spread = (
        _spread(sheet, y, start, end, inward=1),
        _spread(sheet, y, end, start, inward=-1),
    )
    least = max(3.0, 0.2 * sheet.unit)
    at = [value >= least and value >= 0.45 * max(spread) for value in spread]
    heads: Heads = "both" if all(at) else "end" if any(at) else "none"
    style: Style = "dashed" if ink < _DASHED else "solid"
    clear = abs(spread[0] - spread[1]) / max(sum(spread), 1.0)
    confidence = {"end": 0.75 + 0.2 * clear, "both": 0.6, "none": 0.5}[heads]
    path = ((start, y), (end, y))
    if heads == "end" and at[0]:
        return Message(j, i, heads, style, path[::-1], y, round(confidence, 3))
    return Message(i, j, heads, style, path, y, round(confidence, 3))


def settled(sheet: Sheet, messages: list[Message]) -> list[Message]:
    """The messages with heads that are hard to measure found, and crosses told from arrows."""
    strokes = np.zeros_like(sheet.level)
    ends: list[tuple[tuple[int, int], tuple[float, float]]] = []
    for message in messages:
        (x0, y), (x1, _) = sorted(message.path)
        strokes[y - 1 : y + 2, x0:x1] = sheet.level[y - 1 : y + 2, x0:x1]
        ends += [((x0, y), (-1.0, 0.0)), ((x1, y), (1.0, 0.0))]
    tips = tips_of(sheet.scene.gray, strokes, ends, sheet.scene.text_height)
    pairs = zip(tips[::2], tips[1::2], strict=True)
    return [_settled(*item) for item in zip(messages, pairs, strict=True)]


def _settled(message: Message, tips: tuple[Tip, Tip]) -> Message:
    left, right = (tip.chance for tip in tips)
    lesser, greater = sorted((left, right))
    missed = message.heads == "none" and greater >= max(_FAINT, lesser + 0.25)
    if missed or (message.heads == "both" and lesser < _FAINT <= greater):
        onward = message.path[-1] > message.path[0]
        message = message if onward == (right > left) else _turned(message)
        message = replace(message, heads="end", confidence=round(0.6 + 0.25 * greater, 3))
    tip = tips[message.path[-1] > message.path[0]]
    crossed = message.heads == "end" and tip.mark == "cross"
    return replace(message, mark="cross") if crossed else message


def _turned(message: Message) -> Message:
    return replace(message, source=message.target, target=message.source, path=message.path[::-1])


def in_turn(messages: list[Message]) -> list[Message]:
    """Lines with no head, or two, run from who was spoken to last; so they are usually meant."""
    heard: dict[int, int] = {}
    out: list[Message] = []
    for i, message in enumerate(messages, 1):
        if message.heads != "end" and heard.get(message.target, 0) > heard.get(message.source, 0):
            message = _turned(message)
        heard[message.target] = i
        out.append(message)
    return out


def _spread(sheet: Sheet, y: int, x: int, far: int, *, inward: int) -> float:
    """How much wider than the line, in px, the ink of its colour grows next to its end at x."""
    unit = sheet.unit
    half, long = round(0.5 * unit) + 2, round(1.7 * unit)
    pixels = sheet.scene.pixels
    top, low = max(0, y - half), min(pixels.shape[0], y + half + 1)
    left = max(0, x - long)
    same = _like(pixels[top:low, left : x + 1 + long], *_colour(sheet, y, x, far))
    parts = same[:, : x - left + (inward < 0)][:, ::-1], same[:, x - left + (inward < 0) :]
    beyond, near = parts if inward > 0 else parts[::-1]
    inner = _connected(near[:, 3:], y - top)  # the first columns are the lifeline's own
    reach_of = max(3, round(1.25 * unit) - 3)
    spreads = _both_sides(inner, y - top)
    if len(spreads) < 3:
        return 0.0
    base = min(float(np.median(spreads[-max(3, long // 4) :])), 0.2 * unit)
    peak = float(np.sort(spreads[:reach_of])[-2:].min()) - base
    disc = beyond[:, 3 : max(4, round(0.5 * unit))].mean() if beyond.size else 0.0
    return 0.0 if disc > 0.4 else max(0.0, peak)  # a number's disc lies on both sides


def _both_sides(ink: NDArray[np.bool_], row: int) -> NDArray[np.float64]:
    """For each column, how far the ink reaches above and below a row, the lesser side twice."""
    any_ink = ink.any(axis=0)
    above = np.maximum(0, row - ink.argmax(axis=0)) * any_ink
    below = np.maximum(0, len(ink) - 1 - ink[::-1].argmax(axis=0) - row) * any_ink
    lesser, greater = np.minimum(above, below), np.maximum(above, below)
    return np.where(lesser >= 2, 2.0 * lesser, 0.6 * greater)  # half a head has one side


def _colour(
    sheet: Sheet, y: int, x: int, far: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Colour of the line in its inked middle part, and of what lies beside it."""
    a, b = sorted((x, far))
    margin = (b - a) // 4
    columns = np.flatnonzero(sheet.row(y)[a + margin : b - margin]) + a + margin
    pixels = sheet.scene.pixels
    rows = pixels[max(0, y - 2) : y + 3][:, columns].astype(float)
    beside = pixels[[max(0, y - 6), min(sheet.scene.height - 1, y + 6)]][:, columns]
    paper = np.median(beside, axis=(0, 1))
    apart = np.abs(rows - paper).max(axis=2)
    strongest = rows[apart.argmax(axis=0), np.arange(rows.shape[1])]
    return np.median(strongest, axis=0), paper


def _like(
    pixels: Pixels, colour: NDArray[np.float64], paper: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Pixels that leave the paper's colour in the direction of the line's, at least half as far."""
    way = colour - paper
    size = max(float(way @ way), 1.0)
    off = pixels.astype(np.float32) - paper.astype(np.float32)
    along = off @ (way / size).astype(np.float32)
    aside = np.zeros_like(along)
    for channel in range(3):
        np.maximum(aside, np.abs(off[..., channel] - along * way[channel]), out=aside)
    return (along >= 0.5) & (aside <= 40 + 0.25 * np.sqrt(size))


def _connected(same: NDArray[np.bool_], row: int) -> NDArray[np.bool_]:
    """The ink that hangs together with the line on a row."""
    _, labels = cv2.connectedComponents(same.astype(np.uint8), connectivity=8)
    seeds = np.unique(labels[max(0, row - 2) : row + 3])
    return np.isin(labels, seeds[seeds > 0])
