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
    r"^(?:[此该本下上]图(?:显示|展示|描述|给出)了?|(?:图|Figure|Fig\.?)\s*[:：.]"
    r"|(?:图|Figure|Fig\.?)\s*[\d一二三四五六七八九十]+(?:[-.–]\d+)*\s*[:：.、]?)\s*",
    re.IGNORECASE,
)
SECTION: Final = re.compile(
    r"^(?:第[\d一二三四五六七八九十]+[章节部分篇]\s*|\d+(?:\.\d+)*[.、]?\s+|\d+(?:\.\d+)+\s*|\d+[.、]\s*"
    r"|[一二三四五六七八九十]+、\s*|[（(][一二三四五六七八九十\d]+[)）]\s*)"
)
MARKUP: Final = re.compile(r"`|\*{1,2}|__|!\[[^\]]*\]\([^)]*\)|\[图\]|^#+\s*|^[>\-*+]\s+", re.M)
LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
VAGUE: Final = re.compile(
    r"^(?:架构|流程|示意|时序|类|状态|思维导|结构|概览|总览|界面|截)?图(?:表|示|例|片|像)?$|^(?:示例|实例|界面|简介|概述"
    r"|介绍|总结|架构|整体架构|原理|背景|前言|设置|解释|类图|image|figure|diagram|screenshot|[\w\-]+\.\w{3,4})$",
    re.IGNORECASE,
)
FOLLOWS: Final = re.compile(
    r"[：:]$|[\[\]$|]|^(?:首先|其次|然后|接着|最后|例如|比如|如下|注意|但|不过|所以|因此|因而|而|这|它|其|为此"
    r"|与其|给定|此时|具体来说|总的来说|一般来说|此外|另外|由于|如果|当|在此|同样|同时|现在|我们|你|上述|以上|并且|也|又|以及|从图|可见|可以看到)"
)
DEFINES: Final = re.compile(
    r"是(?:一|由|指|用)|由.{2,}(?:组成|构成)|负责|用于|包括|包含|分为|采用|通过|实现|旨在|基于"
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
    text = re.sub(
        r"(?:的)?(?:示意|概览|总览|全景)图$|的(?:序列|时序|架构|流程|类|结构)图$", "", text
    )
    text = re.sub(r"(架构|流程|时序|结构|拓扑|关系|状态|部署|趋势|原理)图$", r"\1", text)
    return text if len(text) > 1 and re.search(r"\w", text) else ""


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
            if score >= 2.4 and 12 <= len(candidate) <= 90:
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
    return min(hits, 4) + (1.0 if DEFINES.search(candidate) else 0.0)
