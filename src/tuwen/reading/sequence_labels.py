"""Which text belongs to which message; notes, numbers in discs and frames' words left out."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np

from tuwen.reading.blocks import around, blocks, joined
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Region, Scene
from tuwen.reading.sequence_headers import region_around
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_sheet import Message, Sheet
from tuwen.reading.types import Box

_NUMBERED = re.compile(r"[\[(【［]?\s*(\d{1,4})\s*[\])】］]?(?:\s+(?=\S)|(?=[^\d\s.,:)、%]))")

_DIGITS = re.compile(r"[\W_]*\d{0,3}[\W_]*")
_STROKES = "一丨丿乙—_-|"  # what a piece of line is read as


def label_messages(
    sheet: Sheet, messages: list[Message], lifelines: list[Lifeline], taken: set[Line]
) -> list[tuple[str, float]]:
    """Label and its confidence for each message."""
    scene, unit = sheet.scene, sheet.unit
    texts = [
        line for line in sheet.lines
        if line.upright and line not in taken and line.text not in _STROKES
        and not _number(line, messages, lifelines, unit)
        and not _note(scene, line.box, messages, unit)
    ]  # fmt: skip
    offers: list[tuple[float, int, int]] = []
    texts = _rejoined(texts, lifelines)
    stacks = [part for stack in blocks(texts) for part in _cut(stack, messages)]
    for k, stack in enumerate(stacks):
        for i, message in enumerate(messages):
            cost = _cost(around(stack), message, unit)
            if cost is not None:
                offers.append((cost, i, k))
    given: dict[int, list[Line]] = {}
    used: set[int] = set()
    for _, i, k in sorted(offers):
        if k in used or (i in given and not _one_row(given[i], stacks[k])):
            continue
        given.setdefault(i, []).extend(stacks[k])
        used.add(k)
    words = _without_numbers(
        [_text(given[i], messages[i]) if i in given else "" for i in range(len(messages))]
    )
    return [
        (text, min((line.confidence for line in given.get(i, [])), default=1.0))
        for i, text in enumerate(words)
    ]


def _rejoined(lines: list[Line], lifelines: list[Lifeline]) -> list[Line]:
    """The lines of text, one where a lifeline that runs through made the recogniser see two."""
    out: list[Line] = []
    for line in sorted(lines, key=lambda q: q.box[0]):
        for i, other in enumerate(out):
            a, b = other.box, line.box
            cut = any(a[2] - 4 <= q.x <= b[0] + 4 for q in lifelines)
            if cut and b[0] - a[2] < 0.8 * (a[3] - a[1]) and _one_row([other], [line]):
                between = " " if (other.text[-1] + line.text[0]).isascii() else ""
                read = min(other.confidence, line.confidence)
                out[i] = Line(other.text + between + line.text, around([other, line]), read)
                break
        else:
            out.append(line)
    return out


def _cut(stack: list[Line], messages: list[Message]) -> list[list[Line]]:
    """Lines of text above one another, parted where a message runs between two of them."""
    out = [[stack[0]]]
    for line in stack[1:]:
        last = out[-1][-1].box
        x = (max(last[0], line.box[0]) + min(last[2], line.box[2])) / 2
        low, high = (last[1] + 2 * last[3]) / 3, (2 * line.box[1] + line.box[3]) / 3
        if any(
            low <= m.y <= high and min(m.path)[0] <= x <= max(m.path)[0] and m.low == m.y
            for m in messages
        ):
            out.append([line])
        else:
            out[-1].append(line)
    return out


def _without_numbers(labels: list[str]) -> list[str]:
    """The labels without the running numbers that PlantUML writes before them."""
    found = [_NUMBERED.match(text) for text in labels]
    numbers = [int(match[1]) for match in found if match]
    steps = [b - a for a, b in pairwise(numbers)]
    if len(numbers) < max(3, 0.75 * len(labels)):
        return labels
    usual = max(1, Counter(steps).most_common(1)[0][0])
    if sum(0 < step <= 3 * usual and step % usual == 0 for step in steps) < 0.75 * len(steps):
        return labels
    return [
        text[match.end() :] if match else text for text, match in zip(labels, found, strict=True)
    ]


def _text(lines: list[Line], message: Message) -> str:
    """The words of a label; without what was read of the line that they stand on."""
    text = joined(lines).replace("\n", " ")
    _, y0, _, y1 = around(lines)
    if y0 < message.y < y1 and message.source != message.target:
        text = text.strip(_STROKES + " –·.")
    return text


def _number(line: Line, messages: list[Message], lifelines: list[Lifeline], unit: float) -> bool:
    """A number in a disc at the start of a message."""
    if not _DIGITS.fullmatch(line.text):
        return False
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return any(abs(m.y - y) <= 0.6 * unit for m in messages) and any(
        abs(other.x - x) <= 1.2 * unit for other in lifelines
    )


def _note(scene: Scene, text: Box, messages: list[Message], unit: float) -> bool:
    """Does the text lie in a filled box of its own?"""
    region = region_around(scene, text)
    if region is None or (scene.paper and region.label == scene.paper.label):
        return False
    x0, y0, x1, y1 = region.box
    if y1 - y0 > 14 * unit or not (x0 <= text[0] + 4 and x1 >= text[2] - 4):
        return False
    if any(y0 < m.y < y1 and _overlap(region.box, m) > 0.3 * region.width for m in messages):
        return False  # a coloured background
    return sum(_differs(scene, region, side) for side in range(4)) >= 3


def _overlap(box: Box, message: Message) -> int:
    xs = [x for x, _ in message.path]
    return min(box[2], max(xs)) - max(box[0], min(xs))


def _differs(scene: Scene, region: Region, side: int) -> bool:
    """Is the colour beyond one side of a region another than its own?"""
    x0, y0, x1, y1 = region.box
    cx, cy = (x0 + x1) // 2, (y0 + y1) // 2
    far = 9
    spots = {
        0: [(x, y0 - far) for x in (x0 + (x1 - x0) // 4, cx, x1 - (x1 - x0) // 4)],
        1: [(x, y1 + far) for x in (x0 + (x1 - x0) // 4, cx, x1 - (x1 - x0) // 4)],
        2: [(x0 - far, y) for y in (y0 + (y1 - y0) // 4, cy, y1 - (y1 - y0) // 4)],
        3: [(x1 + far, y) for y in (y0 + (y1 - y0) // 4, cy, y1 - (y1 - y0) // 4)],
    }[side]
    apart = 0
    for x, y in spots:
        if 0 <= x < scene.width and 0 <= y < scene.height:
            pixel = scene.pixels[y, x].astype(int)
            apart += int(np.abs(pixel - np.array(region.colour)).max() > 8)
    return apart >= 2


def _cost(box: Box, message: Message, unit: float) -> float | None:
    """How badly a block of text fits as the label of a message; None when not at all."""
    x0, y0, x1, y1 = box
    (a, _), (b, _) = message.path[0], message.path[-1]
    left, right = min(a, b), max(a, b)
    middle = (x0 + x1) / 2
    loop = message.source == message.target
    if loop:
        if x1 < left - 1.2 * unit or x0 > right + 2 * unit:
            return None
    elif not left - 0.2 * unit <= middle <= right + 0.2 * unit:
        return None
    aside = 0.04 * abs(middle - (left + right) / 2)
    gap = message.y - y1
    if -0.35 * unit <= gap <= 1.5 * unit:
        return max(gap, 0.0) + aside
    if loop and x0 >= left and y0 < message.low and y1 > message.y:
        return 0.6 * unit + aside  # beside the loop, or in it
    if y0 < message.y < y1 and left < x0 and x1 < right:
        return 0.3 * unit + aside  # on the line
    return None


def _one_row(lines: list[Line], more: list[Line]) -> bool:
    """Two parts of one label that the recogniser cut in two."""
    a, b = around(lines), around(more)
    tall = min(a[3] - a[1], b[3] - b[1])
    apart = max(a[0], b[0]) - min(a[2], b[2])
    return apart < 1.5 * tall and min(a[3], b[3]) - max(a[1], b[1]) > 0.6 * tall
