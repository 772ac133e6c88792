"""Whether it is a diagram, and of which kind, from its finished nodes, edges and groups.

Architecture and flowchart share their shapes; what stands in them decides: parts of a system
in frames, cylinders and icons, or steps, questions and answers.
"""

from collections import Counter
from math import exp

from tuwen.reading.kind_words import KEY, MEMBER, STAGE, STEP, STEREOTYPE, SYSTEM_PART, TYPE
from tuwen.reading.scene import Scene
from tuwen.reading.types import Edge, Group, Kind, Node

_THINGS = frozenset({"cylinder", "cloud", "actor", "icon"})


def evidence(nodes: tuple[Node, ...], edges: tuple[Edge, ...], groups: tuple[Group, ...]) -> float:
    """How much what was found speaks for a diagram (above zero) or against one (below)."""
    if sum(bool(node.label) for node in nodes) < 0.25 * len(nodes) and len(nodes) >= 40:
        return -3.0  # a map or a drawing: many shapes, hardly any of them named
    named = {part.id for part in (*nodes, *groups) if part.label}
    if len(nodes) < 4 and sum(c.isalnum() for part in (*nodes, *groups) for c in part.label) < 2:
        return -1.5  # a drawing, whatever its strokes look like
    bare = {node.id for node in nodes if node.shape == "text"}
    arrows = lines = loose = 0.0
    for edge in edges:
        ends = {edge.source, edge.target}
        if not ends <= named:
            loose += edge.confidence
        elif edge.heads != "none":
            arrows += edge.confidence
        elif not ends <= bare:
            lines += edge.confidence
    if arrows + lines + loose == 0:
        return 0.3 if _in_layers(nodes, groups) else -1.5
    return 0.5 * min(arrows, 5) + 0.2 * min(lines, 5) + 0.1 * min(loose, 10)


def _in_layers(nodes: tuple[Node, ...], groups: tuple[Group, ...]) -> bool:
    """Blocks without lines: an architecture drawn in layers, or as one thing inside another."""
    blocks = [node for node in nodes if node.label and node.shape != "text"]
    parts = sum(bool(SYSTEM_PART.search(node.label)) for node in blocks)
    named = {node.id for node in blocks}
    return (
        (len(blocks) >= 4 and parts > 0.6 * len(blocks))
        or (len(blocks) >= 3 and sum(bool(named & {*g.members}) for g in groups) >= 2)
        or (len(blocks) >= 6 and len(groups) >= 2)
        or (len(blocks) >= 8 and len(groups) >= 1)
    )


def refine_diagram(
    scene: Scene, nodes: tuple[Node, ...], edges: tuple[Edge, ...], groups: tuple[Group, ...]
) -> tuple[Kind, float]:
    """The kind of a diagram that is no sequence, and how sure it is (0..1)."""
    special = _members(scene, nodes) or _states(scene, nodes, edges) or _relations(nodes, edges)
    if special:
        return special
    if len(nodes) + 2 * len(groups) < 3 or not edges:
        if _in_layers(nodes, groups):
            return "architecture", 0.75 if len(nodes) >= 8 and len(groups) >= 2 else 0.6
        return "other", 0.55
    if _is_mindmap(nodes, edges):
        return "mindmap", 0.6
    if not groups and _apart(nodes, edges) > 0.4 * max(20, len(nodes)):
        return "other", 0.5
    lead = _architecture_score(nodes, edges, groups)
    sure = 1 / (1 + exp(-0.9 * abs(lead)))
    return ("architecture" if lead > 0 else "flowchart"), round(sure, 3)


def _apart(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> int:
    """How many of the named shapes no line touches."""
    touched = {end for edge in edges for end in (edge.source, edge.target)}
    return sum(bool(node.label) and node.id not in touched for node in nodes)


def _members(scene: Scene, nodes: tuple[Node, ...]) -> tuple[Kind, float] | None:
    """Class and ER diagrams, by what stands in their compartments."""
    texts = [line.text.strip() for line in scene.lines]
    rows = [row.strip() for node in nodes for row in node.rows]
    share = sum(bool(MEMBER.match(t)) for t in texts) / max(1, len(texts))
    stereotypes = sum(bool(STEREOTYPE.search(t)) for t in texts)
    first = [text.split()[0] for text in [*texts, *rows] if text.split()]
    types = sum(bool(TYPE.match(word)) for word in first)
    keys = sum(bool(KEY.match(word)) for text in texts for word in text.split())
    split = sum(bool(node.rows) for node in nodes)
    members = share > 0.2 or stereotypes >= 1
    if keys >= 2 or (types >= 3 and types > 0.12 * len(texts) and share < 0.1):
        return "er", 0.9 if keys else 0.8
    if members and (split or share > 0.25 or stereotypes):
        return "class", 0.9 if split else 0.7
    lettered = sum(any(c.isalpha() for c in node.label) for node in nodes)
    divided = _compartments(scene, nodes) if len(nodes) >= 2 else 0
    if (
        max(divided, split) >= 2
        and max(divided, split) > 0.45 * len(nodes)
        and lettered > 0.7 * len(nodes)
    ):
        return "class", 0.65
    return None


def _states(
    scene: Scene, nodes: tuple[Node, ...], edges: tuple[Edge, ...]
) -> tuple[Kind, float] | None:
    """A state diagram: small start and end marks; no arrow enters a start or leaves an end."""
    leave = {edge.source for edge in edges if edge.heads == "end"}
    enter = {edge.target for edge in edges if edge.heads == "end"}
    marks = [node for node in nodes if node.shape in ("start", "end")]
    sound = [
        node
        for node in marks
        if 0.4 < (node.box[3] - node.box[1]) / scene.text_height < 1.8
        and (node.id in leave) == (node.shape == "start")
        and (node.id in enter) == (node.shape == "end")
    ]
    boxes = [node for node in nodes if node not in marks]
    bare = sum(
        not node.label and node.shape != "diamond" and not _holds_another(node, boxes)
        for node in boxes
    )
    if not sound or len(sound) < 0.5 * len(marks) or bare > max(1.0, 0.2 * len(boxes)):
        return None
    asked = sum(bool(STEP.search(node.label)) for node in boxes if node.shape == "diamond")
    parts = sum(bool(SYSTEM_PART.search(node.label)) for node in boxes)
    if asked or parts > 0.4 * len(boxes):
        return None  # an activity diagram with questions, or dots in a drawing of a system
    return "state", 0.9 if len(sound) >= 2 else 0.75


def _holds_another(node: Node, others: list[Node]) -> bool:
    """Whether the node is the border or the shadow of a labelled one."""
    x0, y0, x1, y1 = node.box
    return any(
        other.label
        and x0 - 6 <= other.box[0]
        and y0 - 6 <= other.box[1]
        and other.box[2] <= x1 + 6
        and other.box[3] <= y1 + 6
        for other in others
    )


def _compartments(scene: Scene, nodes: tuple[Node, ...]) -> int:
    """Boxes that lines across their whole width divide, as those of classes."""
    found = 0
    for node in nodes:
        x0, y0, x1, y1 = node.box
        parts = sum(
            region.width > 0.9 * (x1 - x0)
            and region.height < 0.9 * (y1 - y0)
            and x0 - 4 <= region.box[0]
            and region.box[2] <= x1 + 4
            and y0 - 4 <= region.box[1]
            and region.box[3] <= y1 + 4
            for region in scene.regions
        )
        found += parts >= 2
    return found


def _relations(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> tuple[Kind, float] | None:
    """An ER diagram without attributes: names of entities, verbs on lines without arrow heads."""
    if len(edges) < 2 or len(nodes) < 3:
        return None
    headless = sum(edge.heads == "none" for edge in edges) / len(edges)
    verbs = sum(bool(edge.label) for edge in edges) / len(edges)
    shouted = sum(node.label.isupper() for node in nodes) / len(nodes)
    if headless > 0.6 and verbs > 0.5 and shouted > 0.6:
        return "er", 0.75
    return None


def _is_thing(node: Node) -> bool:
    """A store, a person, a pictogram; a letter or a stroke taken for one says nothing."""
    return node.shape in _THINGS and (node.shape != "icon" or len(node.label) >= 2)


def _is_mindmap(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> bool:
    """A tree that spreads from one hub by lines most of which surely have no heads."""
    headless = sum(edge.heads == "none" for edge in edges)
    if len(nodes) < 6 or headless < 0.7 * len(edges) or len(edges) != len(nodes) - 1:
        return False
    if sum(bool(SYSTEM_PART.search(node.label)) for node in nodes) > 0.6 * len(nodes):
        return False  # what a system is put together from
    degree = Counter(end for edge in edges for end in (edge.source, edge.target))
    return max(degree.values()) >= 4 and sum(v == 1 for v in degree.values()) >= 0.5 * len(nodes)


def _architecture_score(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...], groups: tuple[Group, ...]
) -> float:
    """Above zero for parts of a system, below for the steps of a course."""
    count = max(1, len(nodes))
    labels = [node.label for node in nodes]
    parts = sum(bool(SYSTEM_PART.search(label)) for label in labels) / count
    steps = sum(bool(STEP.search(label)) for label in labels) / count
    answers = sum(bool(STEP.search(edge.label)) for edge in edges if edge.label)
    things = sum(_is_thing(node) for node in nodes)
    diamonds = sum(node.shape == "diamond" for node in nodes)
    stages = sum(bool(STAGE.search(group.label)) for group in groups)
    titled = sum(bool(group.label) for group in groups) - stages
    starts = Counter(edge.source for edge in edges)
    ends = Counter(edge.target for edge in edges)
    chain = sum(starts[n.id] <= 1 and ends[n.id] <= 1 for n in nodes) / count
    both = sum(edge.heads != "end" for edge in edges) / max(1, len(edges))
    course = both < 0.05 and not groups and all(labels)  # every line leads on
    neurons = sum(node.shape == "circle" for node in nodes)
    bare = labels.count("")  # the steps of a course have names
    return (
        2.4 * parts
        - 3.0 * steps
        - 0.5 * min(answers, 4)
        + 0.5 * min(things, 4)
        - 0.8 * min(diamonds, 3)
        + 0.5 * min(titled, 3)
        - 0.8 * min(stages, 3)
        + 0.2 * min(len(groups), 3)
        - 0.8 * (chain - 0.5)
        + 0.6 * both
        - 0.4 * course
        + 0.8 * (neurons >= 8 and neurons > 0.6 * count)
        + 0.8 * (bare > 0.5 * count)
        - 0.2
    )
