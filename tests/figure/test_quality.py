"""Sharp and pale pictures are told apart from blurred ones."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tuwen.figure.quality import measure
from tuwen.figure.types import Quality


def measured(image: Image.Image) -> Quality:
    return measure(np.asarray(image.convert("RGB")))


def test_a_sharp_diagram_has_no_problems(diagram: Image.Image) -> None:
    quality = measured(diagram)
    assert quality.sharpness > 0.3
    assert quality.contrast > 0.9
    assert quality.problems == ()


@pytest.mark.parametrize("size", [(420, 120), (2100, 600)])
def test_a_blurred_diagram_is_called_blurred(diagram: Image.Image, size: tuple[int, int]) -> None:
    blurred = diagram.resize(size).filter(ImageFilter.GaussianBlur(3 * size[0] // 420))
    assert "模糊" in measured(blurred).problems[0]


def test_a_pale_diagram_is_called_pale(diagram: Image.Image) -> None:
    pale = Image.blend(diagram, Image.new("RGB", diagram.size, "white"), 0.85)
    assert "对比度" in measured(pale).problems[0]


def test_one_colour_is_called_so() -> None:
    assert "单一颜色" in measured(Image.new("RGB", (300, 200), "navy")).problems[0]


def test_a_small_picture_is_called_small(diagram: Image.Image) -> None:
    assert "120×60 像素" in measured(diagram.crop((20, 30, 140, 90))).problems[0]


def test_a_tiny_picture_can_be_measured() -> None:
    assert measured(Image.new("RGB", (8, 8))).sharpness == 0
