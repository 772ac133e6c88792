"""Learn how people tell of two things by how these stand in the picture: checking/tellings.tsv.

    python training/fit_tellings.py [--folds 5] [--cache FILE]

From the true texts of bench/truth/check.txt, each held against the truth of its picture and
against what was read of it: the weights under which the text as it stands is more likely than
with any two of its names exchanged. Prints how often an exchange is told from the text in folds
that were left out.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from measuring import EVALS  # noqa: E402
from planting import planted_in, told_in  # noqa: E402
from score_check import FIGURES, TRUTH, real_readings  # noqa: E402
from true_readings import true_readings  # noqa: E402

from tuwen.checking.exchange import Arrangement, arranged  # noqa: E402
from tuwen.checking.flow import flow_of  # noqa: E402
from tuwen.checking.links import links_of  # noqa: E402
from tuwen.checking.naming import names_in  # noqa: E402
from tuwen.checking.standings import Standings  # noqa: E402
from tuwen.reading.types import Reading  # noqa: E402
from tuwen.writing.graph import graph_of  # noqa: E402

OUT: Final = ROOT / "src" / "tuwen" / "checking" / "tellings.tsv"
RIDGE: Final = 3.0
LEAST: Final = 0.05  # of a weight that is kept
HEAD: Final = "# How people tell of two things that stand so; fitted by training/fit_tellings.py.\n"

Changes = list[tuple[dict[str, float], int, int]]  # of an exchange: what it changes, and the names


def changes(text: str, reading: Reading) -> tuple[Arrangement, Changes]:
    """What every exchange of two names would change of the features of a text."""
    graph = graph_of(reading)
    flow = flow_of(reading, links_of(reading, graph))
    found = names_in(text, reading, graph)
    told = arranged(text, found.told, Standings(reading, flow))
    rows: Changes = []
    for i, j, changed in told.candidates(text):
        named = told.exchanged(i, j)
        row: Counter[str] = Counter()
        for telling in changed:
            for feature in told.features(telling, named):
                row[feature] += telling.weight
            for feature in told.features(telling, told.names.__getitem__):
                row[feature] -= telling.weight
        if kept := {feature: value for feature, value in row.items() if abs(value) > 1e-9}:
            rows.append((kept, i, j))
    return told, rows


def fit(texts: list[Changes]) -> dict[str, float]:
    """Weights under which texts as they stand win against all their exchanges."""
    index: dict[str, int] = {}
    places: list[tuple[int, int, float]] = []
    owner: list[int] = []
    for text, rows in enumerate(rows for rows in texts if rows):
        for row, _, _ in rows:
            places += [(len(owner), index.setdefault(f, len(index)), v) for f, v in row.items()]
            owner.append(text)
    at, column, value = zip(*places, strict=True)
    table = sparse.csr_matrix((value, (at, column)), shape=(len(owner), len(index)))
    owners, many = np.array(owner), owner[-1] + 1

    def loss(weights: Any) -> tuple[float, Any]:
        scores = table @ weights
        top = np.zeros(many)
        np.maximum.at(top, owners, scores)
        odds = np.exp(scores - top[owners])
        whole = np.exp(-top) + np.bincount(owners, odds, many)
        value = (np.log(whole) + top).sum() + RIDGE / 2 * weights @ weights
        return value, table.T @ (odds / whole[owners]) + RIDGE * weights

    found = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B",
                     options={"maxiter": 200})  # fmt: skip
    return {feature: float(found.x[n]) for feature, n in index.items()}


def best(rows: Changes, weights: dict[str, float]) -> tuple[float, int, int]:
    """The exchange that gains most."""
    gains = ((sum(weights.get(f, 0) * v for f, v in r.items()), i, j) for r, i, j in rows)
    return max(gains, default=(0.0, 0, 0))


def main() -> None:
    """Fit on all texts, and tell how folds that were left out fare."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--evals", type=Path, default=EVALS)
    options.add_argument("--cache", type=Path)
    asked = options.parse_args()
    told = told_in(TRUTH)
    true = true_readings(asked.evals, FIGURES)
    told = [t for t in told if not true[t.picture].chart and not t.apart]
    read = real_readings(asked.evals, {t.picture for t in told}, asked.cache)
    cases = [(t, source) for t in told for source in (true, read)]
    rows = [changes(t.text, source[t.picture])[1] for t, source in cases]
    fold = [crc32(t.picture.encode()) % asked.folds for t, _ in cases]
    clean: list[float] = []
    caught: list[float] = []
    for n in range(asked.folds):
        weights = fit([row for row, f in zip(rows, fold, strict=True) if f != n])
        for (t, source), row, f in zip(cases, rows, fold, strict=True):
            if f != n:
                continue
            clean.append(best(row, weights)[0])
            for planted in planted_in(t, ""):
                if planted.kind in ("direction", "order"):
                    arrangement, after = changes(planted.text, source[t.picture])
                    gain, i, j = best(after, weights)
                    spans = [arrangement.names[x] for x in (i, j)] if after else []
                    hit = any(m.start < b and a < m.end for m in spans for a, b in planted.places)
                    caught.append(gain if hit else 0.0)
    for sure in (3.0, 3.5, 4.0, 4.5, 5.0):
        alarms = np.mean([gain > sure for gain in clean])
        print(f"{sure}: {alarms:.1%} false alarms, {np.mean([c > sure for c in caught]):.1%} found")
    weights = {f: w for f, w in sorted(fit(rows).items()) if abs(w) >= LEAST}
    OUT.write_text(HEAD + "".join(f"{w:.2f}\t{f}\n" for f, w in weights.items()), "utf-8")
    print(f"{len(weights)} weights in {OUT.name}")


if __name__ == "__main__":
    main()
