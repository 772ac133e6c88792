"""What was read off heads of arrows is no text; letters that stand by themselves are."""

import pytest
from drawn import Sheet

from tuwen.reading.line import Line
from tuwen.reading.lookalikes import is_lookalike


@pytest.mark.parametrize(("text", "sure"), [("中", 0.6), ("个", 0.95), ("▶", 0.99), ("4", 0.7)])
def test_the_head_on_a_lifeline_is_no_letter(text: str, sure: float) -> None:
    sheet = Sheet(400, 200)
    sheet.line([(300, 20), (300, 180)], width=1)
    sheet.line([(60, 100), (300, 100)], width=1, heads="end")
    assert is_lookalike(sheet.scene().ink, Line(text, (286, 92, 304, 108), sure), 12)


@pytest.mark.parametrize(("text", "sure"), [("中", 0.6), ("x", 0.9)])
def test_a_letter_by_itself_is_one(text: str, sure: float) -> None:
    sheet = Sheet(400, 200)
    sheet.write(200, 100, "x", 24)
    x0, y0, x1, y1 = sheet.lines[0].box
    line = Line(text, (x0 - 3, y0 - 3, x1 + 3, y1 + 3), sure)
    assert not is_lookalike(sheet.scene().ink, line, 24)


def test_a_disc_with_a_number_on_a_frame_is_no_head() -> None:
    sheet = Sheet(400, 200)
    sheet.line([(60, 20), (60, 180)], width=3)
    sheet.line([(60, 100), (300, 100)], width=3)
    assert not is_lookalike(sheet.scene().ink, Line("日", (47, 87, 73, 113), 0.53), 13)
