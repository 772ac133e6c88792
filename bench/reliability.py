"""Whether a confidence means what it says: of what is 0.8 sure, are eight in ten right?

    python bench/reliability.py [--evals FOLDER]

FOLDER holds score.py, mermaid/, figures/ and charts/. A node is right when score.py pairs its
label with one of the truth; an edge, when score.py counts it; a kind, when score.py allows it.
"""

import json
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

from measuring import EVALS, heading, parser, publish, scorer, table

from tuwen.figure.decode import open_figure
from tuwen.reading import read

BINS = 10
Judged = tuple[float, bool]  # confidence, right


def main() -> None:
    """Read, judge and print."""
    options = parser(__doc__)
    options.add_argument("--evals", type=Path, default=EVALS)
    arguments = options.parse_args()
    score = scorer(arguments.evals)
    nodes: list[Judged] = []
    edges: list[Judged] = []
    lines = (arguments.evals / "mermaid/truth.jsonl").read_text("utf-8").splitlines()
    truths = [t for t in map(json.loads, lines) if t["type"] not in ("pie", "sequence")]
    truths = truths[: arguments.limit or None]
    for truth in truths:
        reading = read(open_figure(arguments.evals / "mermaid" / truth["image"]))
        some_nodes, some_edges = judged(truth, reading.nodes, reading.edges, reading.groups, score)
        nodes += some_nodes
        edges += some_edges
    kinds = kinds_judged(arguments.evals, score, arguments.limit)
    figures = {"nodes": curve(nodes), "edges": curve(edges), "kinds": curve(kinds)}
    said = f"{len(truths)} Mermaid diagrams; {len(kinds)} figures and charts for the kinds"
    parts = [heading("Reliability", said).strip()]
    parts += [f"## {name}\n\nECE {f['ece']:.3f}, {f['right']:.3f} of {f['items']} right\n\n"
              + table(f["bins"]) for name, f in figures.items()]  # fmt: skip
    publish("reliability", "\n\n".join(parts), figures, arguments)


def judged(
    truth: dict[str, Any], nodes: Any, edges: Any, groups: Any, score: ModuleType
) -> tuple[list[Judged], list[Judged]]:
    """The confidence of each node and edge, and whether score.py counts it."""

    def alike(wanted: dict[str, Any], found: Any) -> float:
        return score.similar(wanted["label"], found.label)

    same: dict[str, str] = {}
    for wanted, found in ((truth["nodes"], nodes), (truth.get("groups") or [], groups)):
        named = [each for each in wanted if each.get("id") is not None]
        pairs = score.assign(named, list(found), alike)
        same |= {found[j].id: named[i]["id"] for i, j, likeness in pairs if likeness >= 0.8}
    undirected = truth["type"] in ("class", "er")
    left: dict[Any, int] = defaultdict(int)
    for edge in truth["edges"]:
        ends = (edge["from"], edge["to"])
        free = undirected or "open" in str(edge.get("arrow") or "")
        left[frozenset(ends) if free else ends] += 1
    said: list[Judged] = []
    for edge in edges:
        ends = (same.get(edge.source, ""), same.get(edge.target, ""))
        key = next((k for k in (ends, frozenset(ends)) if left.get(k)), None)
        right = "" not in ends and key is not None
        if key is not None and right:
            left[key] -= 1
        said.append((edge.confidence, right))
    return [(node.confidence, node.id in same) for node in nodes], said


def kinds_judged(evals: Path, score: ModuleType, limit: int) -> list[Judged]:
    """The confidence of the kind of each figure and chart, and whether score.py counts it."""
    out: list[Judged] = []
    for name in ("figures", "charts"):
        lines = (evals / name / "truth.jsonl").read_text("utf-8").splitlines()
        for truth in map(json.loads, lines[: limit or None]):
            seen = read(open_figure(evals / name / truth["image"]))
            if name == "figures":
                right = seen.kind in {truth["kind"], *score.SAME.get(truth["kind"], ())}
            else:
                allowed = {k for k, types in score.KINDS.items() if truth["chart_type"] in types}
                right = seen.kind in (allowed or {"other_chart"})
            out.append((seen.kind_confidence, right))
    return out


def curve(items: list[Judged]) -> dict[str, Any]:
    """Ten bins by confidence, and the expected calibration error over them."""
    bins: list[dict[str, Any]] = []
    error = 0.0
    for k in range(BINS):
        here = [(c, r) for c, r in items if min(int(c * BINS), BINS - 1) == k]
        if not here:
            continue
        said = sum(c for c, _ in here) / len(here)
        right = sum(r for _, r in here) / len(here)
        error += abs(said - right) * len(here) / len(items)
        bins.append({"confidence": f"{k / BINS:.1f}-{(k + 1) / BINS:.1f}", "n": len(here),
                     "said": round(said, 3), "right": round(right, 3)})  # fmt: skip
    right = sum(r for _, r in items) / max(len(items), 1)
    return {"items": len(items), "right": right, "ece": error, "bins": bins}


if __name__ == "__main__":
    main()
