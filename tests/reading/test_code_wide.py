"""Marks among Chinese letters: as wide as they are printed."""

import numpy as np
import pytest
from test_spelling import spelt

from tuwen.reading.code_rows import Row
from tuwen.reading.code_wide import from_first_wide

EM = 20  # px of a Chinese letter


def row_of(places: list[tuple[float, int]], wide: int = 400) -> Row:
    """Ink of letters at places, each so many px wide."""
    ink = np.zeros((20, wide), np.float32)
    for x, width in places:
        ink[4:16, round(x - width / 2) : round(x + width / 2)] = 1.0
    return Row(0, 0, 20, 0, ink)


@pytest.mark.parametrize(
    ("read", "after", "text"),
    [("中,文", 50, "中，文"), ("中，文", 50, "中，文"), ("中，文", 40, "中,文")],
    ids=["full, read as half", "full", "half, read as full"],
)
def test_a_mark_is_as_wide_as_its_place(read: str, after: int, text: str) -> None:
    row = row_of([(10, 18), (24, 3), (after, 18)])
    spelling = spelt(read, 5, 10.0) if after == 50 else spelt(read, 5, 7.5)
    found, _ = from_first_wide(row, spelling, 10, EM)
    assert found == text


def test_spaces_around_figures_are_kept() -> None:
    row = row_of([(10, 18), (40, 8), (70, 18)])
    found, _ = from_first_wide(row, spelt("中1文", 0, 15.0), 7, EM)
    assert found == "中 1 文"
