"""Numbers as charts print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.reading.chart_numbers import parse_clock, parse_number, printed_numbers


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,500", 1500, ""), ("25 ℃", 25, "℃"), ("−12M", -12e6, ""), ("3.5万", 35000, ""),
        ("1.2亿元", 1.2e8, "元"), ("40%", 40, "%"), ("$100", 100, "$"), ("3K ops", 3000, "ops"),
        ("250 ml", 250, "ml"), ("10 KB", 10, "KB"), ("1e3", 1000, ""), ("0.001", 0.001, ""),
        ("O", 0, ""), ("1O0", 100, ""),
    ],
)  # fmt: skip
def test_numbers_and_their_units(text: str, value: float, unit: str) -> None:
    quantity = parse_number(text)
    assert quantity is not None
    assert (quantity.value, quantity.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize("text", ["", "Mon", "v1.2.3", "2 x 3", "12:30", "hello 3", "③"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(max_size=12))
def test_any_text_is_taken(text: str) -> None:
    parse_number(text)
    parse_clock(text)
    printed_numbers(text)


def test_times_of_day() -> None:
    assert parse_clock("08:30") == 30600
    assert parse_clock("8：30：05") == 30605
    assert parse_clock("830") is None


def test_numbers_within_a_text() -> None:
    found = printed_numbers("直接访问: 1,335 (16%)")
    assert [(q.value, q.unit) for q in found] == [(1335, ""), (16, "%")]
