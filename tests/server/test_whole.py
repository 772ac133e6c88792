"""A small JSON body cannot hold the server up: its values are counted before they are made."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live import says
from starlette.testclient import TestClient

from tuwen.server.whole import MOST_VALUES, most_values_of

CHAT = "/v1/chat/completions"
JSON = {"content-type": "application/json"}
TEXTS = st.text(st.sampled_from('a"\\,[{'), max_size=8)
ANY_JSON = st.recursive(
    TEXTS | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
)


def values(found: Any) -> int:
    within = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return 1 + sum(map(values, within))


def code(client: TestClient, body: bytes) -> str:
    answer = client.post(CHAT, content=body, headers=JSON)
    assert answer.status_code == 400
    return answer.json()["error"]["code"]


@pytest.mark.parametrize(
    "many", [b"1,", b"[],", b'"",', b'{"a":1},', b'"\\\\","\\"",'], ids=lambda each: each.decode()
)
def test_too_many_values_are_refused_before_they_are_made(client: TestClient, many: bytes) -> None:
    body = b'{"messages":[' + many * MOST_VALUES + b"1]}"
    assert code(client, body) == "body_too_complex"


def test_texts_may_be_as_long_as_they_are(client: TestClient) -> None:
    words = '他说："[{a, b}]", \\ ' * MOST_VALUES
    body = {"messages": [says("写摘要", b"no picture", words)]}
    assert code(client, json.dumps(body).encode()) == "not_a_picture"


@given(ANY_JSON)
@settings(max_examples=200)
def test_no_value_goes_uncounted(found: Any) -> None:

    assert most_values_of(json.dumps(found).encode()) >= values(found)
