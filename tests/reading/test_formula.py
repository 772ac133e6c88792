"""Formulas are recognised as such, and nothing else is."""

import pytest
from drawn import Sheet

from tuwen.reading.formula import is_formula


def fraction() -> Sheet:
    sheet = Sheet(420, 160)
    sheet.write(120, 80, "f(x) =", 26)
    sheet.write(250, 50, "x + 1", 18)
    sheet.write(250, 110, "2a", 18)
    return sheet


def test_a_fraction_is_a_formula() -> None:
    assert is_formula(fraction().scene())


@pytest.mark.parametrize("text", ["∑ wx + b ≥ 0", "softmax(z) = e²"])
def test_one_line_of_signs_is_a_formula(text: str) -> None:
    sheet = Sheet(420, 120)
    sheet.write(210, 60, text, 26)
    assert is_formula(sheet.scene())


@pytest.mark.parametrize(
    "text",
    ["x = load(path);", "total = price * count", "the sum = all parts", "a", "平均值 = 总和"],
)
def test_words_and_code_are_none(text: str) -> None:
    sheet = Sheet(520, 120)
    sheet.write(260, 60, text, 26)
    assert not is_formula(sheet.scene())


def test_boxes_that_hold_signs_are_none() -> None:
    sheet = Sheet(520, 200)
    sheet.shape((40, 40, 220, 150), "y = x²", fill=(190, 215, 250))
    sheet.shape((300, 40, 480, 150), "z = y²", fill=(190, 215, 250))
    assert not is_formula(sheet.scene())


def test_an_empty_picture_is_none() -> None:
    assert not is_formula(Sheet(200, 100).scene())
