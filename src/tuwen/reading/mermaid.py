"""A Reading as Mermaid source that renders, whatever the labels of the picture say.

The diagram type follows the kind of picture; what fits none becomes a flowchart. Other
diagram types are written in `mermaid_sequence`, `mermaid_models` and `mermaid_charts`.
"""

from collections.abc import Callable
from functools import partial

from tuwen.reading.mermaid_charts import pie, xychart
from tuwen.reading.mermaid_models import class_diagram, er_diagram, mindmap, state_diagram
from tuwen.reading.mermaid_sequence import sequence_diagram
from tuwen.reading.mermaid_text import label
from tuwen.reading.mermaid_tree import Tree, tree_of
from tuwen.reading.types import CHARTS, Edge, Node, Reading, Shape

_MOST_TEXT = 49_000  # characters: Mermaid refuses 50 000
_MOST_EDGES = 490  # Mermaid refuses more than 500
_LABELS = (240, 80, 30, 12)  # characters of a label, tried until the source is short enough

_BRACKETS: dict[Shape, tuple[str, str]] = {
    "rect": ("[", "]"), "rounded": ("(", ")"), "stadium": ("([", "])"), "diamond": ("{", "}"),
    "hexagon": ("{{", "}}"), "cylinder": ("[(", ")]"), "circle": ("((", "))"),
    "ellipse": ("([", "])"), "parallelogram": ("[/", "/]"), "cloud": ("(", ")"),
    "actor": ("([", "])"), "document": ("[", "]"), "icon": ("[", "]"), "text": ("[", "]"),
    "start": ("((", "))"), "end": ("(((", ")))"),
}  # fmt: skip
_LINKS = {
    ("solid", "end"): "-->", ("solid", "both"): "<-->", ("solid", "none"): "---",
    ("dashed", "end"): "-.->", ("dashed", "both"): "<-.->", ("dashed", "none"): "-.-",
    ("thick", "end"): "==>", ("thick", "both"): "<==>", ("thick", "none"): "===",
}  # fmt: skip


def to_mermaid(reading: Reading) -> str:
    """Mermaid source of what was read; the empty string when there is nothing to draw."""
    if len(reading.edges) > _MOST_EDGES:
        sure = sorted(reading.edges, key=lambda e: -e.confidence)[:_MOST_EDGES]
        kept = {edge.id for edge in sure}
        edges = tuple(edge for edge in reading.edges if edge.id in kept)[:_MOST_EDGES]
    else:
        edges = reading.edges
    source = ""
    for limit in _LABELS:
        source = _source(reading, edges, limit)
        if len(source) <= _MOST_TEXT:
            return source
    return ""


def _source(reading: Reading, edges: tuple[Edge, ...], limit: int) -> str:
    text = partial(label, limit=limit)
    if reading.kind in CHARTS and reading.chart:
        drawn = pie(reading.chart, limit) if reading.kind == "pie_chart" else ""
        drawn = drawn or xychart(reading.chart, reading.kind, limit)
        if drawn:
            return drawn
    if not reading.nodes:
        return ""
    tree = tree_of(reading.nodes, edges, reading.groups)
    writers: dict[str, Callable[[Tree, int], str]] = {
        "sequence": sequence_diagram, "class": class_diagram, "er": er_diagram,
        "state": state_diagram, "mindmap": mindmap,
    }  # fmt: skip
    writer = writers.get(reading.kind)
    return (writer(tree, limit) if writer else "") or _flowchart(tree, text)


def _flowchart(tree: Tree, text: Callable[[str], str]) -> str:
    lines = [f"flowchart {_direction(tree)}"]

    def node_lines(node: Node, indent: str) -> None:
        opening, closing = _BRACKETS[node.shape]
        words = text("\n".join((node.label, *node.rows))) or " "
        lines.append(f'{indent}{tree.name(node.id)}{opening}"{words}"{closing}')

    def group_lines(group: str, indent: str) -> None:
        title = text(tree.groups[group].label) or " "
        lines.append(f'{indent}subgraph {tree.name(group)}["{title}"]')
        for member in tree.children[group]:
            (group_lines if member in tree.groups else enter)(member, indent + "  ")
        lines.append(f"{indent}end")

    def enter(member: str, indent: str) -> None:
        node_lines(tree.nodes[member], indent)

    for member in tree.top:
        (group_lines if member in tree.groups else enter)(member, "  ")
    for edge in tree.edges:
        words = text(edge.label)
        said = f'|"{words}"|' if words else ""
        link = _LINKS[(edge.style, edge.heads)]
        lines.append(f"  {tree.name(edge.source)} {link}{said} {tree.name(edge.target)}")
    bare = [tree.name(node.id) for node in tree.nodes.values() if node.shape == "text"]
    if bare:
        lines.append(f"  style {','.join(bare)} fill:none,stroke:none")
    return "\n".join(lines) + "\n"


def _direction(tree: Tree) -> str:
    """The way that most of the arrows point."""
    right = down = 0.0
    for edge in tree.edges:
        a, b = tree.box(edge.source), tree.box(edge.target)
        if a == b:
            continue
        dx, dy = (b[0] + b[2] - a[0] - a[2]) / 2, (b[1] + b[3] - a[1] - a[3]) / 2
        if abs(dx) > abs(dy):
            right += 1 if dx > 0 else -1
            down += 0.001
        else:
            down += 1 if dy > 0 else -1
    level = [edge for edge in tree.edges if _flat(tree, edge)]
    if 2 * len(level) > len(tree.edges):
        return "LR" if right >= 0 else "RL"
    return "TD" if down >= 0 else "BT"


def _flat(tree: Tree, edge: Edge) -> bool:
    a, b = tree.box(edge.source), tree.box(edge.target)
    return abs(b[0] + b[2] - a[0] - a[2]) > abs(b[1] + b[3] - a[1] - a[3])
