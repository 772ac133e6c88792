"""What the article says about its figure: a subject and at most two whole sentences.

Extractive only: sentences are picked, never rewritten. Knows nothing of graphs.
"""

import re
from dataclasses import dataclass
from typing import Final

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.writing.labels import clean, spaced

NUMBERED: Final = re.compile(
    r"^(?:图|Figure|Fig\.?)\s*[\d一二三四五六七八九十]+(?:[-.–]\d+)*\s*[:：.、]?\s*", re.I
)
SECTION: Final = re.compile(
    r"^(?:第?[\d一二三四五六七八九十]+(?:\.\d+)*[章节、.]?|[（(]?[一二三四五六七八九十\d]+[)）、])\s*"
)
MARKUP: Final = re.compile(r"`|\*\*|__|!\[[^\]]*\]\([^)]*\)|\[图\]|^#+\s*|^[>\-*+]\s+", re.M)
LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
VAGUE: Final = re.compile(
    r"^(?:架构|流程|示意|时序|类|状态|思维导|结构|概览|总览|界面|截)?图(?:表|示|例|片|像)?$|^(?:示例|实例|界面|简介|概述"
    r"|介绍|总结|架构|整体架构|原理|背景|前言|设置|解释|类图|image|figure|diagram|screenshot|[\w\-]+\.\w{3,4})$",
    re.IGNORECASE,
)
POINTING: Final = re.compile(
    r"如(?:下|上)?图|下图|上图|图中|图\s?\d|所示|架构|流程|步骤|时序|关系|结构|组成"
)
FOLLOWS: Final = re.compile(
    r"[：:]$|^(?:首先|其次|然后|接着|最后|例如|比如|如下|注意|但是|不过|所以|因此|而|这|它)"
)
WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,}|[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the figure is about, in the words of title, caption or text."""

    name: str = ""  # noun phrase for 「该图展示了…」, may be empty
    sentences: tuple[str, ...] = ()  # whole sentences of the article, at most two


def subject(reading: Reading, article: Article) -> Subject:
    """Pick the name and the sentences that speak of this figure."""
    names = (reading.title, article.caption, article.heading, article.title)
    name = next((n for n in (titled(raw) for raw in names) if n), "")
    return Subject(name, _sentences(reading, article))


def titled(raw: str) -> str:
    """A title as a noun phrase: without numbering, markup and 「图」; empty if it says nothing."""
    text = plain(raw).split("\n")[0].strip()
    text = SECTION.sub("", NUMBERED.sub("", text)).strip(" 。.：:")
    if not text or VAGUE.match(text) or len(text) > 60 or re.search(r"[。！？?]", text):
        return ""
    text = re.sub(r"(?:的)?(?:示意|概览|总览|全景)图$", "", text)
    text = re.sub(r"(架构|流程|时序|结构|拓扑|关系|状态|部署|趋势|原理)图$", r"\1", text)
    return text if len(text) > 1 else ""


def plain(text: str) -> str:
    """Text without Markdown."""
    return spaced(MARKUP.sub("", LINK.sub(r"\1", text))).strip()


def sentences(text: str) -> list[str]:
    """Whole sentences, with their closing mark."""
    return [s.strip() for s in re.findall(r"[^。！？!?\n]+[。！？!?]", plain(text)) if s.strip()]


def _sentences(reading: Reading, article: Article) -> tuple[str, ...]:
    words = labels(reading)
    scored: list[tuple[float, int, str]] = []
    pieces = [(article.before, 1.0), (article.after, 0.8)]
    place = 0
    for text, near in pieces:
        for candidate in sentences(text):
            place += 1
            score = _score(candidate, words) * near
            if score >= 2.0 and 12 <= len(candidate) <= 90:
                scored.append((score, place, candidate))
    best = sorted(scored, key=lambda s: (-s[0], s[1]))[:1]
    return tuple(text for _, _, text in sorted(best, key=lambda s: s[1]))


def labels(reading: Reading) -> frozenset[str]:
    """Words of the picture that an article may share with it."""
    texts = [n.label for n in reading.nodes] + [g.label for g in reading.groups]
    texts = texts or [t.text for t in reading.texts]
    found = (word.lower() for text in texts for word in WORDS.findall(clean(text)))
    return frozenset(word for word in found if len(word) > 1)


def _score(candidate: str, words: frozenset[str]) -> float:
    if FOLLOWS.search(candidate) or candidate.count("（") != candidate.count("）"):
        return 0.0
    lowered = candidate.lower()
    hits = sum(1 for word in words if word in lowered)
    return min(hits, 4) + (1.2 if POINTING.search(candidate) else 0.0)
