"""Plans pictures: a random diagram, a tool, a look; writes jobs.jsonl and truth.jsonl.

python plan.py FOLDER COUNT SEED [--usual]

Kinds are drawn evenly and lines cross a lot, to see many sorts of ends; --usual draws what
articles show: mostly flowcharts and architecture, near to trees, and sequences.
"""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import drawio
import excalidraw
import languages
import sequences
import slides
from diagrams import KINDS, Plan, layered_plan, random_plan, sequence_plan
from truth import truth_of

USUAL = {"flowchart": 6, "architecture": 6, "state": 2, "class": 1, "er": 1, "sequence": 2}
TOOLS = {"mermaid": 4, "graphviz": 2, "plantuml": 2, "d2": 2, "drawio": 4, "excalidraw": 2,
         "slides": 4}  # fmt: skip
_FLOWS = ("flowchart", "architecture")
DRAWS: dict[str, tuple[str, ...]] = {
    "mermaid": (*KINDS, "sequence"), "graphviz": (*_FLOWS, "class", "er"),
    "plantuml": (*KINDS, "sequence"), "d2": (*KINDS, "sequence"),
    "drawio": (*_FLOWS, "class"), "excalidraw": _FLOWS, "slides": _FLOWS,
}  # fmt: skip
FONTS = ('"Noto Sans CJK SC", sans-serif', '"WenQuanYi Zen Hei", sans-serif', "arial, sans-serif",
         '"Noto Serif CJK SC", serif', '"trebuchet ms", verdana, arial, sans-serif')  # fmt: skip
CURVES = ("basis", "basis", "linear", "monotoneX", "step", "stepAfter", "cardinal", "natural",
          "rounded", "bumpY")  # fmt: skip
LIGHT = ("default", "default", "neutral", "forest", "base", "neo", "redux", "redux-color")
DARK = ("dark", "neo-dark", "redux-dark", "redux-dark-color")
D2_THEMES = (0, 1, 3, 4, 5, 6, 7, 8, 100, 101, 102, 103, 104, 105, 300, 301)
D2_DARK = (200, 201)


def main() -> None:
    """Write the jobs of one folder."""
    folder, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    usual = "--usual" in sys.argv[4:]
    dice = Random(seed)
    jobs: list[dict[str, Any]] = []
    truths: list[dict[str, Any]] = []
    for number in range(count):
        tool = dice.choices(list(TOOLS), list(TOOLS.values()))[0]
        plan = _plan(tool, dice, usual=usual)
        name = f"{number:05d}"
        scale = round(dice.choice([1, 1, dice.uniform(0.7, 2)]), 2)
        plan, drawn = _drawn(tool, plan, dice)
        jobs.append({"name": name, "scale": scale, "drawer": tool, "options": {}} | drawn)
        truths.append({"name": name, "drawer": tool, "look": drawn["look"], "scale": scale,
                       **truth_of(plan, tool)})  # fmt: skip
    _layout(jobs, folder)
    for file, rows in (("jobs.jsonl", jobs), ("truth.jsonl", truths)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / file).write_text("\n".join(lines) + "\n", "utf-8")


def _plan(tool: str, dice: Random, *, usual: bool) -> Plan:
    kinds = DRAWS[tool]
    if not usual:
        kind = dice.choice([k for k in kinds if k != "sequence"])
        return random_plan(kind, dice)
    kind = dice.choices(kinds, [USUAL[k] for k in kinds])[0]
    if kind == "sequence":
        return sequence_plan(dice)
    own = tool in ("drawio", "excalidraw", "slides")  # layouts that only these have
    if own and kind == "architecture" and dice.random() < 0.4:
        return layered_plan(dice)
    return random_plan(kind, dice, 0.15, 0.7)


def _drawn(tool: str, plan: Plan, dice: Random) -> tuple[Plan, dict[str, Any]]:
    """The plan with the tool's own shapes, and how it is drawn: what draw.mjs wants to know."""
    if tool == "drawio":
        plan = drawio.restyled(plan, dice)
        source, look, paper = drawio.drawing(plan, dice)
        return plan, {"tool": "drawio", "source": source, "look": look, "paper": paper}
    if tool == "excalidraw":
        plan = excalidraw.restyled(plan, dice)
        source, look, ends = excalidraw.drawing(plan, dice)
        return plan, {"tool": tool, "source": source, "look": look, "paper": "white", "ends": ends}
    if tool == "slides":
        plan = slides.restyled(plan, dice)
        source, look, paper, ends = slides.drawing(plan, dice)
        return plan, {"tool": "svg", "source": source, "look": look, "paper": paper, "ends": ends}
    return plan, _written(tool, plan, dice)


def _written(tool: str, plan: Plan, dice: Random) -> dict[str, Any]:
    """Source text for a tool that lays diagrams out itself."""
    messages = plan.kind == "sequence"
    if tool == "graphviz":
        source, look = languages.graphviz(plan, dice)
        return {"tool": "svg", "source": source, "look": look, "paper": "white"}
    if tool == "plantuml":
        source, look = languages.plantuml(plan, dice)
        if messages:
            source = sequences.plantuml(plan, languages.SKINS[look])
        return {"tool": "svg", "source": source, "look": look, "paper": "white"}
    if tool == "d2":
        theme = dice.choice(D2_THEMES if dice.random() < 0.85 else D2_DARK)
        layout, sketch = dice.choice(["dagre", "elk"]), dice.random() < 0.25
        look = f"{'sketch' if sketch else layout} {'dark' if theme in D2_DARK else 'light'}"
        source = sequences.d2(plan) if messages else languages.d2(plan, dice)
        options = {"layout": layout, "themeID": theme, "sketch": sketch}
        return {"tool": tool, "source": source, "options": options, "look": look, "paper": "white"}
    dark = dice.random() < 0.2
    theme, font = dice.choice(DARK if dark else LIGHT), dice.choice(FONTS)
    curve = {"curve": dice.choice(CURVES), "wrappingWidth": dice.choice([200, 300])}
    look = dice.choices(("classic", "handDrawn", "neo"), (7, 2, 1))[0]
    source = sequences.mermaid(plan) if messages else languages.mermaid(plan, dice)
    options = {"theme": theme, "look": look, "flowchart": curve, "fontFamily": font,
               "themeVariables": {"fontFamily": font}, "handDrawnSeed": 7}  # fmt: skip
    return {"tool": tool, "source": source, "options": options, "look": f"{look} {theme}",
            "paper": "#1e1e1e" if dark else "white"}  # fmt: skip


def _layout(jobs: list[dict[str, Any]], folder: Path) -> None:
    """Have Graphviz and PlantUML write SVG; the browser makes the pixels."""
    umls = folder / "plantuml"
    umls.mkdir(exist_ok=True)
    for job in jobs:
        if job["drawer"] == "graphviz":
            source = job["source"].encode()
            drawn = subprocess.run(
                ["dot", "-Tsvg"], input=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            job["source"] = drawn.stdout.decode()
        elif job["drawer"] == "plantuml":
            (umls / f"{job['name']}.puml").write_text(job["source"], "utf-8")
    subprocess.run(["plantuml", "-charset", "UTF-8", "-tsvg", f"{umls}/*.puml"], check=False)
    for job in jobs:
        if job["drawer"] == "plantuml":
            svg = umls / f"{job['name']}.svg"
            job["source"] = svg.read_text("utf-8") if svg.is_file() else ""


if __name__ == "__main__":
    main()
