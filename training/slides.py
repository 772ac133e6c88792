"""A plan as presentations and web drawing tools show it, as SVG with our own pen.

Coloured boxes without a border, gradients and shadows, thick arrows with large heads, block
arrows, boxes that touch, several lines of text, dark slides, pictograms with captions.
"""

from dataclasses import dataclass, replace
from html import escape
from random import Random

from diagrams import Edge, Node, Plan
from pictograms import PICTOGRAMS, outline, pictogram
from placing import CAPTIONED, PICTOGRAM, Layout, Place, Spot, distance, flattened, place
from placing import text_size as size_of

LOOKS = ("flat", "flat", "pale", "gradient", "shadow", "dark", "outline", "plain", "plain")
_STRONG = ("#4472c4", "#ed7d31", "#70ad47", "#5b9bd5", "#264478", "#c00000", "#7030a0", "#00b0f0",
           "#00b050", "#44546a")  # fmt: skip
_PALE = ("#dae3f3", "#e2efda", "#fff2cc", "#fbe5d6", "#ededed", "#d9e2ff", "#e8f4ea")
_DEEP = ("#2f5597", "#385723", "#7f6000", "#833c0b", "#525252", "#1d3fae", "#2b6f3a")
_FONTS = ("Noto Sans CJK SC", "Noto Sans CJK SC", "Noto Serif CJK SC", "Liberation Sans")
MARKS = {"odiamond": "diamond", "diamond": "diamond"}


@dataclass(frozen=True, slots=True)
class _Look:
    name: str
    font: int
    family: str
    paper: str
    ink: str  # of text on the paper
    line: str
    width: float  # of lines
    head: float  # length of heads
    filled: bool  # heads
    block: bool  # block arrows where there is room
    plate: bool  # labels lie on the line
    frame: str
    ways: str
    bands: bool


def restyled(plan: Plan, dice: Random) -> Plan:
    """With pictograms and descriptions below the names."""
    pictured = dice.random() < 0.25
    nodes: list[Node] = []
    for n in plan.nodes:
        shape = (
            "icon" if not plan.layers and dice.random() < (0.6 if pictured else 0.02) else n.shape
        )
        nodes.append(replace(n, shape=shape))
    return replace(plan, nodes=tuple(nodes))


def drawing(plan: Plan, dice: Random) -> tuple[str, str, str, list[dict[str, object]]]:
    """The SVG, the name of its look, its paper, and where its lines end."""
    look = _look(plan, dice)
    layout = place(plan, look.ways, look.font, dice)
    parts = [_frame(plan.groups[g], layout, layout.places[g], look, dice) for g in plan.order()]
    colours = dice.sample(range(7), 3) if dice.random() < 0.6 else [dice.randrange(7)]
    of_group = {g: dice.choice(colours) for g in plan.groups}
    for n in plan.nodes:
        colour = of_group[n.group] if plan.layers else dice.choice(colours)
        parts.append(_node(n, layout.places[n.id], look, colour, dice))
    parts += [_edge(k, e, layout, look) for k, e in enumerate(plan.edges)]
    w, h = layout.size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}"'
        f' height="{h:.0f}" font-family="{look.family}, Noto Sans CJK SC" font-size="{look.font}">'
        f'{_DEFS}<rect width="{w:.0f}" height="{h:.0f}" fill="{look.paper}"/>{"".join(parts)}</svg>'
    )
    marks = [(MARKS.get(e.tail, e.tail), MARKS.get(e.head, e.head)) for e in plan.edges]
    block = " block" if look.block else ""
    return svg, f"{look.name}{block} {look.ways}", look.paper, layout.ends(marks)


_DEFS = (
    '<defs><filter id="shadow" x="-20%" y="-20%" width="150%" height="150%"><feDropShadow dx="3"'
    ' dy="3" stdDeviation="2.5" flood-opacity="0.4"/></filter>'
    + "".join(
        f'<linearGradient id="g{k}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color='
        f'"{pale}"/><stop offset="1" stop-color="{strong}"/></linearGradient>'
        for k, (pale, strong) in enumerate(zip(_PALE, _STRONG, strict=False))
    )
    + "</defs>"
)


def _look(plan: Plan, dice: Random) -> _Look:
    name = dice.choice(LOOKS)
    dark = name == "dark"
    paper = dice.choice(["#101826", "#1f1f1f", "#0b2545"]) if dark else "#ffffff"
    if name in ("flat", "pale", "gradient") and dice.random() < 0.2:
        paper = dice.choice(["#f2f2f2", "#eef4fb", "#fffaf0"])
    width = dice.choice([1, 1, 1.5, 2, 3, 5])
    ways = "line" if plan.layers else dice.choice(["line", "ortho", "ortho", "polyline", "spline"])
    return _Look(
        name=name, font=dice.choice([12, 13, 14, 16, 18]), family=dice.choice(_FONTS), paper=paper,
        ink="#e8eef7" if dark else "#222222",
        line=dice.choice(["#9fc5ff", "#dddddd", "#ffffff"]) if dark else
        dice.choice(["#323232", "#000000", "#4472c4", "#7f7f7f", "#ed7d31", "#c00000"]),
        width=width, head=max(8.0, dice.uniform(3, 5) * width), filled=dice.random() < 0.8,
        block=ways == "line" and dice.random() < (0.5 if plan.layers else 0.15),
        plate=dice.random() < 0.4, frame=dice.choice(["dashed", "pale", "pale", "line", "bar"]),
        ways=ways, bands=plan.layers,
    )  # fmt: skip


def _text(label: str, x: float, y: float, look: _Look, ink: str, **more: float | str) -> str:
    """Lines centred at a place; further attributes with `_` for `-`."""
    lines = label.split("\n")
    size = float(more.pop("font_size", look.font))
    top = y - (len(lines) - 1) * 0.65 * size + 0.36 * size
    attributes = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in more.items())
    anchor = "" if "text-anchor" in attributes else ' text-anchor="middle"'
    rows = "".join(
        f'<tspan x="{x:.1f}" y="{top + 1.3 * size * k:.1f}">{escape(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return f'<text font-size="{size:.1f}" fill="{ink}"{anchor}{attributes}>{rows}</text>'


def _frame(label: str, layout: Layout, place: Place, look: _Look, dice: Random) -> str:
    x, y, w, h = place
    k = dice.randrange(7)
    dark = look.name == "dark"
    fill = {"pale": "#22304a" if dark else _PALE[k], "bar": "none"}.get(look.frame, "none")
    stroke = "none" if look.frame == "pale" else "#8fb4e8" if dark else _DEEP[k]
    dash = ' stroke-dasharray="6 4"' if look.frame == "dashed" else ""
    body = (f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{fill}"'
            f' stroke="{stroke}"{dash} rx="{dice.choice([0, 0, 8])}"/>')  # fmt: skip
    label = label.replace("\n", " ")
    ink = look.ink if dark else _DEEP[k]
    if layout.aside:
        bar = f'<rect x="{x}" y="{y}" width="{layout.aside:.1f}" height="{h}" fill="{_STRONG[k]}"/>'
        middle = x + layout.aside / 2, y + h / 2
        return body + bar + _text(label, *middle, look, "#ffffff", font_weight="bold")
    top = y + 1.1 * look.font
    if look.frame == "bar":
        bar = 2 * look.font
        body += f'<rect x="{x}" y="{y}" width="{w}" height="{bar}" fill="{_STRONG[k]}"/>'
        return body + _text(label, x + w / 2, y + bar / 2, look, "#ffffff", font_weight="bold")
    if dice.random() < 0.5:
        return body + _text(label, x + 8, top, look, ink, font_weight="bold", text_anchor="start")
    return body + _text(label, x + w / 2, top, look, ink, font_weight="bold")


def _node(n: Node, place: Place, look: _Look, colour: int, dice: Random) -> str:
    x, y, w, h = place
    if n.shape in CAPTIONED:
        name = "person" if n.shape == "actor" else dice.choice(PICTOGRAMS)
        ink, fill = (look.ink, look.paper) if dice.random() < 0.4 else ("#ffffff", _STRONG[colour])
        drawn = pictogram(name, x + (w - PICTOGRAM) / 2, y, PICTOGRAM, ink, fill)
        middle = y + PICTOGRAM + 6 + (h - PICTOGRAM - 6) / 2
        return drawn + _text(n.label, x + w / 2, middle, look, look.ink)
    fill, stroke, ink = {
        "flat": (_STRONG[colour], "none", "#ffffff"),
        "pale": (_PALE[colour], _DEEP[colour], "#222222"),
        "gradient": (f"url(#g{colour})", "none", "#222222"),
        "shadow": (_PALE[colour], "none", "#222222"),
        "dark": dice.choice([("#1d3557", "#8fb4e8", "#e8eef7"), (_STRONG[colour], "none", "#fff")]),
        "outline": ("#ffffff", _STRONG[colour], "#222222"),
        "plain": ("#ffffff", "#323232", "#323232"),
    }[look.name]
    if look.bands and stroke == "none":  # or nobody could tell touching boxes apart
        stroke = look.paper
    wide = {"outline": 2.5, "plain": dice.choice([1, 2])}.get(look.name, 1)
    shade = ' filter="url(#shadow)"' if look.name == "shadow" else ""
    shape = (
        f'{outline(n.shape, place)} fill="{fill}" stroke="{stroke}" stroke-width="{wide}"{shade}/>'
    )
    if n.shape == "cylinder" and stroke == "none":  # else its lid could not be seen
        shape = shape.replace('stroke="none"', f'stroke="{look.paper}"')
    drop = 0.08 * h if n.shape == "cylinder" else 0.0
    if "\n" in n.label and dice.random() < 0.5:
        first, rest = n.label.split("\n", 1)
        up = 0.65 * look.font
        return shape + (
            _text(first, x + w / 2, y + h / 2 - up + drop, look, ink, font_weight="bold")
            + _text(rest, x + w / 2, y + h / 2 + up + drop, look, ink, font_size=0.85 * look.font)
        )
    return shape + _text(n.label, x + w / 2, y + h / 2 + drop, look, ink)


def _edge(k: int, e: Edge, layout: Layout, look: _Look) -> str:
    way = layout.ways[k]
    label = _label(k, e.label, layout, look) if e.label else ""
    room = distance(way[0], way[-1])
    if look.block and len(way) == 2 and room > 24 and (e.head, e.style) == ("arrow", "solid"):
        return _block(way[0], way[1], e.tail == "arrow", look) + label
    heads = ""
    points = list(way)
    for tip, inner, mark, last in ((0, 1, e.tail, False), (-1, -2, e.head, True)):
        if mark == "none":
            continue
        a, b = points[tip], (flattened(way)[inner] if layout.curved else points[inner])
        drawn, back = _mark(mark, a, b, look)
        heads += drawn
        points[-1 if last else 0] = back
    dash = ' stroke-dasharray="6 4"' if e.style == "dashed" else ""
    wide = look.width * (2 if e.style == "thick" else 1)
    if layout.curved:
        path = f"M{_at(points[0])} C" + " ".join(_at(p) for p in points[1:])
    else:
        path = "M" + " L".join(_at(p) for p in points)
    return (f'<path d="{path}" fill="none" stroke="{look.line}" stroke-width="{wide}"{dash}/>'
            f"{heads}{label}")  # fmt: skip


def _at(spot: Spot) -> str:
    return f"{spot[0]:.1f},{spot[1]:.1f}"


def _mark(mark: str, tip: Spot, inner: Spot, look: _Look) -> tuple[str, Spot]:
    """A mark at the end of a line, and where the line stops for it."""
    far = max(distance(tip, inner), 1e-6)
    ox, oy = (tip[0] - inner[0]) / far, (tip[1] - inner[1]) / far
    size = min(look.head, 0.6 * far)

    def spot(back: float, aside: float) -> Spot:
        return tip[0] - back * size * ox - aside * size * oy, tip[
            1
        ] - back * size * oy + aside * size * ox

    width = max(look.width, 1)
    line = f'stroke="{look.line}" stroke-width="{width}"'
    hollow, solid = f'fill="{look.paper}" {line}', f'fill="{look.line}"'
    if mark == "arrow" and not look.filled:
        wings = f"M{_at(spot(1, 0.5))} L{_at(tip)} L{_at(spot(1, -0.5))}"
        return f'<path d="{wings}" fill="none" {line}/>', spot(0.1, 0)
    corners = {"arrow": ((0, 0), (1, 0.42), (1, -0.42)),
               "triangle": ((0, 0), (1.1, 0.6), (1.1, -0.6)),
               "diamond": ((0, 0), (0.7, 0.4), (1.4, 0), (0.7, -0.4))}  # fmt: skip
    if mark in ("circle", "cross"):
        x, y = spot(0.5, 0)
        if mark == "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size / 2:.1f}" {hollow}/>', spot(1, 0)
        bars = "".join(f"M{_at(spot(0.1, s))} L{_at(spot(0.9, -s))} " for s in (0.4, -0.4))
        return f'<path d="{bars}" {line}/>', tip
    ring = corners["diamond" if "diamond" in mark else mark]
    points = " ".join(_at(spot(*c)) for c in ring)
    look_ = solid if mark in ("arrow", "diamond") else hollow
    return f'<polygon points="{points}" {look_}/>', spot(max(b for b, _ in ring) - 0.05, 0)


def _block(a: Spot, b: Spot, both: bool, look: _Look) -> str:
    """A block arrow a little short of both its ends."""
    far = distance(a, b)
    ox, oy = (b[0] - a[0]) / far, (b[1] - a[1]) / far
    half, head = 5 + look.width, min(14 + look.width, 0.35 * far)

    def spot(along: float, aside: float) -> str:
        return _at((a[0] + along * ox - aside * oy, a[1] + along * oy + aside * ox))

    start, end = 3.0, far - 3.0
    right = (
        [(start, half)]
        if not both
        else [(start, 0), (start + head, 2 * half), (start + head, half)]
    )
    right += [(end - head, half), (end - head, 2 * half), (end, 0)]
    left = [(u, -v) for u, v in right[::-1] if v]
    points = " ".join(spot(u, v) for u, v in right + left)
    fill = look.line if look.filled else look.paper
    return f'<polygon points="{points}" fill="{fill}" stroke="{look.line}"/>'


def _label(k: int, label: str, layout: Layout, look: _Look) -> str:
    (x, y), (dx, dy) = layout.middle(k, label, look.font)
    w, h = size_of(label, 0.9 * look.font)
    if look.plate:
        plate = (f'<rect x="{x - w / 2 - 3:.1f}" y="{y - h / 2:.1f}" width="{w + 6:.1f}"'
                 f' height="{h:.1f}" fill="{look.paper}"/>')  # fmt: skip
        return plate + _text(label, x, y, look, look.ink, font_size=0.9 * look.font)
    steep = abs(dy) > abs(dx)
    x += (w / 2 + 5 + look.width) if steep else 0
    y -= 0 if steep else h / 2 + 3 + look.width
    return _text(label, x, y, look, look.ink, font_size=0.9 * look.font)
