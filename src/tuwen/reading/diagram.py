"""A diagram put together: shapes, labels and connectors become nodes, edges and groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tuwen.reading.blocks import around, joined
from tuwen.reading.classes import first_rule, named, notes, yellow
from tuwen.reading.compartments import whole_boxes
from tuwen.reading.confidence import NodeEvidence
from tuwen.reading.connectors import Anchors, Link, find_links
from tuwen.reading.frames import find_frames
from tuwen.reading.groups import Arrangement, arrange
from tuwen.reading.icons import with_icons
from tuwen.reading.letters import lone_letters
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, bounds, holds, inside
from tuwen.reading.scene import Scene
from tuwen.reading.shadows import without_shadows
from tuwen.reading.shapes import find_outlines
from tuwen.reading.tabs import with_tabs
from tuwen.reading.targets import unread
from tuwen.reading.types import Box, Edge, Group, Node, Point, Shape

_UNLIKELY = 0.1  # nine of ten such edges are wrong: of a mesh, or along a border
_SIGNS = {"十": "+", "乂": "×", "X": "×"}  # what is read of an operator in a circle
_LEGIBLE, _CLEAR = 0.7, 0.95  # confidence of the words on a line; of those in a tall box
_ASLANT = 1.8  # glyph heights: a line of text is taller where it is set aslant
_DISC = 90  # levels of brightness between the paper and the disc at which a process starts


@dataclass(frozen=True, slots=True)
class Diagram:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Group, ...]
    letters: tuple[Line, ...] = ()  # texts that were found by the shape around them


def read_diagram(scene: Scene) -> Diagram:
    """Nodes, edges and groups of a diagram that is not a sequence diagram."""
    letters = tuple(lone_letters(scene))
    scene = replace(scene, lines=(*scene.lines, *letters)) if letters else scene
    scene, plan, anchors = lay_out(scene)
    links = find_links(scene, anchors)
    aside = _notes(scene, plan, links)
    links = [link for link in links if not aside & {link.source, link.target}]
    ends = {end for link in links for end in (link.source, link.target)}
    first_text = len(anchors.shapes) + len(anchors.frames)
    worded = [k for k in range(len(anchors.texts)) if first_text + k in ends]
    names = _name(plan, worded, ends, aside)
    labels = _edge_labels(scene, plan, links, set(worded))
    nodes = _nodes(scene, plan, names, worded, anchors.texts)
    groups = _groups(plan, names, nodes)
    sure = {thing.id: thing.confidence for thing in (*nodes, *groups)}
    return Diagram(nodes, _edges(links, labels, names, sure), groups, letters)


def lay_out(scene: Scene) -> tuple[Scene, Arrangement, Anchors]:
    """The scene without shadows, what holds what, and what lines may end at."""
    outlines = find_outlines(scene, hollow=False)
    lines = unread(scene, outlines)
    scene = replace(scene, lines=tuple(lines)) if len(lines) < len(scene.lines) else scene
    frames = find_frames(scene, outlines)
    bright = without_shadows(scene, [*outlines, *frames])
    if bright is not scene:
        scene, outlines = bright, find_outlines(bright, hollow=False)
        frames = find_frames(scene, outlines)
    outlines = with_tabs(scene, whole_boxes(outlines, frames))
    plan = arrange(scene, *with_icons(scene, outlines))
    anchors = Anchors(
        shapes=[plan.parts[i].outline for i in plan.nodes],
        frames=[plan.parts[i].outline for i in plan.frames],
        texts=[_with_plate(around(block), plan.plates) for block in plan.free],
        plates=plan.plates,
        titles=[around(plan.labels[i]) for i in plan.frames if plan.labels[i]],
    )
    return scene, plan, anchors


def _notes(scene: Scene, plan: Arrangement, links: list[Link]) -> set[int]:
    """The notes of a class diagram: they stand by themselves or hang on dashed lines."""
    parts = [plan.parts[i] for i in plan.nodes]
    if not any(yellow(part.outline.colour) for part in parts):
        return set()
    divided = {
        k for k, part in enumerate(parts)
        if part.outline.compartments
        or first_rule(scene, part.outline.box, part.lines)
    }  # fmt: skip
    firm = {
        end for link in links for end in (link.source, link.target)
        if link.style != "dashed" or link.heads != "none"
    }  # fmt: skip
    return notes([part.outline for part in parts], divided) - firm


def _with_plate(box: Box, plates: list[Box]) -> Box:
    """The box of a label with its background."""
    return bounds([box, *(plate for plate in plates if inside(box, plate, 8))])


def _name(plan: Arrangement, worded: list[int], ends: set[int], aside: set[int]) -> dict[int, str]:
    """Anchor index → id, in reading order; shapes without text count when a line ends there."""
    said = [
        k for k, i in enumerate(plan.nodes)
        if k not in aside
        and (plan.parts[i].lines or k in ends or plan.parts[i].outline.shape == "end")
    ]  # fmt: skip
    where: list[tuple[Box, int]] = [(plan.parts[plan.nodes[k]].outline.box, k) for k in said]
    first_text = len(plan.nodes) + len(plan.frames)
    where += [(around(plan.free[k]), first_text + k) for k in worded]
    where.sort(key=lambda item: (item[0][1] // 24, item[0][0]))
    names = {k: f"n{i}" for i, (_, k) in enumerate(where, 1)}
    for j in range(len(plan.frames)):
        names[len(plan.nodes) + j] = f"g{j + 1}"
    return names


def _nodes(
    scene: Scene, plan: Arrangement, names: dict[int, str], worded: list[int], boxes: Sequence[Box]
) -> tuple[Node, ...]:
    found: list[Node] = []
    for k, i in enumerate(plan.nodes):
        if k in names:
            found.append(_node(scene, names[k], plan.parts[i].outline, plan.parts[i].lines))
    first_text = len(plan.nodes) + len(plan.frames)
    for k in worded:
        lines = plan.free[k]
        label = joined(lines)
        confidence = round(node_evidence(None, lines).chance(), 3)
        found.append(Node(names[first_text + k], label, "text", boxes[k], confidence))
    return tuple(sorted(found, key=lambda n: int(n.id[1:])))


def _node(scene: Scene, name: str, outline: Outline, lines: list[Line]) -> Node:
    shape: Shape = outline.shape
    name_lines, label, rows = named(scene, outline, lines)
    if shape == "circle":
        label = _SIGNS.get(label, label)
    if not lines and outline.shape == "circle" and _disc(scene, outline):
        shape = "start"
    confidence = round(node_evidence(outline, name_lines).chance(), 3)
    return Node(name, label, shape, outline.box, confidence, rows)


def _disc(scene: Scene, outline: Outline) -> bool:
    """Small, and of quite another brightness than the paper: where a process starts."""
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    apart = abs(sum(outline.colour) - sum(paper)) / 3
    return apart > _DISC and outline.box[2] - outline.box[0] < 4 * scene.glyph_height


def node_evidence(outline: Outline | None, lines: list[Line]) -> NodeEvidence:
    """What speaks for a shape with this name, in lines of text, or for text without a shape."""
    read = min((line.confidence for line in lines), default=1.0)
    if outline is None:
        return NodeEvidence(0.0, read, len(lines), free=True, filled=False, compartments=False)
    mark = not lines and outline.filled and outline.shape in ("circle", "end")  # of a state diagram
    return NodeEvidence(
        outline.fit, read, 1 if mark else len(lines), free=False, filled=outline.filled,
        compartments=len(outline.parts) > 1,
    )  # fmt: skip


def _edges(
    links: list[Link], labels: dict[int, list[Line]], names: dict[int, str], sure: dict[str, float]
) -> tuple[Edge, ...]:
    out: list[Edge] = []
    order = sorted(range(len(links)), key=lambda i: _reading_order(links[i].path))
    for i in order:
        link = links[i]
        label = joined(labels[i]).replace("\n", " ") if i in labels else ""
        label = label.strip("-–—_ ←↑→↓")  # of the line that the label sits on
        source, target = names[link.source], names[link.target]
        chance = link.evidence.chance() * min(sure[source], sure[target])
        if chance < _UNLIKELY:
            continue
        seen = link.heads, link.style, round(chance, 3), link.path, *link.marks
        out.append(Edge(f"e{len(out) + 1}", source, target, label, *seen))
    return tuple(out)


def _reading_order(path: tuple[Point, ...]) -> tuple[int, int]:
    x, y = path[0]
    return y // 24, x


def _edge_labels(
    scene: Scene, plan: Arrangement, links: list[Link], taken: set[int]
) -> dict[int, list[Line]]:
    """Each free block of text goes to the nearest line, one block a line."""
    reach = 1.8 * scene.glyph_height
    offers: list[tuple[float, int, int]] = []
    for k, block in enumerate(plan.free):
        if k in taken or any(_illegible(scene, line) for line in block):
            continue
        box = around(block)
        for i, link in enumerate(links):
            far = _distance(box, link.path)
            if far <= reach:
                offers.append((far, i, k))
    given: dict[int, list[Line]] = {}
    used: set[int] = set()
    for _, i, k in sorted(offers):
        if i not in given and k not in used:
            given[i] = plan.free[k]
            used.add(k)
    return given


def _illegible(scene: Scene, line: Line) -> bool:
    """Letters that were hardly made out, or that are set aslant: such words say nothing."""
    slanted = line.upright and line.box[3] - line.box[1] > _ASLANT * scene.glyph_height
    return not line.text.isdecimal() and line.confidence < (_CLEAR if slanted else _LEGIBLE)


def _distance(box: Box, path: tuple[Point, ...]) -> float:
    """Smallest distance between a box's core and a polyline; nearer its middle counts nearer."""
    points = np.array(path, float)
    steps = [np.linspace(a, b, max(2, int(np.hypot(*(b - a)) // 4))) for a, b in pairwise(points)]
    if not steps:
        return 1e9
    dense = np.concatenate(steps)
    x0, y0, x1, y1 = box
    dx = np.maximum(0, np.maximum(x0 - dense[:, 0], dense[:, 0] - x1))
    dy = np.maximum(0, np.maximum(y0 - dense[:, 1], dense[:, 1] - y1))
    gap = np.hypot(dx, dy)
    middle = np.hypot(dense[:, 0] - (x0 + x1) / 2, dense[:, 1] - (y0 + y1) / 2)
    return float((gap + 0.05 * middle).min())


def _groups(plan: Arrangement, names: dict[int, str], nodes: tuple[Node, ...]) -> tuple[Group, ...]:
    part_name = {i: names[k] for k, i in enumerate(plan.nodes) if k in names}
    part_name |= {i: names[len(plan.nodes) + j] for j, i in enumerate(plan.frames)}
    members: dict[int, list[str]] = {i: [] for i in plan.frames}
    for i, name in part_name.items():
        parent = plan.parts[i].parent
        while parent >= 0 and parent not in members:
            parent = plan.parts[parent].parent
        if parent >= 0:
            members[parent].append(name)
    for node in nodes:
        if node.shape == "text":
            holders = [i for i in plan.frames if holds(plan.parts[i].outline.box, node.box)]
            if holders:
                members[min(holders, key=lambda i: plan.parts[i].outline.area)].append(node.id)
    return tuple(
        Group(part_name[i], joined(plan.labels[i]).replace("\n", " "),
              tuple(members[i]), plan.parts[i].outline.box, plan.parts[i].outline.fit)
        for i in plan.frames
    )  # fmt: skip
