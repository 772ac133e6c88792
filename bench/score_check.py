"""Whether the check tells true texts from texts with one planted error.

    python bench/score_check.py [--evals FOLDER] [--cache FILE] [--show HALF]

People's texts about real pictures (bench/truth/check.txt), as written and reworded twice, and
with one error each (bench/planting.py). Held against what was read off the pixels and against
the truth. Texts marked "last" were kept aside while the check was mended. --show lists what went
wrong in the others (looked) or in all.
"""

import argparse
import json
import pickle
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from measuring import EVALS, ROOT, heading, parser, publish, table
from planting import KINDS, Kind, Planted, Told, planted_in, reworded, told_in
from true_readings import true_readings

from tuwen import Tuwen
from tuwen.article import Article
from tuwen.checking import check
from tuwen.reading.types import Reading
from tuwen.summary import Check
from tuwen.task import Order
from tuwen.writing.narrate import write

TRUTH: Final = ROOT / "bench" / "truth" / "check.txt"
FIGURES: Final = ROOT / "bench" / "truth" / "figures.txt"
ALARMS: Final[dict[Kind, tuple[str, ...]]] = {  # the kinds of claims that name an error
    "direction": ("relation", "order"), "order": ("relation", "order"),
    "component": ("component",), "count": ("count",), "number": ("number", "count"),
    "part": (), "comparison": ("comparison", "number"),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One text, checked."""

    told: Told
    text: str
    found: Check
    planted: Planted | None = None
    caught: bool = False


def main() -> None:
    """Plant, check, compare and print."""
    options = parser(__doc__)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--cache", type=Path, help="keeps the readings from run to run")
    options.add_argument("--show", choices=("looked", "all"), help="list what went wrong")
    arguments = options.parse_args()
    told = told_in(TRUTH)
    names = {one.picture for one in told}
    both = {
        "as read": real_readings(arguments.evals, names, arguments.cache),
        "true": {n: r for n, r in true_readings(arguments.evals, FIGURES).items() if n in names},
    }
    shown = {name: repr(reading) for name, reading in both["true"].items()}
    around = articles(arguments.evals)
    outcomes = {source: judged(told, readings, shown, around) for source, readings in both.items()}
    figures = {source: figures_of(found) for source, found in outcomes.items()}
    own = own_texts(both["as read"].values())
    if arguments.show:
        show(outcomes, arguments)
    publish("check", report(told, figures, own), {"figures": figures, "own": own}, arguments)


def real_readings(evals: Path, names: set[str], cache: Path | None) -> dict[str, Reading]:
    """What is read off the pictures; from the cache where it holds them."""
    known: dict[str, Reading] = {}
    if cache and cache.is_file():
        known = pickle.loads(cache.read_bytes())
    missing = sorted(names - set(known))
    tuwen = Tuwen()
    for name in missing:
        path = next(path for path in evals.glob(f"*/{name}.*") if path.suffix != ".jsonl")
        known[name] = tuwen.look(path).reading
    if cache and missing:
        cache.write_bytes(pickle.dumps(known))
    return {name: known[name] for name in names}


def articles(evals: Path) -> dict[str, Article]:
    """What the article says around a figure, where the truth of the set holds it."""
    lines = (evals / "figures" / "truth.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {r["id"]: Article(title=r["page_title"], before=r["context"]) for r in rows}


def judged(
    told: list[Told],
    readings: dict[str, Reading],
    shown: dict[str, str],
    around: dict[str, Article],
) -> list[Outcome]:
    """Check every true text in three wordings, and every error in one of them."""
    found: list[Outcome] = []
    for at, one in enumerate(told):
        reading, article = readings[one.picture], around.get(one.picture)
        wordings = (one, reworded(one, 1), reworded(one, 2))
        checks = [check(wording.text, reading, article) for wording in wordings]
        found += [Outcome(w, w.text, c) for w, c in zip(wordings, checks, strict=True)]
        errors = [list(planted_in(wording, shown[one.picture])) for wording in wordings]
        for n, several in enumerate(zip(*errors, strict=True)):
            manner = (at + n) % 3
            planted = several[manner]
            caught = check(planted.text, reading, article)
            found.append(
                Outcome(planted.told, planted.text, caught, planted,
                        names_it(planted, caught, checks[manner]))
            )  # fmt: skip
    return found


def names_it(planted: Planted, found: Check, before: Check) -> bool:
    """Whether a claim of the planted error is marked, or the part left out is missed."""
    if planted.kind == "part":
        return bool(set(found.missing) - set(before.missing))
    old = Counter((claim.kind, claim.text) for claim in before.unsupported)
    fresh = [c for c in found.unsupported if not old[(c.kind, c.text)]]
    return any(
        claim.kind in ALARMS[planted.kind]
        and any(claim.start < end and start < claim.end for start, end in planted.places)
        for claim in fresh
    )


def alarmed(found: Check, kind: Kind) -> bool:
    """Whether a text got an alarm of a kind."""
    if kind == "part":
        return bool(found.missing)
    return any(claim.kind in ALARMS[kind] for claim in found.unsupported)


def figures_of(outcomes: list[Outcome]) -> dict[str, Any]:
    """AUC, detection and false alarms, for both halves and all."""
    halves = {
        "looked at": [o for o in outcomes if not o.told.apart],
        "kept aside": [o for o in outcomes if o.told.apart],
        "all": outcomes,
    }
    found: dict[str, Any] = {}
    for name, chosen in halves.items():
        if not chosen:
            continue
        true = [o for o in chosen if o.planted is None]
        false = [o for o in chosen if o.planted]
        kinds = {
            kind: {
                "planted": len(mine := [o for o in false if o.planted and o.planted.kind == kind]),
                "detected": sum(o.caught for o in mine),
                "false alarms": sum(alarmed(o.found, kind) for o in true),
            }
            for kind in KINDS
        }
        found[name] = {
            "true": len(true), "false": len(false), "kinds": kinds,
            "any alarm": sum(bool(o.found.unsupported or o.found.missing) for o in true),
            "auc": auc([o.found.score for o in true], [o.found.score for o in false]),
        }  # fmt: skip
    return found


def auc(true: list[float], false: list[float]) -> float:
    """How often a true text scores above a false one; ties count half."""
    wins = sum((a > b) + (a == b) / 2 for a in true for b in false)
    return wins / (len(true) * len(false))


def own_texts(readings: Iterable[Reading]) -> dict[str, int]:
    """How many of the embedded engine's own texts are alarmed."""
    found = {"texts": 0, "unsupported": 0, "missing": 0}
    for reading in readings:
        for task in ("summary", "describe"):
            text = "\n".join(s.text for s in write(Order(task), reading, Article()))
            checked = check(text, reading)
            found["texts"] += 1
            found["unsupported"] += bool(checked.unsupported)
            found["missing"] += bool(checked.missing)
    return found


def report(told: list[Told], figures: dict[str, Any], own: dict[str, int]) -> str:
    """The figures in Markdown."""
    pictures = len({one.picture for one in told})
    parts = [heading("The check", f"{pictures} of the evaluation sets, {len(told)} texts written "
                     "about them by hand, each in three wordings").strip()]  # fmt: skip
    rows: list[dict[str, Any]] = []
    for source, halves in figures.items():
        for half, found in halves.items():
            rows.append({
                "reading": source, "half": half, "true": found["true"], "false": found["false"],
                "AUC of the score": f"{found['auc']:.3f}",
                "true texts with any alarm": _share(found["any alarm"], found["true"]),
            })  # fmt: skip
    parts.append(table(rows))
    for source, halves in figures.items():
        rows = []
        for kind in KINDS:
            row: dict[str, Any] = {"error": kind}
            for half, found in halves.items():
                one = found["kinds"][kind]
                caught = _share(one["detected"], one["planted"])
                row[f"{half}: detected"] = f"{caught} ({one['planted']})"
                row[f"{half}: false alarms"] = _share(one["false alarms"], found["true"])
            rows.append(row)
        parts.append(f"## Reading: {source}\n\n{table(rows)}")
    parts.append(
        f"The embedded engine's own texts on the same pictures: {own['texts']}, of which "
        f"{own['unsupported']} with an unsupported claim and {own['missing']} that leave a main "
        "part out."
    )
    return "\n\n".join(parts)


def _share(some: int, whole: int) -> str:
    return f"{100 * some / whole:.1f} %" if whole else "–"


def show(outcomes: dict[str, list[Outcome]], arguments: argparse.Namespace) -> None:
    """List false alarms and errors that went by, with the text around."""
    for source, found in outcomes.items():
        for o in found:
            if o.told.apart and arguments.show != "all":
                continue
            if o.planted is None and (o.found.unsupported or o.found.missing):
                said = [f"{c.kind}: {c.text}" for c in o.found.unsupported]
                said += [f"missing: {name}" for name in o.found.missing]
                print(f"ALARM [{source}] {o.told.picture} {said}\n  {o.text}")
            elif o.planted and not o.caught:
                a, b = o.planted.places[0]
                near = o.text[max(a - 40, 0) : o.planted.places[-1][1] + 40]
                print(
                    f"MISSED [{source}] {o.told.picture} {o.planted.kind} «{o.text[a:b]}»: {near}"
                )


if __name__ == "__main__":
    main()
