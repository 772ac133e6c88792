"""A plan of messages as source text of Mermaid, PlantUML and D2."""

from diagrams import Edge, Plan
from languages import quoted


def mermaid(plan: Plan) -> str:
    lines = ["sequenceDiagram"]
    lines += [f"participant {n.id} as {_one(n.label)}" for n in plan.nodes]
    lines += [f"{e.source}{'-->>' if e.style == 'dashed' else '->>'}{e.target}: {e.label}"
              for e in plan.edges]  # fmt: skip
    return "\n".join(lines)


def plantuml(plan: Plan, skin: str) -> str:
    lines = ["@startuml", "skinparam defaultFontName Noto Sans CJK SC", skin]
    lines += [f'participant "{_one(n.label)}" as {n.id}' for n in plan.nodes]
    lines += [f"{e.source} {'-->' if e.style == 'dashed' else '->'} {e.target} : {e.label}"
              for e in plan.edges]  # fmt: skip
    return "\n".join([*lines, "@enduml"])


def d2(plan: Plan) -> str:
    lines = ["shape: sequence_diagram"]
    lines += [f"{n.id}: {quoted(_one(n.label))}" for n in plan.nodes]
    return "\n".join([*lines, *(_message(e) for e in plan.edges)])


def _message(edge: Edge) -> str:
    dash = " {style.stroke-dash: 4}" if edge.style == "dashed" else ""
    return f"{edge.source} -> {edge.target}: {quoted(edge.label)}{dash}"


def _one(label: str) -> str:
    return label.replace("\n", " ")
