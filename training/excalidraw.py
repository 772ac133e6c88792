"""A plan as an Excalidraw drawing: hand-drawn lines, hachure, labels that part their arrows."""

import json
from dataclasses import replace
from random import Random
from typing import Any

from diagrams import Plan
from placing import Layout, Place, Spot, distance, place, text_size

_SHAPES = {"stadium": "ellipse", "cloud": "ellipse", "cylinder": "rounded"} | dict.fromkeys(
    ("hexagon", "parallelogram", "queue"), "rect"
)
_FILLS = ("#ffc9c9", "#b2f2bb", "#a5d8ff", "#ffec99", "#d0bfff", "#eebefa", "#ffd8a8", "#e9ecef")
_STROKES = ("#1e1e1e", "#1e1e1e", "#1e1e1e", "#1971c2", "#2f9e44", "#e03131", "#f08c00")
_FONTS = (5, 5, 5, 1, 2, 6)  # Excalifont, Virgil, Helvetica, Nunito
_HEADS = {"none": None, "arrow": "arrow", "triangle": "triangle_outline", "diamond": "diamond",
          "odiamond": "diamond_outline", "circle": "circle", "cross": "bar"}  # fmt: skip
MARKS = {"odiamond": "diamond", "cross": "other"}
PADDING = 16


def restyled(plan: Plan, _: Random) -> Plan:
    """With the few shapes that Excalidraw has."""
    nodes = tuple(replace(n, shape=_SHAPES.get(n.shape, n.shape)) for n in plan.nodes)
    return replace(plan, nodes=nodes)


def drawing(plan: Plan, dice: Random) -> tuple[str, str, list[dict[str, object]]]:
    """The JSON of a drawing, the name of its look, and where its lines end."""
    font = dice.choice([16, 20, 20, 24])
    splines = dice.choice(["line", "line", "polyline", "ortho"])
    layout = place(plan, splines, font, dice)
    fill = dice.choice(["hachure", "cross-hatch", "solid", "solid", "none"])
    pen = _Pen(dice, fill, font)
    w, h = layout.size
    pen.add("rectangle", (0, 0, w, h), opacity=0)
    for name in plan.order():
        pen.frame(plan.groups[name], layout.places[name])
    fills = [dice.choice(_FILLS) for _ in range(dice.choice([1, 3]))]
    for n in plan.nodes:
        pen.node(n.shape, n.label, layout.places[n.id], dice.choice(fills))
    for k, e in enumerate(plan.edges):
        dashed = "dashed" if e.style == "dashed" else "solid"
        pen.arrow(layout, k, e.label, (_HEADS[e.tail], _HEADS[e.head]), dashed)
    dark = dice.random() < 0.12
    state = {"viewBackgroundColor": "#ffffff", "exportWithDarkMode": dark}
    marks = [tuple(MARKS.get(m, m) for m in (e.tail, e.head)) for e in plan.edges]
    ends = layout.ends([(a, b) for a, b in marks])
    for end in ends:
        x, y = end["at"]  # type: ignore[misc]
        end["at"] = (x + PADDING, y + PADDING)
    look = f"{fill} {'dark' if dark else splines}"
    return json.dumps({"elements": pen.elements, "appState": state, "files": {}}), look, ends


class _Pen:
    """Collects elements, all in one hand."""

    def __init__(self, dice: Random, fill: str, font: int) -> None:
        self.elements: list[dict[str, Any]] = []
        self.dice, self.fill, self.font = dice, fill, font
        self.family = dice.choice(_FONTS)
        self.ink = dice.choice(_STROKES)
        self.width = dice.choice([1, 2, 2, 4])
        self.rough = dice.choice([0, 1, 1, 2])
        self.bent = dice.random() < 0.5  # arrows round their corners

    def add(self, kind: str, place: Place, **more: Any) -> dict[str, Any]:
        x, y, w, h = place
        number = len(self.elements)
        element = {
            "id": f"x{number}", "type": kind, "x": x, "y": y, "width": w, "height": h, "angle": 0,
            "strokeColor": self.ink, "backgroundColor": "transparent", "fillStyle": "solid",
            "strokeWidth": self.width, "strokeStyle": "solid", "roughness": self.rough,
            "opacity": 100, "groupIds": [], "frameId": None, "index": f"a{number:05d}",
            "roundness": None, "seed": number + 7, "version": 2, "versionNonce": number,
            "isDeleted": False, "boundElements": None, "updated": 1, "link": None, "locked": False,
        } | more  # fmt: skip
        self.elements.append(element)
        return element

    def text(self, label: str, middle: Spot, *, home: str | None = None, size: float = 0) -> None:
        font = size or self.font
        w, h = text_size(label, font)
        h = 1.25 * font * (label.count("\n") + 1)
        place = (middle[0] - w / 2, middle[1] - h / 2, w, h)
        self.add("text", place, text=label, originalText=label, fontSize=font, lineHeight=1.25,
                 fontFamily=self.family, textAlign="center", verticalAlign="middle",
                 containerId=home, autoResize=True)  # fmt: skip

    def node(self, shape: str, label: str, place: Place, colour: str) -> None:
        kind = {"diamond": "diamond", "ellipse": "ellipse", "circle": "ellipse"}.get(
            shape, "rectangle"
        )
        fill = {} if self.fill == "none" else {"backgroundColor": colour, "fillStyle": self.fill}
        round_ = {"roundness": {"type": 3}} if shape == "rounded" else {}
        box = self.add(kind, place, **fill, **round_)
        box["boundElements"] = [{"type": "text", "id": f"x{len(self.elements)}"}]
        x, y, w, h = place
        self.text(label, (x + w / 2, y + h / 2), home=box["id"])

    def frame(self, label: str, place: Place) -> None:
        x, y, w, _ = place
        style = self.dice.choice(["dashed", "dashed", "solid", "dotted"])
        self.add(
            "rectangle", place, strokeStyle=style, roundness=self.dice.choice([None, {"type": 3}])
        )
        label = label.replace("\n", " ")
        wide = text_size(label, self.font)[0]
        left = self.dice.random() < 0.6
        self.text(label, (x + wide / 2 + 10 if left else x + w / 2, y + self.font))

    def arrow(
        self, layout: Layout, k: int, label: str, heads: tuple[str | None, str | None], style: str
    ) -> None:
        way = layout.ways[k]
        gap = 5.0  # a bound arrow stops short of its shapes
        way = [_nearer(way[0], way[1], gap), *way[1:-1], _nearer(way[-1], way[-2], gap)]
        x, y = way[0]
        points = [(px - x, py - y) for px, py in way]
        w, h = (max(p[i] for p in points) - min(p[i] for p in points) for i in (0, 1))
        line = self.add(
            "arrow", (x, y, w, h), points=points, startArrowhead=heads[0], endArrowhead=heads[1],
            strokeStyle=style, startBinding=None, endBinding=None, elbowed=False,
            lastCommittedPoint=None, roundness={"type": 2} if self.bent and len(way) > 2 else None,
        )  # fmt: skip
        if label:
            line["boundElements"] = [{"type": "text", "id": f"x{len(self.elements)}"}]
            self.text(label, layout.middle(k)[0], home=line["id"], size=self.font * 0.8)


def _nearer(tip: Spot, inner: Spot, gap: float) -> Spot:
    far = max(distance(tip, inner), 1e-6)
    t = min(gap / far, 0.4)
    return tip[0] + t * (inner[0] - tip[0]), tip[1] + t * (inner[1] - tip[1])
