"""The OCR itself, on small drawn pictures and on crops of the examples."""

from pathlib import Path

import numpy as np
import pytest
from drawn import NIGHT, PALE, WHITE, Colour, Sheet
from PIL import Image
from rapidfuzz import fuzz

from tuwen.figure.types import Pixels
from tuwen.reading.ocr import Line, read_boxes, read_lines, warm
from tuwen.reading.scene import gray_of

_EXAMPLES = Path(__file__).parents[2] / "examples"


def _lines(pixels: Pixels) -> list[Line]:
    return read_lines(pixels, gray=gray_of(pixels))


def _said(pixels: Pixels) -> str:
    return "".join("".join(line.text.split()) for line in _lines(pixels))


def _crop(name: str, *box: int) -> Pixels:
    with Image.open(_EXAMPLES / name) as image:
        picture = image.convert("RGB")
    return np.asarray(picture.crop((box[0], box[1], box[2], box[3])) if box else picture)


def test_words_on_a_sheet() -> None:
    sheet = Sheet(420, 160)
    sheet.write(110, 50, "Gateway", 24)
    sheet.write(310, 110, "MySQL 8.0", 24)
    lines = _lines(sheet.pixels)
    assert [line.text for line in lines] == ["Gateway", "MySQL 8.0"]
    for line, drawn in zip(lines, sheet.lines, strict=True):
        x, y = (drawn.box[0] + drawn.box[2]) / 2, (drawn.box[1] + drawn.box[3]) / 2
        assert line.box[0] < x < line.box[2]
        assert line.box[1] < y < line.box[3]
        assert line.confidence > 0.9
        assert line.upright


@pytest.mark.parametrize(("paper", "ink"), [(NIGHT, PALE), ((40, 90, 160), WHITE)])
def test_light_words_on_a_dark_sheet(paper: Colour, ink: Colour) -> None:
    sheet = Sheet(300, 100, paper, ink)
    sheet.write(150, 50, "RocketMQ", 22)
    assert _said(sheet.pixels) == "RocketMQ"


@pytest.mark.parametrize("size", [11, 14, 20, 32, 60])
def test_words_of_every_size(size: int) -> None:
    sheet = Sheet(640, 240)
    sheet.write(320, 70, "Service mesh", size)
    sheet.write(320, 170, "Order queue", size)
    assert fuzz.ratio(_said(sheet.pixels), "ServicemeshOrderqueue") >= 95


def _turned(left: int, quarters: int) -> Line:
    """A line turned counter-clockwise by so many quarters, this far from the left rim."""
    sheet = Sheet(260, 80)
    sheet.write(130, 40, "Throughput", 24)
    page = np.full((320, 400, 3), 255, np.uint8)
    page[30:290, left : left + 80] = np.rot90(sheet.pixels, quarters)
    (line,) = _lines(page)
    assert not line.upright
    return line


@pytest.mark.parametrize("left", [20, 180])
def test_a_line_that_is_read_upwards(left: int) -> None:
    """The name of a y axis: at the left, read from below."""
    assert _turned(left, 1).text == "Throughput"


def test_a_line_that_is_read_upwards_at_the_right() -> None:
    assert _turned(315, 1).text == "Throughput"


def test_a_line_that_is_read_downwards() -> None:
    assert _turned(20, 3).text == "Throughput"


def test_lines_come_from_top_to_bottom_and_lie_in_the_picture() -> None:
    pixels = _crop("k8s-microservices.png")
    lines = _lines(pixels)
    assert [line.box[1] for line in lines] == sorted(line.box[1] for line in lines)
    for line in lines:
        assert 0 <= line.box[0] < line.box[2] <= pixels.shape[1]
        assert 0 <= line.box[1] < line.box[3] <= pixels.shape[0]
        assert 0.5 <= line.confidence <= 1
        assert line.text == line.text.strip() != ""


def test_chinese_in_an_example() -> None:
    said = _said(_crop("k8s-microservices.png"))
    for word in ("订单服务", "支付服务", "网关", "注册中心", "RocketMQ", "Sentinel"):
        assert word in said


@pytest.mark.parametrize("size", [(1, 1), (1, 60), (60, 1), (5, 5), (40, 40), (2000, 4)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_blank_and_tiny_pictures_say_nothing(size: tuple[int, int], value: int) -> None:
    assert _lines(np.full((*size, 3), value, np.uint8)) == []


def test_noise_never_raises() -> None:
    rng = np.random.default_rng(3)
    for side in (3, 40, 160):
        for line in _lines(rng.integers(0, 256, (side, side, 3)).astype(np.uint8)):
            assert line.box[2] <= side


def test_the_same_picture_is_read_the_same() -> None:
    warm()
    sheet = Sheet(300, 100)
    sheet.write(150, 50, "Again", 24)
    assert _lines(sheet.pixels) == _lines(sheet.pixels)


@pytest.mark.parametrize("letter", ["A", "B", "R"])
def test_a_letter_alone_is_read_where_it_is_known_to_stand(letter: str) -> None:
    sheet = Sheet(200, 120)
    sheet.shape((60, 30, 140, 90))
    sheet.write(100, 60, letter, 20)
    (line,) = read_boxes(sheet.pixels, gray=gray_of(sheet.pixels), boxes=[(64, 34, 136, 86)])
    assert line.text == letter


def test_numbers_stay_what_they_are_after_reading() -> None:
    warm()  # a network may treat tiny numbers as zero, but not in the threads of others
    tiny = np.array([1e-310])
    assert (tiny * 1.0 > 0).all()
