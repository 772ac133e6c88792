"""What Prometheus sees of a real app, and what the dashboard asks it for."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as open_metrics,
)
from prometheus_client.parser import text_string_to_metric_families as families
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tuwen.engines.base import Health
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.engines.options import Options
from tuwen.server.app import create_app
from tuwen.server.features import Features
from tuwen.server.gauges import Gauges
from tuwen.server.http_metrics import Few
from tuwen.server.limits import Allowance
from tuwen.server.metrics import Metrics
from tuwen.service.cache import Cache
from tuwen.service.entry import Entry
from tuwen.service.pipeline import Pipeline
from tuwen.service.reader import reader_pool
from tuwen.service.store import Store
from tuwen.service.summarizer import Summarizer

ADDRESS = "/v1/multimodal/completion"
DEPLOY = Path(__file__).parents[2] / "deploy"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


class Everything(EmbeddedEngine):
    """Has all that an engine may tell of itself."""

    @property
    def health(self) -> Health:
        return Health(up=True, restarts=2, resting=False, steps=(0, 5, 1, 1))


def app_with_cache(**more: Any) -> Any:
    readers: Any = reader_pool(size=1, queue_limit=8)
    store = Store("memory")
    cache = Cache(store, ttl_s=600, max_bytes=10_000_000)
    return create_app(Summarizer(Everything()), readers, Features(store=store, cache=cache, **more))


@pytest.fixture(scope="module")
def watched() -> Iterator[TestClient]:
    with TestClient(app_with_cache(), raise_server_exceptions=False) as client:
        yield client


def scrape(client: TestClient) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    return samples(response.text)


def samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families(text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    """The sum of the series of that name that bear these labels."""
    wanted = set(labels.items())
    return sum(number for (each, has), number in found.items() if each == name and wanted <= has)


def ask(client: TestClient, picture: bytes, **fields: Any) -> Any:
    return client.post(ADDRESS, files={"image": picture}, data=fields)


def test_a_request_is_counted_where_it_went(watched: TestClient, diagram_png: Path) -> None:
    before = scrape(watched)
    new, known = (ask(watched, diagram_png.read_bytes(), task="alt") for _ in range(2))
    refused = ask(watched, b"not a picture", task="alt")
    assert (new.status_code, known.status_code, refused.status_code) == (200, 200, 415)
    after = scrape(watched)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    told = {"route": "completion", "task": "alt", "engine": "embedded"}
    assert more("tuwen_requests_total", **told, cached="false", error="") == 1
    assert more("tuwen_requests_total", **told, cached="true", error="") == 1
    assert more("tuwen_requests_total", **told, error="not_a_picture") == 1
    assert more("tuwen_http_requests_total", method="POST", route=ADDRESS, status="200") == 2
    assert more("tuwen_http_errors_total", code="not_a_picture") == 1
    assert more("tuwen_http_request_bytes_sum", route=ADDRESS) > 2 * diagram_png.stat().st_size
    for stage in ("queue", "read", "write"):
        assert more("tuwen_stage_seconds_count", stage=stage) == 1
    read = more("tuwen_stage_seconds_sum", stage="read")
    assert read == pytest.approx(new.json()["timing_ms"]["read"] / 1000, rel=0.5)
    assert more("tuwen_request_seconds_count", cached="true") == 1
    assert more("tuwen_output_tokens_sum") == new.json()["usage"]["completion_tokens"]
    assert more("tuwen_cache_lookups_total", kind="answer", result="hit") == 1
    assert more("tuwen_cache_lookups_total", kind="reading", result="miss") == 1


def test_the_parts_are_looked_at(watched: TestClient) -> None:
    watched.app.state.pipeline.readers.wait_until_ready()  # pyright: ignore
    found = scrape(watched)
    assert value(found, "tuwen_readers") == 1
    assert value(found, "tuwen_readers_busy") == 0
    assert value(found, "tuwen_read_queue_limit") == 8
    assert value(found, "tuwen_engine_up") == 1
    assert value(found, "tuwen_engine_info", engine="embedded") == 1
    assert value(found, "tuwen_engine_restarts_total") == 2
    assert value(found, "tuwen_engine_step_rows_sum") == 5 + 2 + 3
    assert value(found, "tuwen_engine_step_rows_bucket", le="2.0") == 6
    assert value(found, "tuwen_store_up") == 1
    assert value(found, "tuwen_http_in_flight") == 1  # the scrape itself
    assert value(found, "tuwen_child_processes") >= 1
    assert value(found, "tuwen_children_resident_memory_bytes") > 50e6  # a warm reader
    assert value(found, "tuwen_children_cpu_seconds_total") > 0
    assert value(found, "process_resident_memory_bytes") > 10e6


def test_whoever_asks_for_openmetrics_gets_it(watched: TestClient) -> None:
    plain = watched.get("/metrics")
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    asked = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
    answer = watched.get("/metrics", headers={"accept": asked})
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "tuwen_requests" in {family.name for family in open_metrics(answer.text)}
    odd = watched.get("/metrics", headers={"accept": f"{asked},text/plain;version=x;q=y"})
    assert odd.status_code == 200


def test_what_clients_choose_makes_no_series(watched: TestClient) -> None:
    def visit(number: int) -> None:
        watched.request(f"ODD{number}", f"/no/such/{number}?x={number}")
        watched.post(f"/v1/{number}", data={"prompt": f"问题 {number}"})

    visit(0)
    before = set(scrape(watched))
    for number in range(1, 150):
        visit(number)
    assert set(scrape(watched)) == before


def test_prompts_keys_and_pictures_make_no_series() -> None:
    metrics = Metrics()

    def series() -> int:
        return sum(len(family.samples) for family in metrics.registry.collect())

    def observe(number: int) -> None:
        metrics.observe(
            Entry(route="chat", task="ask", engine="openai", prompt=f"问 {number}", key=str(number),
                  digest=str(number), output=f"答 {number}", model=str(number), trace=str(number),
                  completion_tokens=number, read_ms=number, write_ms=1, total_ms=number)
        )  # fmt: skip

    observe(1)
    before = series()
    for number in range(2, 1000):
        observe(number)
    assert series() == before


def test_where_others_name_things_their_number_is_bounded() -> None:
    metrics = Metrics()
    for number in range(1000):
        verdict = {"stage": "prompt", "category": f"c{number}", "action": "warn"}
        metrics.observe(Entry(route="mcp", error=f"server_{number}", verdicts=(verdict,)))
    found = [s for family in metrics.registry.collect() for s in family.samples]
    for name, most in (("tuwen_requests_total", 201), ("tuwen_moderation_verdicts_total", 51)):
        series = [s for s in found if s.name == name]
        assert len(series) == most
        assert sum(s.value for s in series) == 1000
    few = Few(2)
    assert [few(each) for each in "abcab"] == ["a", "b", "other", "a", "b"]


def test_many_may_scrape_at_once(watched: TestClient) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(scrape, [watched] * 32))
    assert all(value(each, "tuwen_readers") == 1 for each in found)


def test_two_apps_count_apart(watched: TestClient) -> None:
    watched.get("/healthz")
    with TestClient(app_with_cache()) as other:
        assert value(scrape(other), "tuwen_http_requests_total", route="/healthz") == 0
        other.get("/healthz")
        assert value(scrape(other), "tuwen_http_requests_total", route="/healthz") == 1


def test_what_limits_refuse_is_counted_by_its_reason() -> None:
    with TestClient(app_with_cache(per_address=Allowance(rpm=2))) as client:
        assert [client.post(ADDRESS).status_code for _ in range(3)] == [400, 400, 429]
        found = scrape(client)
        assert value(found, "tuwen_http_errors_total", code="rate_limited") == 1
        assert value(found, "tuwen_http_errors_total", code="bad_request") == 2
        assert value(found, "tuwen_http_requests_total", status="429") == 1


@dataclass
class Lossy:
    """A journal that cannot keep up."""

    waiting: int = 7
    dropped: int = 3


def test_what_fails_is_said_and_the_scrape_goes_on(tmp_path: Path) -> None:
    summarizer = Summarizer(options=Options(model_path=str(tmp_path / "no model")))
    summarizer.start()
    store, readers = Store("memory"), reader_pool(size=1)  # neither is opened
    metrics = Metrics()
    metrics.watch(Gauges(Pipeline(summarizer, readers), store=store, journal=Lossy()))
    found = scrape(TestClient(Starlette(routes=[Route("/metrics", metrics.answer)])))
    assert value(found, "tuwen_engine_info", engine="transformers") == 1
    assert value(found, "tuwen_engine_up") == 0
    assert value(found, "tuwen_engine_standing_in") == 1
    assert value(found, "tuwen_store_up") == 0
    assert value(found, "tuwen_read_queue_limit") == float("inf")
    assert value(found, "tuwen_journal_waiting") == 7
    assert value(found, "tuwen_journal_dropped_total") == 3


def test_dashboard_and_alerts_ask_for_what_there_is(watched: TestClient, diagram_png: Path) -> None:
    ask(watched, diagram_png.read_bytes())
    text = watched.get("/metrics").text
    known = {name for name, _ in samples(text)} | set(re.findall(r"^# TYPE (\S+)", text, re.M))
    dashboard = json.loads((DEPLOY / "grafana" / "tuwen.json").read_text("utf-8"))
    queries = [t["expr"] for panel in dashboard["panels"] for t in panel.get("targets", ())]
    queries.append((DEPLOY / "prometheus" / "tuwen.rules.yml").read_text("utf-8"))
    asked = {name for query in queries for name in re.findall(r"\b(?:tuwen|process)_\w+", query)}
    assert len(asked) > 30
    assert asked - known == set()
