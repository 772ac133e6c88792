"""A model sees a small copy without loss, however large the picture."""

import base64

import numpy as np
import pytest

from tuwen.figure.shown import data_url, opened, shown


@pytest.mark.parametrize("size", [(3000, 200), (200, 3000), (300, 300)])
def test_the_model_sees_a_copy_of_bounded_size(size: tuple[int, int]) -> None:
    width, height = size
    copy = opened(shown(np.zeros((height, width, 3), np.uint8)))
    assert (copy.mode, max(copy.size)) == ("RGB", min(1024, max(size)))


def test_no_pixel_is_lost_on_the_way() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    kind, _, packed = data_url(shown(pixels)).partition(",")
    assert kind == "data:image/png;base64"
    assert np.array_equal(np.asarray(opened(base64.b64decode(packed))), pixels)
