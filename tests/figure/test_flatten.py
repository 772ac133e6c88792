"""Modes and backgrounds; more through decode()."""

import numpy as np
from PIL import Image

from tuwen.figure.flatten import DARK, flatten


def test_half_transparent_pixels_mix_with_the_background() -> None:
    flat, dark = flatten(Image.new("RGBA", (9, 9), (0, 0, 0, 128)))
    assert not dark
    assert np.asarray(flat)[4, 4, 0] == 127


def test_light_strokes_get_a_dark_background() -> None:
    image = Image.new("LA", (9, 9), (0, 0))
    image.paste((255, 255), (4, 0, 5, 9))
    flat, dark = flatten(image)
    assert dark
    assert flat.getpixel((0, 0)) == DARK


def test_sixteen_bits_keep_their_order() -> None:
    grey = Image.fromarray(np.array([[0, 300, 65535]] * 2, np.uint16))
    assert np.asarray(flatten(grey)[0])[0, :, 0].tolist() == [0, 1, 255]
