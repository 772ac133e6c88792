"""A picture that lies askew is told by how much; one with slanted lines is not called so."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tuwen.figure.quality import measure


def words(lines: int = 12, *, ground: str = "white", ink: str = "black") -> Image.Image:
    image = Image.new("RGB", (700, 480), ground)
    draw = ImageDraw.Draw(image)
    for i in range(lines):
        text = f"line {i} of a page with several words on it"
        draw.text((60, 40 + 34 * i), text, fill=ink, font_size=18)
    return image


def slant_of(image: Image.Image) -> float:
    return measure(np.asarray(image)).slant


@pytest.mark.parametrize("angle", [-6.0, -2.5, 3.5, 7.0])
def test_a_picture_askew_is_known_by_its_angle(angle: float) -> None:
    turned = words().rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert slant_of(turned) == pytest.approx(angle, abs=0.5)


def test_a_pie_with_few_words_is_known_to_lie_askew() -> None:
    image = Image.new("RGB", (900, 700), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((150, 120, 650, 620), fill="#ffffde", outline="black", width=3)
    draw.line((400, 370, 400, 120), fill="black", width=2)
    draw.text((400, 60), "10.96.0.0/20", fill="black", font_size=40, anchor="mm")
    draw.text((730, 340), "static [256]", fill="black", font_size=28, anchor="mm")
    draw.text((740, 380), "dynamic [3838]", fill="black", font_size=28, anchor="mm")
    assert slant_of(image) == 0
    askew = image.rotate(-3, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert slant_of(askew) == pytest.approx(3, abs=0.7)


def test_a_straight_picture_is_not_turned() -> None:
    assert slant_of(words()) == 0
    assert slant_of(words(ground="#202428", ink="#e0e0e0")) == 0


def test_slanted_lines_in_a_diagram_are_no_slant(diagram: Image.Image) -> None:
    image = diagram.resize((840, 240))
    draw = ImageDraw.Draw(image)
    for y in range(20, 220, 40):
        draw.line((310, y, 530, y + 24), fill="black", width=2)
    assert slant_of(image) == 0


def test_pale_words_across_a_picture_are_seen() -> None:
    image = words()
    layer = Image.new("L", (1200, 1200), 0)
    draw = ImageDraw.Draw(layer)
    for y in range(0, 1200, 110):
        for x in range(-(y % 220), 1200, 330):
            draw.text((x, y), "CONFIDENTIAL", fill=110, font_size=36)
    layer = layer.rotate(30, Image.Resampling.BICUBIC).crop((250, 360, 950, 840))
    image.paste(Image.new("RGB", image.size, "gray"), mask=layer)
    assert measure(np.asarray(image)).stamped == pytest.approx(-30, abs=3)
    assert measure(np.asarray(words())).stamped == 0
