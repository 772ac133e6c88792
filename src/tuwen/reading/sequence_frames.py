"""Frames of a sequence diagram: alt, opt, loop, par … with their sections and conditions."""

import re
from dataclasses import dataclass

from tuwen.reading.blocks import around, blocks, joined
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Mask
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run, merged
from tuwen.reading.sequence_messages import Sheet
from tuwen.reading.types import Box

_TAG = re.compile(
    r"^\s*(alt|opt|loop|par|critical|break|group|ref|neg|strict|seq|assert|ignore|consider)"
    r"(?![a-z])\s*(.*)$"
)
_NEXT = {"alt": "else", "par": "and", "critical": "option"}  # word of a frame's further sections


@dataclass(frozen=True, slots=True)
class Section:
    """A frame, or one of its further parts (`parent` is its first part then)."""

    word: str
    condition: str
    box: Box
    parent: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    tag: Line
    word: str
    rest: str  # what follows the word on its line
    box: Box
    cuts: tuple[int, ...]  # heights of the dividers


def find_frames(sheet: Sheet, level: list[Run], lifelines: list[Lifeline]) -> list[Section]:
    """The frames, outer ones first, each followed by its further sections."""
    lines = sheet.scene.snug
    level = merged(level, near=2, gap=round(2 * sheet.unit))  # past discs and labels
    sides = [run for run in sheet.upright if all(abs(run.at - line.x) > 3 for line in lifelines)]
    frames: list[_Frame] = []
    for line in lines:
        match = _TAG.match(line.text.lower().translate(str.maketrans("10", "lo")))
        if match and line.upright:
            frame = _frame(sheet, line, match, level, sides)
            if frame and not any(_close(frame.box, other.box) for other in frames):
                frames.append(frame)
    frames.sort(key=lambda frame: (frame.box[1], frame.box[0]))
    tags = {frame.tag for frame in frames}
    free = [line for line in lines if line not in tags]
    sections: list[Section] = []
    for frame in frames:
        sections += _sections(frame, free, len(sections), sheet.unit)
    return sections


def _close(a: Box, b: Box) -> bool:
    return all(abs(p - q) <= 6 for p, q in zip(a, b, strict=True))


def _frame(
    sheet: Sheet, tag: Line, match: re.Match[str], level: list[Run], sides: list[Run]
) -> _Frame | None:
    """The rectangle whose upper left corner holds the tag."""
    unit, (x0, y0, x1, y1) = sheet.unit, tag.box
    lefts = [
        run for run in sides
        if x0 - 3 * unit <= run.at <= x0 + 4 and run.start <= y1 + 0.6 * unit
        and run.end > y1 + unit
    ]  # fmt: skip
    for left in sorted(lefts, key=lambda r: -r.at):
        tops = [
            run for run in level
            if y0 - 1.4 * unit <= run.at <= y0 + 0.4 * (y1 - y0) and run.end > x1 + 2 * unit
            and -0.9 * unit <= run.start - left.at <= 0.3 * unit + 2
        ]  # fmt: skip
        for top in sorted(tops, key=lambda r: -r.length):
            cuts: list[int] = []
            for run in sorted(level, key=lambda r: r.at):
                off = max(abs(run.start - left.at), abs(run.end - top.end))
                if run.at < y1 + 0.4 * unit or off > 0.95 * unit:
                    continue
                if not _goes_on(sheet.upright_mask, left.at, run.at, unit):
                    box = (left.at, top.at, top.end, run.at)
                    rest = tag.text[match.start(2) :]
                    return _Frame(tag, match[1], rest, box, tuple(cuts))
                if (
                    run.dashed
                    and off <= 0.75 * unit
                    and not _note_side(sheet, run, left.at, top.end)
                ):
                    cuts.append(run.at)
    return None


def _goes_on(mask: Mask, x: int, y: int, unit: float) -> bool:
    """Does the upright line at x go on below y?"""
    window = mask[y + 4 : y + 4 + max(6, round(0.2 * unit)), max(0, x - 2) : x + 3]
    return bool(window.size) and float(window.any(axis=1).mean()) > 0.3


def _note_side(sheet: Sheet, run: Run, left: int, right: int) -> bool:
    """Does a level line end at upright ones of its own, just inside the frame?"""

    def corner(x: int, side: int) -> bool:
        return any(
            abs(r.at - x) <= 0.85 * sheet.unit and abs(r.at - side) > 0.25 * sheet.unit
            and min(abs(r.start - run.at), abs(r.end - run.at)) <= 5
            for r in sheet.upright
        )  # fmt: skip

    return corner(run.start, left) and corner(run.end, right)


def _sections(frame: _Frame, lines: list[Line], first: int, unit: float) -> list[Section]:
    """Cut a frame at its dividers, each with the condition below it."""
    (x0, y0, x1, y1), word = frame.box, frame.word
    own = _condition(lines, (x0, y0, x1, frame.tag.box[3]), unit)
    text = joined(own) or frame.rest.strip()
    if word == "ref" and not text:
        own = [q for q in lines if _inside(q.box, frame.box)]
        text = joined(own)
    out = [Section(word, _bare(text), frame.box, None, (frame.tag, *own))]
    cuts = list(frame.cuts) if word in _NEXT else []
    cuts = [y for y in cuts if y1 - y > 1.2 * unit]
    cuts = [y for i, y in enumerate(cuts) if i == 0 or y - cuts[i - 1] > unit]
    for y, low in zip(cuts, (*cuts[1:], y1), strict=False):
        below = _condition(lines, (x0, y, x1, round(y + 1.5 * unit)), unit)
        name = _bare(joined(below))
        if name.lower().startswith(f"{_NEXT[word]} "):
            name = name[len(_NEXT[word]) + 1 :]
        out.append(Section(_NEXT[word], name, (x0, y, x1, low), first, tuple(below)))
    return out


def _condition(lines: list[Line], band: Box, unit: float) -> list[Line]:
    """The bracketed text (of one or more lines) at the top of a section."""
    x0, y0, x1, y1 = band
    for block in blocks([line for line in lines if _inside(line.box, (x0, y0 - 4, x1, 10**6))]):
        box = around(block)
        starts = box[1] <= y1 and block[0].text.lstrip().startswith(("[", "【", "［"))
        if starts and box[1] >= y0 - 0.5 * unit:
            closed = [i for i, q in enumerate(block) if q.text.rstrip().endswith(("]", "】", "］"))]
            return block[: closed[0] + 1] if closed else block[:1]
    return []


def _inside(box: Box, outer: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _bare(text: str) -> str:
    return " ".join(text.split()).strip("[]【】［］ ")


def find_boxes(
    sheet: Sheet, level: list[Run], lifelines: list[Lifeline]
) -> list[tuple[str, Box, Line | None]]:
    """Frames around whole participants, with the title above their headers."""
    lines, upright, unit = sheet.scene.snug, sheet.upright, sheet.unit
    high = min(line.head[1] for line in lifelines)
    found: list[tuple[str, Box, Line | None]] = []
    for top in level:
        held = [line for line in lifelines if top.start < line.head[0] and line.head[2] < top.end]
        if not held or top.at >= min(line.head[1] for line in held) or top.at < high - 6 * unit:
            continue
        floor = min(line.bottom for line in held)
        sides = [
            [r for r in upright if abs(r.at - x) <= 5 and abs(r.start - top.at) <= unit
             and r.end >= floor]
            for x in (top.start, top.end)
        ]  # fmt: skip
        if not all(sides):
            continue
        box = (top.start, top.at, top.end, max(r.end for r in sides[0]))
        area = (box[0], box[1], box[2], min(line.head[1] for line in held))
        title = next((q for q in lines if _inside(q.box, area)), None)
        found.append((title.text if title else "", box, title))
    return found
