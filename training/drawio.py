"""A plan as a draw.io drawing: its shapes, palette, orthogonal lines with jumps, swimlanes."""

from dataclasses import dataclass, replace
from html import escape
from random import Random

from diagrams import Edge, Node, Plan
from placing import CAPTIONED, PICTOGRAM, Layout, Place, place

LOOKS = ("plain", "colour", "colour", "gradient", "shadow", "sketch", "dark", "bold")
_PALETTE = (("#dae8fc", "#6c8ebf"), ("#d5e8d4", "#82b366"), ("#ffe6cc", "#d79b00"),
            ("#fff2cc", "#d6b656"), ("#f8cecc", "#b85450"), ("#e1d5e7", "#9673a6"),
            ("#f5f5f5", "#666666"))  # fmt: skip
_BOLD = ("#1ba1e2", "#60a917", "#fa6800", "#e51400", "#6a00ff", "#0050ef", "#647687")
_SHAPES = {
    "rect": "", "rounded": "rounded=1;", "diamond": "rhombus;", "stadium": "rounded=1;arcSize=50;",
    "cylinder": "shape=cylinder3;boundedLbl=1;backgroundOutline=1;size=9;",
    "hexagon": "shape=hexagon;perimeter=hexagonPerimeter2;size=14;fixedSize=1;",
    "circle": "ellipse;", "ellipse": "ellipse;", "cloud": "ellipse;shape=cloud;",
    "parallelogram": "shape=parallelogram;perimeter=parallelogramPerimeter;size=14;fixedSize=1;",
    "queue": "shape=document;boundedLbl=1;size=0.2;", "document": "shape=document;boundedLbl=1;",
    "actor": "shape=umlActor;verticalLabelPosition=bottom;verticalAlign=top;",
}  # fmt: skip
_ICONS = ("shape=mxgraph.cisco.servers.standard_host;", "shape=mxgraph.cisco.routers.router;",
          "shape=mxgraph.cisco.computers_and_peripherals.pc;", "shape=mxgraph.networks.server;",
          "shape=mxgraph.networks.cloud;", "shape=mxgraph.networks.firewall;",
          "shape=mxgraph.networks.laptop;", "shape=mxgraph.networks.mobile;",
          "shape=mxgraph.networks.storage;", "shape=mxgraph.networks.users;")  # fmt: skip
_HEADS = {
    "none": "none;", "triangle": "block;{}Fill=0;{}Size=12;",
    "diamond": "diamondThin;{}Fill=1;{}Size=14;", "odiamond": "diamondThin;{}Fill=0;{}Size=14;",
    "circle": "oval;{}Fill=0;", "cross": "cross;",
}  # fmt: skip
MARKS = {"odiamond": "diamond"}  # as heads.py names them
WAYS = ("ortho", "ortho", "ortho", "line", "polyline", "spline")


@dataclass(frozen=True, slots=True)
class _Look:
    name: str
    font: int
    ink: str
    line: str  # style of the connectors
    head: str
    frame: str
    ways: str


def restyled(plan: Plan, dice: Random) -> Plan:
    """With people, documents and icons among the nodes, as draw.io's libraries have them."""
    if plan.kind not in ("flowchart", "architecture") or plan.layers:
        return plan
    pictured = dice.random() < 0.3  # some diagrams are made of icons
    swap = {"actor": 0.05, "document": 0.05, "icon": 0.5 if pictured else 0.03}
    nodes = []
    for node in plan.nodes:
        shape = next((s for s, share in swap.items() if dice.random() < share), node.shape)
        nodes.append(replace(node, shape=shape))
    return replace(plan, nodes=tuple(nodes))


def drawing(plan: Plan, dice: Random) -> tuple[str, str, str]:
    """The XML of a page, the name of its look, and the colour of its paper."""
    look = _look(plan, dice)
    layout = place(plan, look.ways, look.font, dice)
    cells = [_frame(g, plan.groups[g], layout.places[g], look, dice) for g in plan.order()]
    fills = [dice.choice(_PALETTE) for _ in range(3)]
    for n in plan.nodes:
        cells += _node(n, layout.places[n.id], look, dice.choice(fills), dice)
    captioned = {n.id for n in plan.nodes if n.shape in CAPTIONED}
    cells += [_edge(k, e, layout, look, captioned) for k, e in enumerate(plan.edges)]
    paper = "#2a2a2a" if look.name == "dark" else "#ffffff"
    xml = (
        '<mxfile><diagram><mxGraphModel grid="0" page="0" shadow="0"><root><mxCell id="0"/>'
        f'<mxCell id="1" parent="0"/>{"".join(cells)}</root></mxGraphModel></diagram></mxfile>'
    )
    return xml, f"{look.name} {look.ways}", paper


def _look(plan: Plan, dice: Random) -> _Look:
    name = dice.choice(LOOKS)
    font = dice.choice([12, 12, 13, 14, 16])
    ways = "line" if plan.layers else dice.choice(WAYS)
    ink = "#dddddd" if name == "dark" else dice.choice(["#000000", "#000000", "#333333", "#6c8ebf"])
    line = {"ortho": "edgeStyle=orthogonalEdgeStyle;", "spline": "curved=1;"}.get(ways, "")
    line += f"rounded={dice.choice([0, 1, 1])};jettySize=auto;html=1;"
    line += f"jumpStyle={dice.choice(['none', 'arc', 'arc', 'gap', 'sharp'])};jumpSize=8;"
    line += (
        f"strokeColor={ink};strokeWidth={dice.choice([1, 1, 1, 1.5, 2, 3])};fontSize={font - 1};"
    )
    if name == "dark":
        line += "fontColor=#dddddd;labelBackgroundColor=#2a2a2a;"
    elif dice.random() < 0.75:
        line += "labelBackgroundColor=#ffffff;"
    head = dice.choice(["classic;", "classic;", "block;{}Fill=1;", "open;", "blockThin;{}Fill=1;"])
    frame = dice.choice(["dashed", "dashed", "swimlane", "filled", "plain"])
    return _Look(name, font, ink, line, head, frame, ways)


def _cell(name: str, value: str, style: str, place: Place) -> str:
    x, y, w, h = (round(v) for v in place)
    return (
        f'<mxCell id="{name}" value="{escape(escape(value).replace(chr(10), "<br>"))}"'
        f' style="html=1;whiteSpace=wrap;{style}" vertex="1" parent="1">'
        f'<mxGeometry x="{x}" y="{y}" width="{w}" height="{h}" as="geometry"/></mxCell>'
    )


def _frame(name: str, label: str, place: Place, look: _Look, dice: Random) -> str:
    fill, stroke = dice.choice(_PALETTE)
    ink = look.ink if look.name == "dark" else dice.choice(["#000000", stroke])
    font = f"fontSize={look.font + dice.choice([0, 1, 2])};fontColor={ink};fontStyle=1;"
    if look.frame == "swimlane":
        bar = fill if look.name != "dark" else "#444444"
        return _cell(name, label.replace("\n", " "), f"swimlane;startSize={round(2 * look.font)};"
                     f"fillColor={bar};strokeColor={stroke};{font}", place)  # fmt: skip
    body = fill if look.frame == "filled" and look.name != "dark" else "none"
    line = stroke if look.frame != "plain" else look.ink
    align = dice.choice(["align=center;", "align=left;spacingLeft=8;"])
    dashed = "dashed=1;" if look.frame == "dashed" else ""
    rounded = dice.choice(["rounded=0;", "rounded=1;arcSize=4;"])
    return _cell(name, label.replace("\n", " "), f"{rounded}{dashed}fillColor={body};"
                 f"strokeColor={line};verticalAlign=top;{align}{font}", place)  # fmt: skip


def _node(n: Node, place: Place, look: _Look, colours: tuple[str, str], dice: Random) -> list[str]:
    style = _colour(look, colours, dice) + f"fontSize={look.font};"
    if n.shape in CAPTIONED:
        x, y, w, _ = place
        wide = 0.55 * PICTOGRAM if n.shape == "actor" else PICTOGRAM
        square = (x + (w - wide) / 2, y, wide, PICTOGRAM)
        below = "verticalLabelPosition=bottom;verticalAlign=top;whiteSpace=nowrap;"
        drawn = dice.choice(_ICONS) + below if n.shape == "icon" else _SHAPES["actor"] + below
        fill = (
            f"strokeColor={look.ink};"
            if n.shape == "actor"
            else "fillColor=#036897;strokeColor=none;"
        )
        return [_cell(n.id, n.label, f"{drawn}{fill}{_ink(look)}fontSize={look.font};", square)]
    if n.rows:
        return _table(n, place, look, style)
    return [_cell(n.id, n.label, _SHAPES[n.shape] + style, place)]


def _ink(look: _Look) -> str:
    return "fontColor=#dddddd;" if look.name == "dark" else ""


def _colour(look: _Look, colours: tuple[str, str], dice: Random) -> str:
    fill, stroke = colours
    bold = dice.choice(_BOLD)
    return {
        "plain": "",
        "colour": f"fillColor={fill};strokeColor={stroke};",
        "gradient": f"fillColor={fill};gradientColor={stroke};strokeColor={stroke};",
        "shadow": f"fillColor={fill};strokeColor={stroke};shadow=1;",
        "sketch": f"sketch=1;fillColor={fill};strokeColor={stroke};"
        f"fillStyle={dice.choice(['solid', 'hachure', 'cross-hatch'])};",
        "dark": f"fillColor={dice.choice(['#3a3a3a', '#1f3b57', '#2a2a2a'])};"
        "strokeColor=#dddddd;fontColor=#dddddd;",
        "bold": f"fillColor={bold};strokeColor=none;fontColor=#ffffff;",
    }[look.name]


def _table(n: Node, place: Place, look: _Look, style: str) -> list[str]:
    """A class: a bar with the name, the rows below."""
    x, y, w, h = place
    bar = 1.9 * look.font
    cells = [_cell(n.id, n.label.replace("\n", " "), f"swimlane;fontStyle=1;startSize={bar:.0f};"
                   + style, place)]  # fmt: skip
    tall = (h - bar) / len(n.rows)
    for k, row in enumerate(n.rows):
        text = f"text;align=left;spacingLeft=6;fontSize={look.font};{_ink(look)}"
        cells.append(_cell(f"{n.id}r{k}", row, text, (x, y + bar + k * tall, w, tall)))
    return cells


def _edge(k: int, e: Edge, layout: Layout, look: _Look, captioned: set[str]) -> str:
    """A line that leaves and enters where the layout says, over its corners.

    At a thing with a caption it ends free, before the caption.
    """
    way = layout.ways[k]
    style, ties, points = look.line, "", ""
    for side, name, tie, (x, y) in (
        ("exit", e.source, "source", way[0]), ("entry", e.target, "target", way[-1]),
    ):  # fmt: skip
        if name in captioned:
            points += f'<mxPoint x="{x:.0f}" y="{y:.0f}" as="{tie}Point"/>'
            continue
        ties += f' {tie}="{name}"'
        left, top, w, h = layout.places[name]
        at = min(max((x - left) / w, 0), 1), min(max((y - top) / h, 0), 1)
        style += f"{side}X={at[0]:.3f};{side}Y={at[1]:.3f};{side}Dx=0;{side}Dy=0;{side}Perimeter=0;"
    for end, mark in (("end", e.head), ("start", e.tail)):
        head = look.head if mark == "arrow" else _HEADS[mark]
        style += f"{end}Arrow=" + head.replace("{}", end)
    style += {"dashed": "dashed=1;", "thick": "strokeWidth=4;"}.get(e.style, "")
    inner = way[3:-1:3] if layout.curved else way[1:-1]
    corners = "".join(f'<mxPoint x="{x:.0f}" y="{y:.0f}"/>' for x, y in inner)
    points += f'<Array as="points">{corners}</Array>' if corners else ""
    return (
        f'<mxCell id="e{k}" value="{escape(escape(e.label))}" style="{style}" edge="1" parent="1"'
        f'{ties}><mxGeometry relative="1" as="geometry">{points}</mxGeometry></mxCell>'
    )
