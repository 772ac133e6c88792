"""A plan as source text of Mermaid, Graphviz, PlantUML and D2; messages are in sequences.py."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

from diagrams import Edge, Node, Plan

_MERMAID_SHAPES = {
    "rect": ("[", "]"), "rounded": ("(", ")"), "diamond": ("{", "}"), "stadium": ("([", "])"),
    "cylinder": ("[(", ")]"), "hexagon": ("{{", "}}"), "circle": ("((", "))"),
    "parallelogram": ("[/", "/]"), "cloud": ("(", ")"), "queue": ("[[", "]]"),
}  # fmt: skip
_MERMAID_ENDS = {"none": ("", ""), "arrow": ("<", ">"), "circle": ("o", "o"), "cross": ("x", "x")}
_MERMAID_CLASS = {"none": ("", ""), "arrow": ("<", ">"), "triangle": ("<|", "|>"),
                  "diamond": ("*", "*"), "odiamond": ("o", "o")}  # fmt: skip
_STATE = 'state "{label}" as {name} {{'
_CROW = {"one": ("||", "||"), "zero-one": ("|o", "o|"), "many": ("}|", "|{"),
         "zero-many": ("}o", "o{")}  # fmt: skip
_DOT_MARKS = {"none": "none", "arrow": "normal", "triangle": "empty", "diamond": "diamond",
              "odiamond": "odiamond", "circle": "dot", "cross": "normal", "one": "teetee",
              "zero-one": "teeodot", "many": "crowtee", "zero-many": "crowodot"}  # fmt: skip
_DOT_SHAPES = {"rect": "box", "rounded": "box", "diamond": "diamond", "stadium": "oval",
               "cylinder": "cylinder", "hexagon": "hexagon", "circle": "circle",
               "parallelogram": "parallelogram", "cloud": "ellipse", "queue": "box3d"}  # fmt: skip
SKINS = {
    "plain": "", "monochrome": "skinparam monochrome true", "flat": "skinparam shadowing false",
    "ortho": "skinparam linetype ortho", "polyline": "skinparam linetype polyline",
    "hand": "skinparam handwritten true",
    "dark": "skinparam backgroundColor #222222\nskinparam ArrowColor #cccccc\n"
            "skinparam ArrowFontColor #cccccc\nskinparam defaultFontColor #dddddd\n"
            "skinparam classBackgroundColor #333333\nskinparam stateBackgroundColor #333333\n"
            "skinparam componentBackgroundColor #333333\n"
            "skinparam rectangleBackgroundColor #333333",
    "thick": "skinparam ArrowColor #2c5f8a\nskinparam ArrowThickness 2",
}  # fmt: skip
_PUML_ENDS = {"none": ("", ""), "arrow": ("<", ">"), "triangle": ("<|", "|>"),
              "diamond": ("*", "*"), "odiamond": ("o", "o"), "circle": ("0", "0"),
              "cross": ("x", "x")} | _CROW  # fmt: skip
_PUML_SHAPES = {"rect": "rectangle", "rounded": "component", "cylinder": "database",
                "cloud": "cloud", "queue": "queue", "hexagon": "node", "circle": "actor",
                "stadium": "agent", "diamond": "artifact", "parallelogram": "folder"}  # fmt: skip
_D2_MARKS = {"arrow": "triangle", "triangle": "triangle", "diamond": "diamond",
             "odiamond": "diamond", "circle": "circle", "cross": "cross", "one": "cf-one-required",
             "zero-one": "cf-one", "many": "cf-many-required", "zero-many": "cf-many"}  # fmt: skip
_D2_SHAPES = {"rect": "rectangle", "rounded": "rectangle", "diamond": "diamond", "stadium": "oval",
              "cylinder": "cylinder", "hexagon": "hexagon", "circle": "circle",
              "parallelogram": "parallelogram", "cloud": "cloud", "queue": "queue"}  # fmt: skip


def mermaid(plan: Plan, dice: Random) -> str:
    """Flowchart, state, class or ER source."""
    turn = "direction LR" if plan.across else "direction TB"
    if plan.kind == "state":
        lines = ["stateDiagram-v2", turn, *_grouped(plan, _state_line, _STATE)]
        lines += [f"[*] --> {plan.nodes[0].id}", f"{plan.nodes[-1].id} --> [*]"]
        lines += [f"{e.source} --> {e.target}" + (f" : {e.label}" if e.label else "")
                  for e in plan.edges]  # fmt: skip
        return "\n".join(lines)
    if plan.kind == "class":
        lines = ["classDiagram", turn]
        for n in plan.nodes:
            lines += [f'class {n.id}["{_one(n.label)}"] {{', *(f" +{row}" for row in n.rows), "}"]
        return "\n".join([*lines, *(_class_line(e, _MERMAID_CLASS) for e in plan.edges)])
    if plan.kind == "er":
        lines = ["erDiagram", turn]
        for n in plan.nodes:
            lines += [f'{n.id}["{_one(n.label)}"] {{', *(f" {row}" for row in n.rows), "}"]
        for e in plan.edges:
            line = ".." if e.style == "dashed" else "--"
            lines.append(f"{e.source} {_CROW[e.tail][0]}{line}{_CROW[e.head][1]} {e.target}"
                         f' : "{e.label}"')  # fmt: skip
        return "\n".join(lines)
    lines = ["flowchart " + ("LR" if plan.across else "TB")]
    lines += _grouped(plan, _flow_node, 'subgraph {name}["{label}"]', "end")
    return "\n".join(lines + [_flow_edge(e) for e in plan.edges])


def _grouped(
    plan: Plan, line: Callable[[Node], str], opening: str, closing: str = "}", group: str = ""
) -> list[str]:
    """The nodes of a group and what is in the groups inside."""
    out = [line(n) for n in plan.nodes if n.group == group]
    for name, label in plan.groups.items():
        if plan.homes.get(name, "") == group:
            inside = _grouped(plan, line, opening, closing, name)
            out += [opening.format(name=name, label=_one(label)), *inside, closing]
    return out


def _one(label: str) -> str:
    return label.replace("\n", " ")


def _state_line(n: Node) -> str:
    return f'state "{_one(n.label)}" as {n.id}'


def _flow_node(n: Node) -> str:
    left, right = _MERMAID_SHAPES[n.shape]
    return f'{n.id}{left}"{n.label.replace(chr(10), "<br/>")}"{right}'


def _flow_edge(e: Edge) -> str:
    tail, head = _MERMAID_ENDS[e.tail][0], _MERMAID_ENDS[e.head][1]
    line = {"solid": "--", "dashed": "-.-", "thick": "=="}[e.style]
    if not head:
        line = {"solid": "---", "dashed": "-.-", "thick": "==="}[e.style]
    label = f'|"{e.label}"|' if e.label else ""
    return f"{e.source} {tail}{line}{head}{label} {e.target}"


def _class_line(e: Edge, marks: dict[str, tuple[str, str]]) -> str:
    solid = e.style != "dashed" or "cross" in (e.head, e.tail)  # PlantUML knows no dashed cross
    line = "--" if solid else ".."
    label = f" : {e.label}" if e.label else ""
    return f"{e.source} {marks[e.tail][0]}{line}{marks[e.head][1]} {e.target}{label}"


def graphviz(plan: Plan, dice: Random) -> tuple[str, str]:
    """DOT with one look for the picture, and what lays it out; the splines name the look."""
    ink = dice.choice(["black", "#333333", "#1f4e79", "#888888", "#c0392b"])
    dark = dice.random() < 0.15
    paper, ink = ("#1e1e1e", "#dddddd") if dark else ("white", ink)
    fill = dice.choice(["none", "#eef3fb", "#fff2cc", "#d5e8d4"]) if not dark else "#2d2d2d"
    font = dice.choice(["Noto Sans CJK SC", "WenQuanYi Zen Hei", "Noto Serif CJK SC"])
    framed = any(e.target in plan.groups for e in plan.edges)
    ways = ["spline", "spline", "polyline", "line"] + ["ortho", "curved"] * (not framed)
    splines = dice.choice(ways)  # the last two cannot end at a frame
    look = f'fontname="{font}" fontcolor="{ink}" color="{ink}"'
    fontsize = dice.choice([11, 12, 14, 16])
    style = "" if fill == "none" else f'style="filled" fillcolor="{fill}"'
    spread = not plan.groups and dice.random() < 0.15
    lines = [f"digraph {{ layout={'neato; overlap=false' if spread else 'dot; compound=true'};",
             f'bgcolor="{paper}"; splines={"spline" if spread else splines};',
             f"rankdir={'LR' if plan.across else 'TB'}; nodesep={dice.uniform(0.3, 0.8):.2f};",
             f"graph [{look}]; node [{look} {style} fontsize={fontsize}];",
             f"edge [{look} fontsize={fontsize - 2} arrowsize={dice.choice([0.7, 1, 1, 1.2])} "
             f"penwidth={dice.choice([1, 1, 1.5, 2])}{' len=2' if spread else ''}];"]  # fmt: skip
    vee = dice.random() < 0.25
    lines += _grouped(
        plan, partial(_dot_node, style), 'subgraph cluster_{name} {{ label="{label}";'
    )
    for e in plan.edges:
        head, tail = (_DOT_MARKS[m] for m in (e.head, e.tail))
        head, tail = ("vee" if vee and m == "normal" else m for m in (head, tail))
        extra = {"solid": "", "dashed": "style=dashed", "thick": "penwidth=2.5"}[e.style]
        target = e.target
        if target in plan.groups:
            held = [n.id for n in plan.nodes if target in (n.group, plan.homes.get(n.group))]
            target, extra = held[0], f"{extra} lhead=cluster_{target}"
        word = "xlabel" if splines == "ortho" else "label"
        lines.append(f'{e.source} -> {target} [dir=both arrowhead={head} arrowtail={tail} {extra}'
                     f' {word}="{e.label}"];')  # fmt: skip
    name = "neato" if spread else splines
    return "\n".join([*lines, "}"]), f"{name} dark" if dark else name


def _dot_node(style: str, n: Node) -> str:
    text = n.label.replace("\n", "\\n")
    if n.rows:
        rows = "\\l".join(n.rows)
        return f'{n.id} [shape=record label="{{{_one(n.label)}|{rows}\\l}}"];'
    filled = ",filled" if style else ""
    extra = f' style="rounded{filled}"' if n.shape == "rounded" else ""
    return f'{n.id} [shape={_DOT_SHAPES[n.shape]}{extra} label="{text}"];'


def plantuml(plan: Plan, dice: Random) -> tuple[str, str]:
    """Class, ER, state or component source, and the name of its look."""
    look = dice.choice(list(SKINS))
    lines = ["@startuml", "skinparam defaultFontName Noto Sans CJK SC", SKINS[look],
             "left to right direction" if plan.across else ""]  # fmt: skip
    for n in plan.nodes:
        if plan.kind in ("class", "er"):
            word = "class" if plan.kind == "class" else "entity"
            lines += [f'{word} "{_one(n.label)}" as {n.id} {{', *(f" {r}" for r in n.rows), "}"]
    if plan.kind == "state":
        lines += _grouped(plan, _state_line, _STATE)
        lines += [f"[*] --> {plan.nodes[0].id}", f"{plan.nodes[-1].id} --> [*]"]
    elif plan.kind not in ("class", "er"):
        box = dice.choice(["package", "rectangle", "node"])
        lines += _grouped(plan, _puml_node, box + ' "{label}" as {name} {{')
    edges = [replace(e, style="solid") if plan.kind == "state" else e for e in plan.edges]
    if plan.kind not in ("class", "er"):  # crosses are for models only
        edges = [replace(e, head=e.head.replace("cross", "arrow"),
                         tail=e.tail.replace("cross", "arrow")) for e in edges]  # fmt: skip
    return "\n".join([*lines, *(_class_line(e, _PUML_ENDS) for e in edges), "@enduml"]), look


def _puml_node(n: Node) -> str:
    text = n.label.replace("\n", "\\n")
    return f'{_PUML_SHAPES[n.shape]} "{text}" as {n.id}'


def d2(plan: Plan, dice: Random) -> str:
    """D2; hollow marks are those that are not filled."""

    def path(name: str, home: str) -> str:
        return f"{path(home, plan.homes.get(home, ''))}.{name}" if home else name

    at = {n.id: path(n.id, n.group) for n in plan.nodes}
    at |= {name: path(name, plan.homes.get(name, "")) for name in plan.groups}
    lines = ["direction: " + ("right" if plan.across else "down")]
    lines += [f"{at[name]}: {quoted(plan.groups[name])}" for name in plan.order()]
    for n in plan.nodes:
        rows = "".join(f"; {row.split()[1]}: {row.split()[0]}" for row in n.rows)
        shape = {"class": "class", "er": "sql_table"}.get(plan.kind, _D2_SHAPES[n.shape])
        radius = "; style.border-radius: 8" if n.shape == "rounded" else ""
        text = quoted(_one(n.label) if rows else n.label)
        lines.append(f"{at[n.id]}: {text} {{shape: {shape}{radius}{rows}}}")
    for e in plan.edges:
        arrow = ("<" if e.tail != "none" else "-") + ("->" if e.head != "none" else "--")
        arrow = arrow.replace("---", "--").replace("<--", "<-")
        looks = {
            "solid": [],
            "dashed": ["style.stroke-dash: 4"],
            "thick": ["style.stroke-width: 4"],
        }
        inside = list(looks[e.style])
        for side, mark in (("source", e.tail), ("target", e.head)):
            if mark not in ("none", "arrow"):
                filled = "true" if mark == "diamond" else "false"
                fill = "" if mark in ("cross", *_CROW) else f"; style.filled: {filled}"
                inside.append(f"{side}-arrowhead: {{shape: {_D2_MARKS[mark]}{fill}}}")
        label = f": {quoted(e.label)}" if e.label else ""
        more = f"{label or ':'} {{{'; '.join(inside)}}}" if inside else label
        lines.append(f"{at[e.source]} {arrow} {at[e.target]}{more}")
    return "\n".join(lines)


def quoted(text: str) -> str:
    """A string of D2."""
    return json.dumps(text, ensure_ascii=False)
