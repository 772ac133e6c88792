"""A closed shape as found in the picture, and the little geometry of boxes that goes with it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.types import Box, Shape


class Boxed:
    """What has a box has these sides."""

    __slots__ = ()
    box: Box

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed shape; `polygon` is its outer contour (N, 1, 2) in px."""

    polygon: NDArray[np.int32]
    box: Box
    shape: Shape
    fit: float
    colour: tuple[int, int, int]
    filled: bool  # of another colour than what surrounds it
    parts: tuple[Box, ...] = ()  # compartments, top to bottom
    tab: Box | None = None  # of a frame, on its upper left corner, with the title

    @property
    def area(self) -> int:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])

    @property
    def divided(self) -> bool:
        """Parted by rules from side to side, as a class is."""
        x0, _, x1, _ = self.box
        across = all(part[0] - x0 <= 6 and x1 - part[2] <= 6 for part in self.compartments)
        return bool(self.compartments) and across

    @property
    def compartments(self) -> tuple[Box, ...]:
        """The parts of what is parted; the rings of a cylinder are none."""
        return self.parts if len(self.parts) > 1 and self.shape != "cylinder" else ()


def inside(inner: Box, outer: Box, slack: int = 3) -> bool:
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def corners(box: Box) -> NDArray[np.int32]:
    """The contour of a box."""
    x0, y0, x1, y1 = box
    table = [[x0, y0], [x1 - 1, y0], [x1 - 1, y1 - 1], [x0, y1 - 1]]
    return np.array(table, np.int32).reshape(-1, 1, 2)


def distance(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
    """Largest difference of a channel, 0..255."""
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def bounds(boxes: Iterable[Box]) -> Box:
    """The smallest box around all."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def area_of(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def shared(a: Box, b: Box) -> int:
    """The area in px that two boxes have in common."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(0, wide) * max(0, high)


def meets(a: Box, b: Box) -> bool:
    """Whether two boxes have a pixel in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def holds(outer: Box, box: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = middle(box)
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def side_of(box: Box, points: NDArray[np.float64]) -> NDArray[np.intp]:
    """The side of a box that each point (N, 2) is nearest to: 0 above, 1 below, 2, 3 beside."""
    x0, y0, x1, y1 = box
    away = points - np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    share = np.abs(away) / [max(x1 - x0, 1), max(y1 - y0, 1)]
    beside = share[:, 0] > share[:, 1]
    return np.where(beside, 2 + (away[:, 0] > 0), away[:, 1] > 0).astype(np.intp)
