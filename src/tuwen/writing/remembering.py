"""Answers about short texts kept for the next time: labels and names come again and again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

SHORT: Final = 200  # characters; what is longer is worked out anew, and so takes no memory
KEPT: Final = 4096
More = ParamSpec("More")
Result = TypeVar("Result")
OfText = Callable[Concatenate[str, More], Result]


def remembered(work: OfText[More, Result]) -> OfText[More, Result]:
    """The function `work`, which depends on nothing but its arguments, with a bounded memory."""
    known: Any = lru_cache(maxsize=KEPT)(work)

    @wraps(work)
    def asked(text: str, *args: More.args, **more: More.kwargs) -> Result:
        return (known if len(text) <= SHORT else work)(text, *args, **more)

    return asked
