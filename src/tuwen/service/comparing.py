"""The same pictures and brief put to several engines: what each writes, and how fast.

One engine runs at a time, so that none waits for another and two models need not fit beside
each other.
"""

import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tuwen.engines.base import Engine
from tuwen.errors import TuwenError
from tuwen.service.outcome import outcome
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.summary import Summary


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine, not started yet, under the name that a user gave it."""

    name: str
    engine: Engine


@dataclass(frozen=True, slots=True)
class Run:
    """One answer, and when its first sentence and its Summary came, in ms from the call."""

    summary: Summary
    first_ms: float
    total_ms: float

    @property
    def tokens(self) -> int | None:
        """Tokens that the model wrote; None where it did not count them."""
        usage = self.summary.usage
        return usage.completion_tokens if usage.counted else None


@dataclass(frozen=True, slots=True)
class Compared:
    """What one engine made of one picture: its runs, or why there are none."""

    name: str
    picture: int  # its index
    start_ms: float  # that the engine took to start, once for all pictures
    runs: tuple[Run, ...] = ()
    error: TuwenError | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """How an engine did: medians over pictures and runs, claims and failures summed up."""

    model: str
    start_ms: float
    failed: int
    supported: int
    unsupported: int
    first_ms: float | None = None
    total_ms: float | None = None
    tokens: float | None = None
    tokens_per_second: float | None = None
    score: float | None = None  # None also where the claims of a language are not judged
    coverage: float | None = None
    characters: float | None = None


class Comparison:
    """Puts one brief to several engines, each asked `repeat` times a picture."""

    def __init__(self, contenders: Sequence[Contender], brief: Brief, repeat: int = 1) -> None:
        """Understand the brief. Raises InputError."""
        self._brief = brief
        self._repeat = repeat
        self._entries = [(each.name, Summarizer(each.engine)) for each in contenders]
        for _, summarizer in self._entries:
            summarizer.check_brief(brief)

    def run(self, sights: Sequence[Sight]) -> Generator[Compared]:
        """Yield engine after engine, each with every picture in order; what fails is told."""
        for name, summarizer in self._entries:
            started = time.perf_counter()
            try:
                failure = outcome(summarizer.start)
                start_ms = _since(started)
                for index, sight in enumerate(sights):
                    found = failure or outcome(
                        lambda seen=sight, by=summarizer: self._runs(by, seen)
                    )
                    if isinstance(found, TuwenError):
                        yield Compared(name, index, start_ms, error=found)
                    else:
                        yield Compared(name, index, start_ms, found)
            finally:
                summarizer.close()

    def _runs(self, summarizer: Summarizer, sight: Sight) -> tuple[Run, ...]:
        return tuple(_timed(summarizer, sight, self._brief) for _ in range(self._repeat))


def measured(results: Sequence[Compared]) -> Measured:
    """What one engine's results come to."""
    runs = [run for each in results for run in each.runs]
    firsts = [each.runs[0].summary for each in results if each.runs]
    checks = [part.check for summary in firsts for part in summary.texts]
    judged = [check for check in checks if check.judged]
    return Measured(
        model=firsts[0].model if firsts else "",
        start_ms=results[0].start_ms,
        failed=sum(each.error is not None for each in results),
        supported=sum(check.supported for check in judged),
        unsupported=sum(len(check.unsupported) for check in judged),
        first_ms=_median(run.first_ms for run in runs),
        total_ms=_median(run.total_ms for run in runs),
        tokens=_median(run.tokens for run in runs),
        tokens_per_second=_median(
            run.tokens / run.total_ms * 1000 if run.tokens else None for run in runs
        ),
        score=_median(check.score for check in judged),
        coverage=_median(check.coverage for check in checks),
        characters=_median(sum(len(part.text) for part in summary.texts) for summary in firsts),
    )


def _timed(summarizer: Summarizer, sight: Sight, brief: Brief) -> Run:
    called = time.perf_counter()
    first: float | None = None
    for piece in summarizer.stream(sight, brief):
        if isinstance(piece, Summary):
            total = _since(called)
            return Run(piece, total if first is None else first, total)
        if first is None and isinstance(piece, str):
            first = _since(called)
    raise AssertionError("a stream ends with its Summary")


def _median(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return median(found) if found else None


def _since(moment: float) -> float:
    return round((time.perf_counter() - moment) * 1000, 1)
