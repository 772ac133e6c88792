"""Axes without numbers: sketches of charts, and what only looks like them."""

from collections.abc import Callable
from math import exp

import cv2
import numpy as np
import pytest
from drawn import NIGHT, WHITE, Sheet

from tuwen.reading.kind import classify


def axes(sheet: Sheet, left: int = 60) -> None:
    sheet.line([(left, 260), (left, 30)], width=1, heads="end")
    sheet.line([(left, 260), (left + 240, 260)], width=1, heads="end")


def curve(sheet: Sheet, left: int = 60) -> None:
    points = [(left + 2 * i, 250 - round(200 / (1 + exp(6 - i / 9)))) for i in range(110)]
    cv2.polylines(sheet.pixels, [np.array(points, np.int32)], False, (40, 90, 220), 3, cv2.LINE_AA)


def cloud(sheet: Sheet, left: int = 60) -> None:
    for i in range(20):
        where = (left + 20 + 11 * i, 230 - (i * 53) % 170)
        cv2.circle(sheet.pixels, where, 4, (90, 90, 90), -1, cv2.LINE_AA)


@pytest.mark.parametrize("drawing", [curve, cloud])
@pytest.mark.parametrize("paper", [WHITE, NIGHT])
@pytest.mark.parametrize("panels", [1, 3])
def test_bare_axes_with_marks_are_a_chart(
    drawing: Callable[[Sheet, int], None], paper: tuple[int, int, int], panels: int
) -> None:
    sheet = Sheet(40 + 300 * panels, 320, paper, WHITE if paper == NIGHT else (60, 60, 60))
    for k in range(panels):
        axes(sheet, 60 + 300 * k)
        drawing(sheet, 60 + 300 * k)
        sheet.write(180 + 300 * k, 285, "Complexity", 16)
    assert classify(sheet.scene()).kind == "other_chart"


def test_bare_axes_alone_are_none() -> None:
    sheet = Sheet(400, 320)
    axes(sheet)
    sheet.write(180, 285, "Complexity", 16)
    assert classify(sheet.scene()).kind != "other_chart"


def test_a_frame_with_a_curve_is_none() -> None:
    sheet = Sheet(400, 320)
    sheet.frame((60, 30, 300, 260))
    curve(sheet)
    assert classify(sheet.scene()).kind != "other_chart"


def test_an_elbow_between_boxes_is_none() -> None:
    sheet = Sheet(500, 400)
    sheet.shape((40, 20, 140, 70), "Gateway")
    sheet.shape((320, 300, 440, 350), "Orders")
    sheet.shape((200, 120, 320, 170), "Users")
    sheet.line([(90, 70), (90, 325), (320, 325)], heads="end")
    sheet.line([(140, 45), (260, 45), (260, 120)], heads="end")
    assert classify(sheet.scene()).kind != "other_chart"
