"""Plans pictures: a random diagram, a tool, a look; writes jobs.jsonl and truth.jsonl.

python plan.py FOLDER COUNT SEED [--usual]

Kinds are drawn evenly and lines cross a lot, to see many sorts of ends; --usual draws what
articles show: mostly flowcharts and architecture, near to trees.
"""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import languages
from diagrams import KINDS, Plan, random_plan

USUAL = {"flowchart": 6, "architecture": 5, "state": 2, "class": 1, "er": 1}
TOOLS = ("mermaid", "mermaid", "graphviz", "plantuml", "d2")
FONTS = ('"Noto Sans CJK SC", sans-serif', '"WenQuanYi Zen Hei", sans-serif', "arial, sans-serif",
         '"Noto Serif CJK SC", serif', '"trebuchet ms", verdana, arial, sans-serif')  # fmt: skip
CURVES = ("basis", "basis", "linear", "monotoneX", "step", "stepAfter", "cardinal", "natural",
          "rounded", "bumpY")  # fmt: skip
THEMES = {"default": "white", "neutral": "white", "forest": "white", "base": "white",
          "dark": "#1e1e1e"}  # fmt: skip


def main() -> None:
    """Write the jobs of one folder."""
    folder, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    usual = "--usual" in sys.argv[4:]
    kinds = [k for k in KINDS for _ in range(USUAL[k])] if usual else KINDS
    dice = Random(seed)
    jobs, truths = [], []
    for number in range(count):
        plan = random_plan(dice.choice(kinds), dice, *((0.15, 0.7) if usual else ()))
        name = f"{number:05d}"
        job = {"name": name, "scale": round(dice.choice([1, 1, dice.uniform(0.7, 2)]), 2)}
        tool = dice.choice(TOOLS)
        if tool == "graphviz" and any(edge.target in plan.groups for edge in plan.edges):
            tool = "mermaid"  # Graphviz has no edges to frames
        jobs.append(job | _drawn(tool, plan, dice))
        truths.append({"name": name, "drawer": jobs[-1]["drawer"], **plan.truth()})
    _layout(jobs, folder)
    for file, rows in (("jobs.jsonl", jobs), ("truth.jsonl", truths)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / file).write_text("\n".join(lines) + "\n", "utf-8")


def _drawn(tool: str, plan: Plan, dice: Random) -> dict[str, Any]:
    """How one picture is drawn."""
    source = getattr(languages, tool)(plan, dice)
    job = {"drawer": tool, "tool": "svg", "source": source, "options": {}, "paper": "white"}
    if tool == "d2":
        layout = dice.choice(["dagre", "elk"])
        theme = dice.choice([0, 1, 3, 4, 5, 8, 100, 101, 104, 200])
        job |= {"tool": "d2", "options": {"layout": layout, "themeID": theme}}
    elif tool == "mermaid":
        theme, font = dice.choice(list(THEMES)), dice.choice(FONTS)
        curve = {"curve": dice.choice(CURVES), "wrappingWidth": dice.choice([200, 300])}
        look = "handDrawn" if dice.random() < 0.15 else "classic"
        job |= {"tool": "mermaid", "paper": THEMES[theme]}
        job["options"] = {"theme": theme, "look": look, "flowchart": curve, "fontFamily": font,
                          "themeVariables": {"fontFamily": font}, "handDrawnSeed": 7}  # fmt: skip
    return job


def _layout(jobs: list[dict[str, Any]], folder: Path) -> None:
    """Have Graphviz and PlantUML write SVG; the browser makes the pixels."""
    umls = folder / "plantuml"
    umls.mkdir(exist_ok=True)
    for job in jobs:
        if job["drawer"] == "graphviz":
            source = job["source"].encode()
            drawn = subprocess.run(["dot", "-Tsvg"], input=source, stdout=subprocess.PIPE)
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
