"""Sharp and pale pictures are told apart from blurred, compressed and photographed ones."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

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


def test_a_picture_of_two_halves_is_measured() -> None:
    halves = Image.new("L", (96, 64), "white")
    halves.paste(0, (0, 0, 48, 64))
    assert measured(halves).contrast == 1


def test_a_small_picture_is_called_small(diagram: Image.Image) -> None:
    assert "120×60 像素" in measured(diagram.crop((20, 30, 140, 90))).problems[0]


def test_a_tiny_picture_can_be_measured() -> None:
    assert measured(Image.new("RGB", (8, 8))).sharpness == 0


def lettered(width: int = 900, height: int = 600) -> Image.Image:
    """Boxes with words, on white."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for i, (x, y) in enumerate((x, y) for y in range(40, height - 80, 100)
                               for x in range(40, width - 200, 220)):  # fmt: skip
        draw.rectangle((x, y, x + 180, y + 60), outline="black", width=2)
        draw.text((x + 90, y + 30), f"Service {i}", fill="black", font_size=22, anchor="mm")
    return image


def packed(image: Image.Image, quality: int) -> Image.Image:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def test_strong_compression_leaves_waves() -> None:
    image = lettered()
    assert measured(image).ringing < 8
    assert measured(packed(image, 85)).ringing < 12
    assert measured(packed(packed(image, 9), 12)).ringing > 16.5


def test_noise_and_shading_are_those_of_a_photograph() -> None:
    image = lettered()
    pixels = np.asarray(image).astype(float)
    light = np.linspace(1.0, 0.7, image.width)[None, :, None]
    noise = np.random.default_rng(1).normal(0, 6, pixels.shape)
    shot = Image.fromarray(np.clip(pixels * light + noise, 0, 255).astype(np.uint8))
    clean, taken = measured(image), measured(shot)
    assert (clean.noise, clean.shading) == (0, 0)
    assert taken.noise > 1.5
    assert taken.shading > 12
