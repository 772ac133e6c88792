"""Stretches of True in a row."""

import numpy as np

from tuwen.reading.runs import runs


def row(text: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([letter == "#" for letter in text])


def test_each_stretch_has_its_ends() -> None:
    assert runs(row("##..#.###")) == [(0, 2), (4, 5), (6, 9)]


def test_stretches_near_one_another_are_one() -> None:
    assert runs(row("##..#.....#"), 3) == [(0, 5), (10, 11)]


def test_nothing_has_no_stretch() -> None:
    assert runs(row("....")) == []
    assert runs(row("")) == []
