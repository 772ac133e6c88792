"""Sequence diagrams: participants, messages in order, frames.

A sequence diagram is told by its lifelines: upright lines, each hanging from a header that
is centred on it, with level arrows between them. Without both there is none.
"""

from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene
from tuwen.reading.sequence_frames import Section, find_boxes, find_frames
from tuwen.reading.sequence_labels import label_messages
from tuwen.reading.sequence_lifelines import Lifeline, find_lifelines
from tuwen.reading.sequence_lines import Ridges, Run, level_runs, merged, turned
from tuwen.reading.sequence_loops import find_loops
from tuwen.reading.sequence_messages import Message, Sheet, find_messages
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
    lifelines = find_lifelines(scene, upright, unit)
    if len(lifelines) < 2:
        return None
    level_mask = ridges.level()
    level = merged(
        level_runs(level_mask, gap=gap, shortest=round(unit)), near=2, gap=round(0.5 * unit)
    )
    texts = [line.box for line in scene.snug]
    sheet = Sheet(scene, level_mask, upright_mask, upright, texts, unit)
    messages = find_messages(sheet, level, lifelines)
    if not _convincing(messages, lifelines, unit):
        return None
    messages = sorted(
        [*messages, *find_loops(sheet, level, lifelines)], key=lambda message: message.y
    )
    return _assembled(sheet, level, lifelines, messages)


def _convincing(messages: list[Message], lifelines: list[Lifeline], unit: float) -> bool:
    """Enough arrows between lifelines for the picture to be a sequence diagram."""
    ends = {end for message in messages for end in (message.source, message.target)}
    directed = sum(message.heads == "end" for message in messages)
    footed = sum(line.foot is not None for line in lifelines)
    boxed = sum(line.certain for line in lifelines)
    sure = sum(line.shape == "rect" or line.foot is not None for line in lifelines)
    level = max(
        sum(abs(line.head[3] - other.head[3]) <= 1.5 * unit for line in lifelines)
        for other in lifelines
    )
    return (
        len(ends) >= max(2, 0.5 * len(lifelines))
        and len(messages) >= 0.34 * len(lifelines)
        and boxed >= 2
        and (sure >= 2 or len(messages) >= 3)
        and level >= max(2, 0.5 * len(lifelines))
        and (directed > 0.34 * len(messages) or footed == len(lifelines))
    )


def _assembled(
    sheet: Sheet, level: list[Run], lifelines: list[Lifeline], messages: list[Message]
) -> tuple[list[Node], list[Edge], list[Group]]:
    sections = find_frames(sheet, level, lifelines)
    boxes = find_boxes(sheet, level, lifelines)
    messages = [m for m in messages if not _side_of(m, sections)]
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
        )
        for i, (message, (label, read)) in enumerate(zip(messages, labels, strict=True), 1)
    ]  # fmt: skip
    return nodes, edges, _groups(sections, boxes, lifelines)


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
