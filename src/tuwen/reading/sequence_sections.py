"""Sections of frames: what an alt, par or critical is cut into, each with its condition.

Dividers are dashed lines from side to side that are no messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tuwen.reading.blocks import around, blocks, joined
from tuwen.reading.ocr import Line
from tuwen.reading.outline import holds
from tuwen.reading.sequence_frames import Frame
from tuwen.reading.sequence_lines import Run, merged
from tuwen.reading.sequence_sheet import Message, Sheet
from tuwen.reading.types import Box

_NEXT = {"alt": "else", "par": "and", "critical": "option"}  # word of a frame's further sections


@dataclass(frozen=True, slots=True)
class Section:
    """A frame, or one of its further parts (`parent` is its first part then)."""

    word: str
    condition: str
    box: Box
    parent: int | None
    lines: tuple[Line, ...]


def find_sections(
    sheet: Sheet, level: list[Run], frames: list[Frame], messages: Sequence[Message]
) -> list[Section]:
    """The frames, each followed by its further sections."""
    tags = {frame.tag for frame in frames}
    free = [line for line in sheet.lines if line not in tags]
    cuts = _cuts(sheet, level, frames, messages)
    sections: list[Section] = []
    for i, frame in enumerate(frames):
        sections += _sections(frame, cuts[i], free, len(sections), sheet.unit)
    return sections


def _cuts(
    sheet: Sheet, level: list[Run], frames: list[Frame], messages: Sequence[Message]
) -> list[list[int]]:
    """Heights of the dividers of each frame: dashed lines from side to side, no messages."""
    unit = sheet.unit
    cuts: list[list[int]] = [[] for _ in frames]
    taken = {message.y for message in messages if message.heads != "none"}
    for run in sorted(merged(level, near=2, gap=round(2 * unit)), key=lambda r: r.at):
        if any(abs(run.at - y) <= 2 for y in taken) or not run.dashed:
            continue
        if any(frame.bounds(run) for frame in frames):
            continue
        around = [
            (y1 - y0, i) for i, (_, y0, _, y1) in enumerate(frame.box for frame in frames)
            if y0 < run.at < y1 - 5
        ]  # fmt: skip
        if around:
            i = min(around)[1]  # no divider of an outer frame runs through an inner one
            x0, y0, x1, y1 = frames[i].box
            off = max(abs(run.start - x0), abs(run.end - x1))
            inside = y0 + unit < run.at < y1 - unit
            if inside and off <= 1.3 * unit:
                cuts[i].append(run.at)
    return cuts


def _sections(
    frame: Frame, cuts: list[int], lines: list[Line], first: int, unit: float
) -> list[Section]:
    """Cut a frame at its dividers, each with the condition below it."""
    (x0, y0, x1, y1), word, tag = frame.box, frame.word, frame.tag.box
    own = _condition(lines, (x0, y0, x1, tag[3]), unit)
    if not own and word != "group":
        own = [
            q for q in lines
            if tag[2] < q.box[0] and q.box[2] < x1 and tag[1] < (q.box[1] + q.box[3]) / 2 < tag[3]
        ]  # fmt: skip
    text = joined(own) or frame.rest.strip()
    if word == "ref" and not text:
        own = [q for q in lines if holds(frame.box, q.box)]
        text = joined(own)
    out = [Section(word, _bare(text), frame.box, None, (frame.tag, *own))]
    cuts = cuts if word in _NEXT else []
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
    for block in blocks([line for line in lines if holds((x0, y0 - 4, x1, 10**6), line.box)]):
        box = around(block)
        first = block[0].text.strip()
        starts = box[1] <= y1 and (first.startswith(("[", "【", "［")) or first.endswith("]"))
        if starts and box[1] >= y0 - 0.5 * unit:
            closed = [i for i, q in enumerate(block) if q.text.rstrip().endswith(("]", "】", "］"))]
            return block[: closed[0] + 1] if closed else block[:1]
    return []


def _bare(text: str) -> str:
    return " ".join(text.split()).strip("[]【】［］ ")
