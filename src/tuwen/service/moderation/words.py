"""Finds the words of lists in texts, whole or as they come, however they are written.

Aho–Corasick over the folded text; what it finds is then looked at where it stands.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ahocorasick_rs import AhoCorasick

from tuwen.service.moderation.folding import Folding, gap, spelled
from tuwen.service.moderation.verdict import Policy

MASK: Final = "●"
CONTEXT: Final = 8  # characters before a text in pieces that are kept: does a word go on?
NESTED: Final = 8  # times that masking a word may bring another one together: then it is a trick
SHORT: Final = 4  # letters below which a word is not looked for with its letters parted


@dataclass(frozen=True, slots=True)
class Listed:
    """A word of a list; `gaps`: after which of its letters it is itself written apart."""

    word: str
    category: str
    action: Policy
    gaps: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed word in a text, and the places of the characters that make it up."""

    listed: Listed
    places: tuple[int, ...]


class Words:
    """Listed words by their folded forms; not empty, safe to share between threads."""

    def __init__(self, listed: Mapping[str, Listed], folding: Folding) -> None:
        self._folding = folding
        self._listed = list(listed.values())
        self._finder = AhoCorasick(list(listed), store_patterns=False)
        self._ordered = sorted(listed)
        self._longest = max(map(len, listed))

    def find(self, text: str) -> list[Hit]:
        """All that is listed, also where words overlap."""
        folded = self._folding.fold(text)
        found = self._finder.find_matches_as_indexes(folded, overlapping=True)
        if not found:
            return []
        places = self._folding.origins(text)
        hits: list[Hit] = []
        for index, start, end in found:
            listed = self._listed[index]
            alone = not (_joined(text, folded, places, start) or _joined(text, folded, places, end))
            if alone and _together(text, folded[start:end], places[start:end], listed.gaps):
                hits.append(Hit(listed, tuple(places[start:end])))
        return hits

    def undecided(self, text: str, hits: Sequence[Hit]) -> int:
        """The place from which what may follow the text decides what is listed in it."""
        folded = self._folding.fold(text)
        start = len(text)
        for first in range(max(0, len(folded) - self._longest), len(folded)):
            if self._begins(folded[first:]):
                start = self._folding.origins(text)[first]
                break
        for hit in sorted(hits, key=lambda each: each.places[0], reverse=True):
            if hit.places[0] < start <= hit.places[-1]:
                start = hit.places[0]
        return start

    def _begins(self, folded: str) -> bool:
        at = bisect_left(self._ordered, folded)
        return at < len(self._ordered) and self._ordered[at].startswith(folded)


class Sieve:
    """One text that comes in pieces; holds back only what a listed word may still begin with.

    `found` is told of each word, once or oftener, and raises where the text is to be rejected.
    """

    def __init__(self, words: Words, found: Callable[[Listed], None]) -> None:
        self._words = words
        self._found = found
        self._before = ""  # the end of what has gone out
        self._held = ""

    def take(self, piece: str, *, last: bool = False) -> str:
        """What may go out now, the same length in all as what came in, words to mask masked."""
        known = len(self._before)
        text, end = self._masked(self._before + self._held + piece, known, last, NESTED)
        self._before, self._held = text[:end][-CONTEXT:], text[end:]
        return text[known:end]

    def _masked(self, text: str, known: int, last: bool, nested: int) -> tuple[str, int]:
        """The text after what is `known`, and up to where it is decided."""
        hits = [hit for hit in self._words.find(text) if hit.places[0] >= known]
        end = len(text) if last else max(known, self._words.undecided(text, hits))
        places: set[int] = set()
        for hit in hits:
            if hit.places[-1] >= end:
                continue
            listed = hit.listed
            if listed.action == "mask":
                places.update(hit.places)
                listed = listed if nested else replace(listed, action="reject")
            self._found(listed)
        if not places:
            return text, end
        chars = list(text)
        for place in places:
            chars[place] = MASK
        # What stood around a word may be one now.
        return self._masked("".join(chars), known, last, nested - 1)


def _joined(text: str, folded: str, places: Sequence[int], border: int) -> bool:
    """Whether a word of letters goes on over a border between two folded characters."""
    if not 0 < border < len(folded):
        return False
    letters = spelled(folded[border - 1]) and spelled(folded[border])
    return letters and not gap(text, places[border - 1], places[border])


def _together(text: str, folded: str, places: Sequence[int], gaps: frozenset[int]) -> bool:
    """Whether characters are one word: 汉字 always, letters as listed or parted throughout."""
    pairs = [i for i in range(len(folded) - 1) if spelled(folded[i]) and spelled(folded[i + 1])]
    parted = {i: kind for i in pairs if (kind := gap(text, places[i], places[i + 1]))}
    unlisted = [kind for i, kind in parted.items() if i not in gaps]
    if not unlisted:
        return True
    return len(folded) >= SHORT and ("space" not in unlisted or len(parted) == len(pairs))
