"""The Figure: upright RGB pixels, their digest and their measured quality."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a picture can be read."""

    sharpness: float  # 95th percentile of the steps of luminance at edges, 0..1; letters 0.3 and up
    contrast: float  # spread of luminance, darkest to lightest 0.1 % left out, 0..1
    problems: tuple[str, ...] = ()  # plain Chinese sentences with advice


@dataclass(frozen=True, slots=True)
class Figure:
    """A decoded picture: upright, opaque, without metadata."""

    name: str  # file name as given, for messages only
    pixels: Pixels  # (height, width, 3), uint8, RGB
    digest: str  # SHA-256 over mode, size and pixels, hex
    format: str  # "PNG", "JPEG", ...
    quality: Quality
    notes: tuple[str, ...] = ()  # what was done to it that a user should know, Chinese

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])
