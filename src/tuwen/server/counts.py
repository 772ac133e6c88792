"""What is counted of requests, and the counts of one server in its memory.

A request counts with all its bounds or, where one of them refuses it, with none.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import inf
from typing import Literal, Protocol

Kind = Literal["minute", "day", "place"]
SPAN_S = {"minute": 60.0, "day": 86_400.0}  # a place lasts until it is given back
SWEEP_S = 60.0


@dataclass(frozen=True, slots=True)
class Bound:
    """At most `limit` requests of `who`: in any minute, in a day, or at work at once.

    A day is the 24 hours that begin with the first request.
    """

    who: str
    kind: Kind
    limit: int

    @property
    def key(self) -> str:
        """The name of what is counted."""
        return f"{self.kind}:{self.who}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request passes; the bound that refuses it, or else the window with least left.

    `reset_s`: seconds until there is more. `bound` is None where no window applies.
    """

    passed: bool
    bound: Bound | None = None
    remaining: int = 0
    reset_s: float = 0.0


class Counts(Protocol):
    """Where is counted."""

    async def count(self, ticket: str, bounds: Sequence[Bound], *, spend: bool = True) -> Verdict:
        """Count a request with a ticket of its own; without `spend` only look."""
        ...

    async def give_back(self, ticket: str) -> None:
        """Give back the places that the ticket holds, if any."""
        ...


class MemoryCounts:
    """Counts of this server alone; never waits, so nothing comes between look and count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: dict[str, dict[str, float]] = {}  # minutes and places: ticket -> end, in order
        self._days: dict[str, tuple[int, float]] = {}  # count, end
        self._places: dict[str, list[str]] = {}  # ticket -> keys
        self._swept = clock()

    async def count(self, ticket: str, bounds: Sequence[Bound], *, spend: bool = True) -> Verdict:
        now = self._clock()
        self._sweep(now)
        found = Verdict(True)
        for bound in bounds:
            used, end = self._used(bound, now)
            if used >= bound.limit:
                return Verdict(False, bound, 0, end - now)
            left = bound.limit - used - 1
            tighter = found.bound is None or (left, now - end) < (found.remaining, -found.reset_s)
            if bound.kind != "place" and tighter:
                found = Verdict(True, bound, left, end - now)
        if spend:
            for bound in bounds:
                self._spend(ticket, bound, now)
        return found

    async def give_back(self, ticket: str) -> None:
        for key in self._places.pop(ticket, ()):
            del self._ends[key][ticket]
            if not self._ends[key]:
                del self._ends[key]

    def __len__(self) -> int:
        """How many counts it keeps."""
        return len(self._ends) + len(self._days)

    def _used(self, bound: Bound, now: float) -> tuple[int, float]:
        """How much is used, and when some of it comes back."""
        if bound.kind == "day":
            used, end = self._days.get(bound.key, (0, 0.0))
            return (used, end) if end > now else (0, now + SPAN_S["day"])
        ends = self._ends.get(bound.key, {})
        for ticket in [*takewhile(lambda ticket: ends[ticket] <= now, ends)]:
            del ends[ticket]
        return len(ends), next(iter(ends.values()), now + SPAN_S["minute"])

    def _spend(self, ticket: str, bound: Bound, now: float) -> None:
        if bound.kind == "day":
            used, end = self._used(bound, now)
            self._days[bound.key] = (used + 1, end)
            return
        ends = self._ends.setdefault(bound.key, {})
        ends[ticket] = now + SPAN_S.get(bound.kind, inf)
        if bound.kind == "place":
            self._places.setdefault(ticket, []).append(bound.key)

    def _sweep(self, now: float) -> None:
        if now - self._swept < SWEEP_S:
            return
        self._swept = now
        for key, ends in [*self._ends.items()]:
            if not ends or next(reversed(ends.values())) <= now:
                del self._ends[key]
        for key, (_, end) in [*self._days.items()]:
            if end <= now:
                del self._days[key]
