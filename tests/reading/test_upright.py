"""Turned and askew pictures are put upright, and places given in the picture as it came."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn import NIGHT, WHITE, Sheet

from tuwen.figure.quality import measure
from tuwen.figure.types import Figure, Pixels
from tuwen.reading import read
from tuwen.reading.line import Line
from tuwen.reading.types import Reading
from tuwen.reading.upright import AS_GIVEN, lying, straightened, turned


def scene() -> Pixels:
    sheet = Sheet(760, 420)
    places = {"Gateway": (30, 60), "Orders": (300, 60), "Payment": (570, 60), "Storage": (300, 280)}
    for name, (x, y) in places.items():
        sheet.shape((x, y, x + 160, y + 80), name)
    sheet.arrow((190, 100), (300, 100))
    sheet.arrow((460, 100), (570, 100))
    sheet.arrow((380, 140), (380, 280))
    return sheet.pixels


def seen(pixels: Pixels) -> Reading:
    pixels = np.ascontiguousarray(pixels)
    return read(Figure("x.png", pixels, "0", "PNG", measure(pixels)))


def links(reading: Reading) -> set[tuple[str, str]]:
    names = {node.id: node.label for node in reading.nodes}
    return {(names[edge.source], names[edge.target]) for edge in reading.edges}


WANTED = {("Gateway", "Orders"), ("Orders", "Payment"), ("Orders", "Storage")}


def test_an_upright_picture_is_left_alone() -> None:
    reading = seen(scene())
    assert links(reading) == WANTED
    assert reading.flaws == ()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_turned_picture_is_read_as_if_upright(turn: int) -> None:
    given = np.rot90(scene(), turn)
    reading = seen(given)
    assert links(reading) == WANTED
    assert [flaw.code for flaw in reading.flaws] == ["turned"]
    assert "已转正后识读" in reading.problems[0]
    assert (reading.height, reading.width) == given.shape[:2]
    upright = {node.label: node.box for node in seen(scene()).nodes}
    _, pose = turned(np.ascontiguousarray(given), AS_GIVEN, 4 - turn)
    for node in reading.nodes:
        assert np.abs(np.subtract(node.box, pose.box(upright[node.label]))).max() <= 3


def test_places_lie_in_the_picture_as_given() -> None:
    reading = seen(np.rot90(scene()))
    gateway = next(node for node in reading.nodes if node.label == "Gateway")
    x0, y0, x1, y1 = gateway.box
    assert (x1 - x0) < (y1 - y0)
    assert np.abs(np.subtract(gateway.box, (60, 760 - 190, 140, 760 - 30))).max() <= 4


def test_a_picture_askew_is_straightened() -> None:
    given, _ = straightened(scene(), 4.0)
    reading = seen(given)
    assert links(reading) == WANTED
    assert [flaw.code for flaw in reading.flaws] == ["skewed"]
    assert "4°" in reading.problems[0]
    assert all(v >= 0 for node in reading.nodes for v in node.box)


def test_a_few_upright_words_do_not_turn_a_picture() -> None:
    level = [Line(f"word {i}", (0, 20 * i, 60, 20 * i + 12), 0.99) for i in range(6)]
    axis = Line("requests per second", (0, 0, 12, 200), 0.99, upright=False, turn=3)
    assert lying([*level, axis]) == 0
    assert lying([replace(axis, box=(0, 300 * i, 12, 300 * i + 200)) for i in range(3)]) == 3


def test_letters_found_one_by_one_are_tried_on_their_side() -> None:
    sheet = Sheet(820, 260, NIGHT, WHITE)
    for i in range(8):
        for k, letter in enumerate(f"drwxr-xr-x {i} root root 4096 Nov {i + 10} config-{i}.yaml"):
            if letter != " ":
                sheet.write(60 + 13 * k, 30 + 26 * i, letter, 16)
    reading = seen(np.rot90(sheet.pixels, 3))
    assert [flaw.code for flaw in reading.flaws] == ["turned"]
    assert "config" in " ".join(text.text for text in reading.texts)


def test_turned_labels_below_an_axis_do_not_turn_a_picture() -> None:
    title = Line("requests", (0, 0, 12, 90), 0.99, upright=False, turn=3)
    dates = [
        Line(f"2026-11-{i}", (40 * i, 200, 40 * i + 12, 260), 0.99, upright=False, turn=3)
        for i in range(10, 20)
    ]
    assert lying([title, *dates]) == 0


def test_a_turned_page_of_lines_is_put_upright() -> None:
    sheet = Sheet(900, 260, NIGHT, WHITE)
    for i in range(8):
        row = f"drwxr-xr-x {i} root root 4096 Nov {i + 10} config-{i}.yaml"
        sheet.write(450, 30 + 28 * i, row, 16)
    upright, turned = seen(sheet.pixels), seen(np.rot90(sheet.pixels, 3))
    assert [flaw.code for flaw in turned.flaws] == ["turned"]
    assert [t.text for t in turned.texts] == [t.text for t in upright.texts]


def test_a_step_back_undoes_the_step() -> None:
    pixels = scene()
    flat, pose = straightened(pixels, -5.0)
    x0, y0, x1, y1 = pose.box((0, 0, flat.shape[1], flat.shape[0]))
    assert x0 <= 0
    assert y0 <= 0
    assert x1 >= pixels.shape[1]
    assert y1 >= pixels.shape[0]


def test_words_that_are_read_badly_do_not_count_as_level() -> None:
    names = [Line(name, (0, 0, 12, 40), 0.99, upright=False, turn=3) for name in ("Jan", "May")]
    ticks = [
        Line("250", (0, 60 * i, 12, 60 * i + 50), 0.98, upright=False, turn=3) for i in range(4)
    ]
    title = Line("Ma m omax", (30, 0, 130, 20), 0.7)
    assert lying([*names, *ticks, title]) == 3
    assert lying([*names, *ticks, Line("Maximum", (30, 0, 130, 20), 0.99)]) == 0


def test_labels_above_a_plot_that_lies_on_its_side_turn_the_picture() -> None:
    heading = Line("Count of records", (100, 0, 240, 16), 0.99)
    ticks = [
        Line(f"{k}0", (30 * k, 20, 30 * k + 14, 44), 0.99, upright=False, turn=1)
        for k in range(10, 20)
    ]
    name = Line("Cylinders", (0, 120, 16, 190), 0.99, upright=False, turn=1)
    digits = [Line(str(k), (20, 60 + 30 * k, 30, 76 + 30 * k), 0.99) for k in range(4)]
    assert lying([heading, *ticks, name, *digits]) == 1


def test_boxes_whose_words_lie_side_by_side_turn_the_picture() -> None:
    words = [
        Line("Deployment", (60 * k, 90 - 9 * k, 60 * k + 18, 190 + 11 * k), 0.99, upright=False,
             turn=3)
        for k in range(8)
    ]  # fmt: skip
    assert lying(words) == 3


def test_a_pie_with_few_names_on_its_head_is_found() -> None:
    sheet = Sheet(620, 420)
    cv2.ellipse(sheet.pixels, (310, 210), (120, 120), 0, 0, 200, (84, 112, 198), -1)
    cv2.ellipse(sheet.pixels, (310, 210), (120, 120), 0, 200, 360, (238, 102, 102), -1)
    for x, y, name in ((80, 60, "Browser"), (540, 60, "Gateway"), (90, 360, "Storage")):
        sheet.write(x, y, name, size=24)
    assert [flaw.code for flaw in seen(sheet.pixels[::-1, ::-1]).flaws] == ["turned"]
