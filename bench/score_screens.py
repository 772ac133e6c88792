"""Widgets read off pages of user interfaces, held against the DOM that they were drawn from.

    node training/screens/draw.mjs FOLDER SEED COUNT
    python bench/score_screens.py FOLDER ... [--save] [--worst N]

A widget counts where its role is the same and the boxes overlap at IoU 0.5. All stages run,
the kind of the picture included: a page that is taken for something else has no widgets.
What a person sees in the readings of real pictures is in bench/truth/screens.txt.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from measuring import ROOT, evenly, heading, parser, publish, table
from scipy.optimize import linear_sum_assignment
from score_figures import read_all

Row = dict[str, Any]


def main() -> None:
    """Read, score and print."""
    options = parser(__doc__)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N poorest")
    arguments = options.parse_args()
    parts: list[str] = []
    figures: dict[str, Any] = {}
    for folder in arguments.folders:
        rows = _read(folder, arguments)
        markdown, figures[folder.resolve().name] = _scored(folder.resolve().name, rows)
        parts.append(markdown)
    count = len(arguments.folders)
    said = f"pages drawn by training/screens, {count} seed{'s' if count > 1 else ''}"
    whole = [heading("Widgets of screens", said), *parts, _seen_by_eye()]
    publish("screens", "\n".join(whole), figures, arguments)


def _read(folder: Path, arguments: argparse.Namespace) -> list[Row]:
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    pages = evenly([json.loads(line) for line in lines], arguments.limit)
    guesses = read_all([folder / f"{page['name']}.png" for page in pages], None)
    rows = [judged(page, guesses.get(page["name"], {})) for page in pages]
    for row in sorted(rows, key=lambda row: row["f1"])[: arguments.worst]:
        print(f"{row['name']} {row['kit']} {row['kind']}: {row['f1']:.3f} {row['read as']}")
    return rows


def judged(page: Row, guess: Row) -> Row:
    """Hits, misses and inventions of one page, by role."""
    seen = (guess.get("screen") or {}).get("widgets", [])
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    named = Counter[str]()
    for role in {w["role"] for w in (*page["widgets"], *seen)}:
        real = [w for w in page["widgets"] if w["role"] == role]
        found = [w for w in seen if w["role"] == role]
        pairs = _pairs(real, found)
        tally[role].update(real=len(real), found=len(found), hit=len(pairs))
        for a, b in pairs:
            named.update(pairs=1, labels=_same(a["label"], b["label"]))
            if a["state"]:
                named.update(states=1, told=a["state"] == b.get("state", ""))
    whole = Counter[str]()
    for counts in tally.values():
        whole.update(counts)
    keys = ("name", "kit", "lang", "dark", "kind", "mobile")
    return {key: page[key] for key in keys} | {
        "f1": _f1(whole), "read as": guess.get("kind", "nothing"), "tally": tally, "named": named,
    }  # fmt: skip


def _pairs(real: list[Row], found: list[Row]) -> list[tuple[Row, Row]]:
    if not real or not found:
        return []
    overlaps = np.array([[_iou(a["box"], b["box"]) for b in found] for a in real])
    good = np.where(overlaps >= 0.5, overlaps, 0.0)
    return [
        (real[i], found[j])
        for i, j in zip(*linear_sum_assignment(-good), strict=True)
        if good[i, j] > 0
    ]


def _iou(a: list[int], b: list[int]) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, wide) * max(0, high)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def _same(a: str, b: str) -> bool:
    return "".join(a.split()).casefold() == "".join(b.split()).casefold()


def _f1(counts: Counter[str]) -> float:
    return 2 * counts["hit"] / max(1, counts["real"] + counts["found"])


def _scored(name: str, rows: list[Row]) -> tuple[str, Row]:
    """One set of pages as Markdown and as figures."""
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    named, whole = Counter[str](), Counter[str]()
    for row in rows:
        named.update(row["named"])
        for role, counts in row["tally"].items():
            roles[role].update(counts)
            whole.update(counts)
    by_role = [_line(role, c) for role, c in sorted(roles.items(), key=lambda r: -r[1]["real"])]
    screens = sum(row["read as"] == "ui_screenshot" for row in rows)
    groups: list[Row] = []
    for key in ("kit", "lang", "dark", "kind"):
        for value in sorted({str(row[key]) for row in rows}):
            of = [row["f1"] for row in rows if str(row[key]) == value]
            mean = f"{sum(of) / len(of):.3f}"
            groups.append({"pages": f"{key} {value}", "count": len(of), "mean F1": mean})
    mean = sum(row["f1"] for row in rows) / len(rows)
    markdown = "\n".join([
        f"## {name}\n",
        f"F1 at IoU 0.5, roles equal: **{_f1(whole):.3f}** over all widgets, {mean:.3f} a page. "
        f"{screens} of {len(rows)} pages are taken for screens. Of the widgets found, "
        f"{named['labels'] / max(1, named['pairs']):.3f} have the label of the DOM to the letter, "
        f"of those with a state {named['told'] / max(1, named['states']):.3f} have it.\n",
        table([_line("all", whole), *by_role]), "", table(groups), "",
    ])  # fmt: skip
    return markdown, {"f1": _f1(whole), "roles": by_role, "groups": groups}


def _seen_by_eye() -> str:
    """The table of real pictures: name, verdict, what is right and what is not."""
    lines = (ROOT / "bench" / "truth" / "screens.txt").read_text("utf-8").splitlines()
    keys = ("picture", "reading", "text", "what is wrong or missing")
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if "|" in line]
    records: list[Row] = [dict(zip(keys, row, strict=True)) for row in cells]
    counts = Counter(record["reading"] for record in records)
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common())
    return f"## Real pictures, by eye\n\n{said}.\n\n{table(records)}"


def _line(role: str, counts: Counter[str]) -> Row:
    return {
        "role": role, "real": counts["real"], "found": counts["found"], "right": counts["hit"],
        "precision": f"{counts['hit'] / max(1, counts['found']):.3f}",
        "recall": f"{counts['hit'] / max(1, counts['real']):.3f}", "F1": f"{_f1(counts):.3f}",
    }  # fmt: skip


if __name__ == "__main__":
    main()
