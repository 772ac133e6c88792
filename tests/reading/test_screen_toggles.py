"""Marks on screens that are drawn here: toggles with their states, frames of an author."""

import cv2
from drawn import Sheet, overlap
from screens_drawn import BLUE, GREY, RED, lettered, named, only, read, switch

from tuwen.reading.types import Widget


def test_a_switch_is_on_where_its_knob_is_right() -> None:
    sheet = Sheet(600, 300)
    boxes = []
    for i, (label, on) in enumerate((("Daily backup", True), ("Guest access", False))):
        lettered(sheet, 40, 60 + 80 * i, label)
        boxes.append(switch(sheet, 480, 50 + 80 * i, on=on))
    found = [w for w in read(sheet).widgets if w.role == "switch"]
    assert [(w.label, w.state) for w in found] == [
        ("Daily backup", "checked"),
        ("Guest access", ""),
    ]
    assert all(overlap(w.box, box) > 0.8 for w, box in zip(found, boxes, strict=True))


def ticked(sheet: Sheet, x: int, y: int) -> None:
    cv2.rectangle(sheet.pixels, (x, y), (x + 15, y + 15), BLUE, -1)
    sheet.line([(x + 3, y + 8), (x + 7, y + 11), (x + 12, y + 4)], ink=(255, 255, 255))


def test_a_check_box_is_checked_where_it_is_filled() -> None:
    sheet = Sheet(500, 200)
    ticked(sheet, 40, 52)
    cv2.rectangle(sheet.pixels, (40, 112), (55, 127), GREY, 1)
    lettered(sheet, 66, 60, "Read access")
    lettered(sheet, 66, 120, "Write access")
    found = [w for w in read(sheet).widgets if w.role == "checkbox"]
    assert [(w.label, w.state) for w in found] == [("Read access", "checked"), ("Write access", "")]


def test_radio_buttons_come_in_groups() -> None:
    sheet = Sheet(500, 240)
    for i, label in enumerate(("Standard", "Fast")):
        cv2.circle(
            sheet.pixels,
            (48, 60 + 40 * i),
            6 if i else 8,
            BLUE if i else GREY,
            4 if i else 1,
            cv2.LINE_AA,
        )
        lettered(sheet, 64, 60 + 40 * i, label)
    assert named(sheet, "radio") == ["Standard", "Fast"]
    alone = Sheet(500, 240)
    cv2.circle(alone.pixels, (48, 60), 8, GREY, 1, cv2.LINE_AA)
    lettered(alone, 64, 60, "A hint that has a round pictogram")
    alone.shape((40, 100, 140, 136), "Save", fill=BLUE, width=0)
    assert named(alone, "radio") == []


def framed(number: str = "") -> Widget:
    sheet = Sheet(640, 300)
    lettered(sheet, 40, 60, "Name of the project")
    sheet.shape((40, 90, 440, 126), width=1)
    sheet.shape((40, 180, 140, 216), "Save", fill=BLUE, width=0)
    cv2.rectangle(sheet.pixels, (32, 172), (148, 224), RED, 3)
    if number:
        cv2.circle(sheet.pixels, (32, 172), 11, RED, -1, cv2.LINE_AA)
        sheet.write(32, 172, number, 14, ink=(255, 255, 255))
    screen = read(sheet)
    button = only(screen, "button")
    assert overlap(button.box, (40, 180, 140, 216)) > 0.8
    return only(screen, "annotation")


def test_a_red_frame_is_an_annotation_and_hides_nothing() -> None:
    mark = framed()
    assert mark.label == "Save"
    assert overlap(mark.box, (31, 171, 150, 226)) > 0.85


def test_the_number_on_a_frame_is_its_name() -> None:
    mark = framed("2")
    assert (mark.label, mark.name) == ("Save", "2")
