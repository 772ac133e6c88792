"""Controls of screens that are drawn here: what a face with a text in it is."""

from drawn import Sheet
from screens_drawn import BLUE, GREY, lettered, named, only, read


def field(sheet: Sheet, y: int, text: str, *, arrow: bool = False) -> None:
    sheet.shape((200, y, 480, y + 34), width=1, border=GREY)
    lettered(sheet, 212, y + 17, text, ink=(90, 90, 90))
    if arrow:
        path = [(456, y + 14), (461, y + 19), (466, y + 14)]
        sheet.line(path, width=2, ink=(120, 120, 120))


def test_an_arrow_at_the_end_makes_a_field_a_select() -> None:
    sheet = Sheet(640, 300)
    lettered(sheet, 130, 57, "Region:")
    field(sheet, 40, "Enter a region")
    lettered(sheet, 130, 117, "State:")
    field(sheet, 100, "All states", arrow=True)
    screen = read(sheet)
    assert (only(screen, "input").label, only(screen, "input").name) == ("Enter a region", "Region")
    assert (only(screen, "select").label, only(screen, "select").name) == ("All states", "State")


def test_pale_letters_on_a_button_say_that_it_is_disabled() -> None:
    sheet = Sheet(640, 300)
    lettered(sheet, 40, 40, "Choose what is to be done")
    sheet.shape((40, 100, 140, 136), fill=BLUE, width=0)
    sheet.write(90, 118, "Save", 15, ink=(255, 255, 255))
    sheet.shape((160, 100, 260, 136), fill=(205, 220, 250), width=0)
    sheet.write(210, 118, "Delete", 15, ink=(255, 255, 255))
    states = {w.label: w.state for w in read(sheet).widgets if w.role == "button"}
    assert states == {"Save": "", "Delete": "disabled"}


def test_blue_words_are_links() -> None:
    sheet = Sheet(640, 300)
    lettered(sheet, 40, 60, "Remember this computer")
    lettered(sheet, 400, 60, "Forgot it?", ink=(20, 100, 240))
    assert named(sheet, "link") == ["Forgot it?"]


def test_a_low_face_around_a_word_is_a_tag() -> None:
    sheet = Sheet(640, 300)
    lettered(sheet, 40, 40, "States of the clusters")
    lettered(sheet, 40, 100, "alpha is")
    sheet.shape((160, 89, 226, 111), fill=(225, 243, 216), border=(179, 225, 157), width=1)
    sheet.write(193, 100, "ready", 13, ink=(80, 160, 40))
    assert named(sheet, "tag") == ["ready"]
