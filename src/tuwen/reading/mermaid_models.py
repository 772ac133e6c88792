"""Class, entity, state and mind map diagrams as Mermaid source."""

import math
import re

from tuwen.reading.mermaid_text import bare, label
from tuwen.reading.mermaid_tree import Tree
from tuwen.reading.types import Edge, Mark, Node

_CLASS_MARKS: dict[Mark, tuple[str, str]] = {  # at the left of a link, at its right
    "arrow": ("<", ">"), "triangle": ("<|", "|>"), "diamond": ("o", "o"),
    "filled_diamond": ("*", "*"), "circle": ("()", "()"),
}  # fmt: skip
_ER_MARKS: dict[Mark, tuple[str, str]] = {
    "one": ("||", "||"), "zero_or_one": ("|o", "o|"), "one_or_many": ("}|", "|{"),
}  # fmt: skip
_ANY = ("}o", "o{")  # any number: also where it was not read, for Mermaid draws no bare end
_SYNTAX = ":,()=@{}-"  # what ends or splits a label without quotes
_KEYS = re.compile(r"^(PK|FK|UK)$")
_STEREOTYPE = re.compile(r"^(?:<<|«)\s*(\w+)\s*(?:>>|»)$")


def class_diagram(tree: Tree, limit: int) -> str:
    """Classes with their members; groups are left out."""
    lines = ["classDiagram"]
    for node in tree.nodes.values():
        name = label(node.label, limit=limit, between=" ") or "…"  # a blank one is not drawn
        lines.append(f'  class {tree.name(node.id)}["{name}"]')
        rows = [row for text in node.rows for row in text.splitlines()]
        kind = [m[1] for row in rows if (m := _STEREOTYPE.match(row.strip()))]
        members = [
            words for row in rows
            if not _STEREOTYPE.match(row.strip()) and (words := _member(row, limit))
        ]  # fmt: skip
        lines += [f"  <<{word}>> {tree.name(node.id)}" for word in kind[:1]]
        lines += [f"  {tree.name(node.id)} : {words}" for words in members]
    for edge in _between_nodes(tree):
        said = bare(edge.label, limit=limit, also=_SYNTAX)
        ends = f"  {tree.name(edge.source)} {_class_link(edge)} {tree.name(edge.target)}"
        lines.append(f"{ends} : {said}" if said else ends)
    return "\n".join(lines) + "\n"


def _class_link(edge: Edge) -> str:
    source, target = edge.source_mark, edge.target_mark
    if source == target == "none":  # only the heads were read
        source = "arrow" if edge.heads == "both" else "none"
        target = "none" if edge.heads == "none" else "arrow"
    left, right = _CLASS_MARKS.get(source, ("", "")), _CLASS_MARKS.get(target, ("", ""))
    return f"{left[0]}{'..' if edge.style == 'dashed' else '--'}{right[1]}"


def _member(row: str, limit: int) -> str:
    """A line of a compartment; visibility and the parentheses of a method stay as they are."""
    words = bare(row, limit=limit, also=_SYNTAX)
    words = re.sub(r"^#4([35]);", lambda m: "+" if m[1] == "3" else "-", words)
    plain = words.replace("#40;", "(").replace("#41;", ")")
    return plain if re.fullmatch(r"[^()]*\([^()]*\)[^()]*", plain) else words


def er_diagram(tree: Tree, limit: int) -> str:
    """Entities with their attributes and how many of each take part."""
    lines = ["erDiagram"]
    for node in tree.nodes.values():
        name = label(node.label, limit=limit, between=" ") or "…"  # a blank one is not drawn
        rows = [row for text in node.rows for row in text.splitlines()]
        attributes = [words for row in rows if (words := _attribute(row))]
        head = f'  {tree.name(node.id)}["{name}"]'
        lines += [f"{head} {{", *(f"    {words}" for words in attributes), "  }"] if (
            attributes
        ) else [head]  # fmt: skip
    for edge in _between_nodes(tree):
        left, right = _ER_MARKS.get(edge.source_mark, _ANY), _ER_MARKS.get(edge.target_mark, _ANY)
        link = f"{left[0]}{'..' if edge.style == 'dashed' else '--'}{right[1]}"
        said = label(edge.label, limit=limit, between=" ")
        lines.append(f'  {tree.name(edge.source)} {link} {tree.name(edge.target)} : "{said}"')
    return "\n".join(lines) + "\n"


def _attribute(row: str) -> str:
    """`type name PK`, of words as Mermaid allows them."""
    words = row.split()
    keys = [word for word in words if _KEYS.match(word)]
    rest = [w for word in words if not _KEYS.match(word) and (w := _word(word))]
    if not rest:
        return ""
    kind, name = (rest[0], "_".join(rest[1:])) if len(rest) > 1 else ("_", rest[0])
    return " ".join(part for part in (kind, name[:80], ", ".join(dict.fromkeys(keys))) if part)


def _word(text: str) -> str:
    clean = re.sub(r"[^A-Za-z0-9_()\[\]\u00c0-\u02af\u3400-\u9fff-]", "_", text).strip("_-")[:60]
    if not clean:
        return ""
    return clean if re.match(r"[A-Za-z_\u00c0-\uffff]", clean) else f"_{clean}"


def state_diagram(tree: Tree, limit: int) -> str:
    """States and composite states; start and end marks become [*]."""
    lines = ["stateDiagram-v2"]
    marks = {n.id for n in tree.nodes.values() if n.shape in ("start", "end")}
    parent = {member: group for group, held in tree.children.items() for member in held}

    def write(members: list[str], indent: str, home: str | None) -> None:
        for ident in members:
            if ident in tree.groups:
                title = label(tree.groups[ident].label, limit=limit, between=" ") or " "
                lines.append(f'{indent}state "{title}" as {tree.name(ident)} {{')
                before = len(lines)
                write(tree.children[ident], indent + "  ", ident)
                if len(lines) > before:
                    lines.append(f"{indent}}}")
                else:  # Mermaid cannot draw an empty composite state
                    lines[-1] = lines[-1].removesuffix(" {")
            elif ident not in marks:
                lines.append(indent + _state(tree, tree.nodes[ident], limit))
        for edge in tree.edges:
            if _scope(edge, marks, parent) == home:
                lines.extend(indent + words for words in _transition(tree, edge, marks, limit))

    write(tree.top, "  ", None)
    return "\n".join(lines) + "\n"


def _state(tree: Tree, node: Node, limit: int) -> str:
    words = label(node.label, limit=limit)
    if node.shape == "diamond" and not words:
        return f"state {tree.name(node.id)} <<choice>>"
    return f'state "{words or " "}" as {tree.name(node.id)}'


def _scope(edge: Edge, marks: set[str], parent: dict[str, str]) -> str | None:
    """The group whose [*] an edge means; other edges stand at the top."""
    for end in (edge.source, edge.target):
        if end in marks:
            return parent.get(end)
    return None


def _transition(tree: Tree, edge: Edge, marks: set[str], limit: int) -> list[str]:
    ends = ["[*]" if end in marks else tree.name(end) for end in (edge.source, edge.target)]
    if ends[0] == ends[1] == "[*]":
        return []
    said = bare(edge.label, limit=limit, also=_SYNTAX)
    tail = f" : {said}" if said else ""
    ways = [ends, ends[::-1]] if edge.heads == "both" else [ends]
    return [f"{source} --> {target}{tail}" for source, target in ways]


def mindmap(tree: Tree, limit: int) -> str:
    """A mind map, when the nodes hang together as one tree; else the empty string."""
    near: dict[str, list[str]] = {ident: [] for ident in tree.nodes}
    for edge in _between_nodes(tree):
        if edge.source != edge.target and edge.target not in near[edge.source]:
            near[edge.source].append(edge.target)
            near[edge.target].append(edge.source)
    if sum(map(len, near.values())) != 2 * (len(near) - 1):
        return ""
    root = _root(tree, near)
    lines = ["mindmap"]
    seen: set[str] = set()
    todo = [(root, 1)]
    while todo:
        ident, depth = todo.pop()
        seen.add(ident)
        words = label(tree.nodes[ident].label, limit=limit) or " "
        brackets = ("((", "))") if depth == 1 else ("[", "]")
        lines.append(f'{"  " * depth}{tree.name(ident)}{brackets[0]}"{words}"{brackets[1]}')
        todo += [(other, depth + 1) for other in reversed(near[ident]) if other not in seen]
    return "\n".join(lines) + "\n" if len(seen) == len(near) else ""


def _root(tree: Tree, near: dict[str, list[str]]) -> str:
    """The node with the most branches; of equals the one nearest to the middle."""
    boxes = [node.box for node in tree.nodes.values()]
    middle = (
        (min(b[0] for b in boxes) + max(b[2] for b in boxes)) / 2,
        (min(b[1] for b in boxes) + max(b[3] for b in boxes)) / 2,
    )

    def away(ident: str) -> float:
        x0, y0, x1, y1 = tree.nodes[ident].box
        return math.dist(((x0 + x1) / 2, (y0 + y1) / 2), middle)

    return min(near, key=lambda ident: (-len(near[ident]), away(ident)))


def _between_nodes(tree: Tree) -> list[Edge]:
    return [e for e in tree.edges if e.source in tree.nodes and e.target in tree.nodes]
