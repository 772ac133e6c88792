"""A line of text as the recogniser returns it."""

from dataclasses import dataclass, field

from tuwen.reading.spelling import Trace
from tuwen.reading.types import Box


@dataclass(frozen=True, slots=True)
class Line:
    """One recognised line; `upright` is False for text turned by 90 degrees."""

    text: str
    box: Box
    confidence: float
    upright: bool = True
    turn: int = 0  # quarter turns against the clock by which it was read
    trace: Trace | None = field(default=None, compare=False, repr=False)  # of level lines


def room_of(text: str) -> int:
    """Letters, a Chinese one for two."""
    return sum(1 + (letter > "\u2e7f") for letter in text)
