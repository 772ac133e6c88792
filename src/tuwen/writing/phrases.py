"""Terms that a text itself brings along: phrases of a name that are said again elsewhere.

A word list knows no 「束搜索」; but what stands in a caption and again in the heading or beside
the figure is a term. Words are told apart by rjieba, runs of Latin letters by themselves.
Knows no pictures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import rjieba

from tuwen.writing.words import words

LATIN: Final = re.compile(r"[A-Za-z](?:[\w.+#/\-]*[\w+#])?", re.ASCII)
HAN: Final = re.compile(r"[\u3400-\u9fff]")
MOST: Final = 5  # words of a phrase
SHORTEST: Final = 3  # 汉字 of a phrase of 汉字 alone
LONGEST: Final = 12
BREAKS: Final = frozenset(
    {"x", "p", "c", "u", "uj", "ul", "uv", "uz", "d", "r", "m", "y", "e", "q"}
)
_DATA: Final = words("phrases")
PREFIXES: Final[frozenset[str]] = frozenset(_DATA["prefixes"])
PARTING: Final[frozenset[str]] = frozenset(_DATA["parting"])
LEADING: Final[frozenset[str]] = frozenset(_DATA["leading"])
PLACES: Final[frozenset[str]] = frozenset(_DATA["places"])
TAILS: Final[frozenset[str]] = frozenset(_DATA["tails"])
HEADS: Final[frozenset[str]] = frozenset(_DATA["heads"])


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its part of speech and where it stands."""

    text: str
    tag: str
    start: int
    end: int


@lru_cache(maxsize=512)
def told_apart(text: str) -> tuple[Word, ...]:
    """Tell the words of a text apart; what is neither Chinese nor Latin has the tag "x"."""
    found: list[Word] = []
    for run in re.finditer(rf"(?a:{LATIN.pattern})|{HAN.pattern}+|\S", text):
        place = run.start()
        if not HAN.match(run[0]):
            sort = "eng" if LATIN.fullmatch(run[0]) else "x"
            found.append(Word(run[0], sort, place, run.end()))
            continue
        for piece, tag in rjieba.tag(run[0]):
            found.append(Word(piece, tag, place, place + len(piece)))
            place += len(piece)
    return tuple(found)


def repeated(name: str, elsewhere: Sequence[str]) -> dict[str, int]:
    """Phrases of a name that are said elsewhere too, the longest ones, with how often."""
    found: dict[str, int] = {}
    for row in _rows(name):
        at = 0
        while at < len(row):
            for end in range(min(len(row), at + MOST), at, -1):
                torn = end == len(row) and not _stands(name, row[-1:])
                phrase = "" if torn else _phrase(name, row[at:end])
                times = said(phrase, elsewhere) if phrase else 0
                if times:
                    found[phrase] = times
                    at = end
                    break
            else:
                at += 1
    return found


def whole(name: str) -> list[str]:
    """The pieces of a name that are noun phrases as they stand."""
    rows = [row for row in _rows(name) if row[-1].tag[:1] in "nj" or row[-1].tag in ("vn", "eng")]
    rows = [row for row in rows if len(row) <= MOST and _stands(name, row)]
    pieces = [_phrase(name, row) for row in rows]
    return [piece for piece in pieces if piece and "为" not in piece]


def _stands(name: str, row: Sequence[Word]) -> bool:
    """Whether a run of words does not go on in what follows it."""
    behind = name[row[-1].end :][:1]
    return not HAN.match(behind) or behind in "的和与及或在中内上下里是有为之等"


def _rows(name: str) -> list[list[Word]]:
    """Runs of words that may belong to one phrase."""
    rows: list[list[Word]] = [[]]
    cut = -1  # where a word of 汉字 ended that is in no row
    for word in told_apart(name):
        apart = rows[-1] and name[rows[-1][-1].end : word.start].strip()
        prefix = word.text[0] in PREFIXES and len(word.text) < 3
        breaks = word.tag in BREAKS and not prefix
        parting = word.text in PARTING or (word.tag == "f" and word.text in PLACES)
        if breaks or parting or apart:
            rows.append([])
            cut = word.end if breaks and word.tag != "x" else -1
        if (
            not breaks
            and not parting
            and (rows[-1] or prefix or word.text[1:] or cut != word.start)
        ):
            rows[-1].append(word)
    return [row for row in rows if row]


def _phrase(name: str, row: Sequence[Word]) -> str:
    """The phrase that a run of words is without what says nothing at its ends; or empty."""
    row = list(row)
    mixed = any(w.tag == "eng" for w in row)  # 「React 创建」, but 「自然语言处理」
    while row and row[-1].text in (TAILS | PLACES | LEADING if mixed else TAILS | PLACES):
        row.pop()
    while row and (row[0].text in HEADS | LEADING | PLACES):
        row.pop(0)
    if not row:
        return ""
    phrase = name[row[0].start : row[-1].end]
    han = len(HAN.findall(phrase))
    latin = [w for w in row if w.tag == "eng" and len(w.text) > 1]
    fits = han >= SHORTEST or (latin and (han != 1 or len(row) > 1))
    return phrase if fits and len(phrase) <= LONGEST + 6 * len(latin) else ""


def said(phrase: str, texts: Sequence[str]) -> int:
    """How often texts say a phrase, in whatever case and spacing; Latin words only whole."""
    pieces = re.findall(r"[A-Za-z0-9_.+#/\-]+|\S", phrase)
    sought = r"\s*".join(map(re.escape, pieces))
    before = "(?<![a-z0-9])" if phrase[:1].isascii() else ""
    behind = "(?![a-z0-9])" if phrase[-1:].isascii() else ""
    return sum(len(re.findall(f"{before}{sought}{behind}", t, re.IGNORECASE)) for t in texts)
