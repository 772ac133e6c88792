"""Two names told in each other's place: where a text fits the picture far better with them swapped.

How likely things that stand so are told in such words was learnt from texts that people wrote
(training/fit_tellings.py). Finds what no grammar of single clauses sees: who is told among whom.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from tuwen.checking.naming import PRONOUN
from tuwen.checking.standings import Standings
from tuwen.checking.telling import Telling, tellings
from tuwen.writing.mentions import Mention

SURE: Final = 4.0  # log-odds by which the exchanged text must fit better
DOUBT: Final = 2.0  # the same where lines at one of the two were read with doubt, more
MOST: Final = 80  # names of a text of which exchanges are tried

Weigh = Callable[[str], float]
Named = Callable[[int], Mention]


@dataclass(frozen=True)
class Arrangement:
    """The names of a text, what is told of them, and what pronouns among them stand for."""

    names: list[Mention]
    told: list[Telling]
    standings: Standings
    meant: dict[int, list[int]]  # a pronoun -> the names it stands for

    def features(self, telling: Telling, named: Named) -> Iterator[str]:
        """What is to be seen of one telling, each with how the two stand."""
        a, b = named(telling.first), named(telling.then)
        stand = f"{a.sort}>{b.sort} {self.standings.of(a, b)}"
        yield stand
        yield from (f"{form}|{stand}" for form in telling.forms)
        if self.standings.flow.talk:
            yield f"talk {telling.forms[-1]}|{stand}"

    def exchanged(self, i: int, j: int) -> Named:
        """The names with two of them in each other's place; pronouns follow."""

        def swapped(at: int) -> Mention:
            return self.names[{i: j, j: i}.get(at, at)]

        def named(at: int) -> Mention:
            if at in self.meant and {i, j} & set(self.meant[at]):
                ids = tuple(x for n in self.meant[at] for x in swapped(n).ids)
                return replace(self.names[at], ids=ids)
            return swapped(at)

        return named

    def candidates(self, text: str) -> Iterator[tuple[int, int, list[Telling]]]:
        """Two names that might be exchanged, and the tellings that this would change."""
        touched: dict[int, set[int]] = {}
        for n, telling in enumerate(self.told):
            for at in (telling.first, telling.then):
                for name in (at, *self.meant.get(at, ())):
                    touched.setdefault(name, set()).add(n)
        ends = [end.start() for end in re.finditer("[。！？!?\n；;]", text)]
        sentence = [bisect(ends, m.start) for m in self.names]
        for i, a in enumerate(self.names):
            for j in range(i + 1, len(self.names)):
                if sentence[j] != sentence[i]:
                    break
                b = self.names[j]
                if a.sort != "item" and not self.standings.flow.talk:
                    continue  # a label of a line may be but a verb of the text
                if a.sort == b.sort and not ({i, j} & self.meant.keys() or set(a.ids) & set(b.ids)):
                    changed = touched.get(i, set()) | touched.get(j, set())
                    yield i, j, [self.told[n] for n in sorted(changed)]


def arranged(text: str, names: list[Mention], standings: Standings) -> Arrangement:
    """Take a text apart into what it tells of its names."""
    names = [m for m in names if m.sort in ("item", "edge")][:MOST]
    return Arrangement(names, list(tellings(text, names)), standings, _meant(names))


def _meant(names: list[Mention]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at, name in enumerate(names):
        if name.sort != "item" or not PRONOUN.fullmatch(name.text):
            continue
        left = set(name.ids)
        found[at] = []
        for earlier in range(at - 1, -1, -1):
            if earlier not in found and left & set(names[earlier].ids):
                found[at].append(earlier)
                left -= set(names[earlier].ids)
    return found


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two names that a text seems to tell in each other's place."""

    first: Mention
    then: Mention
    gain: float  # by which the text would fit better, in log-odds

    @property
    def sure(self) -> bool:
        """Whether the text is all but surely false."""
        return self.gain > SURE

    @property
    def doubt(self) -> float:
        """How near it comes to that, from 0 to 1."""
        return min(max(self.gain / SURE, 0.0), 1.0)


def best_exchange(text: str, names: list[Mention], standings: Standings) -> Exchange | None:
    """Find the two names by whose exchange a text would gain most."""
    weights, links = _weights(), standings.flow.links
    told = arranged(text, names, standings)
    known: dict[tuple[int, tuple[str, ...], tuple[str, ...]], float] = {}

    def worth(telling: Telling, named: Named) -> float:
        key = (id(telling), named(telling.first).ids, named(telling.then).ids)
        if key not in known:
            found = sum(weights.get(f, 0.0) for f in told.features(telling, named))
            known[key] = found * telling.weight
        return known[key]

    best: Exchange | None = None
    for i, j, changed in told.candidates(text):
        named, pair = told.exchanged(i, j), (told.names[i], told.names[j])
        gain = sum(worth(t, named) - worth(t, told.names.__getitem__) for t in changed)
        gain -= DOUBT * any(links.doubtful(name.ids) for name in pair)
        if best is None or gain > best.gain:
            best = Exchange(*pair, gain)
    return best


@cache
def _weights() -> dict[str, float]:
    lines = (files("tuwen.checking") / "tellings.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {feature: float(weight) for weight, feature in rows}
