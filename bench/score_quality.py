"""Whether a bad picture is called what it is, and a clean one is not called bad.

    python bench/score_quality.py [--half 0|1] [--seed N] [--keep FOLDER] [--evals FOLDER]

A hundred clean pictures of the evaluation sets and examples/, each degraded in one way (see
degraded.py). A verdict is right when the problem is named and no other that is not true as
well. Alarms on the clean pictures of the half are counted as well, and listed. Half 0 was looked
at while the rules were made, half 1 once, to mend them; what another seed draws was not.
`added ms` is the time of what looks for problems.
"""

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from degraded import SORTS, Sort, clean
from measuring import EVALS, EXAMPLES, SUFFIXES, heading, parser, publish, quantiles, table
from PIL import Image

from tuwen import reading
from tuwen.errors import InputError
from tuwen.figure.decode import open_figure
from tuwen.figure.types import Figure
from tuwen.reading import read
from tuwen.reading.types import DIAGRAMS, Reading

SEED = 20261129
decoding = import_module("tuwen.figure.decode")  # the package has a function of that name
ADDED: tuple[tuple[Any, str], ...] = (
    (decoding, "measure"), (reading, "find_flaws"), (reading, "straightened"), (reading, "lying"),
    (reading, "head_down"), (reading, "find_stamp"),
)  # fmt: skip


@dataclass
class Clock:
    """CPU time of some functions, taken one picture at a time."""

    spent: float = 0.0
    pictures: list[float] = field(default_factory=list[float])

    def wrap(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time added up."""

        @wraps(work)
        def run(*arguments: Any, **named: Any) -> Any:
            started = time.thread_time()
            found = work(*arguments, **named)
            self.spent += time.thread_time() - started
            return found

        return run

    def lap(self, *, counts: bool) -> None:
        """End the picture; it counts, or not."""
        if counts:
            self.pictures.append(1000 * self.spent)
        self.spent = 0.0


def main() -> None:
    """Degrade, read, judge and print."""
    options = parser(__doc__)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--half", type=int, choices=(0, 1), default=0)
    options.add_argument("--keep", type=Path, help="keep the degraded pictures in this folder")
    arguments = options.parse_args()
    clock = Clock()
    for module, name in ADDED:
        setattr(module, name, clock.wrap(getattr(module, name)))
    alarms, sources = look_at_clean(arguments, clock)
    rows = degraded(arguments, sources)
    _publish(rows, alarms, len(clock.pictures), clock, arguments)


def look_at_clean(
    arguments: argparse.Namespace, clock: Clock
) -> tuple[list[tuple[str, list[str]]], list[tuple[Path, Reading]]]:
    """The problems named on clean pictures, and the pictures that may be degraded."""
    folders = [*sorted(p for p in arguments.evals.glob("*") if p.is_dir()), EXAMPLES]
    paths = [path for folder in folders for path in sorted(folder.iterdir())]
    paths = [path for path in paths if path.suffix.lower() in SUFFIXES]
    Random(arguments.seed).shuffle(paths)
    alarms: list[tuple[str, list[str]]] = []
    sources: list[tuple[Path, Reading]] = []
    for path in paths[arguments.half :: 2]:
        try:
            seen = read(open_figure(path))
        except InputError:
            continue
        clock.lap(counts=seen.kind in DIAGRAMS)
        codes = [flaw.code for flaw in seen.flaws]
        alarms.append((path.name, codes))
        plain = not codes and seen.kind not in ("photo", "decorative")
        if plain and len(seen.texts) >= 4 and min(seen.width, seen.height) >= 150:
            sources.append((path, seen))
    return alarms, sources


def degraded(
    arguments: argparse.Namespace, sources: list[tuple[Path, Reading]]
) -> list[dict[str, Any]]:
    """One row a degraded picture: what it is, and what was said of it."""
    rows: list[dict[str, Any]] = []
    wanted = [(name, k) for name, sort in SORTS.items() for k in range(sort.count)]
    for i, (name, k) in enumerate(wanted[: arguments.limit or None]):
        path, seen = sources[i % len(sources)]
        image = SORTS[name].make(
            clean(path, seen), Random(f"{arguments.seed}{arguments.half}{name}{k}")
        )
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            image.save(arguments.keep / f"{name.replace(' ', '_')}_{k:02}.png")
        said = codes_of(image)
        rows.append({"name": f"{name} {k}", "of": path.name, "sort": name, "said": said,
                     "right": is_right(SORTS[name], said)})  # fmt: skip
    return rows


def codes_of(image: Image.Image) -> list[str]:
    """The codes of the problems that are named."""
    pixels = np.asarray(image)
    figure = Figure("x.png", pixels, "", "PNG", decoding.measure(pixels))
    return [flaw.code for flaw in read(figure).flaws]


def is_right(sort: Sort, said: list[str]) -> bool:
    """Whether the problem is named, and none that is not true."""
    return sort.code in said and set(said) <= {sort.code, *sort.also}


def _publish(
    rows: list[dict[str, Any]],
    alarms: list[tuple[str, list[str]]],
    diagrams: int,
    clock: Clock,
    arguments: argparse.Namespace,
) -> None:
    counts = Counter(row["sort"] for row in rows)
    right = Counter(row["sort"] for row in rows if row["right"])
    by_sort = [{"problem": name, "pictures": counts[name], "right": right[name]}
               for name in SORTS if counts[name]]  # fmt: skip
    share = sum(right.values()) / max(1, len(rows))
    loud = [(name, codes) for name, codes in alarms if codes]
    median, p95 = quantiles(clock.pictures)
    wrong = [f"- {r['name']} (of {r['of']}): {', '.join(r['said']) or 'nothing'}"
             for r in rows if not r["right"]]  # fmt: skip
    parts = [
        heading(
            "Quality",
            f"seed {arguments.seed}, half {arguments.half}, "
            f"{len(rows)} degraded, {len(alarms)} clean",
        ).strip(),
        f"Right verdicts: {share:.1%}. Clean pictures with an alarm: {len(loud)} of {len(alarms)}.",
        f"Added on {diagrams} diagrams (CPU): median {median:.1f} ms, p95 {p95:.1f} ms.",
        table(by_sort),
        "## Wrong verdicts\n\n" + "\n".join(wrong),
        "## Alarms on clean pictures\n\n" + "\n".join(f"- {n}: {', '.join(c)}" for n, c in loud),
    ]
    figures = {"right": share, "by_sort": by_sort, "wrong": wrong, "alarms": loud,
               "clean": len(alarms), "added_ms": [median, p95],
               "mean_ms": statistics.mean(clock.pictures)}  # fmt: skip
    publish(
        f"quality-{arguments.half}", "\n\n".join(parts), json.loads(json.dumps(figures)), arguments
    )


if __name__ == "__main__":
    main()
