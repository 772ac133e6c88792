"""The points read off charts that we draw ourselves, held against their plans.

    python training/charts.py FOLDER COUNT SEED
    python bench/score_charts.py FOLDER [--worst N] [--jsonl FILE]

How well reading of charts generalises: by type and by look. Seed 9 is kept aside until a change
is done. Needs score.py of the evaluation sets for its measures, and none of their pictures.
"""

import argparse
import json
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

from measuring import EVALS, evenly, heading, parser, publish, scorer, table
from score_figures import read_all


def main() -> None:
    """Read, score and print."""
    options = parser(__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N poorest")
    options.add_argument("--jsonl", type=Path, help="what `tuwen read --jsonl` printed before")
    arguments = options.parse_args()
    lines = (arguments.folder / "truth.jsonl").read_text("utf-8").splitlines()
    truths = evenly([json.loads(line) for line in lines], arguments.limit)
    guesses = read_all([arguments.folder / truth["image"] for truth in truths], arguments.jsonl)
    score = scorer(arguments.evals)
    rows = [_judged(score, truth, guesses.get(Path(truth["image"]).stem, {})) for truth in truths]
    rows.sort(key=lambda row: row["point_f1"])
    for row in rows[: arguments.worst]:
        print(f"{row['image']} {row['look']} {row['type']}: {row['point_f1']:.2f}")
    _publish(rows, arguments)


def _judged(score: Any, truth: dict[str, Any], guess: dict[str, Any]) -> dict[str, Any]:
    tool, look, kind = truth["drawn_as"].split(" ", 2)
    where = {"image": truth["image"], "look": f"{tool} {look}", "type": kind}
    return where | score.score_chart(truth, guess)


def _publish(rows: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    figures: dict[str, Any] = {"all": _mean(rows)}
    parts: list[str] = []
    for key in ("type", "look"):
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[row[key]].append(row)
        records = [{key: name, **_mean(groups[name])} for name in sorted(groups)]
        figures[f"by_{key}"] = records
        parts.append(table([*records, {key: "all", **_mean(rows)}]))
    said = f"charts drawn with matplotlib, ECharts and Vega-Lite ({len(rows)})"
    publish("charts", heading("Drawn charts", said) + "\n" + "\n\n".join(parts), figures, arguments)


def _mean(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "pictures": len(rows),
        "point F1": round(statistics.mean(row["point_f1"] for row in rows), 3),
        "kind": round(statistics.mean(row["kind_acc"] for row in rows), 3),
    }


if __name__ == "__main__":
    main()
