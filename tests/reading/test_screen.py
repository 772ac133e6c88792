"""Widgets of screens that are drawn here."""

import cv2
import numpy as np
from drawn import BLUE, PALE, Sheet, overlap
from hypothesis import given, settings
from hypothesis import strategies as st
from screens_drawn import lettered, only, read, ruled

from tuwen.reading.line import Line
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.screen import page_title, read_screen


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


def veiled() -> Sheet:
    """A list with a menu, and a dialog in front that dims it."""
    sheet = Sheet(900, 600)
    sheet.pixels[:, :180] = (30, 40, 60)
    for i, name in enumerate(("Overview", "Clusters", "Searches", "Settings")):
        lettered(sheet, 30, 60 + 50 * i, name, ink=(230, 230, 230))
    sheet.write(320, 50, "All the clusters", 26)
    sheet.shape((700, 30, 800, 66), "Export", fill=(64, 128, 250), width=0)
    sheet.pixels = (sheet.pixels * 0.5).astype(np.uint8)
    sheet.pixels[180:430, 300:700] = 255
    sheet.write(400, 220, "Delete a cluster", 18)
    lettered(sheet, 330, 270, "This cannot be undone.")
    sheet.shape((570, 370, 670, 406), "Delete", fill=(220, 60, 60), width=0)
    return sheet


def test_what_a_dialog_dims_is_read_as_well() -> None:
    screen = read(veiled())
    front = only(screen, "dialog")
    assert front.label == "Delete a cluster"
    parents = {w.label: w.parent for w in screen.widgets if w.role == "button"}
    assert parents["Delete"] == front.id
    assert parents["Export"] != front.id
    assert next(w.label for w in screen.widgets if w.role == "menuitem") == "Overview"


def test_the_title_is_the_heading_of_the_page_and_not_of_the_dialog() -> None:
    assert page_title(read(veiled())) == "All the clusters"


def test_each_widget_knows_the_region_around_it() -> None:
    sheet = Sheet(800, 400)
    ruled(sheet, [("Name", "State", "Owner")] + [("alpha", "ready", "Ann")] * 4, 60, 220)
    screen = read(sheet)
    table = only(screen, "table")
    rows = [w for w in screen.widgets if w.role == "row"]
    assert len(rows) == 5
    assert {row.parent for row in rows} == {table.id}


def test_a_strip_of_three_pixels_is_no_screen() -> None:
    pixels = np.full((3000, 3, 3), 240, np.uint8)
    assert read_screen(take_apart(pixels, gray_of(pixels), [])) is None


@st.composite
def scenes(draw: st.DrawFn) -> Sheet:
    """Any boxes, lines and words, in any colours and any places."""
    sides = st.integers(3, 420)
    sheet = Sheet(draw(sides), draw(sides))
    high, wide = sheet.pixels.shape[:2]
    colour = st.tuples(*[st.integers(0, 255)] * 3)
    for _ in range(draw(st.integers(0, 9))):
        x0, x1 = sorted(draw(st.tuples(st.integers(0, wide), st.integers(0, wide))))
        y0, y1 = sorted(draw(st.tuples(st.integers(0, high), st.integers(0, high))))
        style = draw(st.sampled_from((-1, 1, 2)))
        cv2.rectangle(sheet.pixels, (x0, y0), (x1, y1), draw(colour), style)
        if x1 - x0 > 3 and y1 - y0 > 3 and draw(st.booleans()):
            text = draw(st.text("aB口1 /:>全", min_size=1, max_size=9))
            sheet.lines.append(Line(text, (x0, y0, min(x1, wide), min(y1, high)), 0.9))
    return sheet


@settings(max_examples=120, deadline=None)
@given(scenes())
def test_no_scene_is_too_odd(sheet: Sheet) -> None:
    screen = read_screen(sheet.scene())
    if screen is None:
        return
    ids = {widget.id for widget in screen.widgets}
    assert len(ids) == len(screen.widgets)
    for widget in screen.widgets:
        assert widget.parent == "" or widget.parent in ids - {widget.id}
        x0, y0, x1, y1 = widget.box
        assert x0 < x1
        assert y0 < y1
