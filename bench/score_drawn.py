"""The structure read off pictures that we draw ourselves, held against their sources.

    python training/plan.py FOLDER COUNT SEED --usual && node training/draw.mjs FOLDER
    python bench/score_drawn.py FOLDER [--web] [--worst N] [--jsonl FILE]

How well reading generalises: seeds other than the training's, by tool, kind and look. --web
spoils the pictures first as a blog does (800 px, JPEG or a palette). Needs score.py of the
evaluation sets for its measures, and none of their pictures.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from measuring import EVALS, ROOT, evenly, heading, parser, publish, scorer, table
from PIL import Image
from score_figures import Graph, frame_f1, pair, read_all

sys.path.insert(0, str(ROOT / "training"))
from spoiling import webbed

KEYS = ("node_f1", "edge_f1", "label_acc", "structure", "group_f1")


def main() -> None:
    """Read, score and print."""
    options = parser(__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--web", action="store_true", help="spoil the pictures as a blog does")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N poorest")
    options.add_argument("--jsonl", type=Path, help="what `tuwen read --jsonl` printed before")
    arguments = options.parse_args()
    drawn = _truths(arguments.folder)
    truths = {name: drawn[name] for name in evenly(list(drawn), arguments.limit)}
    with tempfile.TemporaryDirectory() as here:
        paths = [arguments.folder / f"{name}.png" for name in truths]
        if arguments.web:
            paths = [_webbed(path, Path(here)) for path in paths]
        guesses = read_all(paths, arguments.jsonl)
    score = scorer(arguments.evals)
    rows = [_judged(score, truth, guesses.get(name, {})) for name, truth in truths.items()]
    rows.sort(key=lambda row: row["structure"])
    for row in rows[: arguments.worst]:
        figures = ", ".join(f"{key} {row[key]:.2f}" for key in KEYS if row[key] is not None)
        print(f"{row['name']} {row['tool']} {row['kind']} {row['look']}: {figures}")
    _publish(rows, arguments)


def _truths(folder: Path) -> dict[str, Graph]:
    """What was really drawn, by name."""
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    drawn = {row["name"]: row for row in map(json.loads, lines)}
    return {name: row for name, row in drawn.items() if (folder / f"{name}.png").is_file()}


def _webbed(path: Path, folder: Path) -> Path:
    with Image.open(path) as picture:
        spoilt, _ = webbed(picture.convert("RGB"), Random(path.stem))
    spoilt.save(folder / path.name)
    return folder / path.name


def _judged(score: Any, truth: Graph, guess: Graph) -> dict[str, Any]:
    figures = score.score_diagram(truth, guess)
    frames = None
    if truth["groups"] or guess.get("groups"):
        frames = frame_f1(truth, guess, pair(score, truth, guess))
    where = {"name": truth["name"], "tool": truth["drawer"], "kind": truth["type"],
             "look": truth["look"]}  # fmt: skip
    return where | figures | {"group_f1": frames}


def _publish(rows: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    said = f"{len(rows)} drawn by training/, {', '.join(sorted({row['tool'] for row in rows}))}"
    spoilt = ", spoilt as on the web" if arguments.web else ""
    parts = [heading(f"Structure of drawn pictures{spoilt}", said)]
    for name, by in (("tool", ("tool",)), ("kind", ("kind",)), ("look", ("tool", "look"))):
        parts.append(f"## By {name}\n\n{table(_means(rows, by))}\n")
    publish("drawn-web" if arguments.web else "drawn", "\n".join(parts), rows, arguments)


def _means(rows: list[dict[str, Any]], by: tuple[str, ...]) -> list[dict[str, Any]]:
    """One record for each value of some keys, and one for all."""
    groups: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(_short(row, key) for key in by)].append(row)
    shown = [(name, groups[name]) for name in sorted(groups)]
    if len(by) == 1:
        shown.append((("all",), rows))
    out: list[dict[str, Any]] = []
    for name, inside in shown:
        record: dict[str, Any] = dict(zip(by, name, strict=True)) | {"pictures": len(inside)}
        for key in KEYS:
            values = [row[key] for row in inside if row[key] is not None]
            record[key] = f"{statistics.mean(values):.3f}" if values else "-"
        out.append(record)
    return out


def _short(row: dict[str, Any], key: str) -> str:
    """Looks have two words, how shapes and how lines are drawn; the first says more."""
    return str(row[key]).split()[0] if key == "look" else str(row[key])


if __name__ == "__main__":
    main()
