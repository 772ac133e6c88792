"""Whatever JSON a stranger sends: an error in OpenAI's form that is the sender's own."""

import copy
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from live import says
from starlette.testclient import TestClient

ANY_TEXT = st.text(st.characters(categories=("L", "N", "P", "Cs", "Cc")), max_size=20)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "alt": {"anyOf": [{"type": "string", "maxLength": 60}, {"type": "null"}]},
        "keywords": {"$ref": "#/$defs/words"},
    },
    "required": ["alt"],
    "$defs": {"words": {"type": "array", "items": {"type": "string"}, "maxItems": 5}},
}
# Right in all but the picture, so that no reading is begun.
BODY: dict[str, Any] = {
    "model": "tuwen",
    "messages": [{"role": "system", "content": "…"}, says("写摘要", b"no picture", "正文" * 300)],
    "stream": False,
    "stream_options": {"include_usage": True},
    "max_tokens": 100,
    "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}},
    "n": 1,
    "tools": [],
    "modalities": ["text"],
    "task": "all",
    "context": "",
    "title": "",
    "language": "zh",
    "strict": True,
    "include": ["check"],
}


def paths(found: Any) -> list[tuple[Any, ...]]:
    """The place of everything in a JSON value."""
    within = (
        found.items() if isinstance(found, dict)
        else enumerate(found) if isinstance(found, list) else ()
    )  # fmt: skip
    return [(), *((key, *rest) for key, value in within for rest in paths(value))]


def changed(path: tuple[Any, ...], other: Any, name: str) -> Any:
    """BODY with something else at a place, under another name where one is given."""
    if not path:
        return other
    body = copy.deepcopy(BODY)
    within: Any = body
    for step in path[:-1]:
        within = within[step]
    if isinstance(within, dict) and name:
        within[name] = within.pop(path[-1])
    else:
        within[path[-1]] = other
    return body


def check(client: TestClient, body: Any) -> None:
    answer = client.post(
        "/v1/chat/completions", content=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )  # fmt: skip
    assert 400 <= answer.status_code < 500, answer.text
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    assert "internal" not in error["code"]


def test_the_body_is_right_but_for_its_picture(client: TestClient) -> None:
    answer = client.post("/v1/chat/completions", json=BODY)
    assert answer.json()["error"]["code"] == "not_a_picture"


@given(ANY_JSON)
@settings(max_examples=150)
def test_any_json(client: TestClient, body: Any) -> None:
    check(client, body)


@given(st.sampled_from(paths(BODY)), ANY_JSON, st.just("") | ANY_TEXT, st.booleans())
@settings(max_examples=400)
@example(("response_format", "json_schema", "schema", "properties", "alt"), 1, "\ud800", False)
@example(("response_format", "json_schema", "schema", "$defs"), {"words": []}, "", False)
def test_a_body_with_anything_in_one_place(
    client: TestClient, path: tuple[Any, ...], other: Any, name: str, stream: bool
) -> None:
    body = changed(path, other, name)
    if stream and isinstance(body, dict):
        body["stream"] = True
    check(client, body)
