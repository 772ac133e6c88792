"""What is known by its texts alone.

Says only what the texts show. What lies in pixels (faces, scenes, mood) is left to
engines that see, and said to be.
"""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.reading.types import Reading, Text
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause, glued, listed, named, quoted, shortened

LEAD: Final = "可辨认的文字有"
SURE: Final = 0.85
TICK: Final = re.compile(r"[\d.,:\-]+\s*\S{0,4}")
LONGEST: Final = 24  # characters of what is a label and no line of a text
MISREAD: Final = re.compile(
    r"[À-ÖØ-öø-ɏ]|[，、。；,;:：]$|^[^\w「<]|\.{2,}|…"
)  # or a piece of more
BLIND: Final = "画面内容未作识别"


def headings(reading: Reading, most: int = 1) -> list[Text]:
    """The largest texts that read as words, highest first."""
    words = [t for t in reading.texts if t.confidence >= 0.6 and _wordy(t.text)]
    by_size = sorted(words, key=lambda t: (-(t.box[3] - t.box[1]), t.box[1]))
    if not by_size:
        return []
    tallest = by_size[0].box[3] - by_size[0].box[1]
    large = [t for t in by_size[:most] if (t.box[3] - t.box[1]) * 4 >= tallest * 3]
    return sorted(large, key=lambda t: t.box[1])


def texts(reading: Reading, *, most: int = 6) -> list[Clause]:
    """The words that can be made out, the first and largest ones."""
    seen = [t for t in reading.texts if t.confidence >= 0.6 and _wordy(t.text)]
    unique = list({plain(t.text).casefold(): t for t in seen}.values())
    if not unique:
        return []
    ranked = sorted(unique, key=lambda t: -(t.box[3] - t.box[1]) * min(len(t.text), 12))[:most]
    order = {t.id: n for n, t in enumerate(unique)}
    chosen = sorted(ranked, key=lambda t: order[t.id])
    names = "、".join(quoted(shortened(plain(t.text), LONGEST)) for t in chosen)
    tail = "等" if len(unique) > len(chosen) else ""
    return [Clause(glued(LEAD, names, tail), tuple(t.id for t in chosen), 4)]


def marks(reading: Reading, most: int = 6, told: Sequence[str] = ()) -> list[Clause]:
    """The words that stand in a drawing, where they were read well; else nothing."""
    sure = [t for t in reading.texts if t.confidence >= SURE and _wordy(t.text)]
    sure = [t for t in sure if not MISREAD.search(t.text) and len(t.text) <= LONGEST]
    if len(sure) * 2 < len([t for t in reading.texts if _wordy(t.text)]):
        return []
    sure = [t for t in sure if t.text not in told and not TICK.fullmatch(t.text)]
    unique = list({plain(t.text).casefold(): t for t in sure}.values())
    if not 0 < len(unique) <= most:  # a list that would have to be cut says nothing
        return []
    names = listed([named(plain(t.text)) for t in unique])
    return [Clause(glued("图中标有", names), tuple(t.id for t in unique), 4)]


def _wordy(text: str) -> bool:
    return len(text.strip()) > 1 and bool(re.search(r"[A-Za-z\u3400-\u9fff]{2,}", text))
