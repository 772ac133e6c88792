"""Sentences of an article that can stand by a figure: picked whole, never rewritten.

Knows nothing of graphs.
"""

import re
from typing import Final

import rjieba

from tuwen.reading.types import Reading
from tuwen.writing.labels import clean, spaced

MARKUP: Final = re.compile(r"`|\*{1,2}|__|!\[[^\]]*\]\([^)]*\)|\[图\]|^#+\s*|^[>\-*+]\s+", re.M)
LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
MATH: Final = re.compile(r"\$([A-Za-z0-9, ]{1,12})\$")  # a letter or two, set as a formula
LISTED: Final = re.compile(r"^(?:\d{1,2}[.、)）]|[（(]\d{1,2}[)）]|[①-⑳])\s*")  # an item of a list
LEANS: Final = re.compile(  # on what stands before it or beside it, or cut out of markup
    r"^(?:首先|其次|然后|接着|接下来|最后|例如|比如|如(?!果|何)|注意(?!力)|但|不过|所以|因此|因而|而|这|它|其(?!实)|为此|此时|此外|另外"
    r"|同样|同时|现在|你|上述|以上|并且|也|又|以及|从图|可见|即(?!时)|否则|对应|相应|前者|后者|假设|当然|综上|总之|下面|点击|选择(?!排序|器)|关注|欢迎)"
    r"|如?[下上左右]图|[如所]示|如下|以下|上述|[：:]$|[？?]$|https?:|的[（(]|[\[\]|\\${}]"
)
FOLLOWS: Final = re.compile(  # an argument, or speaks of the article itself
    r"^(?:与其|给定|具体来说|总的来说|一般来说|由于|如果|当|在此|可以看到|因为|图(?:比较|展示|显示|描述)|在弹出)"
    r"|图中|我们|你|本[章节文]"
)
DEFINES: Final = re.compile(
    r"是(?:一|由|指|用)|由.{2,}(?:组成|构成)|负责|用于|包括|包含|分为|采用|通过|实现|旨在|基于"
)
ASIDE: Final = re.compile(  # of the article or its example, not of the subject
    r"^(?:…|- |本|下面|正如|处于|在这|在文档|要|对于|为了|以(?!太|上|下)|只|随着|尽管"
    r"|\S{1,14}[：:]|[^，]{1,12}时，)"
    r"|这一?[点个种次项]|该项|此方法|同样|仍然|依然|插图|示意图|然而|不过|，请(?!求)|^请(?!求)|曾经"
)
WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,}|[\u3400-\u9fff]{2,}")
SHORTEST, LONGEST = 12, 90  # characters of a sentence that may be taken over


def plain(text: str) -> str:
    """Text without Markdown."""
    text = MATH.sub(r"\1", MARKUP.sub("", LINK.sub(r"\1", text)))
    return spaced(text).strip()


def sentences(text: str) -> list[str]:
    """Whole sentences, with their closing mark."""
    found = re.findall(r"[^。！？!?\n]+[。！？!?]", plain(text))
    return [bare for s in found if (bare := s.strip().lstrip("）)”」 "))]


def words_of(reading: Reading) -> frozenset[str]:
    """Words of the picture that an article may share with it."""
    texts = [n.label for n in reading.nodes] + [g.label for g in reading.groups]
    texts = texts or [t.text for t in reading.texts]
    found = (word.lower() for text in texts for word in WORDS.findall(clean(text)))
    return frozenset(word for word in found if len(word) > 1)


def leans(text: str) -> bool:
    """Whether a sentence cannot stand by itself."""
    pairs = (("（", "）"), ("「", "」"))
    return bool(LEANS.search(text)) or any(text.count(a) != text.count(b) for a, b in pairs)


def matters(text: str) -> frozenset[str]:
    """The content words of a name: its nouns and what is written in Latin letters."""
    tags = [(word.lower(), sort) for word, sort in rjieba.tag(text) if len(word.strip()) > 1]
    return frozenset(w for w, sort in tags if sort[:1] in "njl" or sort in ("vn", "eng"))


def telling(candidate: str, words: frozenset[str] = frozenset()) -> float:
    """How much a sentence tells of a picture with these words; 0 where it cannot stand alone."""
    if not SHORTEST <= len(candidate) <= LONGEST or LISTED.match(candidate):
        return 0.0
    if leans(candidate) or FOLLOWS.search(candidate):
        return 0.0
    lowered = candidate.lower()
    hits = sum(1 for word in words if word in lowered)
    return min(hits, 4) + (1.0 if DEFINES.search(candidate) else 0.5)
