"""Verbs of relation as data: the writer chooses from this table, the checker parses with it.

A clause 「A verb B」 claims, by the verb's direction, an edge of the Reading:

    forward   A→B                              「网关路由到订单服务」
    backward  B→A                              「订单服务消费 RocketMQ 的消息」
    both      an edge between A and B, either way round, or without direction
    chain     A→B1, B1→B2, B2→B3 …            「原始文档依次经过解析、切分和标注」

Enumerations by 、和与及 on either side mean every pair (but `chain`). A clause without
a name before the verb 「再被路由到 A、B」 claims no relation of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from tuwen.writing.words import words

Direction = Literal["forward", "backward", "both", "chain"]


@dataclass(frozen=True, slots=True)
class Verb:
    """Words that stand between two names, and which way the edge runs."""

    text: str
    direction: Direction
    after: str = ""  # words that complete the clause behind the last name


@dataclass(frozen=True, slots=True)
class Rule:
    """The verb for an edge between two categories; empty means any."""

    source: frozenset[str]
    target: frozenset[str]
    verb: Verb


def _forward(text: str, after: str = "") -> Verb:
    return Verb(text, "forward", after)


_DATA = words("relations")


def _categories(text: str) -> frozenset[str]:
    named = (_DATA[w[1:]].split() if w.startswith("@") else [w] for w in text.split())
    return frozenset(word for group in named for word in group)


# First match wins. Categories of the source, of the target, the verb.
RULES: Final[tuple[Rule, ...]] = tuple(
    Rule(_categories(source), _categories(target), _forward(verb, after))
    for source, target, verb, after in _DATA["table"]
)
LINK: Final = Verb("连接", "both")
BOTH_WAYS: Final = Verb("双向交互", "both")
FLOW: Final = _forward("流向")  # an arrow between things of which nothing more is known
ENTER: Final = _forward("进入")
CHAIN: Final = Verb("依次经过", "chain")
SPLIT: Final = _forward("分为")
FAN_OUT: Final = _forward("分别指向")
MERGE: Final = _forward("共同汇入")
GUARDED: Final = _forward("接入")

# Labels on edges that are verbs themselves, and how they read between two names.
LABELS: Final[dict[str, Verb]] = {
    word: Verb(text, direction, after)
    for several, text, direction, after in _DATA["labels"]
    for word in several.split()
}
# Other verbs that people and models use for edges; the checker's share of the table.
SPOKEN: Final[tuple[Verb, ...]] = tuple(
    Verb(text, direction)
    for direction in get_args(Direction)
    for text in words("spoken")[direction]
)
ALL: Final[tuple[Verb, ...]] = tuple(
    {
        verb.text: verb
        for verb in (
            *SPOKEN, *LABELS.values(), *(rule.verb for rule in RULES),
            LINK, BOTH_WAYS, FLOW, ENTER, CHAIN, SPLIT, FAN_OUT, MERGE,
        )
    }.values()
)  # fmt: skip


def choose(source: str, target: str, label: str = "", *, directed: bool = True) -> Verb:
    """Choose the verb for an edge by its label first, then by the categories of both ends."""
    word = re.sub(r"\s", "", label).lower().strip("().（）")
    said = LABELS.get(word)
    guards = source == "resilience" and said == GUARDED  # the guard does not join what it guards
    if said and not guards and (directed or said.direction == "both"):
        return said
    if not directed:
        return LINK
    for rule in RULES:
        if (not rule.source or source in rule.source) and (
            not rule.target or target in rule.target
        ):
            return rule.verb
    return FLOW


def is_verb(label: str) -> bool:
    """Whether an edge's label is a relation of its own."""
    return re.sub(r"\s", "", label).lower().strip("().（）") in LABELS


def is_condition(label: str) -> bool:
    """Whether an edge's label is an answer or a case, not a relation, a call or data."""
    text = label.strip()
    return bool(text) and not is_verb(text) and not re.search(r"[a-z][A-Z]|\(\)|\w\.\w", text)


_COUNTED = re.compile(
    r"(?:[两二三四五六七八九十]|\d{1,4})\s?[个套类种台层条]\s?(\S{2,6}?)(?=[，。；：、）」]|$)"
)
_LONGEST_LIST = 200  # characters of names before their number


def contracted(text: str, names: frozenset[str]) -> list[tuple[str, int, int]]:
    """Find names whose shared ending was said once: 「订单、支付、用户三个服务」.

    Gives (name, start, end) for each of the names, in order; end is that of the stem.
    """
    found: list[tuple[str, int, int]] = []
    for place, listed, ending in _counted_lists(text):
        for part in re.split(r"[、和与及]", listed):
            place = text.index(part, place)
            end = place + len(part.rstrip())
            for name in names:
                stem = name.removesuffix(ending)
                if stem and stem != name and part.rstrip().endswith(stem):
                    found.append((name, end - len(stem), end))
    return found


def _counted_lists(text: str) -> Iterator[tuple[int, str, str]]:
    """Lists of names before a number and a shared ending: (start, list, ending); linear time."""
    at = done = 0
    while match := _COUNTED.search(text, at):
        at, end = match.start() + 1, match.start()
        before = text[max(done, end - _LONGEST_LIST) : end]
        listed = re.split(r"[\s，。；：]|、(?=、)", before)[-1].lstrip("、")
        if re.search(r"[、和与及]", listed[1:-1]) and not listed.endswith("、"):
            yield end - len(listed), listed, match[1]
            at = done = match.end()
