"""Components and mean colours equal what the slower, plainer way finds."""

import cv2
import numpy as np
import pytest

from tuwen.reading.components import components, mean_colours, strongest


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_the_table_is_that_of_opencv(connectivity: int, share: float) -> None:
    mask = (np.random.default_rng(5).random((61, 47)) < share).astype(np.uint8)
    plain = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    count, labels, table, centres = components(mask, connectivity)
    assert count == plain[0]
    assert np.array_equal(labels, plain[1])
    assert np.array_equal(table, plain[2])
    assert np.allclose(centres, plain[3])


def test_a_full_mask_has_no_background() -> None:
    _, _, table, _ = components(np.ones((5, 7), np.uint8))
    assert table.tolist() == [[0, 0, 0, 0, 0], [0, 0, 7, 5, 35]]


def test_mean_colours() -> None:
    rng = np.random.default_rng(6)
    pixels = rng.integers(0, 256, (30, 20, 3)).astype(np.uint8)
    labels = rng.integers(0, 4, (30, 20)).astype(np.int32)
    means = mean_colours(pixels, labels, 5)
    for i in range(4):
        assert np.allclose(means[i], pixels[labels == i].mean(axis=0))
    assert means[4].tolist() == [0, 0, 0]


def test_the_strongest_channel() -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (9, 8, 3)).astype(np.uint8)
    assert np.array_equal(strongest(pixels), pixels.max(axis=2))
