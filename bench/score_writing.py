"""Whether what the embedded engine writes is true of the picture, not only of what was read.

    python bench/score_writing.py [--evals FOLDER] [--cache FILE] [--show]

Texts of every diagram whose structure is known (bench/true_readings.py) are written from what was
read off the pixels and held against the truth. A claim that the truth does not bear is counted; it
is an upper bound of what is wrong, for the truth does not hold all that a picture shows. --show
lists the claims.
"""

import json
import pickle
from collections import Counter
from pathlib import Path
from typing import Any, Final

from measuring import EVALS, ROOT, evenly, heading, parser, publish, table
from true_readings import true_readings

from tuwen.article import Article
from tuwen.checking import check
from tuwen.figure.decode import open_figure
from tuwen.reading import read
from tuwen.reading.types import Reading
from tuwen.task import Order, TaskName
from tuwen.writing.narrate import write

TASKS: Final[tuple[TaskName, ...]] = ("summary", "alt", "describe", "explain")
FIGURES: Final = ROOT / "bench" / "truth" / "figures.txt"
SETS: Final = {"mm": "mermaid", "fi": "figures"}


def main() -> None:
    """Read, write, hold against the truth, print."""
    options = parser(__doc__)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--cache", type=Path, help="keeps the readings from run to run")
    options.add_argument("--show", action="store_true", help="list what the truth does not bear")
    arguments = options.parse_args()
    truths = true_readings(arguments.evals, FIGURES)
    names = evenly(sorted(name for name in truths if name[:2] in SETS), arguments.limit)
    readings = read_off(arguments.evals, names, arguments.cache)
    around = articles(arguments.evals)
    texts: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    for name in names:
        article = around.get(name, Article())
        for task in TASKS:
            told = "".join(s.text for s in write(Order(task), readings[name], article))
            found = check(told, truths[name], article).unsupported
            group = (SETS[name[:2]], task)
            texts[group] += 1
            wrong[group] += bool(found)
            kinds.update(claim.kind for claim in found)
            if found and arguments.show:
                print(name, task, [(claim.kind, claim.text[:60]) for claim in found])
    records = rows(texts, wrong)
    lines = [heading("What is written, held against the truth", f"{len(names)} diagrams")]
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    publish(
        "writing", "\n".join([*lines, table(records), "", f"Claims: {told}."]), records, arguments
    )


def read_off(evals: Path, names: list[str], cache: Path | None) -> dict[str, Reading]:
    """What is read off the pictures; from the cache where it holds them."""
    known: dict[str, Reading] = {}
    if cache and cache.is_file():
        known = pickle.loads(cache.read_bytes())
    for name in names:
        if name not in known:
            path = next(p for p in evals.glob(f"*/{name}.*") if p.suffix != ".jsonl")
            known[name] = read(open_figure(str(path)))
    if cache:
        cache.write_bytes(pickle.dumps(known))
    return known


def articles(evals: Path) -> dict[str, Article]:
    """The article around each real figure."""
    found: dict[str, Article] = {}
    for line in (evals / "figures" / "truth.jsonl").read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        before, _, after = row["context"].partition("[图]")
        caption = row["caption_zh"] or row["alt_zh"]
        found[row["id"]] = Article(row["page_title"], row["section"], before, after, caption)
    return found


def rows(texts: Counter[tuple[str, str]], wrong: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """A record a set: of each task the share of texts that the truth bears wholly."""
    groups = list(dict.fromkeys(group for group, _ in texts))
    out: list[dict[str, Any]] = []
    for group in groups:
        shares = {task: f"{1 - wrong[group, task] / texts[group, task]:.1%}" for task in TASKS}
        out.append({"set": group, "pictures": texts[group, TASKS[0]], **shares})
    return out


if __name__ == "__main__":
    main()
