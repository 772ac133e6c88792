"""The JSON form of what the service gives; command line and server print the same."""

from dataclasses import asdict
from typing import Any

from tuwen.figure.types import Problem
from tuwen.reading.types import Edge, Group, Node, Reading, Series, Text, Widget
from tuwen.service.provenance import Provenance
from tuwen.service.sight import Sight
from tuwen.summary import Check, Summary

Json = dict[str, Any]


def summary_form(summary: Summary, *, label: bool = False) -> Json:
    """A Summary without what must be asked for; with its provenance where texts are labelled."""
    return {
        "text": summary.text,
        "id": summary.id,
        "task": summary.task,
        "engine": summary.engine,
        "model": summary.model,
        "keywords": list(summary.keywords),
        "warnings": list(summary.warnings),
        "cached": summary.cached,
        **({"texts": {p.task: p.text for p in summary.parts}} if summary.parts else {}),
        "usage": {
            "prompt_tokens": summary.usage.prompt_tokens,
            "completion_tokens": summary.usage.completion_tokens,
        },
        "timing_ms": summary.timing_ms,
        **({"provenance": Provenance.of(summary).as_json()} if label else {}),
    }


def checks_form(summary: Summary) -> Json:
    """What a Summary's text rests on, and each of its texts where it has several."""
    several = {part.task: check_form(part.check) for part in summary.parts}
    return {"check": check_form(summary.check), **({"checks": several} if several else {})}


def check_form(check: Check) -> Json:
    """What a text rests on; offsets count characters (code points) of the text."""
    claims = [
        {
            "kind": claim.kind,
            "text": claim.text,
            "start": claim.start,
            "end": claim.end,
            "verdict": claim.verdict,
            "evidence": list(claim.evidence),
            **({"rule": claim.rule} if claim.rule else {}),
        }
        for claim in check.claims
    ]
    return {
        **({} if check.judged else {"judged": False}),
        "score": round(check.score, 4) if check.judged else None,
        "coverage": round(check.coverage, 4),
        "complete": round(check.complete, 4) if check.judged else None,
        "missing": list(check.missing),
        "supported": check.supported,
        "unsupported": [claim for claim in claims if claim["verdict"] == "unsupported"],
        "claims": claims,
        "evidence": [
            {"start": part.start, "end": part.end, "ids": list(part.ids)} for part in check.evidence
        ],
    }


def reading_form(sight: Sight, image: str = "") -> Json:
    """A Reading with the size and quality of its picture."""
    reading = sight.reading
    return {
        "image": image or sight.name,
        "kind": reading.kind,
        "kind_confidence": round(reading.kind_confidence, 3),
        "title": reading.title,
        "width": sight.width,
        "height": sight.height,
        "texts": [_text(text) for text in (*reading.texts, *reading.furniture)],
        "nodes": [_node(node) for node in reading.nodes],
        "edges": [_edge(edge) for edge in reading.edges],
        "groups": [_group(group) for group in reading.groups],
        "chart": _chart(reading),
        "screen": _screen(reading),
        **({"contains": list(reading.contains)} if reading.contains else {}),
        "code": _code(reading),
        "table": _table(reading),
        "quality": {
            "sharpness": sight.quality.sharpness,
            "contrast": sight.quality.contrast,
            "problems": list(sight.problems),
            "flaws": [_flaw(flaw) for flaw in sight.flaws],
        },
        "elapsed_ms": round(sum(sight.timing_ms.values()), 1),
    }


def _flaw(flaw: Problem) -> Json:
    return {"code": flaw.code, "measure": flaw.measure, "text": flaw.text}


def _text(text: Text) -> Json:
    return {
        "id": text.id,
        "text": text.text,
        "box": list(text.box),
        "confidence": round(text.confidence, 3),
        **({"role": text.role} if text.role else {}),
    }


def _node(node: Node) -> Json:
    return {
        "id": node.id,
        "label": node.label,
        "shape": node.shape,
        "box": list(node.box),
        "confidence": round(node.confidence, 3),
        **({"rows": list(node.rows)} if node.rows else {}),
    }


def _edge(edge: Edge) -> Json:
    return {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "label": edge.label,
        "directed": edge.directed,
        "heads": edge.heads,
        "style": edge.style,
        "confidence": round(edge.confidence, 3),
        "path": [list(point) for point in edge.path],
        **(
            {"source_mark": edge.source_mark, "target_mark": edge.target_mark}
            if {edge.source_mark, edge.target_mark} != {"none"}
            else {}
        ),
    }


def _group(group: Group) -> Json:
    return {
        "id": group.id,
        "label": group.label,
        "members": list(group.members),
        "box": list(group.box),
        "confidence": round(group.confidence, 3),
    }


def _chart(reading: Reading) -> Json | None:
    if reading.chart is None:
        return None
    return {
        "title": reading.chart.title,
        "x_label": reading.chart.x_label,
        "y_label": reading.chart.y_label,
        "series": [_series(series) for series in reading.chart.series],
    }


def _series(series: Series) -> Json:
    return {
        "id": series.id,
        "name": series.name,
        "points": [list(point) for point in series.points],
        "box": list(series.box),
        "unit": series.unit,
        "measured": series.measured,
    }


def _screen(reading: Reading) -> Json | None:
    if reading.screen is None:
        return None
    return {"widgets": [_widget(widget) for widget in reading.screen.widgets]}


def _widget(widget: Widget) -> Json:
    return {
        "id": widget.id,
        "role": widget.role,
        "label": widget.label,
        "box": list(widget.box),
        **({"state": widget.state} if widget.state else {}),
        **({"parent": widget.parent} if widget.parent else {}),
        **({"name": widget.name} if widget.name else {}),
    }


def _code(reading: Reading) -> Json | None:
    """Each line as it can be copied; the prompt of a command stands apart."""
    if reading.code is None:
        return None
    return {
        "language": reading.code.language,
        "name": reading.code.name,
        "box": list(reading.code.box),
        "lines": [
            {
                "text": line.text,
                "role": line.role,
                "box": list(line.box),
                "confidence": round(line.confidence, 3),
                **({"prompt": line.prompt} if line.prompt else {}),
            }
            for line in reading.code.lines
        ],
    }


def _table(reading: Reading) -> Json | None:
    if reading.table is None:
        return None
    table = reading.table
    return {
        "headers": table.headers,
        "rows": [list(row) for row in table.rows],
        "spans": [asdict(span) for span in table.spans],
        "box": list(table.box),
    }
