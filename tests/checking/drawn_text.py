"""Readings for the tests of the check, written as `A -> B: label` lines."""

import re

from tuwen.reading.types import Edge, Group, Kind, Node, Reading


def picture(lines: str, kind: Kind = "flowchart", **frames: str) -> Reading:
    """A Reading of arrows between names; frames are names of members with commas between."""
    names: dict[str, str] = {}
    edges: list[Edge] = []

    def ident(name: str) -> str:
        return names.setdefault(name.strip(), f"n{len(names) + 1}")

    for line in filter(None, map(str.strip, lines.split("\n"))):
        found = re.fullmatch(r"(.+?) (->|--) (.+?)(?:: (.*))?", line)
        assert found, line
        heads = "end" if found[2] == "->" else "none"
        edges.append(
            Edge(f"e{len(edges) + 1}", ident(found[1]), ident(found[3]), found[4] or "",
                 heads, "solid", 0.9)
        )  # fmt: skip
    groups = tuple(
        Group(f"g{n}", label, tuple(ident(m) for m in inside.split(",")), (0, 0, 9, 9))
        for n, (label, inside) in enumerate(frames.items(), 1)
    )
    nodes = tuple(
        Node(i, name.replace("|", "\n"), "rect", (0, n * 90, 90, n * 90 + 40), 0.9)
        for n, (name, i) in enumerate(names.items())
    )
    return Reading(900, 900, kind, 0.9, "", (), nodes, tuple(edges), groups)
