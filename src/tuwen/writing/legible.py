"""What is written in a picture, read out block by block.

Where the structure of a picture was not made out, its texts still say much. Lines that stand
together are one block; only what was read with confidence is read out. Knows no graphs.
"""

import re
from typing import Final

from tuwen.reading.types import Text
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import HAN, Clause, capped, glued, named, shortened, tidy

SURE: Final = 0.95
SAID: Final = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}|\d.*\d")
GARBLED: Final = re.compile(r"[À-ÖØ-öø-ɏ]|^[^\w「『【<（(\[/~$.#*\"']")
GAP: Final = 0.9  # heights of a line between two lines of one block
FULL: Final = 0.85  # of the width of its block, which a line that runs on fills
WORD: Final = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}")
LEADS: Final = re.compile(
    r"[的了给到和与并以对把将从为是向在]$|\b(?:of|to|the|an?|and|or|for|by|with|in|on)$"
)
RUNS: Final = re.compile(r"[a-z]+(?: |$)|[(（]|\d{1,3}$")  # goes on from the line above
KEY: Final = re.compile(r"[^\s，。]{1,10}(?: \w+)?[:：]")
ON: Final = re.compile(r"[a-z\u3400-\u9fff(（]")  # how a line begins that runs on
BLOCKS: Final = 8
WORDS: Final = 12
FEW: Final = 4  # letters that are not worth a line
LONG: Final = 14  # characters of a block that has a line of its own
LONGEST: Final = 120  # characters of a block
PHRASE: Final = re.compile(r"[\s、，：:]")
ENDS: Final = re.compile(r"[：:，,。；;！!？?】]$")


def read_out(texts: list[Text], told: str = "") -> tuple[list[Clause], Clause | None]:
    """What can be read and is not `told`: a clause a block, and one for all single words."""
    groups = blocks(texts)
    new = [group for group in groups if any(plain(t.text) not in told for t in group)]
    read = [(_read(group), [t.id for t in group]) for group in new]
    long = {text: tuple(ids) for text, ids in read if PHRASE.search(text) and len(text) >= LONG}
    short = {text: ids for text, ids in read if text not in long}
    told_long = [Clause(text, ids) for text, ids in list(long.items())[:BLOCKS]]
    short = {text: ids for text, ids in short.items() if WORD.search(text)}
    if sum(map(len, short)) < FEW:
        return told_long, None
    ids = tuple(i for some in short.values() for i in some)
    names = capped([named(text, phrase=len(short) < 3) for text in short], WORDS)
    return told_long, Clause(names, ids)


def blocks(texts: list[Text]) -> list[list[Text]]:
    """The lines that were read with confidence; those that stand together are one block."""
    sure = [t for t in texts if t.confidence >= SURE and SAID.search(t.text)]
    sure = [t for t in sure if not GARBLED.search(t.text)]
    groups: list[list[Text]] = []
    for text in sure:
        home = next((g for g in groups if any(_together(text, other) for other in g)), None)
        if home is None:
            groups.append([text])
        else:
            home.append(text)
    return groups


def share(texts: list[Text], told: str) -> float:
    """The part of what can be read that a text repeats, by characters."""
    sure = [plain(t.text) for t in texts if t.confidence >= SURE and SAID.search(t.text)]
    whole = sum(map(len, sure))
    return sum(len(s) for s in sure if s in told) / whole if whole else 1.0


def _together(text: Text, other: Text) -> bool:
    """Whether one line stands right under the other, in letters of one size."""
    tall = [t.box[3] - t.box[1] for t in (text, other)]
    gap = max(text.box[1], other.box[1]) - min(text.box[3], other.box[3])
    across = min(text.box[2], other.box[2]) - max(text.box[0], other.box[0])
    narrow = min(t.box[2] - t.box[0] for t in (text, other))
    alike = max(tall) <= 1.4 * min(tall)
    return alike and -0.5 * min(tall) < gap <= GAP * min(tall) and across > 0.4 * narrow


def _read(group: list[Text]) -> str:
    """The lines of a block: run on where they fill it, else one after the other."""
    lines = sorted(group, key=lambda t: (t.box[1], t.box[0]))
    wide = max(t.box[2] for t in lines) - min(t.box[0] for t in lines)
    pieces: list[str] = []
    full = False
    for line in lines:
        piece = plain(line.text)
        before, full = full, line.box[2] - line.box[0] >= FULL * wide and len(line.text) > 8
        if pieces and before and ON.match(piece) and not KEY.match(piece):
            pieces[-1] += piece if HAN.search(pieces[-1][-1:]) or HAN.match(piece) else f" {piece}"
        elif pieces and (LEADS.search(pieces[-1]) or RUNS.match(piece)):
            pieces[-1] = glued(pieces[-1], piece) if HAN.match(piece) else f"{pieces[-1]} {piece}"
        elif pieces and ENDS.search(pieces[-1]):
            pieces[-1] += piece
        elif piece not in pieces:
            pieces.append(piece)
    return tidy(shortened("、".join(pieces), LONGEST))
