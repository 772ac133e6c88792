"""Each way to be hard to read is named, with what to do about it; a clean picture is not."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from tuwen.figure.quality import measure
from tuwen.figure.types import Figure, Problem
from tuwen.reading import read


def picture(ink: str = "black") -> Image.Image:
    image = Image.new("RGB", (880, 520), "white")
    draw = ImageDraw.Draw(image)
    names = iter(["Browser", "Gateway", "Account", "Billing", "Orders", "Catalog", "Payment",
                  "Storage", "Metrics"])  # fmt: skip
    for y in (40, 210, 380):
        for x in (40, 340, 640):
            draw.rectangle((x, y, x + 190, y + 90), outline="black", width=2)
            draw.text((x + 95, y + 45), next(names), fill=ink, font_size=26, anchor="mm")
            if x < 640:
                draw.line((x + 190, y + 45, x + 290, y + 45), fill="black", width=2)
                tip = [(x + 300, y + 45), (x + 286, y + 38), (x + 286, y + 52)]
                draw.polygon(tip, fill="black")
    return image


def flaws(image: Image.Image) -> tuple[Problem, ...]:
    pixels = np.asarray(image.convert("RGB"))
    return read(Figure("x.png", pixels, "0", "PNG", measure(pixels))).flaws


def codes(image: Image.Image) -> list[str]:
    return [flaw.code for flaw in flaws(image)]


def test_a_clean_picture_has_none() -> None:
    assert codes(picture()) == []


def test_small_letters_come_with_their_height_and_a_factor() -> None:
    _, flaw = flaws(picture().resize((230, 136), Image.Resampling.LANCZOS))
    assert flaw.code == "small_text"
    assert 3 <= flaw.measure < 7
    assert f"约 {round(flaw.measure)} 像素" in flaw.text
    assert "倍大小的图片" in flaw.text


def test_letters_too_small_to_be_read_are_named_as_well() -> None:
    found = codes(picture().resize((130, 77), Image.Resampling.LANCZOS).resize((130, 77)))
    assert set(found) <= {"small_text", "small_picture"}


def test_a_blurred_picture() -> None:
    assert codes(picture().filter(ImageFilter.GaussianBlur(4))) == ["blurred"]


def test_pale_letters_in_dark_boxes() -> None:
    assert codes(picture(ink="#dcdcdc")) == ["pale"]


def crushed(image: Image.Image) -> Image.Image:
    for quality in (9, 12):
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        image = Image.open(buffer).convert("RGB")
    return image


def test_strong_compression() -> None:
    assert codes(crushed(picture())) == ["compressed"]


def test_an_ornament_may_be_compressed_too() -> None:
    image = Image.new("RGB", (640, 480), "#f2f2f2")
    draw = ImageDraw.Draw(image)
    for k, colour in enumerate(("#5470c6", "#91cc75", "#fac858", "#ee6666")):
        draw.pieslice((180, 120, 460, 400), 90 * k, 90 * k + 88, fill=colour)
    draw.ellipse((250, 190, 390, 330), fill="#f2f2f2")
    draw.text((320, 60), "Nimbus", fill="#333333", font_size=24, anchor="mm")
    assert codes(image) == []
    assert codes(crushed(image)) == ["compressed"]
    assert codes(crushed(image.filter(ImageFilter.GaussianBlur(5)))) == ["blurred"]


def test_a_watermark_is_quoted() -> None:
    image = picture()
    layer = Image.new("L", (1400, 1400), 0)
    draw = ImageDraw.Draw(layer)
    for y in range(0, 1400, 120):
        for x in range(-(y % 240), 1400, 340):
            draw.text((x, y), "CONFIDENTIAL", fill=100, font_size=38)
    layer = layer.rotate(25, Image.Resampling.BICUBIC).crop((260, 440, 1140, 960))
    image.paste(Image.new("RGB", image.size, "gray"), mask=layer)
    (flaw,) = flaws(image)
    assert flaw.code == "watermark"
    assert "CONFIDENT" in flaw.text


@pytest.mark.parametrize("box", [(0, 0, 880, 425), (0, 85, 880, 520)])
def test_a_picture_that_is_cut_off(box: tuple[int, int, int, int]) -> None:
    (flaw,) = flaws(picture().crop(box))
    assert flaw.code == "cut_off"
    assert ("下边" if box[1] == 0 else "上边") in flaw.text


def test_a_photographed_screen_is_called_that_and_nothing_else() -> None:
    pixels = np.asarray(picture()).astype(float)
    light = np.linspace(1.0, 0.65, pixels.shape[1])[None, :, None]
    noise = np.random.default_rng(3).normal(0, 7, pixels.shape)
    shot = Image.fromarray(np.clip(pixels * light + noise, 0, 255).astype(np.uint8))
    assert codes(shot.filter(ImageFilter.GaussianBlur(0.9))) == ["photographed"]


def test_an_empty_picture_is_called_empty() -> None:
    assert codes(Image.new("RGB", (640, 480), "white")) == ["blank"]


def test_a_blurred_picture_is_not_called_compressed() -> None:
    for radius in (2.5, 4, 6):
        assert "compressed" not in codes(picture().filter(ImageFilter.GaussianBlur(radius)))


def test_letters_in_dark_boxes_too_small_to_be_read_are_measured() -> None:
    image = Image.new("RGB", (880, 520), "white")
    draw = ImageDraw.Draw(image)
    for y in range(20, 500, 80):
        for x in range(20, 800, 220):
            draw.rectangle((x, y, x + 190, y + 56), fill="#0b7285")
            draw.text((x + 95, y + 28), "Account service", fill="white", font_size=22, anchor="mm")
    found = flaws(image.resize((140, 83), Image.Resampling.LANCZOS))
    assert "small_text" in [flaw.code for flaw in found]
