"""Tables and lists of screens that are drawn here."""

import cv2
from drawn import Sheet, overlap
from screens_drawn import GREY, lettered, named, only, read, ruled


def test_rows_between_lines_are_a_table() -> None:
    sheet = Sheet(800, 400)
    ruled(sheet, [("Name", "State", "Owner")] + [("alpha", "ready", "Ann")] * 4, 60, 220)
    screen = read(sheet)
    table = only(screen, "table")
    assert table.label == "Name | State | Owner"
    assert overlap(table.box, (30, 60, 690, 260)) > 0.9
    states = [w.state for w in screen.widgets if w.role == "row"]
    assert states == ["header", "", "", "", ""]


def test_rows_of_a_phone_that_end_with_an_angle_are_a_list() -> None:
    sheet = Sheet(375, 700, (244, 245, 248))
    cv2.rectangle(sheet.pixels, (0, 100), (374, 279), (255, 255, 255), -1)
    for i, name in enumerate(("Account", "Privacy", "About us", "Sign out")):
        y = 100 + 45 * i
        lettered(sheet, 20, y + 22, name)
        sheet.line([(345, y + 16), (351, y + 22), (345, y + 28)], width=2, ink=(120, 120, 120))
        if i:
            sheet.line([(16, y), (374, y)], width=1, ink=GREY)
    assert named(sheet, "listitem") == ["Account", "Privacy", "About us", "Sign out"]
    assert named(sheet, "table") == []
