"""Traces are taken up by the W3C's rules, and become spans where OpenTelemetry is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tuwen.server.tracing import Parent, Spans, parse_traceparent, spans
from tuwen.service.entry import Entry

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"00-{TRACE}-{SPAN}-01", Parent(TRACE, SPAN, True)),
        (f"00-{TRACE}-{SPAN}-00", Parent(TRACE, SPAN, False)),
        (f"00-{TRACE}-{SPAN}-03", Parent(TRACE, SPAN, True)),
        (f" 00-{TRACE}-{SPAN}-01\t", Parent(TRACE, SPAN, True)),
        (f"cc-{TRACE}-{SPAN}-01", Parent(TRACE, SPAN, True)),  # a later version
        (f"cc-{TRACE}-{SPAN}-01-what-comes-later", Parent(TRACE, SPAN, True)),
        (f"cc-{TRACE}-{SPAN}-01x", None),
        (f"00-{TRACE}-{SPAN}-01-more", None),
        (f"00-{TRACE}-{SPAN}-01-", None),
        (f"ff-{TRACE}-{SPAN}-01", None),
        (f"00-{'0' * 32}-{SPAN}-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"00-{TRACE.upper()}-{SPAN}-01", None),
        (f"00-{TRACE[1:]}-{SPAN}-01", None),
        (f"00-{TRACE}-{SPAN}", None),
        (f"00-{TRACE}-{SPAN}-01\n", None),
        ("", None),
    ],
)
def test_the_header(header: str, found: Parent | None) -> None:
    assert parse_traceparent([header]) == found


def test_no_header_or_two_are_none() -> None:
    header = f"00-{TRACE}-{SPAN}-01"
    assert parse_traceparent([]) is None
    assert parse_traceparent([header, header]) is None


@given(st.text(alphabet="0123456789abcdef-f\n \x1b", max_size=80))
def test_any_header_gives_ids_or_nothing(header: str) -> None:
    found = parse_traceparent([header])
    assert found is None or (len(found.trace), len(found.span)) == (32, 16)


def exported(*entries: Entry) -> dict[str, ReadableSpan]:
    exporter = InMemorySpanExporter()
    made = Spans(exporter)
    for entry in entries:
        made.note(entry)
    made.close()
    return {span.name: span for span in exporter.get_finished_spans()}


def test_a_request_is_a_span_with_its_stages_below_it() -> None:
    entry = Entry(
        at=1_000.0, route="completion", trace=TRACE, parent=SPAN, sampled=True, queue_ms=250.0,
        read_ms=500.0, write_ms=1_000.0, total_ms=1_800.0, task="alt", prompt="秘密", output="秘密",
        prompt_tokens=7, error="busy",
    )  # fmt: skip
    found = exported(entry)
    root = found.pop("tuwen completion")
    assert root.context is not None
    assert format(root.context.trace_id, "032x") == TRACE
    assert root.parent is not None
    assert format(root.parent.span_id, "016x") == SPAN
    assert (root.start_time, root.end_time) == (1_000 * 10**9, 1_001_800 * 10**6)
    assert root.status.description == "busy"
    said = dict(root.attributes or {})
    assert (said["tuwen.id"], said["tuwen.task"]) == (entry.id, "alt")
    assert said["gen_ai.usage.input_tokens"] == 7
    assert "秘密" not in str(said)
    assert dict(root.resource.attributes)["service.name"] == "tuwen"
    times = {name: (span.start_time, span.end_time) for name, span in found.items()}
    assert times == {
        "queue": (1_000_000 * 10**6, 1_000_250 * 10**6),
        "read": (1_000_250 * 10**6, 1_000_750 * 10**6),
        "write": (1_000_750 * 10**6, 1_001_750 * 10**6),
    }
    assert [span.parent for span in found.values()] == [root.context] * 3


def test_without_a_parent_a_trace_begins_here_and_stages_of_no_time_are_left_out() -> None:
    found = exported(Entry(route="chat", total_ms=5.0, cached=True))
    assert list(found) == ["tuwen chat"]
    assert found["tuwen chat"].parent is None


def test_who_does_not_record_is_not_recorded() -> None:
    assert exported(Entry(trace=TRACE, parent=SPAN, sampled=False, total_ms=1.0)) == {}


def test_nothing_is_exported_unless_the_environment_asks() -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    for environment in (
        {}, {"OTEL_TRACES_EXPORTER": "none", **endpoint}, {"OTEL_SDK_DISABLED": "true", **endpoint},
    ):  # fmt: skip
        assert spans(environment) is None
    made = spans({"OTEL_TRACES_EXPORTER": "console"})
    assert made is not None
    made.close()


def test_an_exporter_that_is_not_installed_is_said_to_be_missing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert spans({"OTEL_TRACES_EXPORTER": "zipkin"}) is None
    assert "no exporter 'zipkin'" in caplog.text
