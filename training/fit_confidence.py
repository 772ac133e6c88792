"""Fits the confidence of lines and nodes on drawn pictures; prints the coefficients.

python fit_confidence.py FOLDER

The printed tuples are those in src/tuwen/reading/confidence.py. A line is judged where both
of its ends are right nodes: the confidence of an edge is the line's times its poorer end's.
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from harvest import pictures
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from reliability import curve, judged

from tuwen.reading.blocks import joined
from tuwen.reading.connectors import find_links
from tuwen.reading.diagram import lay_out, node_evidence, read_diagram

_RIDGE = 1.0  # how strongly coefficients are held small
Rows = list[tuple[tuple[float, ...], bool]]


def similar(a: Any, b: Any) -> float:
    a, b = ("".join(str(text or "").lower().split()) for text in (a, b))
    return Levenshtein.normalized_similarity(a, b) if a or b else 1.0


def assign(wanted: list[Any], found: list[Any], score: Any) -> list[tuple[int, int, float]]:
    """Pair the likest first."""
    offers = sorted(
        ((score(t, g), i, j) for i, t in enumerate(wanted) for j, g in enumerate(found)),
        reverse=True,
    )
    pairs: list[tuple[int, int, float]] = []
    for alike, i, j in offers:
        if alike > 0 and all(i != a and j != b for a, b, _ in pairs):
            pairs.append((i, j, alike))
    return pairs


def collect(folder: Path) -> tuple[Rows, Rows, list[tuple[float, bool]]]:
    """Evidence of lines and of nodes with the verdict on each; and the verdicts on edges."""
    lines: Rows = []
    nodes: Rows = []
    verdicts: list[tuple[float, bool]] = []
    judge = SimpleNamespace(assign=assign, similar=similar)
    for drawn, taken in pictures(folder):
        read = read_diagram(taken)
        taken, plan, anchors = lay_out(taken)
        on_nodes, on_edges = judged(drawn, read.nodes, read.edges, read.groups, judge)
        verdicts += on_edges
        shaped = {plan.parts[i].outline.box: plan.parts[i] for i in plan.nodes}
        worded = {joined(block): block for block in plan.free}
        for node, (_, right) in zip(read.nodes, on_nodes, strict=True):
            if node.shape == "text":
                nodes.append((node_evidence(None, worded[node.label]).terms(), right))
            else:
                part = shaped[node.box]
                nodes.append((node_evidence(part.outline, part.lines).terms(), right))
        good = {n.id for n, (_, right) in zip(read.nodes, on_nodes, strict=True) if right}
        good |= {group.id for group in read.groups}
        links = {link.path: link.evidence for link in find_links(taken, anchors)}
        for edge, (_, right) in zip(read.edges, on_edges, strict=True):
            if edge.path in links and {edge.source, edge.target} <= good:
                lines.append((links[edge.path].terms(), right))
    return lines, nodes, verdicts


def fitted(rows: Rows) -> NDArray[np.float64]:
    """Logistic regression by Newton's method, constant first."""
    seen = np.array([[1.0, *map(float, terms)] for terms, _ in rows])
    right = np.array([float(r) for _, r in rows])
    weights = np.zeros(seen.shape[1])
    held = _RIDGE * np.eye(len(weights))
    held[0, 0] = 0.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (right - chance) - held @ weights
        curved = (seen * (chance * (1 - chance))[:, None]).T @ seen + held
        weights += np.linalg.solve(curved, slope)
    return weights


def main() -> None:
    """Print the coefficients and how well they hold."""
    lines, nodes, edges = collect(Path(sys.argv[1]))
    for name, rows in (("LINE", lines), ("NODE", nodes)):
        weights = fitted(rows)
        print(f"{name} = ({', '.join(f'{w:.2f}' for w in weights)})")
        said = [(1 / (1 + np.exp(-weights @ [1.0, *map(float, t)])), r) for t, r in rows]
        print(f"# {len(rows)}: {np.mean([r for _, r in rows]):.3f} right,"
              f" ECE {curve(said)['ece']:.3f}")  # fmt: skip
    print(f"# edges with the coefficients in the code: ECE {curve(edges)['ece']:.3f}")


if __name__ == "__main__":
    main()
