"""What `tuwen read` gets right, scored against the evaluation sets.

    python bench/score_evals.py [FOLDER]     (default: ../shared/evals beside the repository)

FOLDER holds score.py, which says what each figure means, and one folder a set.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import EVALS, heading, parser, pictures, publish, table

SETS = {"mermaid": "by_type", "figures": "", "charts": "by_chart_type"}
HEADLINE = {
    "mermaid": {"node_f1": "node F1", "edge_f1": "edge F1", "structure": "structure"},
    "figures": {"label_recall": "label recall", "kind_macro_f1": "kind, macro F1"},
    "charts": {"point_f1": "point F1", "kind_acc": "kind, accuracy"},
}


def main() -> None:
    """Read, score and print."""
    options = parser(__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=EVALS)
    arguments = options.parse_args()
    if not (arguments.folder / "score.py").is_file():
        raise SystemExit("no score.py in the folder of the evaluation sets")
    figures: dict[str, Any] = {}
    said: list[str] = []
    parts: list[str] = []
    for name in SETS:
        paths, count = pictures([arguments.folder / name], arguments.limit)
        said.append(count)
        figures[name] = score(arguments.folder, name, paths)
        parts.append(section(name, figures[name]))
    text = "\n\n".join([heading("Scores", "; ".join(said)).strip(), headline(figures), *parts])
    publish("scores", text, figures, arguments)


def score(folder: Path, name: str, paths: list[Path]) -> dict[str, Any]:
    """Read the pictures of one set and have score.py judge what was read."""
    with tempfile.TemporaryDirectory() as here:
        found = Path(here, "found.jsonl")
        with found.open("wb") as out:
            command = [sys.executable, "-m", "tuwen", "read", "--jsonl", *map(str, paths)]
            code = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL).returncode
        if code not in (0, 1):  # 1: a picture could not be read; it counts as missed
            raise SystemExit(f"tuwen read ended with {code}")
        truth = Path(here, "truth.jsonl")
        truth.write_text("\n".join(_truth(folder / name, paths)), "utf-8")
        judge = [sys.executable, str(folder / "score.py"), name, str(found), "--json"]
        judge += ["--truth", str(truth)]
        judged = subprocess.run(judge, stdout=subprocess.PIPE, check=True)
    return json.loads(judged.stdout)


def headline(figures: dict[str, Any]) -> str:
    """Render the one or two figures of each set that tell the most."""
    rows: list[dict[str, Any]] = []
    for name, wanted in HEADLINE.items():
        found = figures[name]
        said = [f"{title} {_shown(found.get(key))}" for key, title in wanted.items()]
        rows.append({"set": name, "scored": found["items"], "figures": " · ".join(said)})
    return table(rows)


def section(name: str, figures: dict[str, Any]) -> str:
    """Render the figures of one set: all of it, then type by type."""
    whole = {key: _shown(each) for key, each in figures.items() if isinstance(each, int | float)}
    lines = [f"## {name}", "", table([whole])]
    if kinds := figures.get(SETS[name]):
        rows = [{"type": kind, **values} for kind, values in kinds.items()]
        lines += ["", table([{key: _shown(row[key]) for key in rows[0]} for row in rows])]
    if confusions := figures.get("confusions"):
        rows = [{"truth": a, "read as": b, "times": n} for (a, b), n in confusions]
        lines += ["", table(rows)]
    return "\n".join(lines)


def _truth(folder: Path, paths: list[Path]) -> list[str]:
    """The truth of these pictures alone."""
    names = {path.name for path in paths}
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    return [line for line in lines if line and Path(json.loads(line)["image"]).name in names]


def _shown(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "–" if value is None else value


if __name__ == "__main__":
    main()
