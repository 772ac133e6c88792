"""What Prometheus scrapes: counts of requests, how long they took, and how the parts stand.

No label bears what a client chose freely: names are ours or the operator's, and where
others have a say, the first so many are told apart and the rest are "other".
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client import exposition as plain
from prometheus_client.openmetrics import exposition as openmetrics
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tuwen.server.gauges import Gauges
from tuwen.server.http_metrics import SECONDS, Few
from tuwen.server.processes import Children
from tuwen.service.entry import Entry

OPEN_METRICS = "application/openmetrics-text"
TOKENS = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
SCORES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


class Metrics:
    """The metrics of one app; `observe` is an observer of its pipeline."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._gauges: Gauges | None = None
        self._codes, self._categories = Few(200), Few(50)
        ProcessCollector(registry=self.registry)
        self.registry.register(Children())
        self._requests = self._counter(
            "tuwen_requests", "Requests about a picture, by what became of them",
            "route", "task", "engine", "cached", "error",
        )  # fmt: skip
        self._total = self._histogram(
            "tuwen_request_seconds", "From a request's picture to the end of its answer",
            SECONDS, "cached",
        )  # fmt: skip
        self._stages = self._histogram(
            "tuwen_stage_seconds", "Time in a stage, of requests that went through it",
            SECONDS, "stage",
        )  # fmt: skip
        self._tokens = self._histogram(
            "tuwen_output_tokens", "Tokens (embedded: characters) of a new answer", TOKENS, "engine"
        )
        self._scores = self._histogram(
            "tuwen_check_score", "Score of a new answer's check", SCORES, "engine"
        )
        self._verdicts = self._counter(
            "tuwen_moderation_verdicts", "Findings of moderation", "stage", "category", "action"
        )

    def watch(self, gauges: Gauges) -> None:
        """Have every scrape look at the parts of the app, too."""
        self._gauges = gauges
        self.registry.register(gauges)

    def observe(self, entry: Entry) -> None:
        """Take note of what became of one request."""
        cached, engine = str(entry.cached).lower(), entry.engine or "none"
        error = self._codes(entry.error) if entry.error else ""
        self._requests.labels(entry.route, entry.task or "none", engine, cached, error).inc()
        for verdict in entry.verdicts:
            self._verdicts.labels(
                verdict["stage"], self._categories(verdict["category"]), verdict["action"]
            ).inc()
        if entry.read_ms:
            self._stages.labels("queue").observe(entry.queue_ms / 1000)
            self._stages.labels("read").observe(entry.read_ms / 1000)
        if error:
            return
        self._total.labels(cached).observe(entry.total_ms / 1000)
        if entry.write_ms:
            self._stages.labels("write").observe(entry.write_ms / 1000)
            self._tokens.labels(engine).observe(entry.completion_tokens)
            if entry.score is not None:
                self._scores.labels(engine).observe(entry.score)

    async def answer(self, request: Request) -> Response:
        """Everything, in the format that the scraper asks for."""
        if self._gauges is not None:
            await self._gauges.refresh()
        accept = request.headers.get("accept", "")
        body, kind = await run_in_threadpool(_exposed, self.registry, accept)
        return Response(body, headers={"content-type": kind})

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self.registry)

    def _histogram(
        self, name: str, about: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(name, about, labels, buckets=buckets, registry=self.registry)


def _exposed(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    if OPEN_METRICS in accept:
        return openmetrics.generate_latest(registry), openmetrics.CONTENT_TYPE_LATEST
    return plain.generate_latest(registry), plain.CONTENT_TYPE_PLAIN_0_0_4
