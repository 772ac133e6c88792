"""What is looked up at every scrape: how readers, engine, cache and journal stand."""

import asyncio
import platform
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Protocol

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from tuwen.errors import StoreError
from tuwen.service.cache import Cache, Usage, usage
from tuwen.service.pipeline import Pipeline
from tuwen.service.store import Store

STORE_ASKED_EVERY_S = 30.0
STORE_PATIENCE_S = 2.0  # a scrape waits no longer
ROWS = (1, 2, 4, 8, 16, 32, 64)


class Queued(Protocol):
    """A journal: entries wait until they are written, and are dropped where too many do."""

    @property
    def waiting(self) -> int: ...
    @property
    def dropped(self) -> int: ...


class Gauges(Collector):
    """Reads the parts of one app; `refresh` before each scrape asks the store."""

    def __init__(
        self,
        pipeline: Pipeline,
        *,
        store: Store | None = None,
        cache: Cache | None = None,
        journal: Queued | None = None,
    ) -> None:
        self._pipeline, self._store, self._cache, self._journal = pipeline, store, cache, journal
        self._held: Sequence[Usage] = ()
        self._store_up = store is not None
        self._asked = float("-inf")
        self._asking = asyncio.Lock()

    async def refresh(self) -> None:
        """Ask the store what it holds, where that is not known of late; never fails."""
        async with self._asking:
            if self._store is None or time.monotonic() < self._asked + STORE_ASKED_EVERY_S:
                return
            try:
                async with asyncio.timeout(STORE_PATIENCE_S):
                    self._held = await usage(self._store)
                self._store_up = True
            except (StoreError, TimeoutError):
                self._held, self._store_up = (), False
            self._asked = time.monotonic()

    def collect(self) -> Iterator[Metric]:
        """Yield all; nothing here waits."""
        about = {"version": version("tuwen"), "python": platform.python_version()}
        yield InfoMetricFamily("tuwen_build", "What runs here", about)
        yield from self._readers()
        yield from self._engine()
        yield from self._kept()

    def _readers(self) -> Iterator[Metric]:
        readers = self._pipeline.readers
        busy, waiting = readers.load
        bound = float("inf") if readers.queue_limit is None else readers.queue_limit
        yield _gauge("tuwen_readers", "Processes that read pictures", readers.size)
        yield _gauge("tuwen_readers_busy", "Readers at work, or getting warm", busy)
        yield _gauge("tuwen_read_queue", "Pictures that wait for a reader", waiting)
        yield _gauge("tuwen_read_queue_limit", "Pictures that may wait", bound)
        yield CounterMetricFamily(
            "tuwen_reader_restarts", "Readers that died or hung and were replaced", readers.restarts
        )
        under_way = GaugeMetricFamily(
            "tuwen_flights", "Work under way, however many wait for it", labels=["work"]
        )
        for work, count in zip(("read", "write"), self._pipeline.under_way, strict=True):
            under_way.add_metric([work], count)
        yield under_way

    def _engine(self) -> Iterator[Metric]:
        summarizer = self._pipeline.summarizer
        absent = summarizer.absent
        engine = absent or summarizer.engine
        health = engine.health
        names = {"engine": engine.name, "model": engine.model}
        yield InfoMetricFamily("tuwen_engine", "The engine that was chosen", names)
        up = absent is None and health.up
        yield _gauge("tuwen_engine_up", "Whether the chosen engine can answer", up)
        yield _gauge(
            "tuwen_engine_standing_in",
            "Whether the embedded engine answers for one that loads or did not start",
            absent is not None,
        )
        yield _gauge(
            "tuwen_engine_resting",
            "Whether the engine's server keeps failing and is left alone for a while",
            health.resting,
        )
        restarts = [] if health.restarts is None else [([], health.restarts)]
        yield _counter("tuwen_engine_restarts", "Restarts of the engine's server", [], restarts)
        rows = HistogramMetricFamily(
            "tuwen_engine_step_rows", "Answers that shared one step of a model", labels=[]
        )
        if health.steps is not None:
            rows.add_metric([], *_histogram(health.steps))
        yield rows

    def _kept(self) -> Iterator[Metric]:
        cache, journal = self._cache, self._journal
        looked = [
            ([kind, result], count)
            for result, counts in (("hit", cache.hits), ("miss", cache.misses))
            for kind, count in counts.items()
        ] if cache else []  # fmt: skip
        yield _counter(
            "tuwen_cache_lookups", "What was looked for in the cache", ["kind", "result"], looked
        )
        entries = GaugeMetricFamily("tuwen_cache_entries", "Entries of the cache", labels=["kind"])
        held = GaugeMetricFamily("tuwen_cache_bytes", "Bytes of the cache", labels=["kind"])
        for each in self._held:
            entries.add_metric([each.kind], each.entries)
            held.add_metric([each.kind], each.bytes or 0)
        yield entries
        yield held
        up = None if self._store is None else self._store_up
        yield _gauge("tuwen_store_up", "Whether the store could be asked of late", up)
        waiting = None if journal is None else journal.waiting
        yield _gauge("tuwen_journal_waiting", "Entries not yet in the journal", waiting)
        dropped = [] if journal is None else [([], journal.dropped)]
        yield _counter("tuwen_journal_dropped", "Entries that the journal lost", [], dropped)


def _gauge(name: str, about: str, value: float | None) -> Metric:
    """A gauge; None: the app has no such thing, and there is no sample."""
    return GaugeMetricFamily(name, about, None if value is None else float(value))


def _counter(
    name: str, about: str, labels: list[str], counts: list[tuple[list[str], int]]
) -> Metric:
    family = CounterMetricFamily(name, about, labels=labels)
    for values, count in counts:
        family.add_metric(values, count)
    return family


def _histogram(steps: Sequence[int]) -> tuple[list[tuple[str, float]], float]:
    """Cumulated buckets and the sum, of how many steps were taken with 0, 1, 2 ... rows."""
    buckets = [(str(float(bound)), float(sum(steps[: bound + 1]))) for bound in ROWS]
    total = sum(rows * count for rows, count in enumerate(steps))
    return [*buckets, ("+Inf", float(sum(steps)))], float(total)
