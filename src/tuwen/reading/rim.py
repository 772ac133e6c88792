"""What the rim of the picture cuts through: words and lines that go on beyond it.

A picture that is whole has bare ground along its rim, or a border that runs along it. What
stands on the rim and goes straight inwards was cut, and so was a word whose ink is on it. Knows
no kinds and no nodes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.runs import Run, runs

SIDES = ("上", "右", "下", "左")
_OFF, _PALE = 70, 40  # levels off the ground: ink; ink of a word that was read
_GROUND = 0.4  # share of the side that is of one level: a ground
_BARE = 0.1  # share of the side that is paper, where it has no ground of its own
_WIDE = 2.5  # glyph heights: what is wider runs along the rim
_THIN = 0.46  # glyph heights: strokes of letters and lines; dashes are wider
_CLOSE = 0.8  # glyph heights between letters
_FEW = 3  # strokes: one or two may be lines that touch the rim
_ROW = 8  # strokes of a row of letters
_ELSEWHERE = 2  # strokes on another side: more, and things stand on every side
_NEAR = 3  # px from the rim to a word that it cuts


@dataclass(frozen=True, slots=True)
class _Rim:
    """What stands on one side of the picture, the side being on top."""

    long: int
    ink: list[Run]
    pale: list[Run]
    straight: list[Run]  # of the ink: what goes straight inwards
    words: list[tuple[Run, str]]

    def thin(self, tall: float) -> bool:
        """Whether the ink is strokes rather than dashes or blots."""
        return bool(self.ink) and bool(np.median([b - a for a, b in self.ink]) <= _THIN * tall)

    def row(self, tall: float) -> bool:
        """Whether the ink is what is left of a row of letters."""
        gaps = [after[0] - before[1] for before, after in zip(self.ink, self.ink[1:], strict=False)]
        close = sum(gap < _CLOSE * tall for gap in gaps)
        return len(self.ink) >= _ROW and 2 * close >= len(self.ink) and self.thin(tall)


def cut_sides(
    gray: NDArray[np.uint8], tall: float, lines: Sequence[Line], *, pane: bool
) -> dict[str, list[Run]]:
    """The sides at which words and strokes end, with where along the side (from its start).

    A pane is a window: it ends anywhere, so that only words tell.
    """
    paper = int(np.bincount(gray[::3, ::3].ravel(), minlength=256).argmax())
    rims = [_rim(gray, turn, tall, paper, lines) for turn in range(4)]
    found: dict[str, list[Run]] = {}
    for turn, rim in enumerate(rims):
        elsewhere = max(len(other.ink) for other in rims if other is not rim)
        leaving = not elsewhere and rim.thin(tall)
        cuts = _through_words(rim, pane=pane and not (leaving and len(rim.ink) > _FEW))
        if not cuts and turn % 2 == 0 and elsewhere <= _ELSEWHERE and rim.row(tall):
            cuts = rim.ink
        if not cuts and not pane and len(rim.straight) >= _FEW:
            cuts = rim.straight
        if not cuts and not pane and leaving and len(rim.ink) >= _FEW:
            cuts = rim.ink
        if cuts:  # the last two sides run backwards once they are on top
            found[SIDES[turn]] = [
                (rim.long - b, rim.long - a) if turn > 1 else (a, b) for a, b in cuts
            ]
    return found


def _through_words(rim: _Rim, *, pane: bool) -> list[Run]:
    """Strokes of words that were read, where it is sure that they end here."""
    found = {*rim.pale, *rim.ink}
    inside = [[run for run in found if _within(run, span)] for span, _ in rim.words]
    touched = [text for (_, text), runs in zip(rim.words, inside, strict=True) if runs]
    long = sum(len(text) > 1 for text in touched)
    if long >= (2 if pane else 1) or (not pane and len(touched) >= _FEW):
        return sorted({run for runs in inside for run in runs})
    straight = [run for run in rim.straight if any(_within(run, span) for span, _ in rim.words)]
    return straight if len(rim.straight) >= _FEW and len(straight) >= 2 else []


def _within(run: Run, span: Run) -> bool:
    return span[0] - 2 <= run[0] and run[1] <= span[1] + 2


def _rim(
    gray: NDArray[np.uint8], turn: int, tall: float, paper: int, lines: Iterable[Line]
) -> _Rim:
    height, width = gray.shape
    strip = np.rot90(gray, turn)[: int(np.clip(0.35 * tall, 4, 8))]
    long = strip.shape[1]
    words: list[tuple[Run, str]] = []
    for x0, y0, x1, y1, text in ((*line.box, line.text) for line in lines):
        if (y0, width - x1, height - y1, x0)[turn] <= _NEAR:
            a, b = (y0, y1) if turn % 2 else (x0, x1)
            words.append(((long - b, long - a) if turn > 1 else (a, b), text))
    ground = _ground_of(strip[0], paper)
    if ground is None:
        return _Rim(long, [], [], [], words)
    off = np.abs(strip.astype(np.int16) - ground)
    ink, pale = (
        [run for run in runs(off[0] > levels) if run[1] - run[0] <= _WIDE * tall]
        for levels in (_OFF, _PALE)
    )
    straight = [run for run in ink if _goes_in(off > _OFF, run)]
    return _Rim(long, ink, pale, straight, words)


def _ground_of(row: NDArray[np.uint8], paper: int) -> int | None:
    """The level of what is bare of the outermost row; nothing where things stand all along it."""
    levels = np.bincount(row, minlength=256)
    around = np.convolve(levels, np.ones(13), "same")
    usual = int(levels.argmax())
    if around[paper] < _GROUND * len(row) <= around[usual]:
        return usual
    return paper if around[paper] >= _BARE * len(row) else None


def _goes_in(ink: NDArray[np.bool_], run: Run) -> bool:
    """Whether ink of the outermost row goes on straight to the innermost of a strip."""
    start, stop = run
    stroke = ink[:, max(0, start - 1) : stop + 1]
    return bool(stroke.any(axis=1).all()) and stroke[-1].sum() <= 1.6 * (stop - start) + 1
