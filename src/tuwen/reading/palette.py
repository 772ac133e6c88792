"""The main colours of a picture: all that pixels tell of one that has no structure."""

import numpy as np

from tuwen.figure.types import Pixels
from tuwen.reading.types import Colour

_LOOKED_AT = 20_000  # pixels
_SHARE = 0.12  # of the picture: less is no main colour
_MOST = 3


def main_colours(pixels: Pixels) -> tuple[Colour, ...]:
    """At most three colours, the most frequent first."""
    step = max(1, round((pixels.shape[0] * pixels.shape[1] / _LOOKED_AT) ** 0.5))
    sample = pixels[::step, ::step].reshape(-1, 3)
    coarse = (sample >> 6).astype(np.int32) @ np.array([16, 4, 1])
    counts = np.bincount(coarse, minlength=64)
    found: list[Colour] = []
    for place in np.argsort(-counts, kind="stable")[:_MOST].tolist():
        if counts[place] >= _SHARE * len(sample):
            r, g, b = sample[coarse == place].mean(axis=0)
            found.append((round(r), round(g), round(b)))
    return tuple(found)
