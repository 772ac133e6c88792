"""A text without what does not count when words are looked for, and the way back to it.

Width, case, accents, Traditional characters, separators and invisible characters do not count.
Knows no words.
"""

import unicodedata
from itertools import chain, repeat
from typing import Final

import opencc

KEPT: Final = 65_536  # characters whose folds are remembered


class Folding(dict[int, str]):
    """Of each character what counts of it, for `str.translate`; grows as characters come."""

    def __init__(self) -> None:
        super().__init__()
        self._simplified = opencc.OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code)).casefold()
        plain = unicodedata.normalize("NFKD", plain)
        counts = "".join(char for char in plain if unicodedata.category(char)[0] in "LN")
        folded = self._simplified.convert(counts) if counts and not counts.isascii() else counts
        if len(self) < KEPT:
            self[code] = folded
        return folded

    def fold(self, text: str) -> str:
        """What counts of a text."""
        return text.translate(self)

    def origins(self, text: str) -> list[int]:
        """Of each character of the folded text, its place in the text."""
        sizes = map(len, map(self.__getitem__, map(ord, text)))
        return list(chain.from_iterable(map(repeat, range(len(text)), sizes)))


def spelled(char: str) -> bool:
    """Whether a character is of a script that puts spaces between words, or a digit."""
    return char.isalnum() and (char < "\u0530" or "\u1e00" <= char < "\u2000")


def gap(text: str, first: int, second: int) -> str:
    """What parts the characters at two places: nothing that shows "", a "mark", or a "space"."""
    between = text[first + 1 : second]
    if not between:
        return ""
    if any(char.isspace() for char in between):
        return "space"
    return "mark" if any(unicodedata.category(char)[0] in "PS" for char in between) else ""
