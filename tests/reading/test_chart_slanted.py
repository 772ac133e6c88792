"""Labels that stand aslant below an axis name the bars above them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from plotted import INDIGO, Plot, values_of

NAMES = ("gateway", "order", "payment", "stock", "user")
VALUES = (30, 70, 45, 90, 60)


def aslant(plot: Plot, x: int, text: str, degrees: int, *, ends: bool) -> None:
    """Draw a text that rises, or falls, with its end or its middle below a place."""
    font = ImageFont.load_default(15)
    left, top, right, bottom = (round(v) for v in font.getbbox(text))
    image = Image.new("RGB", (right - left + 2, bottom - top + 2), (255, 255, 255))
    ImageDraw.Draw(image).text((1 - left, 1 - top), text, fill=(0, 0, 0), font=font)
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))
    part = np.asarray(turned)
    high, wide = part.shape[:2]
    x0 = x - wide + 6 if ends and degrees > 0 else x - 6 if ends else x - wide // 2
    area = plot.pixels[plot.bottom + 6 : plot.bottom + 6 + high, x0 : x0 + wide]
    np.minimum(area, part[: area.shape[0]], out=area)


@pytest.mark.parametrize(
    ("degrees", "ends"), [(45, True), (45, False), (30, True), (60, False), (-45, True)]
)
def test_slanted_names(degrees: int, ends: bool) -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    for i, value in enumerate(VALUES):
        plot.bar(plot.x(i, 5), value, INDIGO)
    plot.x_axis([""] * 5)
    for i, name in enumerate(NAMES):
        aslant(plot, plot.x(i, 5), name, degrees, ends=ends)
    points = values_of(plot.read("bar_chart"))
    assert [name for name, _ in points] == list(NAMES)
    assert [value for _, value in points] == pytest.approx(VALUES, abs=1)


def test_level_names_stay_as_they_were_read() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    for i, value in enumerate(VALUES):
        plot.bar(plot.x(i, 5), value, INDIGO)
    plot.x_axis(("a1", "b2", "c3", "d4", "e5"))
    assert [name for name, _ in values_of(plot.read("bar_chart"))] == ["a1", "b2", "c3", "d4", "e5"]
