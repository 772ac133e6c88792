"""What is written about sixty real figures, beside their authors' captions, as editors judge it.

    python bench/editors.py --sheet > sheet.md     what the editors read
    python bench/editors.py [--save]               their marks, counted, and the whole table

The figures are drawn by a fixed seed, some of every kind. Two people who know the subject read
each text beside its picture, apart from each other, and mark it P (to be published unchanged),
E (needs an edit) or W (says something wrong); their marks are in truth/editor-1.tsv and -2.tsv:
a line a figure, its id, a mark for each task, the reason. Also prints the time of writing.
"""

import json
import random
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

from measuring import EVALS, heading, parser, publish, table

from tuwen.article import Article
from tuwen.figure.decode import open_figure
from tuwen.reading import read
from tuwen.reading.types import Reading
from tuwen.task import Order, TaskName
from tuwen.writing.narrate import write

TASKS: tuple[TaskName, ...] = ("summary", "alt", "describe", "explain", "keywords")
QUOTA = {
    "architecture": 17, "flowchart": 9, "ui_screenshot": 9, "chart": 7, "sequence": 5,
    "class/ER": 4, "other": 3, "terminal/code": 2, "table": 2, "photo": 1, "logo/decorative": 1,
}  # fmt: skip
SEED = 60
MARKS = Path(__file__).with_name("truth")


def main() -> None:
    """Print the sheet, or the marks."""
    options = parser(__doc__)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--sheet", action="store_true", help="print what the editors read")
    arguments = options.parse_args()
    folder = arguments.evals / "figures"
    chosen = figures(folder)
    times: list[float] = []
    texts: dict[str, dict[str, str]] = {}
    for truth in chosen:
        texts[truth["id"]] = written(truth, read(open_figure(str(folder / truth["image"]))), times)
    if arguments.sheet:
        print("\n".join(section(t, texts[t["id"]]) for t in chosen))
        return
    marks = [marked(number) for number in (1, 2)]
    records = counted(marks)
    lines = [heading("Editors", f"{len(chosen)} figures of every kind, seed {SEED}")]
    lines += [table(records), "", timed(times), "", "## The texts", ""]
    lines += [section(t, texts[t["id"]], [m.get(t["id"], []) for m in marks]) for t in chosen]
    publish("editors", "\n".join(lines), records, arguments)


def figures(folder: Path) -> list[dict[str, Any]]:
    """Some figures of each kind, by a fixed seed, in the order of their names."""
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    kinds: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        truth = json.loads(line)
        kinds.setdefault(truth["kind"], []).append(truth)
    draw = random.Random(SEED)
    for each in kinds.values():
        draw.shuffle(each)
    chosen = [t for kind, many in QUOTA.items() for t in kinds[kind][:many]]
    return sorted(chosen, key=lambda t: str(t["id"]))


def written(truth: dict[str, Any], reading: Reading, times: list[float]) -> dict[str, str]:
    """Every task's text, as for a post that holds the figure."""
    before, _, after = truth["context"].partition("[图]")
    caption = truth["caption_zh"] or truth["alt_zh"]
    article = Article(truth["page_title"], truth["section"], before.strip(), after.strip(), caption)
    texts: dict[str, str] = {"kind": reading.kind}
    for task in TASKS:
        started = time.perf_counter()
        texts[task] = "".join(s.text for s in write(Order(task), reading, article))
        times.append(1000 * (time.perf_counter() - started))
    return texts


def section(
    truth: dict[str, Any], texts: dict[str, str], marks: list[list[str]] | None = None
) -> str:
    """One figure: the caption that its author gave it, and what is written."""
    caption = truth["caption_zh"] or truth["alt_zh"] or "—"
    lines = [f"### {truth['id']} ({truth['kind']}, read as {texts['kind']})", ""]
    lines += [f"{truth['page_title']} › {truth['section']}. Author: {caption}", ""]
    for n, task in enumerate(TASKS):
        said = " / ".join(m[n] for m in marks or [] if len(m) > n)
        lines.append(f"**{task}**{f' [{said}]' if said else ''} {texts[task] or '(empty)'}\n")
    reasons = [m[len(TASKS)] for m in marks or [] if len(m) > len(TASKS) and m[len(TASKS)]]
    return "\n".join([*lines, *(f"> {reason}\n" for reason in reasons)])


def marked(number: int) -> dict[str, list[str]]:
    """The marks of one editor by figure; none where the file is not there."""
    path = MARKS / f"editor-{number}.tsv"
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {row[0]: row[1:] for row in rows}


def counted(marks: list[dict[str, list[str]]]) -> list[dict[str, Any]]:
    """How many texts of each task were marked how, by either editor; on how many they agree."""
    records: list[dict[str, Any]] = []
    both = [i for i in marks[0] if i in marks[1]]
    for n, task in enumerate(TASKS):
        record: dict[str, Any] = {"task": task}
        for number, one in enumerate(marks, 1):
            got = Counter(m[n] for m in one.values() if len(m) > n)
            record |= {f"{number}: {mark}": got[mark] for mark in "PEW"}
        agreed = sum(marks[0][i][n] == marks[1][i][n] for i in both)
        records.append(record | {"agreed": f"{agreed} of {len(both)}"})
    return records


def timed(times: list[float]) -> str:
    """The time of writing a text, all tasks together."""
    return (
        f"Writing a text takes {statistics.mean(times):.1f} ms in the mean, "
        f"median {statistics.median(times):.1f} ms (no OCR, CPU)."
    )


if __name__ == "__main__":
    main()
