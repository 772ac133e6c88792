"""How many things a list in a text holds, known or not: 「两个 Pod、A 和 B」 is four."""

import re
from typing import Final

from tuwen.writing.mentions import Mention

MASK: Final = "\ue010"
SEPARATOR: Final = re.compile(r"、|以及|和|与|及|/")
TIMES: Final = r"(?:(?P<times>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?[个台套条]\s?)?"
WHOLE: Final = re.compile(rf"\s*{TIMES}(?:{MASK}+|[^{MASK}\W][^{MASK}，。；：]{{0,23}})\s*")
ENDING: Final = re.compile(rf"{TIMES}(?:{MASK}+|[^{MASK}\W]+)\s*$")
REPEATED: Final = re.compile(TIMES[:-1] + rf"(?:{MASK}+|[^{MASK}\W]{{1,12}})\s*$")
MEMBERS: Final = re.compile(r"(?:属性|方法|字段)\s*$")  # the end of a list of another sort
OPENING: Final = re.compile(rf"^\s*{TIMES}{MASK}+")
HAN: Final = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def han_number(text: str) -> int:
    """「三」, 「十二」, 「12」 as a number; 0 where it is none."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return HAN.get(tens, 1 if not tens else 0) * 10 + HAN.get(ones, 0)
    return HAN.get(text, 0) if len(text) == 1 else 0


def masked(text: str, mentions: list[Mention]) -> str:
    """The text with names, quotes and brackets blotted out, letter for letter."""
    letters = list(text)
    spans = [(m.start, m.end) for m in mentions]
    spans += [q.span() for q in re.finditer(r"「[^」\n]*」|“[^”\n]*”|[（(][^（）()\n]*[)）]", text)]
    spans += [mark.span() for mark in re.finditer(r"\*+|`+", text)]
    for start, end in spans:
        letters[start:end] = MASK * (end - start)
    return "".join(letters)


def listed_before(blot: str, start: int, at: int) -> int:
    """The length of the list that ends where a count begins; 0 where there is none."""
    row = re.sub(r"(?:等|共|这|总共)?\s*$", "", blot[start:at])
    parts = SEPARATOR.split(row)
    if len(parts) < 2 or MASK not in row:
        return 0
    total = 0
    for part in reversed(parts):
        if MEMBERS.search(part):
            break
        whole = WHOLE.fullmatch(part)
        found = REPEATED.search(part) or whole or ENDING.search(part)
        if not found:
            break
        total += _times(found)
        if not whole:
            break
    return total if total > 1 else 0


LEAD: Final = re.compile(
    rf"\s*(?:{MASK}{{1,16}}|[^\W\d_的{MASK}]{{0,16}}?)\s*"
    r"(?:[：:—]+\s*(?:分别[是为]|依次[为是])?|分别[是为]|，?即|(?:分别)?(?:指向|标有|连向)[^\W\d_]{0,4}\s*[：:]?)\s*"
)


def listed_after(blot: str, at: int, end: int) -> int:
    """The length of the list behind a count and its noun: 「三个服务：A、B 和 C」."""
    lead = LEAD.match(blot[at:end])
    if not lead:
        return 0
    total = 0
    for part in SEPARATOR.split(blot[at + lead.end() : end]):
        found = OPENING.match(part) or WHOLE.fullmatch(part)
        if not found:
            break
        total += _times(found)
        if not WHOLE.fullmatch(part):
            return 0 if part[found.end() :].lstrip().startswith("等") else total
    return total


def _times(found: re.Match[str]) -> int:
    return han_number(found["times"]) or 1 if found["times"] else 1


def numbered_in(text: str, measure: str, noun: str, at: int) -> frozenset[int]:
    """How many a text goes on to number: 第一级 … 第四级, 阶段一 … 阶段三, 一路 … 另一路.

    Empty where it numbers none, or where the last may not be numbered.
    """
    behind = text[at:]
    if not (f"一{measure}" in behind or "第" in behind or (len(noun) > 1 and noun[:2] in behind)):
        return frozenset()
    words = [re.escape(measure), *([re.escape(noun[:2])] if len(noun) > 1 else [])]
    numerals = r"([\d一二三四五六七八九十]{1,3})"
    found = {
        (m.start(), han_number(m[1]))
        for word in words for m in re.finditer(rf"第{numerals}\s?{word}", behind)
    }  # fmt: skip
    if len(noun) > 1:
        named = rf"{re.escape(noun[:2])}\s?{numerals}(?![个种类层条步项次])"
        found |= {(m.start(), han_number(m[1])) for m in re.finditer(named, behind)}
    said = {number for _, number in found}
    most = max(said, default=0)
    if most > 1 and said >= set(range(1, most + 1)):
        rest = behind[max(place for place, _ in found) :]
        return (
            frozenset()
            if re.search("最后|最终|再(?!次)|接着|其余|另外", rest)
            else frozenset({most})
        )
    others = len(re.findall(rf"(?:另|再|还有)一{words[0]}", behind))
    return (
        frozenset({others + 1}) if others and re.search(rf"一{words[0]}", behind) else frozenset()
    )
