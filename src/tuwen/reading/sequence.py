"""Sequence diagrams: participants, messages in order, frames.

A sequence diagram is told by its lifelines: upright lines, each hanging from a header that
is centred on it, with level arrows between them. Without both there is none.
"""

from dataclasses import replace

import numpy as np

from tuwen.reading.components import turned
from tuwen.reading.ocr import Line, read_boxes
from tuwen.reading.scene import Scene
from tuwen.reading.sequence_boxes import find_boxes
from tuwen.reading.sequence_columns import find_bars
from tuwen.reading.sequence_frames import Frame, find_frames
from tuwen.reading.sequence_heads import in_turn
from tuwen.reading.sequence_labels import label_messages
from tuwen.reading.sequence_lifelines import Lifeline, find_lifelines
from tuwen.reading.sequence_lines import Ridges, Run, bridge, level_runs, merged
from tuwen.reading.sequence_loops import find_loops
from tuwen.reading.sequence_messages import find_messages
from tuwen.reading.sequence_sections import Section, find_sections
from tuwen.reading.sequence_sheet import Message, Sheet
from tuwen.reading.snug import tight_box
from tuwen.reading.types import Box, Edge, Group, Node


def read_sequence(scene: Scene) -> tuple[list[Node], list[Edge], list[Group]] | None:
    """Participants from left to right, messages from top to bottom; None when it is none."""
    unit = max(8.0, 0.75 * scene.text_height)  # about the font size
    thick, gap = max(3, round(0.2 * unit)), max(8, round(0.6 * unit))
    ridges = Ridges(scene.pixels, thick)
    upright_mask = ridges.upright()
    upright = merged(
        level_runs(turned(upright_mask), gap=gap, shortest=round(0.8 * unit)),
        near=2, gap=round(0.4 * unit),
    )  # fmt: skip
    bars = find_bars(scene, upright, unit)
    lifelines = find_lifelines(scene, upright, bars, unit)
    if len(lifelines) < 2:
        return None
    lifelines = _named(scene, lifelines)
    lines = _beside(scene, lifelines)
    level_mask = ridges.level()
    bridge(level_mask, [line.box for line in lines], unit)
    level = merged(
        level_runs(level_mask, gap=gap, shortest=round(unit)), near=2, gap=round(0.5 * unit)
    )
    sheet = Sheet(scene, level_mask, upright_mask, upright, bars, lines, unit)
    frames = find_frames(sheet, level, lifelines)
    inner = [run for run in level if not any(frame.bounds(run) for frame in frames)]
    messages = find_messages(sheet, inner, lifelines)
    if not _convincing(messages, lifelines, unit):
        return None
    return _assembled(sheet, level, lifelines, frames, messages)


def _named(scene: Scene, lifelines: list[Lifeline]) -> list[Lifeline]:
    """The lifelines, headers in which no text was found read once more: a letter may be there."""
    blank = [line for line in lifelines if not line.label]
    if not blank:
        return lifelines
    rims = [(-3 if line.certain else 3, line.head) for line in blank]
    places = [(x0 - rim, y0 - rim, x1 + rim, y1 + rim) for rim, (x0, y0, x1, y1) in rims]
    read = read_boxes(scene.pixels, gray=scene.gray, boxes=places)
    out: list[Lifeline] = []
    for line in lifelines:
        x0, y0, x1, y1 = line.head
        inside = [q for q in read if x0 - 3 <= q.box[0] and q.box[2] <= x1 + 3]
        inside = [q for q in inside if y0 - 3 <= q.box[1] <= y1]
        if not line.label and inside:
            line = replace(line, label=inside[0].text, lines=(*line.lines, inside[0]))
        out.append(line)
    return out


def _beside(scene: Scene, lifelines: list[Lifeline]) -> list[Line]:
    """The lines of text; the boxes of those that a lifeline runs through as if it did not."""
    named = {line for lifeline in lifelines for line in lifeline.lines}
    out: list[Line] = []
    for line in scene.snug:
        x0, y0, x1, y1 = line.box
        crossing = [q.x for q in lifelines if x0 - 2 <= q.x <= x1 + 2 and q.top < y1]
        if line.upright and crossing and line not in named:
            width = x1 - x0
            near = [c for x in crossing for c in range(x - x0 - 3, x - x0 + 4) if 0 <= c < width]
            bare = np.delete(scene.gray[y0:y1, x0:x1], near, axis=1)
            _, top, _, low = tight_box(bare, (0, 0, bare.shape[1], bare.shape[0]))
            line = replace(line, box=(x0, y0 + top, x1, y0 + low))
        out.append(line)
    return out


def _convincing(messages: list[Message], lifelines: list[Lifeline], unit: float) -> bool:
    """Arrows from line to line between headers in one row, or lines with their names below."""
    footed = all(line.foot is not None for line in lifelines)
    pointed = sum(footed or message.heads != "none" for message in messages)
    level = max(
        sum(abs(line.head[3] - other.head[3]) <= 1.5 * unit for line in lifelines)
        for other in lifelines
    )
    return (
        pointed >= (1 if footed else 2)
        and any(line.certain for line in lifelines)
        and level >= max(2, 0.5 * len(lifelines))
    )


def _assembled(
    sheet: Sheet,
    level: list[Run],
    lifelines: list[Lifeline],
    frames: list[Frame],
    messages: list[Message],
) -> tuple[list[Node], list[Edge], list[Group]]:
    sections = find_sections(sheet, level, frames, messages)
    boxes = find_boxes(sheet, lifelines)
    messages = [m for m in messages if not _side_of(m, sections)]
    loops = find_loops(sheet, level, lifelines, _taken(sheet, sections, messages))
    messages = in_turn(sorted([*messages, *loops], key=lambda message: message.y))
    taken: set[Line] = {line for lifeline in lifelines for line in lifeline.lines}
    taken |= {line for section in sections for line in section.lines}
    taken |= {title for *_, title in boxes if title}
    labels = label_messages(sheet, messages, lifelines, taken)
    nodes = [
        Node(f"n{i}", line.label, line.shape, line.head, line.confidence)
        for i, line in enumerate(lifelines, 1)
    ]
    edges = [
        Edge(
            f"e{i}", f"n{message.source + 1}", f"n{message.target + 1}", label, message.heads,
            message.style, round(message.confidence * read, 3), message.path,
            target_mark=message.mark,
        )
        for i, (message, (label, read)) in enumerate(zip(messages, labels, strict=True), 1)
    ]  # fmt: skip
    return nodes, edges, _groups(sections, boxes, lifelines)


def _taken(sheet: Sheet, sections: list[Section], messages: list[Message]) -> list[Box]:
    """Where messages run, and the sides and words of frames: nothing of a loop is there."""
    half = round(0.4 * sheet.unit)
    places = [line.box for section in sections for line in section.lines]
    for x0, y0, x1, y1 in (section.box for section in sections):
        places += [(x0, y0 - 2, x1, y0 + 2), (x0, y1 - 2, x1, y1 + 2)]
    for (x0, y), (x1, _) in (sorted(message.path) for message in messages):
        places.append((x0, y - half, x1, y + half))
    return places


def _side_of(message: Message, sections: list[Section]) -> bool:
    """Is a line without a head the side of a frame, or a divider in it?"""
    return message.heads == "none" and any(
        min(abs(message.y - section.box[1]), abs(message.y - section.box[3])) <= 3
        and section.box[0] <= message.path[0][0] <= section.box[2]
        for section in sections
    )


def _groups(
    sections: list[Section],
    boxes: list[tuple[str, Box, Line | None]],
    lifelines: list[Lifeline],
) -> list[Group]:
    """Frames with the participants they span; a further section is a member of its first."""
    groups: list[Group] = []
    for i, section in enumerate(sections):
        members = [
            f"n{k}" for k, line in enumerate(lifelines, 1)
            if section.box[0] <= line.x <= section.box[2]
        ] + [f"g{j}" for j, other in enumerate(sections, 1) if other.parent == i]  # fmt: skip
        label = f"{section.word} {section.condition}".strip()
        groups.append(Group(f"g{i + 1}", label, tuple(members), section.box, 0.85))
    for title, box, _ in boxes:
        members = [f"n{k}" for k, line in enumerate(lifelines, 1) if box[0] <= line.x <= box[2]]
        groups.append(Group(f"g{len(groups) + 1}", title, tuple(members), box, 0.85))
    return groups
