"""What recognition says of a line, step by step: how likely each character stands at each place.

Knows no networks and no pictures; the scores of a line and where it lies are handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_TWINS = {  # what the recogniser writes for a character of ASCII
    "'": "‘’′´", '"': "“”″", "-": "–—−‐―", ".": "。·•", "~": "～∼", "*": "∗×", ":": "∶：",
    "|": "│｜丨", "<": "〈‹", ">": "〉›", "/": "∕", "\\": "＼", " ": "\u3000", "_": "＿ˍ",
    "(": "（", ")": "）", ",": "，、", ";": "；", "!": "！", "?": "？", "[": "【", "]": "】",
    "^": "ˆ", "`": "ˋ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """Probabilities at places that stand `step` px apart, the first step beginning at `x`."""

    x: float
    step: float
    symbols: NDArray[np.float32]  # (steps, 96): of no letter, and of the characters " " to "~"
    letters: str  # the likeliest character of each step
    strange: NDArray[np.float32]  # its probability where it is none of these, else 0

    def places(self) -> NDArray[np.float64]:
        """The middle of each step, in px of the picture."""
        return np.asarray(self.x + (np.arange(len(self.symbols)) + 0.5) * self.step, np.float64)

    @property
    def end(self) -> float:
        """Where the last step ends."""
        return self.x + len(self.symbols) * self.step


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What is kept of the scores of a line; cheap to keep, spelt out when somebody asks."""

    alphabet: "Alphabet"
    x: float
    step: float
    plain: NDArray[np.float32]  # (steps, classes of ASCII and its twins)
    best: NDArray[np.int64]
    likely: NDArray[np.float32]

    def spelt(self) -> Spelling:
        """The probabilities of characters."""
        symbols = np.add.reduceat(self.plain, self.alphabet.starts, axis=1)
        strange = np.where(self.alphabet.is_plain[self.best], 0.0, self.likely)
        letters = "".join((self.alphabet.characters[k] or " ")[0] for k in self.best.tolist())
        return Spelling(self.x, self.step, symbols, letters, strange.astype(np.float32))


class Alphabet:
    """The characters of a recogniser, and which classes are one of ASCII or a twin of it."""

    def __init__(self, characters: Sequence[str]) -> None:
        """The first is no letter; all of ASCII is among them."""
        self.characters = tuple(characters)
        at = {character: k for k, character in enumerate(self.characters)}
        groups = [[0]]
        for code in range(32, 127):
            twins = chr(code) + chr(code + 0xFEE0) + _TWINS.get(chr(code), "")
            groups.append([at[twin] for twin in dict.fromkeys(twins) if twin in at])
        self.columns = np.array([k for group in groups for k in group])
        self.starts = np.cumsum([0, *map(len, groups[:-1])])
        self.is_plain = np.zeros(len(self.characters), bool)
        self.is_plain[self.columns] = True


def side_by_side(parts: Sequence[Spelling]) -> Spelling:
    """One spelling of pieces of a row, a space between them; the finest step is kept."""
    ordered = sorted(parts, key=lambda s: s.x)
    if not ordered:
        return Spelling(0.0, 1.0, np.zeros((0, 96), np.float32), "", np.zeros(0, np.float32))
    if len(ordered) == 1:
        return ordered[0]
    step = min(s.step for s in ordered)
    start = ordered[0].x
    count = int(np.ceil((max(s.end for s in ordered) - start) / step))
    symbols = np.zeros((count, 96), np.float32)
    symbols[:, 0] = 1.0
    strange = np.zeros(count, np.float32)
    letters = [" "] * count
    for before, after in pairwise(ordered):
        k = min(count - 1, max(0, int(((before.end + after.x) / 2 - start) / step)))
        symbols[k, :2] = 0.0, 1.0
    for s in ordered:
        first, last = round((s.x - start) / step), round((s.end - start) / step)
        chosen = ((np.arange(last - first) + 0.5) * step / s.step).astype(int)
        chosen = chosen.clip(0, len(s.symbols) - 1)
        place = slice(first, first + len(chosen[: count - first]))
        chosen = chosen[: count - first]
        symbols[place], strange[place] = s.symbols[chosen], s.strange[chosen]
        letters[place] = [s.letters[k] for k in chosen.tolist()]
    return Spelling(start, step, symbols, "".join(letters), strange)
