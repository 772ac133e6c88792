"""Ends of lines in real pictures, named through the truth of their diagrams. Never trained on.

An end counts where a line from it leads to a node that the truth joins to its own by exactly
one edge. EVALS is a folder with score.py and mermaid/truth.jsonl.

    python real_ends.py EVALS [NETWORK.onnx]
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from measuring import scorer

from tuwen.reading import ocr, scene
from tuwen.reading.connectors import _walks
from tuwen.reading.diagram import lay_out, read_diagram
from tuwen.reading.ends import gather
from tuwen.reading.forks import Forks
from tuwen.reading.hatching import flatten_hatching
from tuwen.reading.heads import MARKS

_CLASS = {"none": "none", "dependency": "arrow", "extension": "triangle", "lollipop": "circle",
          "composition": "diamond", "aggregation": "diamond"}  # fmt: skip
_FLOW = {"arrow_open": "none", "arrow_circle": "circle", "arrow_cross": "cross"}


def named_ends(truth: dict[str, Any], taken: scene.Scene, score: ModuleType) -> Iterator[Any]:
    """(strokes, end, mark in truth) of one picture."""
    nodes = read_diagram(taken).nodes
    taken, _, anchors = lay_out(taken)
    strokes = gather(taken, anchors)
    if strokes is None:
        return
    forks = Forks(strokes.drawing)
    pairs = score.assign(
        truth["nodes"],
        [{"label": n.label} for n in nodes],
        lambda t, g: score.similar(t.get("label"), g["label"]),
    )
    by_box = {nodes[j].box: truth["nodes"][i]["id"] for i, j, s in pairs if s >= 0.8}
    name = {k: by_box.get(shape.box) for k, shape in enumerate(anchors.shapes)}
    said: dict[Any, set[str]] = {}
    for start in strokes.contacts:
        for end in (walk.end for walk in _walks(strokes, forks, start)):
            a, b = (name.get(strokes.contacts[e]) for e in (start, end))
            here = [e for e in truth["edges"] if {e["from"], e["to"]} == {a, b}]
            if a is not None and b is not None and a != b and len(here) == 1:
                marks = _marks(truth["type"], here[0])
                said.setdefault(end, set()).add(marks[0] if here[0]["from"] == b else marks[1])
    for end, marks in said.items():
        if len(marks) == 1:
            yield strokes, end, marks.pop()


def _marks(kind: str, edge: dict[str, Any]) -> tuple[str, str]:
    if kind == "er":
        return "crow", "crow"
    if kind == "class":
        return _CLASS[edge["start"]], _CLASS[edge["end"]]
    return "none", _FLOW.get(str(edge.get("arrow")), "arrow")


def pictures(folder: Path) -> Iterator[tuple[dict[str, Any], scene.Scene]]:
    """The real diagrams but the sequence diagrams, taken apart."""
    for line in (folder / "mermaid/truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        if truth["type"] in ("pie", "sequence"):
            continue
        with Image.open(folder / "mermaid" / truth["image"]) as picture:
            picture = picture.convert("RGBA")
            paper = Image.new("RGBA", picture.size, "white")
            paper.alpha_composite(picture)
        pixels = flatten_hatching(np.array(paper.convert("RGB")))
        gray = scene.gray_of(pixels)
        yield truth, scene.take_apart(pixels, gray, ocr.read_lines(pixels, gray=gray))


def main() -> None:
    """Print how many ends of the real pictures are named right."""
    folder = Path(sys.argv[1])
    table = np.zeros((len(MARKS), len(MARKS)), int)
    for truth, taken in pictures(folder):
        for strokes, end, mark in named_ends(truth, taken, scorer(folder)):
            table[MARKS.index(mark), MARKS.index(strokes.tips[end].mark)] += 1
    total, heads = table.sum(), table[0, 0] + table[1:, 1:].sum()
    print(f"{total} ends: mark {np.trace(table) / total:.4f}, head or none {heads / total:.4f}")
    for mark, row in zip(MARKS, table.tolist(), strict=True):
        print(f"{mark:9}", *(f"{value:5}" for value in row))


if __name__ == "__main__":
    main()
