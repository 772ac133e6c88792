"""Sections of frames and their conditions."""

import pytest
from sequence_drawn import Sheet, read, two

GRAY = (60, 60, 60)


def divided(sheet: Sheet, box: tuple[int, int, int, int], tag: str, cut: int, last: str) -> None:
    x0, y0, x1, _ = box
    sheet.draw.rectangle(box, outline=GRAY)
    sheet.draw.line((x0, y0 + 24, x0 + 60, y0 + 24), fill=GRAY)
    sheet.text(x0 + 28, y0 + 12, tag, size=14)
    for x in range(x0, x1, 8):
        sheet.draw.line((x, cut, x + 4, cut), fill=GRAY)
    sheet.text(260, cut + 14, f"[{last}]", size=14)


@pytest.mark.parametrize(
    ("tag", "next_"), [("alt", "else"), ("par", "and"), ("critical", "option")]
)
def test_each_frame_calls_its_next_section_its_own_way(tag: str, next_: str) -> None:
    sheet = Sheet(560, 520)
    a, b = two(sheet, "Shop", "Stock", bottom=460)
    divided(sheet, (90, 90, 410, 400), tag, 250, "sold out")
    sheet.text(260, 104, "[in stock]", size=14)
    sheet.arrow(a, b, 190, "reserve")
    sheet.arrow(b, a, 340, "refuse", dash=5)
    groups = read(sheet)[2]
    assert [group.label for group in groups] == [f"{tag} in stock", f"{next_} sold out"]
    assert groups[1].id in groups[0].members


def test_a_divider_belongs_to_the_innermost_frame() -> None:
    sheet = Sheet(560, 600)
    a, b = two(sheet, "Shop", "Stock", bottom=540)
    sheet.draw.rectangle((70, 80, 430, 500), outline=GRAY)
    sheet.draw.line((70, 104, 120, 104), fill=GRAY)
    sheet.text(94, 92, "loop", size=14)
    divided(sheet, (84, 130, 416, 460), "alt", 290, "sold out")
    sheet.arrow(a, b, 220, "reserve")
    sheet.arrow(b, a, 390, "refuse", dash=5)
    assert [group.label for group in read(sheet)[2]] == ["loop", "alt", "else sold out"]


def test_what_a_ref_refers_to_is_its_condition() -> None:
    sheet = Sheet(560, 520)
    a, b = two(sheet, "Shop", "Stock", bottom=460)
    sheet.draw.rectangle((90, 240, 410, 330), outline=GRAY, fill="white")
    sheet.draw.line((90, 264, 130, 264, 138, 254, 138, 240), fill=GRAY)
    sheet.text(110, 252, "ref", size=14)
    sheet.text(250, 296, "pay the order")
    sheet.arrow(a, b, 150, "reserve")
    sheet.arrow(b, a, 390, "done", dash=5)
    assert [group.label for group in read(sheet)[2]] == ["ref pay the order"]
