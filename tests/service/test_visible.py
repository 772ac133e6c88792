"""What strangers wrote is shown as it is, but for what steers a terminal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.service.visible import visible, visible_json, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("这是 “图”　ok 🙂", "这是 “图”　ok 🙂"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\x1b[31m红\x9b0m", "\\x1b[31m红\\x9b0m"),
        ("abc\u202ecba\u2066", "abc\\u202ecba\\u2066"),
        ("a\u2028b\ud800", "a\\u2028b\\ud800"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_stay_lines() -> None:
    assert visible_lines("一\r\n二\n\x1b三\r四") == ["一", "二", "\\x1b三\\r四"]


@given(st.text())
def test_any_text_is_one_harmless_line_and_json_reads_back(text: str) -> None:
    shown, said = visible(text), visible_json({"x": text})
    assert json.loads(said) == {"x": text}
    for line in (shown, said):
        assert len(line.splitlines()) <= 1
        assert not set(line) & {chr(n) for n in (*range(32), *range(0x7F, 0xA0))}
        assert not set(line) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u061c")
        line.encode()
