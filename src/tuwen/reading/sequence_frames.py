"""Frames of a sequence diagram: rectangles with a tag (alt, opt, loop …) in their upper left.

A frame is found from its tag: by the upright lines to both sides and the level ones that
join them. Knows neither messages nor conditions.
"""

import re
from dataclasses import dataclass, replace

import numpy as np

from tuwen.reading.ocr import Line
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run
from tuwen.reading.sequence_sheet import Sheet
from tuwen.reading.types import Box

_WORDS = (
    "alt", "opt", "loop", "par", "critical", "break", "group", "ref", "neg", "strict", "seq",
    "assert", "ignore", "consider",
)  # fmt: skip
_TAG = re.compile(rf"^\s*({'|'.join(_WORDS)})(?![a-z])\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle with a tag in its upper left corner."""

    tag: Line
    word: str
    rest: str  # what follows the word on its line
    box: Box

    def bounds(self, run: Run) -> bool:
        """Is a level line the upper or lower side of the frame?"""
        x0, y0, x1, y1 = self.box
        both = min(run.end, x1) - max(run.start, x0)
        return min(abs(run.at - y0), abs(run.at - y1)) <= 4 and both > 0.6 * run.length


def find_frames(sheet: Sheet, level: list[Run], lifelines: list[Lifeline]) -> list[Frame]:
    """The frames, outer ones first."""
    sides = [
        run for run in sheet.upright
        if run.ink > 0.3 and all(abs(run.at - line.x) > 3 for line in lifelines)
    ]  # fmt: skip
    sides = _past_spots(sheet, sides)
    frames: list[Frame] = []
    named = {line for lifeline in lifelines for line in lifeline.lines}
    for line in sheet.lines:
        frame = _frame(sheet, line, level, sides) if line.upright and line not in named else None
        if frame and not any(_close(frame.box, other.box) for other in frames):
            frames.append(frame)
    frames = _unstacked(frames, level, sheet.unit)
    return sorted(frames, key=lambda frame: (frame.box[1], frame.box[0]))


def _past_spots(sheet: Sheet, sides: list[Run]) -> list[Run]:
    """Upright lines that go on behind a disc or a label made one."""
    scene, out = sheet.scene, list[Run]()
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    for run in sorted(sides, key=lambda r: (r.start, r.end)):
        for i, other in enumerate(out):
            if abs(other.at - run.at) > 2 or not 0 < run.start - other.end <= 2.4 * sheet.unit:
                continue
            hidden = scene.pixels[other.end : run.start, other.at].astype(int)
            if (np.abs(hidden - paper).max(axis=1) > 8).mean() > 0.6:
                out[i] = Run(other.at, other.start, run.end, min(other.ink, run.ink))
                break
        else:
            out.append(run)
    return out


def _close(a: Box, b: Box) -> bool:
    return all(abs(p - q) <= 6 for p, q in zip(a, b, strict=True))


def _frame(sheet: Sheet, tag: Line, level: list[Run], sides: list[Run]) -> Frame | None:
    """The rectangle whose upper left corner holds the tag."""
    unit, (x0, y0, x1, y1) = sheet.unit, tag.box
    lefts = [
        left for run in sides
        if x0 - 3 * unit <= run.at <= x0 + 4 and run.start <= y1 + 0.6 * unit
        and run.end > y1 + unit and (left := _from_top(sheet, run, y0))
    ]  # fmt: skip
    pairs = [
        (left, right) for left in lefts for right in (*sides, *_closing(level, left, unit))
        if right.at >= max(x0 + 3 * unit, x1 - 3) and right.start <= left.start + 0.9 * unit
        and right.end > y1 + unit
    ]  # fmt: skip
    for left, right in sorted(pairs, key=lambda pair: _apart(*pair) + x0 - pair[0].at):
        top = _rule(sheet, left, right, sorted((left.start, right.start)))
        low = _rule(sheet, left, right, sorted((left.end, right.end), reverse=True))
        if top is None or low is None or not top < y1 < low - unit:
            continue
        box = (left.at, top, right.at, low)
        word, rest = _word(tag, tabbed=_tabbed(sheet, tag, box, level))
        if word:
            return Frame(tag, word, rest, box)
    return None


def _from_top(sheet: Sheet, side: Run, y: int) -> Run | None:
    """A left side from the top of the frame on that the text at y is the tag of.

    Where one frame stands on another, their sides are one line.
    """
    high = round(y - 1.4 * sheet.unit)
    if side.start >= high:
        return side
    across = slice(side.at + 3, side.at + round(6 * sheet.unit))
    tops = [at for at in range(max(1, high), y + 1) if sheet.row(at)[across].mean() > 0.4]
    return Run(side.at, tops[-1], side.end, side.ink) if tops else None


def _closing(level: list[Run], left: Run, unit: float) -> list[Run]:
    """Right sides that are not seen themselves, on a lifeline, but where two level sides end."""
    near = [run for run in level if abs(run.start - left.at) <= 0.5 * unit]
    tops = [run for run in near if abs(run.at - left.start) <= 0.6 * unit]
    lows = [run for run in near if abs(run.at - left.end) <= 0.6 * unit]
    return [
        Run(top.end, left.start, left.end, left.ink)
        for top in tops for low in lows if abs(top.end - low.end) <= 5
    ]  # fmt: skip


def _unstacked(frames: list[Frame], level: list[Run], unit: float) -> list[Frame]:
    """The frames, one that stands on another ended where the other begins."""
    out: list[Frame] = []
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        below = [
            q.box[1] for q in frames
            if abs(q.box[0] - x0) <= 4 and abs(q.box[2] - x1) <= 4 and y0 < q.box[1] < y1
        ]  # fmt: skip
        if below:
            top = min(below)
            rules = [r.at for r in level if top - 1.2 * unit < r.at < top - 2 and r.start <= x0 + 6]
            y1 = max(rules, default=top - 1)
        out.append(replace(frame, box=(x0, y0, x1, y1)))
    return out


def _apart(left: Run, right: Run) -> int:
    """How badly two sides fit together."""
    return abs(left.start - right.start) + abs(left.end - right.end)


def _rule(sheet: Sheet, left: Run, right: Run, ends: list[int]) -> int | None:
    """The height of the level line that joins two sides where they end, the outer end first.

    A side may end too early, under a disc, or too late, in something beyond it.
    """
    near = round(0.6 * sheet.unit)
    outer, inner = ends
    for end in (outer, inner) if abs(outer - inner) <= 1.6 * sheet.unit else (inner,):
        rows = range(max(1, end - near), min(sheet.scene.height - 1, end + near + 1))
        drawn = {y: float(sheet.row(y)[left.at : right.at].mean()) for y in rows}
        good = [y for y in rows if drawn[y] > 0.4]
        if good:
            return min(good, key=lambda y: abs(y - end))
    return None


def _tabbed(sheet: Sheet, tag: Line, box: Box, level: list[Run]) -> bool:
    """Does a tag stand in a tab, a corner cut off from its frame?"""
    unit, (_, y0, x1, y1) = sheet.unit, tag.box
    for run in level:
        under = y1 - 0.1 * unit <= run.at <= y1 + 0.9 * unit and abs(run.start - box[0]) <= 5
        if not under or not x1 - 0.6 * unit <= run.end <= min(x1 + 2.5 * unit, box[2] - unit):
            continue
        if run.ink < 0.9 or any(q[1] <= run.at < q[3] for q in sheet.texts if q[0] < x1 < q[2]):
            continue
        corner = sheet.scene.ink[y0 : run.at, run.end - round(0.5 * unit) : run.end + round(unit)]
        if corner.size and corner.any(axis=1).mean() > 0.6:
            return True
    return False


def _word(tag: Line, *, tabbed: bool) -> tuple[str, str]:
    """The word of a tag and what follows it; of any other text in a tab, a group with a name."""
    text = tag.text.strip()
    plain = text.lower().translate(str.maketrans("10|", "lol"))
    match = _TAG.match(plain)
    if match:
        return match[1], text[match.start(2) :]
    return ("group", text) if tabbed else ("", "")
