"""What the readers of a sequence diagram share: the sheet that is measured, and messages."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.line import Line
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.sequence_lines import Run
from tuwen.reading.types import Box, Heads, Mark, Point, Style


@dataclass(frozen=True, slots=True)
class Message:
    """An arrow; source and target are places in the list of lifelines."""

    source: int
    target: int
    heads: Heads
    style: Style
    path: tuple[Point, ...]
    low: int  # y where it ends: below `path` for a loop
    confidence: float
    mark: Mark = "none"  # "cross" where a message is lost; other heads are not told apart

    @property
    def y(self) -> int:
        return self.path[0][1]


@dataclass(frozen=True)
class Sheet:
    """What messages are measured on."""

    scene: Scene
    level: Mask  # level ridges
    upright_mask: Mask
    upright: list[Run]
    bars: list[Box]  # of activations
    lines: list[Line]  # with boxes that no lifeline through them widens
    unit: float

    @cached_property
    def texts(self) -> list[Box]:
        return [line.box for line in self.lines]

    def row(self, y: int) -> NDArray[np.bool_]:
        """Where there is level line at a height."""
        return np.asarray(self.level[max(0, y - 1) : y + 2].any(axis=0), bool)


def ground(pixels: Pixels) -> NDArray[np.float64]:
    """The commonest colour of some pixels (..., 3): what letters stand on."""
    flat = pixels.reshape(-1, 3)
    coarse = (flat >> 4).astype(np.int32) @ np.array([256, 16, 1])
    values, counts = np.unique(coarse, return_counts=True)
    return flat[coarse == values[counts.argmax()]].mean(axis=0)
