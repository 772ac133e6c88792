"""The abstract of an article with its figures: its most telling sentences, and what is shown.

Extractive: sentences are ranked by TextRank (Mihalcea and Tarau 2004) over the words of a
Chinese segmenter, and taken whole. Of the figures their subjects are named, no more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
import rjieba

from tuwen.article import Article
from tuwen.article.markup import Block
from tuwen.reading.types import Reading
from tuwen.writing.extract import DEFINES, leans, sentences
from tuwen.writing.phrasing import HAN, Sentence, glued, listed, quoted, width
from tuwen.writing.view import view_of

MOST: Final = 200  # 汉字 of an abstract
DAMPING: Final = 0.85
ALIKE: Final = 0.5  # share of words beyond which a sentence says nothing new
SHOWN: Final = 4  # figures that are named
NAME: Final = 22  # width of what a figure is called
TELLS: Final = re.compile(r"[nvjil]|eng")  # parts of speech that carry the matter
PLAIN: Final = frozenset(["可以", "进行", "使用", "需要", "没有", "时候", "问题", "方式", "情况"])
SAYS: Final = re.compile(
    r"^本文|总的来说|核心(?:在于|是)|本质上|关键在于|结果|从.{1,16}(?:降|升|提高)[到至]"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence of the article, its paragraph, and its telling words."""

    text: str
    block: int
    words: frozenset[str]
    weight: float


def abstract(title: str, blocks: Sequence[Block], figures: Mapping[int, Reading]) -> list[Sentence]:
    """120 to 200 汉字 where the article has them; `figures` are Readings by place of block."""
    shown = _figures(blocks, figures)
    room = MOST - (width(shown.text) if shown else 0)
    lines = _lines(title, blocks)
    chosen: list[int] = []
    used = 0
    for index in _ranked(lines):
        size = width(lines[index].text)
        if used + size > room or any(_repeats(lines[index], lines[k]) for k in chosen):
            continue
        if any(lines[k].block == lines[index].block and abs(k - index) == 1 for k in chosen):
            continue  # no paragraph is copied
        chosen.append(index)
        used += size
        if used >= room - 30:
            break
    told = [Sentence(lines[k].text) for k in sorted(chosen)]
    return [*told, *([shown] if shown else [])]


def _lines(title: str, blocks: Sequence[Block]) -> list[_Line]:
    """The sentences that can stand alone, in order; those that open or define weigh more."""
    about = _words(" ".join([title, *(b.text for b in blocks if b.kind == "heading")]))
    found: list[_Line] = []
    first = next((n for n, b in enumerate(blocks) if b.kind == "text"), 0)
    for place, block in enumerate(blocks):
        if block.kind != "text":
            continue
        for text in sentences(block.text):
            words = _words(text)
            if not 12 <= width(text) <= 90 or leans(text) or len(words) < 3:
                continue
            weight = 1.0 + len(words & about) / 3 + (0.5 if DEFINES.search(text) else 0.0)
            weight += (0.8 if SAYS.search(text) else 0.0) + (0.4 if place == first else 0.0)
            found.append(_Line(text, place, words, weight))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word.casefold()
        for word, sort in rjieba.tag(text)
        if len(word) > 1 and TELLS.match(sort) and word not in PLAIN and re.search(r"\w", word)
    )


def _ranked(lines: Sequence[_Line]) -> list[int]:
    """Places of the sentences, the most central first; ties in reading order."""
    if not lines:
        return []
    many = len(lines)
    near = np.zeros((many, many))
    for i in range(many):
        for j in range(i):
            shared = len(lines[i].words & lines[j].words)
            if shared:
                size = log(len(lines[i].words) + 1) + log(len(lines[j].words) + 1)
                near[i, j] = near[j, i] = shared / size
    sums = near.sum(axis=0)
    near = near / np.where(sums > 0, sums, 1.0)
    bias = np.array([line.weight for line in lines])
    bias = bias / bias.sum()
    rank = bias.copy()
    for _ in range(60):
        rank = (1 - DAMPING) * bias + DAMPING * (near @ rank)
    score = rank * np.array([line.weight for line in lines])
    return sorted(range(many), key=lambda k: (-round(float(score[k]), 9), k))


def _repeats(one: _Line, other: _Line) -> bool:
    shared = len(one.words & other.words)
    return shared > ALIKE * min(len(one.words), len(other.words))


def _figures(blocks: Sequence[Block], figures: Mapping[int, Reading]) -> Sentence | None:
    """「文中配图展示了……」: what the figures are of, by caption, title or what was read."""
    names: list[str] = []
    for place, reading in sorted(figures.items()):
        view = view_of(reading, Article(caption=_caption(blocks, place)))
        name = view.subject.name
        if view.subject.manner != "name" or not name:
            name = quoted(name) if name else view.kinds.phrase if view.kinds else ""
        if name and width(name) <= NAME and name not in names and HAN.search(name):
            names.append(name)
    if not names:
        return None
    more = f"等 {len(names)} 项内容" if len(names) > SHOWN else ""
    told = "、".join(names[:SHOWN]) if more else listed(names)
    return Sentence(glued("文中配图展示了", told, more, "。"))


def _caption(blocks: Sequence[Block], place: int) -> str:
    below = blocks[place + 1 : place + 2]
    return below[0].text if below and below[0].kind == "caption" else blocks[place].text
