"""What is to be seen in a drawn picture, in the words of the evaluation sets (score.py)."""

from typing import Any

from diagrams import Edge, Plan

# Where a tool draws another form than the plan names; rows make a rectangle everywhere.
SEEN: dict[str, dict[str, str]] = {
    "mermaid": {"cloud": "rounded", "queue": "rect"},
    "graphviz": {"stadium": "ellipse", "cloud": "ellipse", "queue": "other"},
    "plantuml": {"rounded": "other", "queue": "other", "hexagon": "other", "circle": "actor",
                 "stadium": "rect", "diamond": "other", "parallelogram": "other"},
    "d2": {"queue": "other", "stadium": "ellipse"},
    "drawio": {"queue": "document"},
    "excalidraw": {"stadium": "ellipse", "cylinder": "rounded", "hexagon": "rect",
                   "parallelogram": "rect", "cloud": "ellipse", "queue": "rect",
                   "circle": "ellipse"},
    "slides": {"queue": "document"},
}  # fmt: skip


def truth_of(plan: Plan, tool: str) -> dict[str, Any]:
    """Type, nodes, edges and groups; what the tool does not draw is left out."""
    nodes = [{"id": n.id, "label": n.label, "shape": _shape(plan, tool, n.shape)}
             for n in plan.nodes]  # fmt: skip
    edges = [_edge(edge) for edge in plan.edges]
    if plan.kind == "state" and tool in ("mermaid", "plantuml"):
        edges += [_edge(Edge("start", nodes[0]["id"], "", "arrow", "none", "solid")),
                  _edge(Edge(nodes[-1]["id"], "end", "", "arrow", "none", "solid"))]  # fmt: skip
        nodes += [{"id": "start", "label": "", "shape": "start"},
                  {"id": "end", "label": "", "shape": "end"}]  # fmt: skip
    groups = [{"id": name, "label": label, "members": plan.inside(name)}
              for name, label in plan.groups.items()]  # fmt: skip
    return {"type": plan.kind, "nodes": nodes, "edges": edges, "groups": groups}


def _shape(plan: Plan, tool: str, shape: str) -> str:
    if plan.kind == "state":
        return "rounded"
    return "rect" if plan.kind in ("class", "er") else SEEN[tool].get(shape, shape)


def _edge(edge: Edge) -> dict[str, str]:
    """A line with heads at both ends, or at none, leads either way: "open" for score.py."""
    directed = (edge.head == "none") != (edge.tail == "none")
    ends = (edge.source, edge.target) if edge.head != "none" else (edge.target, edge.source)
    return {"from": ends[0], "to": ends[1], "label": edge.label, "style": edge.style,
            "arrow": "arrow_point" if directed else "arrow_open"}  # fmt: skip
