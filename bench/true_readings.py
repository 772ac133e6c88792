"""Readings as they would be without a fault: built from the truth of the evaluation sets."""

import json
from pathlib import Path
from typing import Any, Final

from score_figures import parse

from tuwen.reading.types import (
    Chart,
    Edge,
    Group,
    Heads,
    Kind,
    Mark,
    Node,
    Reading,
    Series,
    Shape,
    Text,
)

CARDS: Final[dict[str, Mark]] = {
    "ONLY_ONE": "one", "ZERO_OR_ONE": "zero_or_one",
    "ONE_OR_MORE": "one_or_many", "ZERO_OR_MORE": "zero_or_many",
}  # fmt: skip
MARKS: Final[dict[str, Mark]] = {
    "extension": "triangle", "composition": "filled_diamond", "aggregation": "diamond",
    "dependency": "arrow", "lollipop": "circle",
}  # fmt: skip
SHAPES: Final[dict[str, Shape]] = {
    "diamond": "diamond", "cylinder": "cylinder", "stateStart": "start", "stateEnd": "end",
    "choice": "diamond", "actor": "actor", "stadium": "stadium", "round": "rounded",
}  # fmt: skip
CHART_KINDS: Final[dict[str, Kind]] = {
    "pie": "pie_chart", "donut": "pie_chart", "rose": "pie_chart", "line": "line_chart",
    "multi_line": "line_chart", "area": "line_chart", "step_line": "line_chart",
    "scatter": "scatter_chart", "funnel": "other_chart",
}  # fmt: skip


def true_readings(evals: Path, figures: Path) -> dict[str, Reading]:
    """The Reading of every picture whose structure is known, by the picture's name."""
    found: dict[str, Reading] = {}
    for line in (evals / "mermaid" / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        found[truth["id"]] = _pie(truth) if truth["type"] == "pie" else _diagram(truth)
    for name, truth in parse(figures.read_text("utf-8")).items():
        found[name] = _diagram({"title": "", **truth})
    for line in (evals / "charts" / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        found[truth["id"]] = _chart(truth)
    return found


def _diagram(truth: dict[str, Any]) -> Reading:
    nodes = tuple(
        Node(n["id"], n["label"].strip('"'), SHAPES.get(n.get("shape", ""), "rect"),
             (0, i * 90, 150, i * 90 + 50), 1.0, _rows(n))
        for i, n in enumerate(truth["nodes"])
    )  # fmt: skip
    known = {n.id for n in nodes} | {g.get("id") for g in truth["groups"]}
    edges = tuple(
        _edge(i, e, truth["type"]) for i, e in enumerate(truth["edges"], 1)
        if e["from"] in known and e["to"] in known and e.get("style") != "invisible"
    )  # fmt: skip
    groups = tuple(
        Group(g.get("id", f"g{n}"), g.get("label", ""),
              tuple(m for m in g["members"] if m in known), (0, 0, 9, 9))
        for n, g in enumerate(truth["groups"], 1)
    )  # fmt: skip
    notes = [note["label"] for note in truth.get("notes", ())]
    said = [n.label for n in nodes] + [e.label for e in edges] + [g.label for g in groups] + notes
    texts = tuple(Text(f"t{i}", word, (0, 0, 9, 9), 1.0) for i, word in enumerate(said, 1) if word)
    return Reading(900, 900, truth["type"], 1.0, truth["title"], texts, nodes, edges, groups)


def _rows(node: dict[str, Any]) -> tuple[str, ...]:
    rows = [*node.get("attributes", ()), *node.get("methods", ())]
    return tuple(r if isinstance(r, str) else f"{r['type']} {r['name']}" for r in rows)


def _edge(at: int, edge: dict[str, Any], kind: str) -> Edge:
    style = "dashed" if "dot" in edge.get("style", "") else "solid"
    near: Mark = "none"
    far: Mark = "none"
    source, target = edge["from"], edge["to"]
    if "card_start" in edge and edge["card_start"] in CARDS:
        near, far = CARDS[edge["card_start"]], CARDS[edge["card_end"]]
    elif edge.get("start") in MARKS or edge.get("end") in MARKS:
        near, far = MARKS.get(edge["start"], "none"), MARKS.get(edge["end"], "none")
        if far == "none":  # a Reading has the mark at the target
            source, target, near, far = target, source, far, near
    heads: Heads = "end"
    if kind in ("er", "class"):
        heads = "none" if far == "none" or kind == "er" else "end"
    elif edge.get("arrow") == "arrow_open":
        heads = "none"
    return Edge(f"e{at}", source, target, edge["label"], heads, style, 1.0, (), near, far)


def _pie(truth: dict[str, Any]) -> Reading:
    values = [(n["label"], float(n["value"])) for n in truth["nodes"]]
    total = sum(value for _, value in values)
    shown = values if truth.get("show_data") else [(a, 100 * v / total) for a, v in values]
    unit = "" if truth.get("show_data") else "%"
    chart = Chart(truth["title"], series=(Series("s1", "", tuple(shown), unit=unit),))
    return Reading(900, 900, "pie_chart", 1.0, truth["title"], chart=chart)


def _chart(truth: dict[str, Any]) -> Reading:
    series = tuple(
        Series(f"s{i}", s["name"], tuple((p[0], _number(p[1])) for p in s["points"]))
        for i, s in enumerate(truth["series"], 1)
    )  # fmt: skip
    kind = CHART_KINDS.get(truth["chart_type"], "bar_chart")
    chart = Chart(truth["title"], truth["x_label"], truth["y_label"], series)
    return Reading(900, 900, kind, 1.0, truth["title"], chart=chart)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
