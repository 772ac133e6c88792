"""Traces by the W3C's rules, and spans for OpenTelemetry where it is wanted and installed."""

import importlib.util
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from tuwen.service.entry import Entry

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace.export import SpanExporter

_log = logging.getLogger("tuwen.tracing")
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
STAGES = ("queue", "read", "write")
_TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Parent:
    """What the caller's `traceparent` says: ids in hex."""

    trace: str
    span: str
    sampled: bool


def parse_traceparent(headers: list[str]) -> Parent | None:
    """Read the header; None where it is missing, there twice or invalid."""
    found = _TRACEPARENT.fullmatch(headers[0].strip(" \t")) if len(headers) == 1 else None
    if found is None or (found["version"] == "00" and found["more"] is not None):
        return None
    if not (found["trace"].strip("0") and found["span"].strip("0")):
        return None
    return Parent(found["trace"], found["span"], bool(int(found["flags"], 16) & 1))


class Spans:
    """Makes of each Entry a span with its stages below it, and hands them to an exporter."""

    def __init__(self, exporter: "SpanExporter", service: str = "tuwen") -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": service})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("tuwen")

    def note(self, entry: Entry) -> None:
        """Make the spans of a request that has ended."""
        from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

        root = self._tracer.start_span(
            f"tuwen {entry.route}",
            context=_context(entry),
            kind=SpanKind.SERVER,
            attributes=_attributes(entry),
            start_time=_ns(entry.at),
        )
        if entry.error:
            root.set_status(Status(StatusCode.ERROR, entry.error))
        inside, at = set_span_in_context(root), entry.at
        for stage in STAGES:
            if took := getattr(entry, f"{stage}_ms") / 1000:
                span = self._tracer.start_span(stage, context=inside, start_time=_ns(at))
                at += took
                span.end(_ns(at))
        root.end(_ns(entry.at + entry.total_ms / 1000))

    def close(self) -> None:
        """Hand over what is left, and end. May wait for the exporter's network."""
        self._provider.shutdown()


def spans(environment: Mapping[str, str]) -> Spans | None:
    """What OpenTelemetry's own variables ask for; None where they do not, or nothing is there."""
    name = environment.get("OTEL_TRACES_EXPORTER", "").strip()
    wanted = name or any(environment.get(each, "").strip() for each in ENDPOINTS)
    disabled = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if not wanted or name == "none" or disabled:
        return None
    name = name or "otlp"
    found = list(entry_points(group="opentelemetry_traces_exporter", name=name))
    if not found or importlib.util.find_spec("opentelemetry.sdk") is None:
        _log.warning(
            "OpenTelemetry's variables are set, but there is no exporter %r: "
            "install opentelemetry-sdk and opentelemetry-exporter-otlp", name
        )  # fmt: skip
        return None
    service = environment.get("OTEL_SERVICE_NAME", "").strip() or "tuwen"
    return Spans(found[0].load()(), service)


def _context(entry: Entry) -> "Context":
    from opentelemetry.context import Context
    from opentelemetry.trace import (
        NonRecordingSpan,
        SpanContext,
        TraceFlags,
        set_span_in_context,
    )

    if not entry.parent:
        return Context()
    flags = TraceFlags(TraceFlags.SAMPLED if entry.sampled else TraceFlags.DEFAULT)
    parent = SpanContext(int(entry.trace, 16), int(entry.parent, 16), is_remote=True,
                         trace_flags=flags)  # fmt: skip
    return set_span_in_context(NonRecordingSpan(parent), Context())


def _attributes(entry: Entry) -> dict[str, Any]:
    """No text of the request and nothing of the picture but its digest and size."""
    found = {
        "tuwen.id": entry.id, "tuwen.task": entry.task, "tuwen.engine": entry.engine,
        "tuwen.model": entry.model, "tuwen.cached": entry.cached, "tuwen.key": entry.key,
        "tuwen.digest": entry.digest, "tuwen.bytes": entry.bytes, "error.type": entry.error,
        "gen_ai.usage.input_tokens": entry.prompt_tokens,
        "gen_ai.usage.output_tokens": entry.completion_tokens,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value != ""}


def _ns(seconds: float) -> int:
    return int(seconds * 1e9)
