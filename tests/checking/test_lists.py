"""The length of a list in a text."""

import pytest

from tuwen.checking.lists import han_number, listed_after, listed_before, masked


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("42", 42),
        ("三四", 0),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert han_number(text) == number


@pytest.mark.parametrize(
    ("row", "length"),
    [
        ("「甲」、「乙」和「丙」", 3),
        ("该图展示了「甲」、「乙」", 2),
        ("两个「甲」和「乙」", 3),
        ("「甲」调用「乙」和「丙」", 2),
        ("「甲」、服务和「乙」", 3),
        ("「甲」（说明、更多）和「乙」", 2),
        ("「甲」", 0),
        ("没有列表", 0),
    ],
)
def test_before_a_count(row: str, length: int) -> None:
    assert listed_before(masked(row, []), 0, len(row)) == length


@pytest.mark.parametrize(
    ("row", "length"),
    [
        ("服务：「甲」、「乙」和「丙」", 3),
        ("服务，即「甲」和「乙」", 2),
        ("服务分别为「甲」、「乙」", 2),
        ("服务：「甲」、「乙」等", 0),
        ("服务调用「甲」和「乙」", 0),
    ],
)
def test_behind_a_count(row: str, length: int) -> None:
    assert listed_after(masked(row, []), 0, len(row)) == length


def test_a_list_of_another_sort_before_it_is_not_counted() -> None:
    text = "「Boat」定义了「LOGGER」属性和「Boat()」、「sail()」两个方法"
    assert listed_before(masked(text, []), 0, text.index("两个")) == 2
