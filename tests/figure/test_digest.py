"""The digest is of what is shown: size and pixels."""

import numpy as np

from tuwen.figure.digest import digest


def test_size_counts_as_well_as_pixels() -> None:
    wide, high = np.zeros((10, 20, 3), np.uint8), np.zeros((20, 10, 3), np.uint8)
    assert digest(wide) != digest(high)
    assert digest(wide) == digest(np.zeros((10, 20, 3), np.uint8))


def test_memory_layout_does_not_count() -> None:
    pixels = np.arange(600, dtype=np.uint16).astype(np.uint8).reshape(10, 20, 3)
    assert digest(pixels[:, ::2]) == digest(np.ascontiguousarray(pixels[:, ::2]))
