"""Nodes and groups of a Reading as a proper tree, with the edges that a renderer can draw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tuwen.reading.types import Box, Edge, Group, Node


@dataclass(frozen=True)
class Tree:
    """Each node and group once, in the order of the Reading."""

    nodes: dict[str, Node]
    groups: dict[str, Group]
    children: dict[str, list[str]]  # of each group
    top: list[str]  # nodes and groups in no group
    edges: list[Edge]  # both ends known, no group joined to what it holds
    names: dict[str, str]

    def name(self, ident: str) -> str:
        """The identifier in Mermaid source."""
        return self.names[ident]

    def box(self, ident: str) -> Box:
        return (self.nodes.get(ident) or self.groups[ident]).box


def tree_of(nodes: Sequence[Node], edges: Sequence[Edge], groups: Sequence[Group]) -> Tree:
    """Sort nodes and groups into a tree; a part named twice belongs to the first group."""
    by_node = {node.id: node for node in nodes}
    by_group = {group.id: group for group in groups if group.id not in by_node}
    parent: dict[str, str] = {}
    for group in by_group.values():
        for member in group.members:
            known = member in by_node or member in by_group
            if known and member not in parent and not _above(member, group.id, parent):
                parent[member] = group.id
    children: dict[str, list[str]] = {ident: [] for ident in by_group}
    for member, ident in parent.items():
        children[ident].append(member)
    everything = [*by_group, *by_node]
    kept = [
        edge for edge in edges
        if edge.source in everything and edge.target in everything
        and not (edge.source in by_group and _above(edge.source, edge.target, parent))
        and not (edge.target in by_group and _above(edge.target, edge.source, parent))
    ]  # fmt: skip
    names = {
        ident: ident if re.fullmatch(r"[ng]\d+", ident) else f"x{i}"
        for i, ident in enumerate(everything)
    }
    top = [ident for ident in everything if ident not in parent]
    return Tree(by_node, by_group, children, top, kept, names)


def _above(ident: str, other: str, parent: dict[str, str]) -> bool:
    """Is `ident` the same as `other`, or a group around it?"""
    walk: str | None = other
    while walk is not None:
        if walk == ident:
            return True
        walk = parent.get(walk)
    return False
