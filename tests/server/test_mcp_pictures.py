"""Whatever a call names, it comes to bytes or to an InputError."""

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.errors import InputError
from tuwen.figure.decode import MAX_BYTES
from tuwen.server.mcp.forms import OFFERS, Picture
from tuwen.server.mcp.pictures import MAX_BASE64, is_relative, load
from tuwen.service.outcome import outcome
from tuwen.task import TASKS


def bytes_of(data: str) -> bytes:
    return load(Picture(data=data), ())[0]


@given(st.binary(min_size=1), st.sampled_from(["", "data:image/png;base64,"]))
def test_base64_comes_back_as_it_was(data: bytes, head: str) -> None:
    text = base64.encodebytes(data).decode()  # with line breaks
    assert bytes_of(head + text) == data


@given(st.text() | st.text("ABC+/=, data:;base64\n"))
def test_any_data_is_bytes_or_an_input_error(data: str) -> None:
    found = outcome(lambda: bytes_of(data))
    assert isinstance(found, bytes | InputError)


@given(st.text() | st.text("./~file:[]%0A\0"))
def test_any_path_is_bytes_or_an_input_error(path: str) -> None:
    given = Picture(path=path)
    assert isinstance(outcome(lambda: is_relative(path)), bool | InputError)
    assert isinstance(outcome(lambda: load(given, (Path("/nonexistent"),))), tuple | InputError)


@pytest.mark.parametrize("data", ["iVBO*Rw0K", "iVBORw0", "data:image/png,iVBORw0K", "你好"])
def test_what_is_no_base64_is_not_guessed_at(data: str) -> None:
    with pytest.raises(InputError) as caught:
        bytes_of(data)
    assert caught.value.code == "bad_base64"


def test_data_past_the_limit_is_not_decoded() -> None:
    assert len(bytes_of("A" * (MAX_BYTES // 3 * 4))) <= MAX_BYTES
    with pytest.raises(InputError) as caught:
        bytes_of("A" * (MAX_BASE64 + 1))
    assert caught.value.code == "file_too_large"


def test_the_path_in_a_url_of_a_file_is_unquoted(tmp_path: Path) -> None:
    picture = tmp_path / "图 1.png"
    picture.write_bytes(b"bytes")
    assert load(Picture(path=picture.as_uri()), ()) == (b"bytes", "图 1.png")


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)
)
NAMES = st.sampled_from(["path", "data", "task", "prompt", "question", "context", "language", "x"])


@given(st.sampled_from(OFFERS), st.dictionaries(NAMES, JSON))
def test_any_arguments_are_a_form_or_an_input_error(offer: Any, arguments: Any) -> None:
    assert isinstance(outcome(lambda: offer.understood(arguments)), Picture | InputError)


def test_every_task_but_the_question_is_offered() -> None:
    (summarize,) = (offer for offer in OFFERS if offer.name == "summarize")
    schema = summarize.tool(local=True).input_schema
    assert set(schema["properties"]["task"]["enum"]) == {"auto", *TASKS} - {"ask"}
