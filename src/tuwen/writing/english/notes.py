"""Notes on a picture and its reading in English, for those who publish it.

The reading words them in Chinese; each has its English counterpart in words.toml.
"""

import re
from collections.abc import Sequence

from tuwen.figure.types import Problem
from tuwen.writing.english.translation import data


def noted(problems: Sequence[str], flaws: Sequence[Problem]) -> tuple[str, ...]:
    """Every problem in English, in the order given; what has no counterpart stays as it is."""
    known = {flaw.text: data()["problems"].get(flaw.code, flaw.text) for flaw in flaws}
    return tuple(dict.fromkeys(known.get(p) or _worded(p) for p in problems))


def _worded(problem: str) -> str:
    for pattern, english in data()["notes"].items():
        if match := re.fullmatch(pattern, problem):
            return match.expand(english)
    return problem
