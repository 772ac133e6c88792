"""Frames: found from their tags, wherever their sides end."""

import pytest
from PIL import ImageDraw
from sequence_drawn import Sheet, read, two

GRAY = (60, 60, 60)


def framed(sheet: Sheet, box: tuple[int, int, int, int], tag: str, *, tab: bool = True) -> None:
    x0, y0, _, _ = box
    sheet.draw.rectangle(box, outline=GRAY)
    if tab:
        wide = ImageDraw.Draw(sheet.image).textlength(tag, font_size=14)
        right = x0 + round(wide) + 16
        sheet.draw.line((x0, y0 + 24, right - 8, y0 + 24, right, y0 + 14, right, y0), fill=GRAY)
        sheet.text(x0 + 6 + wide / 2, y0 + 12, tag, size=14)
    else:
        sheet.text(x0 + 20, y0 + 12, tag, size=14)


def asked_and_answered(sheet: Sheet, first: int = 190, then: int = 320) -> None:
    a, b = two(sheet, "Shop", "Stock", bottom=460)
    sheet.arrow(a, b, first, "reserve")
    sheet.arrow(b, a, then, "done", dash=5)


@pytest.mark.parametrize(("tag", "tab"), [("loop", True), ("opt", False), ("1oop", True)])
def test_a_tag_names_its_frame(tag: str, tab: bool) -> None:
    sheet = Sheet(560, 520)
    framed(sheet, (90, 100, 400, 380), tag, tab=tab)
    sheet.text(260, 114, "[while open]", size=14)
    asked_and_answered(sheet)
    (group,) = read(sheet)[2]
    assert group.label == f"{tag.replace('1', 'l')} while open"
    assert group.members == ("n1", "n2")


def test_any_other_text_in_a_tab_names_a_group() -> None:
    sheet = Sheet(560, 520)
    framed(sheet, (90, 100, 400, 380), "Checkout")
    asked_and_answered(sheet)
    assert [group.label for group in read(sheet)[2]] == ["group Checkout"]


def test_a_frame_that_stands_on_another_ends_where_that_begins() -> None:
    sheet = Sheet(560, 520)
    framed(sheet, (90, 90, 400, 240), "opt")
    framed(sheet, (90, 244, 400, 420), "loop")
    asked_and_answered(sheet, 170, 340)
    groups = read(sheet)[2]
    assert [group.label for group in groups] == ["opt", "loop"]
    assert groups[0].box[3] <= groups[1].box[1] + 3
