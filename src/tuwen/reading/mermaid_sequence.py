"""Sequence diagrams as Mermaid source: messages in order, frames around those that lie in them."""

from dataclasses import dataclass, field

from tuwen.reading.mermaid_text import bare
from tuwen.reading.mermaid_tree import Tree
from tuwen.reading.types import Edge, Group

_FIRST = ("alt", "opt", "loop", "par", "critical", "break")
_FURTHER = {"alt": "else", "par": "and", "critical": "option"}
_OTHER = ("group", "neg", "strict", "seq", "assert", "ignore", "consider", "ref")
_ARROWS = {
    ("solid", "end"): "->>", ("solid", "both"): "<<->>", ("solid", "none"): "->",
    ("dashed", "end"): "-->>", ("dashed", "both"): "<<-->>", ("dashed", "none"): "-->",
    ("thick", "end"): "->>", ("thick", "both"): "<<->>", ("thick", "none"): "->",
}  # fmt: skip


@dataclass
class _Frame:
    group: Group
    word: str
    condition: str
    sections: list[Group] = field(default_factory=list[Group])
    held: list["_Frame | Edge"] = field(default_factory=list["_Frame | Edge"])

    @property
    def top(self) -> float:
        return self.group.box[1]


def sequence_diagram(tree: Tree, limit: int) -> str:
    """Source of a sequence diagram; the groups are read as frames by the word they start with."""
    lines = ["sequenceDiagram"]
    _participants(tree, lines, limit)
    frames = _frames(tree)
    outer: list[_Frame | Edge] = []
    for frame in frames:
        home = _home([f for f in frames if _holds(f, frame)])
        (home.held if home else outer).append(frame)
    for order, edge in enumerate(tree.edges):
        if edge.source not in tree.nodes or edge.target not in tree.nodes:
            continue
        x, y = _middle(edge, order)
        around = [f for f in frames if _inside(f.group, x, y)] if edge.path else []
        home = _home(around)
        (home.held if home else outer).append(edge)
    _write(tree, outer, lines, "  ", limit)
    return "\n".join(lines) + "\n"


def _participants(tree: Tree, lines: list[str], limit: int) -> None:
    order = sorted(tree.nodes.values(), key=lambda n: n.box[0] + n.box[2])
    boxes = [g for g in tree.groups.values() if _word(g)[0] == ""]
    inside = {
        member: group.id for group in boxes for member in group.members if member in tree.nodes
    }
    current = ""
    for i, node in enumerate(order):
        home = inside.get(node.id, "")
        seen = any(inside.get(n.id) == home for n in order[:i])
        if home != current:
            if current:
                lines.append("  end")
            current = "" if seen else home  # a box that was interrupted is not opened twice
            if current:
                title = bare(tree.groups[current].label, limit=limit)
                lines.append(f"  box transparent {title}".rstrip())
        role = "actor" if node.shape == "actor" else "participant"
        name = bare(node.label, limit=limit, between="<br/>") or "…"
        lines.append(f"  {role} {tree.name(node.id)} as {name}")
    if current:
        lines.append("  end")


def _word(group: Group) -> tuple[str, str]:
    """The word that makes a group a frame, and its condition."""
    word, _, rest = group.label.strip().partition(" ")
    known = word in _FIRST or word in _OTHER or word in _FURTHER.values()
    return (word, rest) if known else ("", group.label)


def _frames(tree: Tree) -> list[_Frame]:
    """The frames from the largest to the smallest, each with its further sections."""
    frames: list[_Frame] = []
    sections: list[Group] = []
    for group in tree.groups.values():
        word, condition = _word(group)
        if word in _FURTHER.values():
            sections.append(group)
        elif word in _OTHER:
            frames.append(_Frame(group, "opt", group.label))
        elif word:
            frames.append(_Frame(group, word, condition))
    frames.sort(key=lambda f: -_area(f.group))
    for section in sorted(sections, key=lambda g: g.box[1]):
        word = section.label.strip().partition(" ")[0]
        owners = [
            f for f in frames
            if _FURTHER.get(f.word) == word and (
                section.id in f.group.members or _covers(f.group, section)
            )
        ]  # fmt: skip
        named = [f for f in owners if section.id in f.group.members]
        owner = _home(named or owners)
        if owner:
            owner.sections.append(section)
    return frames


def _area(group: Group) -> int:
    x0, y0, x1, y1 = group.box
    return max(0, x1 - x0) * max(0, y1 - y0)


def _home(frames: list[_Frame]) -> _Frame | None:
    return min(frames, key=lambda f: _area(f.group), default=None)


def _covers(outer: Group, inner: Group) -> bool:
    x0, y0, x1, y1 = inner.box
    return _inside(outer, (x0 + x1) / 2, (y0 + y1) / 2)


def _inside(group: Group, x: float, y: float) -> bool:
    x0, y0, x1, y1 = group.box
    return x0 <= x <= x1 and y0 <= y <= y1


def _holds(outer: _Frame, inner: _Frame) -> bool:
    return _area(outer.group) > _area(inner.group) and _covers(outer.group, inner.group)


def _middle(edge: Edge, order: int) -> tuple[float, float]:
    if not edge.path:
        return 0.0, float(order)
    (x0, y), (x1, _) = edge.path[0], edge.path[-1]
    return (x0 + x1) / 2, float(y)


def _write(
    tree: Tree, held: list["_Frame | Edge"], lines: list[str], indent: str, limit: int
) -> None:
    """Frames and messages from top to bottom; messages without a place keep their order."""
    place = {edge.id: i for i, edge in enumerate(tree.edges)}
    placed = all(isinstance(item, _Frame) or item.path for item in held)

    def height(item: "_Frame | Edge") -> tuple[float, int]:
        if isinstance(item, _Frame):
            return (item.top, -1) if placed else (-1.0, 0)
        return (float(item.path[0][1]) if placed else 0.0, place[item.id])

    for item in sorted(held, key=height):
        if isinstance(item, _Frame):
            _write_frame(tree, item, lines, indent, limit)
            continue
        arrow = _ARROWS[(item.style, item.heads)]
        said = bare(item.label, limit=limit, between="<br/>")
        ends = f"{tree.name(item.source)}{arrow}{tree.name(item.target)}"
        lines.append(f"{indent}{ends}: {said}")


def _write_frame(tree: Tree, frame: _Frame, lines: list[str], indent: str, limit: int) -> None:
    lines.append(f"{indent}{frame.word} {bare(frame.condition, limit=limit)}".rstrip())
    rest = frame.held
    for section in frame.sections:
        start = section.box[1]
        upper = [item for item in rest if _top(item) < start]
        rest = [item for item in rest if _top(item) >= start]
        _write(tree, upper, lines, indent + "  ", limit)
        condition = section.label.strip().partition(" ")[2]
        word = _FURTHER[frame.word]
        lines.append(f"{indent}{word} {bare(condition, limit=limit)}".rstrip())
    _write(tree, rest, lines, indent + "  ", limit)
    lines.append(f"{indent}end")


def _top(item: "_Frame | Edge") -> float:
    if isinstance(item, _Frame):
        return item.top
    return float(item.path[0][1]) if item.path else 0.0
