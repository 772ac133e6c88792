"""Tick labels out of lines of text: numbers, powers of ten, rows that were read as one line.

Knows nothing of how labels line up to an axis.
"""

import re
from itertools import pairwise

import numpy as np

from tuwen.reading.chart_numbers import parse_clock, parse_number
from tuwen.reading.chart_scale import Tick
from tuwen.reading.ocr import Line
from tuwen.reading.runs import Run, runs
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_POWER = re.compile(r"10°?(?P<power>\d{0,2})")  # of ten, read on one line
_TICK_MARKS = " -–—_|·"  # read behind a label of a column
_RUN_TOGETHER = re.compile(
    r"\d{1,2}(?:月|日|号|时|点)|(?:周|星期|礼拜)[一二三四五六日天]|Q[1-4]|[A-Z][a-z]{2,}"
)  # labels that are told apart without gaps
_UNEVEN = 0.15  # of the distance between labels of one row


def column_ticks(scene: Scene, line: Line) -> list[Tick]:
    """The line as a tick of a column (at = its vertical centre)."""
    x0, y0, x1, y1 = line.box
    if y1 - y0 > 6 * scene.text_height or x1 - x0 > 0.45 * scene.width:
        return []
    value = number_of(line.text)
    power = _POWER.fullmatch(line.text.strip(_TICK_MARKS))
    if power and _raised(scene, line.box):
        value = 10.0 ** int(power["power"] or 0)
    return [Tick(line.text, (y0 + y1) / 2, value, (x0, y0, x1, y1))]


def number_of(text: str) -> float | None:
    """The number or time of day that a label is."""
    text = text.rstrip(_TICK_MARKS)
    quantity = parse_number(text)
    return quantity.value if quantity else parse_clock(text)


def split_row(scene: Scene, line: Line) -> list[Tick]:
    """The labels of a row that were read as one line, apart again where the ink leaves gaps."""
    x0, y0, x1, y1 = line.box
    whole = [Tick(line.text, (x0 + x1) / 2, number_of(line.text), (x0, y0, x1, y1))]
    high = y1 - y0
    if not line.upright or x1 - x0 < 3 * high or whole[0].value is not None:
        return whole
    crop = scene.gray[y0:y1, x0:x1].astype(np.int16)
    if crop.size == 0:
        return whole
    inked = (np.abs(crop - np.median(crop)) > 48).any(axis=0)
    inks = runs(inked)
    words = line.text.split()
    for texts in (words, _run_together(line.text)):
        apart = _evenly_apart(texts, inks, line.box)
        if apart:
            return apart
    for gap in (1.4, 0.9, 0.6, 0.35, 0.25):
        spans = _join(inks, gap * high)
        texts = words if len(words) == len(spans) else _shared_out(line.text, spans)
        numeric = all(number_of(t) is not None for t in texts)
        short = numeric or (len(texts) >= 3 and all(len(t) <= 4 for t in texts))
        if len(spans) > 1 and len(texts) == len(spans) and (gap > 0.8 or short):
            return [
                Tick(t, x0 + (a + b) / 2, number_of(t), (x0 + a, y0, x0 + b, y1))
                for t, (a, b) in zip(texts, spans, strict=True)
            ]
    if len(words) >= 5 and max(map(len, words)) <= 8 and not whole[0].value:
        return _spread(words, whole[0])
    return whole


def _run_together(text: str) -> list[str]:
    """The labels of a row that were read without gaps between them; none if there is a rest."""
    packed = "".join(text.split())
    parts = _RUN_TOGETHER.findall(packed)
    return parts if "".join(parts) == packed else []


def _evenly_apart(texts: list[str], inks: list[Run], box: Box) -> list[Tick]:
    """The texts as labels at equal distances, cut at the widest gaps; none where they are not."""
    count = len(texts)
    if count < 4 or len(inks) < count:
        return []
    x0, y0, _, y1 = box
    gaps = np.array([b[0] - a[1] for a, b in pairwise(inks)])
    widest = np.sort(np.argsort(-gaps, kind="stable")[: count - 1])
    starts, ends = [0, *(widest + 1)], [*widest, len(inks) - 1]
    spans = [(inks[a][0], inks[b][1]) for a, b in zip(starts, ends, strict=True)]
    if not _is_even(spans):  # letters stand no closer than labels
        weights = np.cumsum([0.0, *(sum(_width(c) for c in text) for text in texts)])
        weights *= (inks[-1][1] - inks[0][0]) / weights[-1]
        spans = [(round(a), round(b)) for a, b in pairwise((weights + inks[0][0]).tolist())]
        if not _is_even(spans):
            return []
    return [
        Tick(t, x0 + (a + b) / 2, number_of(t), (x0 + a, y0, x0 + b, y1))
        for t, (a, b) in zip(texts, spans, strict=True)
    ]


def _is_even(spans: list[tuple[int, int]]) -> bool:
    centres = np.array([(a + b) / 2 for a, b in spans])
    step, first = np.polyfit(np.arange(len(centres)), centres, 1)
    off = np.abs(centres - first - step * np.arange(len(centres)))
    return bool(off.max() <= _UNEVEN * step)


def _width(letter: str) -> float:
    """How broad a letter is, about."""
    return 1.8 if ord(letter) > 0x2E80 else 0.5 if letter in "1Iijl.,:" else 1.0


def _spread(words: list[str], whole: Tick) -> list[Tick]:
    """Words of a tightly set row, placed by their letters."""
    x0, y0, x1, y1 = whole.box
    letter = (x1 - x0) / max(1, len(" ".join(words)))
    out: list[Tick] = []
    at = float(x0)
    for word in words:
        end = at + len(word) * letter
        out.append(Tick(word, (at + end) / 2, number_of(word), (round(at), y0, round(end), y1)))
        at = end + letter
    return out


def _join(inks: list[Run], gap: float) -> list[Run]:
    out: list[Run] = []
    for a, b in inks:
        if out and a - out[-1][1] < gap:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _shared_out(text: str, spans: list[Run]) -> list[str]:
    """Letters of a line given to its spans in proportion to their widths."""
    letters = [c for c in text if not c.isspace()]
    if not spans or not letters:
        return []
    weights = np.cumsum([0.0, *(1.8 if ord(c) > 0x2E80 else 1.0 for c in letters)])
    widths = np.cumsum([0.0, *(float(b - a) for a, b in spans)])
    cuts = np.searchsorted(weights, widths / widths[-1] * weights[-1] - 0.5)
    cuts[0], cuts[-1] = 0, len(letters)
    return ["".join(letters[i:j]) for i, j in pairwise(cuts)]


def _raised(scene: Scene, box: Box) -> bool:
    """Whether the last third of a text ends well above its first."""
    x0, y0, x1, y1 = box
    crop = scene.gray[y0:y1, x0:x1].astype(np.int16)
    if crop.size == 0 or x1 - x0 < 8:
        return False
    ink = np.abs(crop - int(np.median(crop))) > 60
    if ink[:, -1].any() or not ink.any():
        ink = ink[:, :-1]
    columns = np.flatnonzero(ink.any(axis=0))
    if len(columns) < 6:
        return False
    third = max(2, (columns[-1] - columns[0]) // 4)
    first = np.flatnonzero(ink[:, columns[0] : columns[0] + 2 * third].any(axis=1))
    last = np.flatnonzero(ink[:, columns[-1] - third + 1 : columns[-1] + 1].any(axis=1))
    if len(first) == 0 or len(last) == 0:
        return False
    tall = first[-1] - first[0] + 1
    is_mark = last[-1] - last[0] + 1 < 0.3 * tall  # of the axis
    return bool(first[-1] - last[-1] >= 0.22 * tall and not is_mark)
