"""Widgets of screens that are drawn here."""

import cv2
from drawn import BLUE, PALE, Sheet, overlap

from tuwen.reading.screen import read_screen
from tuwen.reading.types import Screen, Widget


def read(sheet: Sheet) -> Screen:
    screen = read_screen(sheet.scene())
    assert screen is not None
    return screen


def only(screen: Screen, role: str) -> Widget:
    found = [widget for widget in screen.widgets if widget.role == role]
    assert len(found) == 1, [(w.role, w.label) for w in screen.widgets]
    return found[0]


def form() -> Sheet:
    sheet = Sheet(640, 480)
    for i, label in enumerate(("Account name", "Home folder", "Mail address")):
        sheet.write(110, 60 + 90 * i, label, 15)
        sheet.shape((50, 76 + 90 * i, 450, 108 + 90 * i), width=1)
    sheet.write(110, 92, "root", 15)
    sheet.shape((50, 380, 150, 416), "Save", fill=BLUE, width=0)
    return sheet


def test_buttons_and_inputs() -> None:
    screen = read(form())
    button = only(screen, "button")
    assert button.label == "Save"
    assert overlap(button.box, (50, 380, 150, 416)) > 0.85
    inputs = [widget for widget in screen.widgets if widget.role == "input"]
    assert [widget.label for widget in inputs] == ["root", "", ""]
    assert [widget.id for widget in screen.widgets] == [
        f"w{i}" for i in range(1, len(screen.widgets) + 1)
    ]


def test_check_boxes_are_named_by_the_text_beside_them() -> None:
    sheet = form()
    sheet.shape((50, 330, 66, 346), width=1)
    sheet.write(120, 338, "Remember", 15)
    assert only(read(sheet), "checkbox").label == "Remember"


def test_red_frames_are_annotations() -> None:
    sheet = form()
    cv2.rectangle(sheet.pixels, (40, 370), (165, 426), (230, 30, 30), 3)
    mark = only(read(sheet), "annotation")
    assert mark.label == "Save"
    assert overlap(mark.box, (40, 370, 165, 426)) > 0.85


def test_a_panel_along_the_left_is_a_menu() -> None:
    sheet = Sheet(800, 500)
    sheet.pixels[:, :180] = PALE
    for i, name in enumerate(("Overview", "Clusters", "Searches", "Settings")):
        sheet.write(70, 60 + 60 * i, name, 15)
    names = [widget.label for widget in read(sheet).widgets if widget.role == "menuitem"]
    assert names == ["Overview", "Clusters", "Searches", "Settings"]


def test_a_dialog_in_the_middle() -> None:
    sheet = Sheet(800, 500, (120, 120, 120))
    sheet.pixels[100:400, 200:600] = 255
    sheet.write(300, 130, "Delete the cluster", 18)
    sheet.write(330, 200, "This cannot be undone.", 15)
    sheet.write(320, 240, "All data will be lost.", 15)
    sheet.shape((480, 340, 570, 376), "Delete", fill=BLUE, width=0)
    assert only(read(sheet), "dialog").label == "Delete the cluster"


def test_large_lines_are_headings() -> None:
    sheet = form()
    sheet.write(200, 26, "Profile of the user", 28)
    assert only(read(sheet), "heading").label == "Profile of the user"


def test_a_blank_page_has_no_widgets() -> None:
    assert read_screen(Sheet(300, 200).scene()) is None
