"""A shape of a diagram with what it holds."""

from dataclasses import dataclass, field

from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline


@dataclass(frozen=True)
class Part:
    """A shape of the diagram, its own lines of text and what it holds."""

    outline: Outline
    parent: int  # index of the part around it, -1 at the top
    lines: list[Line] = field(default_factory=list[Line])
    children: list[int] = field(default_factory=list[int])
