"""Labels on end below an axis are read with the values above them."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import Sheet
from PIL import Image, ImageDraw, ImageFont
from plotted import INDIGO, Plot, values_of

from tuwen.reading.chart_turned import with_turned_labels

NAMES = ("Q1", "Q2", "Q3", "Q4", "Q5")
VALUES = (30.0, 70, 45, 90, 60)


def on_end(plot: Plot, x: int, text: str) -> None:
    """Draw a text that goes upwards, as no detection of text finds it."""
    font = ImageFont.load_default(14)
    left, top, right, bottom = (round(v) for v in font.getbbox(text))
    image = Image.new("RGB", (right - left + 2, bottom - top + 2), (255, 255, 255))
    ImageDraw.Draw(image).text((1 - left, 1 - top), text, fill=(0, 0, 0), font=font)
    turned = np.rot90(np.asarray(image))
    high, wide = turned.shape[:2]
    x0, y0 = x - wide // 2, plot.bottom + 8
    plot.pixels[y0 : y0 + high, x0 : x0 + wide] = turned


def test_short_labels_on_end_name_the_points() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 5), v) for i, v in enumerate(VALUES)], INDIGO)
    plot.x_axis([""] * 5)
    for i, name in enumerate(NAMES):
        on_end(plot, plot.x(i, 5), name)
    points = values_of(plot.read("line_chart"))
    assert [x for x, _ in points] == list(NAMES)
    assert [v for _, v in points] == pytest.approx(VALUES, abs=2)


def test_level_labels_of_one_letter_stay_as_they_were_read() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 5), v) for i, v in enumerate(VALUES)], INDIGO)
    plot.x_axis(("A", "B", "C", "D", "E"))
    assert [x for x, _ in values_of(plot.read("line_chart"))] == ["A", "B", "C", "D", "E"]


def test_numbers_along_the_right_rim_do_no_harm() -> None:
    sheet = Sheet(400, 300)
    for i in range(6):
        sheet.write(388, 30 + 45 * i, str(120 - 20 * i), 14)
    sheet.lines = [replace(q, box=(q.box[0], q.box[1], 400, q.box[3])) for q in sheet.lines]
    assert with_turned_labels(sheet.scene()).width == 400
