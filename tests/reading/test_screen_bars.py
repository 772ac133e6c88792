"""Bars and menus of screens that are drawn here."""

import cv2
from drawn import PALE, Sheet, overlap
from screens_drawn import BLUE, GREY, lettered, only, read


def test_the_entry_on_a_plate_is_the_selected_one() -> None:
    sheet = Sheet(800, 500)
    sheet.pixels[:, :180] = PALE
    cv2.rectangle(sheet.pixels, (6, 160), (173, 199), BLUE, -1)
    for i, name in enumerate(("Overview", "Clusters", "Searches", "Settings")):
        ink = (255, 255, 255) if i == 2 else (20, 20, 20)
        lettered(sheet, 30, 80 + 50 * i, name, ink=ink)
    items = [w for w in read(sheet).widgets if w.role == "menuitem"]
    assert [w.label for w in items if w.state == "selected"] == ["Searches"]
    assert overlap(items[0].box, (6, 60, 174, 100)) > 0.7
    assert {w.parent for w in items} == {only(read(sheet), "navigation").id}


def test_a_bar_on_top_names_the_product_and_the_ways() -> None:
    sheet = Sheet(1000, 500)
    sheet.pixels[:50] = (30, 40, 60)
    lettered(sheet, 20, 25, "Harbor", ink=(255, 255, 255))
    for i, name in enumerate(("Orders", "Users", "Reports")):
        lettered(sheet, 160 + 110 * i, 25, name, ink=(255, 255, 255))
    lettered(sheet, 60, 200, "Nothing is here yet")
    screen = read(sheet)
    assert only(screen, "header").label == "Harbor"
    items = [w.label for w in screen.widgets if w.role == "menuitem"]
    assert items == ["Orders", "Users", "Reports"]


def test_the_bar_at_the_foot_of_a_phone() -> None:
    sheet = Sheet(375, 700)
    sheet.pixels[650:] = PALE
    for i, name in enumerate(("Home", "Search", "Mine")):
        sheet.write(62 + 125 * i, 682, name, 13, ink=BLUE if i == 1 else (40, 40, 40))
    lettered(sheet, 40, 200, "Nothing is here yet")
    screen = read(sheet)
    items = [w for w in screen.widgets if w.role == "menuitem"]
    assert [(w.label, w.state) for w in items] == [
        ("Home", ""),
        ("Search", "selected"),
        ("Mine", ""),
    ]
    assert {w.parent for w in items} == {only(screen, "tabbar").id}


def test_a_tab_with_a_line_beneath_it_is_the_selected_one() -> None:
    sheet = Sheet(800, 400)
    for i, name in enumerate(("General", "Members", "History")):
        lettered(sheet, 40 + 100 * i, 60, name, ink=BLUE if i == 1 else (40, 40, 40))
    sheet.line([(30, 83), (770, 83)], width=1, ink=GREY)
    cv2.rectangle(sheet.pixels, (140, 82), (200, 84), BLUE, -1)
    lettered(sheet, 40, 160, "Nothing is here yet")
    tabs = [w for w in read(sheet).widgets if w.role == "tab"]
    assert [w.label for w in tabs] == ["General", "Members", "History"]
    assert [w.state for w in tabs] == ["", "selected", ""]


def test_numbers_that_count_up_are_pages() -> None:
    sheet = Sheet(800, 300)
    lettered(sheet, 40, 60, "Nothing is here yet")
    for i in range(1, 6):
        if i == 2:
            cv2.rectangle(sheet.pixels, (400 + 36 * i, 225), (430 + 36 * i, 255), BLUE, -1)
        sheet.write(415 + 36 * i, 240, str(i), 15, ink=(255, 255, 255) if i == 2 else (40, 40, 40))
    pages = only(read(sheet), "pagination")
    assert (pages.label, pages.state) == ("1–5", "2")


def test_a_panel_of_short_lines_is_a_drop_down() -> None:
    sheet = Sheet(800, 500)
    lettered(sheet, 40, 50, "Nothing is here yet, not even a row")
    cv2.rectangle(sheet.pixels, (300, 100), (440, 240), PALE, -1)
    for i, name in enumerate(("Rename", "Copy link", "Archive", "Sign out")):
        lettered(sheet, 318, 120 + 33 * i, name)
    screen = read(sheet)
    panel = only(screen, "menu")
    items = [w for w in screen.widgets if w.role == "menuitem"]
    assert [w.label for w in items] == ["Rename", "Copy link", "Archive", "Sign out"]
    assert {w.parent for w in items} == {panel.id}
