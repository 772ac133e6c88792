"""The structure read off real figures, held against bench/truth/figures.txt.

    python bench/score_figures.py [--evals FOLDER] [--only NAME,NAME] [--jsonl FILE]

FOLDER holds score.py and figures/. Where a label stands several times, its nodes are paired so
that most lines agree. A frame is right when it holds the right nodes. *right*: nodes, lines and
frames without a fault; *partly*: structure of at least 0.6; *wrong*: less. The cause of what is
not right was seen by eye (bench/truth/causes.txt).
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from measuring import EVALS, ROOT, evenly, heading, parser, publish, scorer, table

TRUTH = ROOT / "bench" / "truth" / "figures.txt"
CAUSES = ROOT / "bench" / "truth" / "causes.txt"
KEYS = ("node_f1", "edge_f1", "structure", "group_f1")
_EDGE = re.compile(r"(\S+) (<>|>|-) (\S+?)(?:: (.*))?$")
_FRAME = re.compile(r"\[(\S+) = (.*?)\] ?(.*)$")
Graph = dict[str, Any]


def main() -> None:
    """Read, score and print."""
    options = parser(__doc__)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--only", default="", help="names of figures, with commas between")
    options.add_argument("--jsonl", type=Path, help="what `tuwen read --jsonl` printed before")
    arguments = options.parse_args()
    score = scorer(arguments.evals)
    truths = parse(TRUTH.read_text("utf-8"))
    wanted = arguments.only.split(",") if arguments.only else list(truths)
    wanted = evenly(wanted, arguments.limit)
    paths = [next((arguments.evals / "figures").glob(f"{name}.*")) for name in wanted]
    guesses = read_all(paths, arguments.jsonl)
    rows = [
        {"figure": name, "type": truths[name]["type"],
         **judged(score, truths[name], guesses.get(name, {}))}
        for name in wanted
    ]  # fmt: skip
    publish("figures", report(rows, causes_in(CAUSES.read_text("utf-8"))), rows, arguments)


def report(rows: list[dict[str, Any]], causes: dict[str, list[str]]) -> str:
    """Verdicts, their causes and the figures in Markdown; what is right has no cause."""
    count = Counter(row["verdict"] for row in rows)
    said = ", ".join(f"{name} {count[name]}" for name in ("right", "partly", "wrong"))
    poor = [row["figure"] for row in rows if row["verdict"] != "right"]
    why = {name: causes.get(name, ["not looked at"]) for name in poor}
    often = Counter(cause for found in why.values() for cause in found).most_common()
    shown = [
        {"figure": row["figure"], "type": row["type"], "verdict": row["verdict"],
         **{key: f"{row[key]:.2f}" for key in KEYS}, "cause": "; ".join(why.get(row["figure"], []))}
        for row in rows
    ]  # fmt: skip
    means = {key: f"{statistics.mean(row[key] for row in rows):.2f}" for key in KEYS}
    shown.append({"figure": "mean", "type": "", "verdict": "", **means, "cause": ""})
    parts = [heading("Structure of real figures", f"{len(rows)} figures"), said, table(shown)]
    if often:
        parts.append(table([{"cause": cause, "figures": n} for cause, n in often]))
    return "\n\n".join(part.strip() for part in parts)


def causes_in(text: str) -> dict[str, list[str]]:
    """The causes that a person saw, by figure."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: why.split("; ") for name, why in (line.split(": ", 1) for line in lines)}


def parse(text: str) -> dict[str, Graph]:
    """The figures of a truth file by their names, in the shape that score.py takes."""
    found: dict[str, Graph] = {}
    graph: Graph = {}
    for line in filter(None, text.splitlines()):
        if line.startswith("#"):
            continue
        if line.startswith("== "):
            name, kind = line[3:].split()
            graph = {"type": kind, "image": name, "nodes": [], "edges": [], "groups": []}
            found[name] = graph
        elif frame := _FRAME.match(line):
            group = {"id": frame[1], "label": _label(frame[2]), "members": frame[3].split()}
            graph["groups"].append(group)
        elif edge := _EDGE.match(line):
            arrow = "arrow_point" if edge[2] == ">" else "arrow_open"
            graph["edges"].append(
                {"from": edge[1], "to": edge[3], "label": _label(edge[4] or ""), "arrow": arrow}
            )
        else:
            ident, label = line.split(" = ", 1)
            graph["nodes"].append({"id": ident, "label": _label(label)})
    return found


def _label(text: str) -> str:
    return text.replace("|", "\n").strip()


def read_all(paths: list[Path], known: Path | None) -> dict[str, Graph]:
    """What the reader prints of the pictures, by name."""
    with tempfile.TemporaryDirectory() as here:
        out = known or Path(here, "read.jsonl")
        if not known:
            command = [sys.executable, "-m", "tuwen", "read", "--jsonl", *map(str, paths)]
            with out.open("wb") as file:
                subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL)
        lines = map(json.loads, out.read_text("utf-8").splitlines())
        return {Path(line["image"]).stem: line for line in lines}


def judged(score: ModuleType, truth: Graph, guess: Graph) -> dict[str, Any]:
    """Figures for one picture, and the verdict."""
    pairs = pair(score, truth, guess)
    truth, guess = told_apart(truth, guess, pairs)
    figures = score.score_diagram(truth, guess)
    figures.pop("label_acc")
    frames = 1.0 if truth["type"] == "sequence" else frame_f1(truth, guess, pairs)
    parts = figures["node_f1"], figures["edge_f1"], frames
    verdict = "right" if min(parts) == 1 else "partly" if figures["structure"] >= 0.6 else "wrong"
    return {**figures, "group_f1": frames, "verdict": verdict}


def pair(score: ModuleType, truth: Graph, guess: Graph) -> dict[str, str]:
    """Node as read → node as drawn: by label, and by lines where several bear one label."""
    nodes, others = truth["nodes"], guess.get("nodes") or []

    def alike(a: Graph, b: Graph) -> float:
        return score.similar(a["label"], b["label"])

    pairs = {
        others[j]["id"]: nodes[i]["id"]
        for i, j, likeness in score.assign(nodes, others, alike)
        if likeness >= 0.8
    }
    label = {node["id"]: score.fold(node["label"]) for node in nodes}
    ways = Counter((edge["from"], edge["to"]) for edge in truth["edges"])
    found = [(edge["source"], edge["target"]) for edge in guess.get("edges") or []]
    members = {m: i for i, group in enumerate(truth["groups"]) for m in group["members"]}
    home = {m: i for i, group in enumerate(guess.get("groups") or []) for m in group["members"]}

    def agreement() -> tuple[int, int]:
        got = Counter((pairs.get(a, ""), pairs.get(b, "")) for a, b in found)
        back = Counter({(b, a): n for (a, b), n in got.items()})
        hits = sum(((got | back) & ways).values())
        together = Counter((home.get(a, -1), members.get(b, -1)) for a, b in pairs.items())
        return hits, sum(n * n for n in together.values())

    names = list(pairs)
    best, better = agreement(), True
    while better:
        better = False
        for k, a in enumerate(names):
            for b in names[k + 1 :]:
                if label[pairs[a]] == label[pairs[b]]:
                    pairs[a], pairs[b] = pairs[b], pairs[a]
                    if (now := agreement()) > best:
                        best, better = now, True
                    else:
                        pairs[a], pairs[b] = pairs[b], pairs[a]
    return pairs


def told_apart(truth: Graph, guess: Graph, pairs: dict[str, str]) -> tuple[Graph, Graph]:
    """Both with numbers on the nodes that share their label with others."""
    count = Counter(node["label"] for node in truth["nodes"])
    mark = {
        node["id"]: f"⟨{i}⟩⟨{i}⟩" if count[node["label"]] > 1 else ""
        for i, node in enumerate(truth["nodes"])
    }
    nodes = [{**n, "label": n["label"] + mark[n["id"]]} for n in truth["nodes"]]
    others = [
        {**n, "label": n["label"] + mark.get(pairs.get(n["id"], ""), "")}
        for n in guess.get("nodes") or []
    ]
    return {**truth, "nodes": nodes}, {**guess, "nodes": others}


def frame_f1(truth: Graph, guess: Graph, pairs: dict[str, str]) -> float:
    """Frames that hold, of all that either holds, nine in ten alike."""
    drawn = [held for g in truth["groups"] if (held := _held(g["id"], truth["groups"]))]
    groups = guess.get("groups") or []
    found = [{pairs.get(m, m + "?") for m in _held(g["id"], groups)} for g in groups]
    found = [held for held in found if held]
    left, hits = list(drawn), 0
    for held in found:
        match = next((d for d in left if len(d & held) >= 0.9 * len(d | held)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return 2 * hits / (len(drawn) + len(found)) if drawn or found else 1.0


def _held(name: str, groups: list[Graph]) -> set[str]:
    """The nodes in a frame, those of the frames in it included."""
    inner = {group["id"]: group["members"] for group in groups}
    out: set[str] = set()
    for member in inner.get(name, []):
        out |= _held(member, groups) if member in inner else {member}
    return out


if __name__ == "__main__":
    main()
