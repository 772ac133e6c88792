"""What recognition said of pieces of a row, put side by side."""

import numpy as np

from tuwen.reading.code_cells import Spelt, letters
from tuwen.reading.code_rows import Row
from tuwen.reading.spelling import Alphabet, Spelling, Trace, side_by_side

ALPHABET = Alphabet(("", *map(chr, range(33, 127)), *"，。中文（", " "))


def spelt(text: str, x: float, step: float = 5.0) -> Spelling:
    """A letter, then a step of none, and so on."""
    classes = np.array([k for c in text for k in (ALPHABET.characters.index(c), 0)])
    scores = np.zeros((len(classes), len(ALPHABET.characters)), np.float32)
    scores[np.arange(len(classes)), classes] = 1.0
    plain = scores[:, ALPHABET.columns]
    return Trace(ALPHABET, x, step, plain, classes, np.ones(len(classes), np.float32)).spelt()


def text_of(spelling: Spelling) -> str:
    row = Row(0, 0, 20, 0, np.zeros((20, 0), np.float32))
    return "".join(c for c, _, _ in letters(Spelt(row, spelling)))


def test_marks_of_any_width_are_those_of_ascii() -> None:
    assert text_of(spelt("a，b。中", 0)) == "a,b.中"


def test_pieces_follow_one_another_with_a_space_between() -> None:
    whole = side_by_side([spelt("ab", 100, 4.0), spelt("12", 0, 6.0)])
    assert text_of(whole) == "12 ab"
    assert whole.step == 4.0
    places = {
        c: x for c, x, _ in letters(Spelt(Row(0, 0, 9, 0, np.zeros((9, 0), np.float32)), whole))
    }
    assert abs(places["a"] - 102) <= 4


def test_nothing_is_no_spelling() -> None:
    assert text_of(side_by_side([])) == ""
