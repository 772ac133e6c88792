"""Other readers that run here without a model hub, on the same pictures as ours.

Texts: RapidOCR as it comes, and Tesseract (Debian: tesseract-ocr, tesseract-ocr-chi-sim).
Nodes and edges: diagram2code of PyPI, where its command is on the PATH. A reader that is not
installed is left out, and said to be.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from measuring import EVALS, scorer, table
from rapidocr import RapidOCR

from tuwen.figure.decode import open_figure
from tuwen.reading import read

Found = dict[str, Any]  # texts, and where the reader gives them nodes, edges, groups


def compare(paths: list[Path], limit: int) -> tuple[str, list[dict[str, Any]]]:
    """Read pictures that have a truth with every reader; Markdown and figures."""
    score = scorer(EVALS)
    truth = _truth()
    paths = [path for path in paths if (path.parent.name, path.name) in truth]
    if 0 < limit < len(paths):
        paths = [paths[i * len(paths) // limit] for i in range(limit)]
    if not paths:
        raise SystemExit("--compare needs the evaluation sets")
    records: list[dict[str, Any]] = []
    for name, reader in _readers().items():
        reader(paths[0])
        rows = [_judged(score, truth[path.parent.name, path.name], reader, path) for path in paths]
        records.append(_record(name, rows))
    missing = [f"{name} is not installed" for name in ("tesseract", "diagram2code")
               if not _command(name)]  # fmt: skip
    notes = [
        f"{len(paths)} pictures with a truth. Label recall: visible strings that were read, over "
        "the pictures with labels. Node F1, edge F1 and structure: over the Mermaid diagrams that "
        "are no pies. “no structure”: the reader gives text alone. Tesseract and diagram2code are "
        "commands: their time holds the start of a process.",
        *(f"{line}." for line in missing),
    ]
    return "\n\n".join([table(records), *notes]), records


def _readers() -> dict[str, Callable[[Path], Found]]:
    found: dict[str, Callable[[Path], Found]] = {
        "Tuwen": _tuwen,
        f"RapidOCR {version('rapidocr')}, as it comes": _rapidocr,
    }
    if command := _command("tesseract"):
        said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
        found[f"{said.stdout.split(chr(10))[0].capitalize()}, chi_sim+eng"] = _tesseract
    if _command("diagram2code"):
        found["diagram2code"] = _diagram2code
    return found


def _tuwen(path: Path) -> Found:
    reading = read(open_figure(path))
    return {
        "texts": [text.text for text in reading.texts],
        "nodes": [{"id": node.id, "label": node.label} for node in reading.nodes],
        "groups": [{"id": group.id, "label": group.label} for group in reading.groups],
        "edges": [
            {"source": e.source, "target": e.target, "label": e.label} for e in reading.edges
        ],
    }


@cache
def _engine() -> Any:
    return RapidOCR(params={"Global.log_level": "error"})


def _rapidocr(path: Path) -> Found:
    return {"texts": list(_engine()(open_figure(path).pixels[:, :, ::-1]).txts or ())}


def _tesseract(path: Path) -> Found:
    command = [_command("tesseract"), str(path), "-", "-l", "chi_sim+eng", "--psm", "11"]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    lines = said.stdout.decode("utf-8", "replace").splitlines()
    return {"texts": [line.strip() for line in lines if line.strip()]}


def _diagram2code(path: Path) -> Found:
    with tempfile.TemporaryDirectory() as here:
        command = [_command("diagram2code"), str(path), "--out", here, "--extract-labels",
                   "--no-debug"]  # fmt: skip
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        graph = _json(Path(here, "graph.json"))
        labels = _json(Path(here, "labels.json"))
    nodes = [{"id": str(n["id"]), "label": labels.get(str(n["id"]), "")}
             for n in graph.get("nodes", [])]  # fmt: skip
    edges = [{"source": str(e["from"]), "target": str(e["to"]), "label": ""}
             for e in graph.get("edges", [])]  # fmt: skip
    return {"texts": [n["label"] for n in nodes], "nodes": nodes, "edges": edges, "groups": []}


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _command(name: str) -> str:
    """Where a command is: on the PATH or beside this Python; empty where it is not."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent)) or ""


def _judged(
    score: ModuleType, truth: dict[str, Any], reader: Callable[[Path], Found], path: Path
) -> dict[str, float | None]:
    started = time.perf_counter()
    found = reader(path)
    took = 1000 * (time.perf_counter() - started)
    texts = [{"text": text} for text in found["texts"]]
    row: dict[str, float | None] = {"ms": took}
    row["recall"] = score.score_figure({"labels": _labels(truth)}, {"texts": texts})["label_recall"]
    if "nodes" in found and "labels" not in truth and truth["type"] != "pie":
        row |= score.score_diagram(truth, found)
    return row


def _labels(truth: dict[str, Any]) -> list[str]:
    """The strings to be seen: as listed, else the lines of all names of a diagram."""
    if "labels" in truth:
        return truth["labels"]
    parts = [*truth.get("nodes", []), *truth.get("edges", []), *truth.get("groups", [])]
    lines = [re.split(r"<br\s*/?>|\\n|\n", str(part.get("label") or "")) for part in parts]
    return [line for several in lines for line in several]


def _record(name: str, rows: list[dict[str, float | None]]) -> dict[str, Any]:
    def mean(key: str) -> str:
        values = [value for row in rows if (value := row.get(key)) is not None]
        return f"{statistics.mean(values):.3f}" if values else "no structure"

    times = sorted(row["ms"] or 0.0 for row in rows)
    return {
        "reader": name,
        "median ms": round(statistics.median(times)),
        "p95 ms": round(times[-(-95 * len(times) // 100) - 1]),
        "label recall": mean("recall"),
        "node F1": mean("node_f1"),
        "edge F1": mean("edge_f1"),
        "structure": mean("structure"),
    }


def _truth() -> dict[tuple[str, str], dict[str, Any]]:
    """The truth of the two sets that list strings, by set and file name."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name in ("figures", "mermaid"):
        path = EVALS / name / "truth.jsonl"
        for line in path.read_text("utf-8").splitlines() if path.is_file() else []:
            truth = json.loads(line)
            if name == "mermaid" or truth.get("labels"):
                found[name, Path(truth["image"]).name] = truth
    return found
