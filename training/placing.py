"""Places for tools that have no layout of their own: boxes of nodes and frames, ways of lines.

Graphviz lays graphs out; bands of boxes are set out here. Knows no tool and no colours.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from diagrams import Edge, Node, Plan

Spot = tuple[float, float]
Place = tuple[float, float, float, float]  # x, y, width, height

MARGIN = 24.0
_LINE = 1.4  # of the font's size
_ROOM = {"diamond": (1.75, 1.9), "ellipse": (1.35, 1.45), "circle": (1.2, 1.2), "cloud": (1.5, 1.9),
         "hexagon": (1.3, 1.0), "parallelogram": (1.35, 1.0), "cylinder": (1.0, 1.5),
         "document": (1.05, 1.4)}  # fmt: skip
_CLIPS = {"diamond": "diamond", "ellipse": "ellipse", "circle": "ellipse", "cloud": "ellipse",
          "hexagon": "hexagon", "parallelogram": "parallelogram"}  # fmt: skip
CAPTIONED = ("actor", "icon")
PICTOGRAM = 46.0


@dataclass(frozen=True, slots=True)
class Layout:
    places: dict[str, Place]  # of nodes and groups
    ways: list[list[Spot]]  # of each edge, from its source to its target
    curved: bool  # the ways are control points of Bézier curves
    size: Spot
    aside: float = 0.0  # room for titles left of the boxes of a band

    def ends(self, marks: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
        """Where lines end, as draw.mjs writes it; `marks` at the source and target of each."""
        found: list[dict[str, object]] = []
        for way, pair in zip(self.ways, marks, strict=True):
            points = flattened(way) if self.curved else way
            for tip, inner, mark in ((points[0], points[1], pair[0]),
                                     (points[-1], points[-2], pair[1])):  # fmt: skip
                far = max(distance(tip, inner), 1e-6)
                out = ((tip[0] - inner[0]) / far, (tip[1] - inner[1]) / far)
                found.append({"at": tip, "out": out, "mark": mark})
        return found

    def middle(self, edge: int, label: str = "", font: float = 12) -> tuple[Spot, Spot]:
        """The middle of a way, or near it where its label would cover a node, and the unit
        vector along it."""
        w, h = text_size(label, font)
        found = [self._along(edge, share) for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)]
        for (x, y), way in found:
            box = (x - w / 2, y - h / 2, w, h)
            if not any(_meet(box, place) for name, place in self.places.items() if name[0] == "n"):
                return (x, y), way
        return found[0]

    def _along(self, edge: int, share: float) -> tuple[Spot, Spot]:
        points = flattened(self.ways[edge]) if self.curved else self.ways[edge]
        steps = list(pairwise(points))
        lengths = [distance(a, b) for a, b in steps]
        rest = sum(lengths) * share
        for (a, b), length in zip(steps, lengths, strict=True):
            if rest <= length:
                t = rest / max(length, 1e-6)
                way = ((b[0] - a[0]) / max(length, 1e-6), (b[1] - a[1]) / max(length, 1e-6))
                return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])), way
            rest -= length
        return points[-1], (1.0, 0.0)


def _meet(a: Place, b: Place) -> bool:
    return (a[0] < b[0] + b[2] and b[0] < a[0] + a[2]
            and a[1] < b[1] + b[3] and b[1] < a[1] + a[3])  # fmt: skip


def distance(a: Spot, b: Spot) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def flattened(control: list[Spot], steps: int = 12) -> list[Spot]:
    """A chain of cubic Bézier curves as a polyline."""
    out = [control[0]]
    for k in range(0, len(control) - 3, 3):
        a, b, c, d = control[k : k + 4]
        for i in range(1, steps + 1):
            t = i / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            out.append(
                (sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                 sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)))
            )  # fmt: skip
    return out


def text_size(text: str, font: float) -> Spot:
    """Width and height of some lines, as a browser would set them."""
    lines = text.split("\n")
    wide = max(sum(1.0 if ord(c) > 255 else 0.58 for c in line) for line in lines)
    return wide * font, len(lines) * _LINE * font


def node_size(node: Node, font: float, dice: Random) -> Spot:
    """A box with some room around the label."""
    wide, tall = text_size(node.label, font)
    if node.shape in CAPTIONED:
        return max(wide, PICTOGRAM), PICTOGRAM + 6 + tall
    if node.rows:
        width, height = text_size("\n".join(node.rows), font)
        return max(wide, width) + 2.2 * font, tall + height + 2.0 * font
    more_wide, more_tall = _ROOM.get(node.shape, (1.0, 1.0))
    size = (
        (wide + dice.uniform(1.0, 2.8) * font) * more_wide,
        (tall + dice.uniform(0.6, 1.6) * font) * more_tall,
    )
    side = max(size)
    return (side, side) if node.shape == "circle" else size


def place(plan: Plan, splines: str, font: float, dice: Random) -> Layout:
    """Lay a plan out; `splines` as Graphviz names them: line, polyline, ortho, spline."""
    sizes = {n.id: node_size(n, font, dice) for n in plan.nodes}
    if plan.layers:
        return _bands(plan, sizes, font, dice)
    return _graph(plan, sizes, splines, font, dice)


def _graph(
    plan: Plan, sizes: Mapping[str, Spot], splines: str, font: float, dice: Random
) -> Layout:
    apart = dice.uniform(0.35, 0.7)
    worded = any(e.label for e in plan.edges)
    lines = [f"digraph {{ rankdir={'LR' if plan.across else 'TB'}; splines={splines};",
             f"nodesep={apart:.2f}; ranksep={apart + (0.35 if worded else 0.1):.2f};",
             f"node [fixedsize=true label=\"\"]; edge [dir=none fontsize={font:.0f}];",
             f"graph [fontsize={font * 1.3:.0f}];"]  # fmt: skip
    lines += _clusters(plan, sizes, "")
    held = {g: [n.id for n in plan.nodes if g in (n.group, plan.homes.get(n.group))]
            for g in plan.groups}  # fmt: skip
    for k, e in enumerate(plan.edges):
        ends = [dice.choice(held[name]) if name in held else name for name in (e.source, e.target)]
        word = "label" if splines != "ortho" else "xlabel"
        lines.append(f'{ends[0]} -> {ends[1]} [k={k} {word}="{e.label}"];')
    done = subprocess.run(["dot", "-Tjson"], input="\n".join([*lines, "}"]).encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
    if not done.stdout:  # Graphviz does not manage every graph at right angles
        return _graph(plan, sizes, "polyline", font, dice)
    drawn = json.loads(done.stdout)
    x0, y0, x1, y1 = _numbers(drawn["bb"])

    def spot(x: float, y: float) -> Spot:
        return x - x0 + MARGIN, y1 - y + MARGIN

    places: dict[str, Place] = {}
    for thing in drawn["objects"]:
        if "pos" in thing:
            (x, y), (w, h) = spot(*_numbers(thing["pos"])), sizes[thing["name"]]
            places[thing["name"]] = (x - w / 2, y - h / 2, w, h)
        else:
            left, low, right, high = _numbers(thing["bb"])
            x, y = spot(left, high)
            places[thing["name"].removeprefix("cluster_")] = (x, y, right - left, high - low)
    curved = splines in ("spline", "curved")
    ways: list[list[Spot]] = [[] for _ in plan.edges]
    for line in drawn.get("edges", []):
        numbers = [_numbers(point) for point in line["pos"].split(";")[0].split()]
        control = [spot(x, y) for x, y in numbers]
        edge = plan.edges[int(line["k"])]
        ways[int(line["k"])] = _clipped(control, edge, places, curved, plan.groups)
    return Layout(places, ways, curved, (x1 - x0 + 2 * MARGIN, y1 - y0 + 2 * MARGIN))


def _clusters(plan: Plan, sizes: Mapping[str, Spot], group: str) -> list[str]:
    lines = []
    for n in plan.nodes:
        if n.group == group:
            w, h = sizes[n.id]
            shape = _CLIPS.get(n.shape, "box")
            lines.append(f"{n.id} [shape={shape} width={w / 72:.3f} height={h / 72:.3f}];")
    for name, label in plan.groups.items():
        if plan.homes.get(name, "") == group:
            text = label.replace("\n", " ")
            lines += [f'subgraph cluster_{name} {{ margin=16; label="{text}";',
                      *_clusters(plan, sizes, name), "}"]  # fmt: skip
    return lines


def _numbers(text: str) -> list[float]:
    return [float(v) for v in text.split(",")]


def _clipped(
    control: list[Spot], edge: Edge, places: Mapping[str, Place], curved: bool,
    groups: Mapping[str, str],
) -> list[Spot]:  # fmt: skip
    """The way without what lies in a frame that it leads to; straight pieces, but for curves."""
    if curved:
        return control
    points = control[::3]
    for name, last in ((edge.target, True), (edge.source, False)):
        if name in groups:
            way = points if last else points[::-1]
            points = _until(way, places[name])
            points = points if last else points[::-1]
    kept = [points[0]]
    for a, b in pairwise(points[1:]):  # corners only
        (x0, y0), (x1, y1), (x2, y2) = kept[-1], a, b
        if abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) > 4 and distance(kept[-1], a) > 1:
            kept.append(a)
    return [*kept, points[-1]]


def _until(points: list[Spot], place: Place) -> list[Spot]:
    x, y, w, h = place

    def within(p: Spot) -> bool:
        return x <= p[0] <= x + w and y <= p[1] <= y + h

    out = [points[0]]
    for a, b in pairwise(points):
        if within(b) and not within(a):
            for _ in range(30):
                middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
                a, b = (a, middle) if within(middle) else (middle, b)
            return [*out, b]
        out.append(b)
    return out


def _bands(plan: Plan, sizes: Mapping[str, Spot], font: float, dice: Random) -> Layout:
    """One band below the other, boxes evenly in a row; some touch one another."""
    gap = dice.choice([0.0, dice.uniform(6, 14), dice.uniform(14, 40)])
    between = dice.uniform(2.2, 3.6) * font if plan.edges else dice.choice([0.0, 10.0, 20.0])
    wide = {n.id: sizes[n.id][0] for n in plan.nodes}
    rows = {g: [n.id for n in plan.nodes if n.group == g] for g in plan.groups}
    rows = {g: row for g, row in rows.items() if row}
    pad = dice.uniform(0.8, 1.4) * font
    aside = dice.random() < 0.3  # titles stand left of the boxes
    title = max(text_size(plan.groups[g], font)[0] for g in rows) + 2 * pad if aside else 0.0
    head = pad if aside else 2.4 * font
    inner = max(
        max(wide[i] for i in row) * len(row) + gap * (len(row) - 1) for row in rows.values()
    )
    inner = max(inner, *(text_size(label, font * 1.2)[0] for label in plan.groups.values()))
    outer = MARGIN + (pad if plan.homes else 0)
    y = MARGIN
    places: dict[str, Place] = {}
    for g, row in rows.items():
        if g in plan.homes and "around" not in places:
            places["around"] = (MARGIN, y, 0, 0)
            y += 2.4 * font
        tall = max(sizes[i][1] for i in row)
        width = (inner - gap * (len(row) - 1)) / len(row)
        for k, i in enumerate(row):
            places[i] = (outer + title + pad + k * (width + gap), y + head, width, tall)
        places[g] = (outer, y, title + inner + 2 * pad, head + tall + pad)
        y += head + tall + pad + between
    y -= between
    right = outer + title + inner + 2 * pad
    if "around" in places:
        x, top, _, _ = places["around"]
        y, right = y + pad, right + pad
        places["around"] = (x, top, right - x, y - top)
    ways = [_drop(places[e.source], places[e.target], dice) for e in plan.edges]
    return Layout(places, ways, False, (right + MARGIN, y + MARGIN), title)


def _drop(a: Place, b: Place, dice: Random) -> list[Spot]:
    """From the bottom of one box to the top of the one below: straight, or with two corners."""
    low, high = max(a[0], b[0]), min(a[0] + a[2], b[0] + b[2])
    start, end = a[1] + a[3], b[1]
    if high - low > 16:
        x = (low + high) / 2
        return [(x, start), (x, end)]
    x0, x1 = a[0] + a[2] / 2, b[0] + b[2] / 2
    if dice.random() < 0.5:
        return [(x0, start), (x1, end)]
    middle = (start + end) / 2
    return [(x0, start), (x0, middle), (x1, middle), (x1, end)]
