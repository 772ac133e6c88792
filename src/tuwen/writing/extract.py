"""Sentences of an article that can stand by a figure: picked whole, never rewritten.

Knows nothing of graphs.
"""

import re
from typing import Final

from tuwen.reading.types import Reading
from tuwen.writing.labels import clean, spaced

MARKUP: Final = re.compile(r"`|\*{1,2}|__|!\[[^\]]*\]\([^)]*\)|\[图\]|^#+\s*|^[>\-*+]\s+", re.M)
LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
MATH: Final = re.compile(r"\$([A-Za-z0-9, ]{1,12})\$")  # a letter or two, set as a formula
LISTED: Final = re.compile(r"^(?:\d{1,2}[.、)）]|[（(]\d{1,2}[)）]|[①-⑳])\s*")  # an item of a list
FOLLOWS: Final = re.compile(
    r"[：:]$|[\[\]$|]|^(?:首先|其次|然后|接着|最后|例如|比如|如(?!果|何)|注意|但|不过|所以|因此|因而|而|这|它|其|为此"
    r"|与其|给定|此时|具体来说|总的来说|一般来说|此外|另外|由于|如果|当|在此|同样|同时|现在|我们|你|上述|以上|并且|也|又|以及|从图|可见|可以看到"
    r"|假设|综上|总之|因为|图(?:比较|展示|显示|描述)|在弹出|点击|选择)"
)
POINTS: Final = re.compile(
    r"如?[下上左右]图|图中|[如所]示|如下|以下|上述|我们|你|本[章节文]|？$|的（"
)
DEFINES: Final = re.compile(
    r"是(?:一|由|指|用)|由.{2,}(?:组成|构成)|负责|用于|包括|包含|分为|采用|通过|实现|旨在|基于"
)
WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,}|[\u3400-\u9fff]{2,}")
SHORTEST, LONGEST = 12, 90  # characters of a sentence that may be taken over


def plain(text: str) -> str:
    """Text without Markdown."""
    text = MATH.sub(r"\1", MARKUP.sub("", LINK.sub(r"\1", text)))
    return spaced(text).strip()


def sentences(text: str) -> list[str]:
    """Whole sentences, with their closing mark."""
    return [s.strip() for s in re.findall(r"[^。！？!?\n]+[。！？!?]", plain(text)) if s.strip()]


def words_of(reading: Reading) -> frozenset[str]:
    """Words of the picture that an article may share with it."""
    texts = [n.label for n in reading.nodes] + [g.label for g in reading.groups]
    texts = texts or [t.text for t in reading.texts]
    found = (word.lower() for text in texts for word in WORDS.findall(clean(text)))
    return frozenset(word for word in found if len(word) > 1)


def telling(candidate: str, words: frozenset[str] = frozenset()) -> float:
    """How much a sentence tells of a picture with these words; 0 where it cannot stand alone."""
    if not SHORTEST <= len(candidate) <= LONGEST or LISTED.match(candidate):
        return 0.0
    if FOLLOWS.search(candidate) or POINTS.search(candidate) or re.search(r"[\\${}]", candidate):
        return 0.0
    if candidate.count("（") != candidate.count("）"):
        return 0.0
    lowered = candidate.lower()
    hits = sum(1 for word in words if word in lowered)
    return min(hits, 4) + (1.0 if DEFINES.search(candidate) else 0.5)
