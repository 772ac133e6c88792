"""Traditional Chinese: a finished text in the characters and words of Taiwan.

What stands in 「」 is quoted from the picture and stays as it is. Turned piece by piece
between punctuation, so that a text is the same whether it is streamed or whole.
"""

import re
from functools import cache
from typing import Final

import opencc

UNIT: Final = re.compile(r"「[^」\n]*」|[^「，。；：！？、…\n]+|.", re.DOTALL)
NAMES: Final = frozenset({"zh-hant", "zh-tw", "zh-hk", "zh-mo", "zh-hant-tw", "zh-hant-hk"})


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")  # characters, and words such as 軟體 for 软件


def traditional(text: str) -> str:
    """The text in Traditional Chinese."""
    return "".join(_turned(unit) for unit in UNIT.findall(text))


def places(text: str) -> list[int]:
    """Where each place of the text, its end included, has gone in the Traditional one."""
    found: list[int] = []
    at = 0
    for unit in UNIT.findall(text):
        turned = _turned(unit)
        if len(turned) == len(unit):
            found += range(at, at + len(unit))
        else:
            found += (at + min(len(_turned(unit[:k])), len(turned)) for k in range(len(unit)))
        at += len(turned)
    return [*found, at]


def _turned(unit: str) -> str:
    return unit if unit.startswith("「") else _converter().convert(unit)
