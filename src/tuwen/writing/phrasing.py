"""Chinese on the level of the sentence: lists, counts, quotes, punctuation, spacing.

A Clause is a piece of text with the ids it rests on; a Sentence is what gets printed.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tuwen.writing.graph import Item
from tuwen.writing.labels import spaced

DIGITS: Final = "零一二三四五六七八九十"
LONG: Final = 28  # characters beyond which a name is too long to stand in prose unquoted
HAN: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence or line, and the ids in the Reading that support it."""

    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence without closing punctuation; the heavier, the more it matters."""

    text: str
    ids: tuple[str, ...] = ()
    weight: int = 1


def union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All ids once, in order."""
    return tuple(dict.fromkeys(i for group in groups for i in group))


def count(n: int, *, measure: str = "个") -> str:
    """「三个」, 「两层」, 「12 个」."""
    if n == 2:
        return f"两{measure}"
    return f"{DIGITS[n]}{measure}" if n <= 10 else f"{n} {measure}"


def quoted(text: str) -> str:
    """Put a phrase in corner brackets, with none nested and no closing mark inside."""
    bare = re.sub(r"[「」]", "", text).strip().rstrip("。；;，,")
    if len(re.findall('[“”"]', bare)) == 1:  # half a pair
        bare = bare.strip('“”"')
    return f"「{bare}」"


def shown(item: Item) -> str:
    """An item's name as it stands in prose: phrases quoted, names bare."""
    return named(item.name, phrase=item.manner in ("action", "question", "event"))


def named(name: str, *, phrase: bool = False) -> str:
    if (
        phrase
        or len(name) > LONG
        or len(HAN.findall(name)) > 9
        or re.search(r"[「」，。；：、？！,;:?!→=]|\S\s[+/]\s\S|^(?:[我你他它这那]|该)", name)
    ):
        return quoted(name)
    return name


def listed(names: Sequence[str], *, last: str = "和") -> str:
    """「A、B 和 C」; a name that is there twice is counted: 「两个 Pod」."""
    words = _counted(names)
    if len(words) < 2:
        return "".join(words)
    return glued("、".join(words[:-1]), last, words[-1])


def capped(names: Sequence[str], most: int = 6, *, measure: str = "项") -> str:
    """A list that is cut short honestly: 「A、B、C 等 9 项」."""
    words = _counted(names)
    if len(words) <= most:
        return listed(names)
    return glued("、".join(words[: most - 2]), f"等{many(len(names), measure=measure)}")


def many(n: int, *, measure: str = "个") -> str:
    """「 9 项」, 「十余项」: beyond ten of what was read, no more is claimed than can be."""
    if n <= 10:
        return f" {n} {measure}"
    return f"{DIGITS[n // 10] if n > 19 else ''}十余{measure}" if n < 100 else f"上百{measure}"


def _counted(names: Sequence[str]) -> list[str]:
    """Each name once, with how often it is there."""
    counted: dict[str, int] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return [glued(count(n), name) if n > 1 else name for name, n in counted.items()]


def contracted_list(names: Sequence[str], *, taken: Container[str] = ()) -> str:
    """「订单、支付、用户三个服务」 where all names end alike, else a plain list.

    A stem that is `taken`, the name of something else, would be misread.
    """
    for ending in ("服务", "模块", "系统", "组件", "节点", "平台", "集群"):
        stems = [name.removesuffix(ending).strip() for name in names]
        if any(stem in taken for stem in stems):
            continue
        fits = all(n.endswith(ending) and 1 < len(s) <= 6 and HAN.search(s[-1])
                   for n, s in zip(names, stems, strict=True))  # fmt: skip
        if fits and 2 < len(set(names)) == len(names) <= 10:
            return "、".join(stems) + count(len(names)) + ending
    return listed(names)


def glued(*parts: str) -> str:
    """Join words with the usual space where 汉字 and Latin meet."""
    text = ""
    for part in parts:
        text = text + part if not text or not part else spaced_join(text, part)
    return text


def spaced_join(a: str, b: str) -> str:
    left, right = a[-1], b[0]
    latin = re.compile(r"[A-Za-z0-9%+#*&$)\]]")
    opens = re.compile(r"[A-Za-z0-9$*(\[]")
    if re.match(r"-\d", b) and HAN.match(left):
        return f"{a} {b}"
    if (HAN.match(left) and opens.match(right)) or (latin.match(left) and HAN.match(right)):
        return f"{a} {b}"
    return a + b


def tidy(text: str) -> str:
    """Mend what joining leaves behind: double punctuation, empty brackets, spaces."""
    text = re.sub(r"\s*([，。；：、？！「」（）])\s*", r"\1", text)
    text = re.sub(r"「\s*」|（\s*）|《\s*》", "", text)
    text = re.sub(r"[，、；：]+(?=[。！？])", "", text)
    text = re.sub(r"([，、；：])[，、；：]+", r"\1", text)
    text = re.sub(r"。{2,}", "。", text)
    text = re.sub(r"([。？！])[，；：]", r"\1", text)
    text = re.sub(r"\s{2,}", " ", text)
    return spaced(text).strip().lstrip("，、；：。")


def sentence(*clauses: Clause, ids: Iterable[str] = ()) -> Sentence:
    """Join clauses by commas into one sentence that ends in 。"""
    text = "，".join(c.text for c in clauses if c.text)
    text = tidy(text.rstrip("，、；：。 ") + "。")
    return Sentence(text, union([ids, *(c.ids for c in clauses)]))


def joined(clauses: Sequence[Clause], *, mark: str = "；") -> Clause:
    """Several clauses as one."""
    kept = [c for c in clauses if c.text]
    return Clause(mark.join(c.text.rstrip("，；。") for c in kept), union(c.ids for c in kept))


def shortened(text: str, most: int) -> str:
    """A long text cut between words, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[:most]
    if " " in cut and not HAN.match(text[most]):
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip("，,、 -–—_|") + "……"


def width(text: str) -> int:
    """Length as a Chinese editor counts: a 汉字 or mark is one, a Latin word is one to two."""
    latin = sum((len(w) + 3) // 4 for w in re.findall(r"[A-Za-z0-9_./\-]+", text))
    return latin + sum(1 for c in text if ord(c) > 0x2E7F)


def fitted(clauses: Sequence[Clause], room: int) -> list[Clause]:
    """Keep what weighs most within a room, in the order given; at least one clause."""
    by_weight = sorted(range(len(clauses)), key=lambda i: (-clauses[i].weight, i))
    kept: list[int] = []
    used = 0
    for index in by_weight:
        size = width(clauses[index].text) + 1
        if not kept or used + size <= room:
            kept.append(index)
            used += size
    return [clauses[i] for i in sorted(kept)]
