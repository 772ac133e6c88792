"""Single steps of a flow in English: what one is called, how they and answers follow."""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.writing.english.names import name_of, remark
from tuwen.writing.english.phrasing import listed
from tuwen.writing.english.translation import label
from tuwen.writing.graph import Item
from tuwen.writing.labels import ORDINAL, clean
from tuwen.writing.steps import RESULT, YES, branch
from tuwen.writing.walk import Walk

START: Final = re.compile(r"(?:流程)?开始|start|begin|流程结束|结束|end|stop", re.IGNORECASE)
MOST: Final = 6  # steps of one sentence


def is_mark(item: Item) -> bool:
    """Whether an item only marks the start or the end."""
    return not item.name or bool(START.fullmatch(item.name))


def step(walk: Walk, item: Item) -> str:
    """A step as it stands behind “starts with” or “goes through”."""
    if not item.name or (item.manner in ("start", "end") and START.fullmatch(item.name)):
        return "the end" if item.manner == "end" or item.shape == "end" else "the start"
    name = name_of(item).the
    if walk.notes and item.note:
        return f"{name}{remark(item)}"
    return name


def through(walk: Walk, rest: Sequence[Item]) -> str:
    """“, then goes through A, B, and C, and ends with D”."""
    steps = [labelled(walk, i) for i in rest]
    last = rest[-1]
    ends = not walk.graph.out[last.id]
    if last.manner == "end" and ends:
        steps.pop()
        tail = " and then ends" if steps else " and ends there"
    elif ends and _results(last):
        tail = f" and yields {steps.pop()}"
    elif ends and len(steps) > 1:
        tail = f", and ends with {steps.pop()}"
    else:
        tail = ""
    if not steps:
        return tail
    if walk.brief and len(steps) > MOST:
        steps = [*steps[:2], f"{len(steps) - 3} further steps", steps[-1]]
    lead = " and then goes through" if not tail.startswith(",") else ", goes through"
    if len(steps) == 1:
        lead = " and then moves on to" if not tail.startswith(",") else ", moves on to"
    return f"{lead} {listed(steps)}{tail}"


def _results(item: Item) -> bool:
    """Whether a step is what comes out of the flow."""
    return bool(RESULT.search(item.name)) and name_of(item).common


def labelled(walk: Walk, item: Item) -> str:
    """A step with the words on the line to it."""
    ways = [e for e in walk.graph.into[item.id] if e.id not in walk.graph.back]
    said = ORDINAL.sub("", clean(ways[0].label)) if len(ways) == 1 else ""
    new = said and said not in item.label and re.search(r"[^\W\d]", said)
    return f"{step(walk, item)} ({label(said)})" if new else step(walk, item)


def followed(walk: Walk, rest: Sequence[Item]) -> str:
    """“, followed by A and B”, behind a merge."""
    steps = [labelled(walk, i) for i in rest]
    if rest[-1].manner == "end" and not walk.graph.out[rest[-1].id]:
        steps.pop()
        return f", followed by {listed(steps)}, which ends the flow" if steps else ", the last step"
    if not walk.graph.out[rest[-1].id] and _results(rest[-1]):
        final = steps.pop()
        return f", followed by {listed(steps)}, and yields {final}" if steps else (
            f", which yields {final}"
        )  # fmt: skip
    return f", followed by {listed(steps)}"


def branched(said: str, where: str, asked: str, *, first: bool, alone: bool) -> str:
    """“if the inventory is sufficient, the flow …” or “the “yes” branch …”."""
    answer = branch(said).answer
    low = clean(said).split("，")[0].split(",")[0].strip().lower()
    more = clean(said)[len(low) :].strip("，, ") if answer != "other" else ""
    tail = f" ({label(more)})" if more else ""
    condition = asked.removeprefix("whether ")
    if asked and answer == "yes":
        return f"if {condition}, the flow {where}{tail}"
    if asked and answer == "no":
        lead = f"unless {condition}" if first else "otherwise"
        return f"{lead}, the flow {where}{tail}" if first else f"{lead}, it {where}{tail}"
    if low in YES or answer in ("yes", "no"):
        word = "yes" if answer == "yes" else "no"
        return f"the “{word}” branch {where}{tail}"
    if not said:
        return f"the flow {where}" if alone else f"in other cases, the flow {where}"
    return f"the {label(said)} branch {where}"
