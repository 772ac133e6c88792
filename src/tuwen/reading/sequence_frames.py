"""Frames of a sequence diagram: alt, opt, loop, par … with their sections and conditions."""

import re
from dataclasses import dataclass

from tuwen.reading.groups import around, blocks, joined
from tuwen.reading.ocr import Line
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run
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


def find_frames(
    lines: tuple[Line, ...], level: list[Run], upright: list[Run], unit: float
) -> list[Section]:
    """The frames, outer ones first, each followed by its further sections."""
    tagged: list[tuple[Line, str, str, Box]] = []
    for line in lines:
        match = _TAG.match(line.text.lower().translate(str.maketrans("10", "lo")))
        if not match or not line.upright:
            continue
        box = _frame(line.box, level, upright, unit)
        if box and not any(_close(box, other) for *_, other in tagged):
            tagged.append((line, match[1], line.text[match.start(2) :], box))
    tagged.sort(key=lambda item: (item[3][1], item[3][0]))
    sections: list[Section] = []
    taken = {line for line, *_ in tagged}
    for line, word, rest, box in tagged:
        sections += _sections(
            line, word, rest, box, [q for q in lines if q not in taken], level, len(sections), unit
        )
    return sections


def _close(a: Box, b: Box) -> bool:
    return all(abs(p - q) <= 6 for p, q in zip(a, b, strict=True))


def _frame(tag: Box, level: list[Run], upright: list[Run], unit: float) -> Box | None:
    """The rectangle whose upper left corner holds the tag."""
    x0, y0, x1, y1 = tag
    tops = [
        run for run in level
        if y0 - 1.4 * unit <= run.at <= y0 + 0.4 * (y1 - y0)
        and x0 - 3 * unit <= run.start <= x0 + 4
        and run.end > x1 + 2 * unit
    ]  # fmt: skip
    for top in sorted(tops, key=lambda r: -r.length):
        sides = [
            run for run in upright
            if abs(run.at - top.start) <= 0.3 * unit + 2
            and run.start <= top.at + 2.2 * unit and run.end > y1 + unit
            and run.start >= top.at - 0.6 * unit
        ]  # fmt: skip
        for side in sorted(sides, key=lambda r: -r.length):
            floor = _floor(top, side.end, level, unit)
            if floor:
                return top.start, top.at, top.end, floor
    return None


def _floor(top: Run, end: int, level: list[Run], unit: float) -> int | None:
    """The height of the frame's lower side, near the end of its left one."""
    fits = [
        run.at for run in level
        if abs(run.at - end) <= 0.8 * unit and abs(run.start - top.start) <= 0.5 * unit
        and abs(run.end - top.end) <= 0.7 * unit and run.at > top.at + 1.5 * unit
    ]  # fmt: skip
    return max(fits, default=None)


def _sections(
    tag: Line,
    word: str,
    rest: str,
    box: Box,
    lines: list[Line],
    level: list[Run],
    first: int,
    unit: float,
) -> list[Section]:
    """Cut a frame at its dividers, each with the condition below it."""
    x0, y0, x1, y1 = box
    cuts = sorted(
        run.at for run in level
        if abs(run.start - x0) <= 0.6 * unit and abs(run.end - x1) <= 0.7 * unit
        and y0 + 2 * unit < run.at < y1 - 1.5 * unit
    ) if word in _NEXT else []  # fmt: skip
    cuts = [y for i, y in enumerate(cuts) if i == 0 or y - cuts[i - 1] > unit]
    own = _condition(lines, (x0, y0, x1, tag.box[3]), unit)
    text = rest.strip() or joined(own)
    if word == "ref" and not text:
        own = [q for q in lines if _inside(q.box, box)]
        text = joined(own)
    out = [Section(word, _bare(text), box, None, (tag, *own))]
    for y, low in zip(cuts, (*cuts[1:], y1), strict=False):
        below = _condition(lines, (x0, y, x1, round(y + 1.5 * unit)), unit)
        name = joined(below)
        word_next = _NEXT[word]
        if name.lower().strip("[] ").startswith(f"{word_next} "):
            name = name.strip("[] ")[len(word_next) :]
        out.append(Section(word_next, _bare(name), (x0, y, x1, low), first, tuple(below)))
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
    lines: tuple[Line, ...],
    level: list[Run],
    upright: list[Run],
    lifelines: list[Lifeline],
    unit: float,
) -> list[tuple[str, Box, Line | None]]:
    """Frames around whole participants, with the title above their headers."""
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
