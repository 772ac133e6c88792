"""The Figure: upright RGB pixels, their digest and their measured quality."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Problem:
    """What makes a picture hard to read."""

    code: str  # stable: "blurred", "pale", "small_text", ...
    measure: float  # what was measured, in the problem's own unit
    text: str  # a plain Chinese sentence with advice


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a picture can be read, as far as pixels tell."""

    sharpness: float  # 95th percentile of the steps of luminance at edges, 0..1; letters 0.3 and up
    contrast: float  # spread of luminance, darkest to lightest 0.1 % left out, 0..1
    found: tuple[Problem, ...] = ()
    slant: float = 0.0  # degrees by which level lines fall to the right; 0 where not clear
    stamped: float = 0.0  # the same of many pale strokes: a watermark, or nothing but pale lines
    ringing: float = 0.0  # levels by which pixels around letters are off; compression: 17 and up
    raster: float = 0.0  # how much smoother squares of JPEG are than others; compression: 0.1
    noise: float = 0.0  # levels by which flat places are uneven
    shading: float = 0.0  # levels by which the background grows darker across the picture

    @property
    def problems(self) -> tuple[str, ...]:
        """What was found, in words."""
        return tuple(problem.text for problem in self.found)


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
