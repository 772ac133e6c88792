"""Which text is the label of which message."""

from sequence_drawn import Sheet, messages, two

from tuwen.reading.ocr import Line


def labels(sheet: Sheet) -> list[str]:
    return [label for _, _, label, _ in messages(sheet)]


def test_running_numbers_are_left_out() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    for i, name in enumerate(("login", "retry", "logout", "leave")):
        sheet.arrow(a, b, 120 + 80 * i, f"{i + 1} {name}")
    assert labels(sheet) == ["login", "retry", "logout", "leave"]


def test_numbers_that_do_not_run_belong_to_the_labels() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    for i, name in enumerate(("200 ok", "404 lost", "200 ok", "301 moved")):
        sheet.arrow(a, b, 120 + 80 * i, name)
    assert labels(sheet) == ["200 ok", "404 lost", "200 ok", "301 moved"]


def test_a_label_that_a_lifeline_cut_in_two_is_one() -> None:
    sheet = Sheet(780, 480)
    a, b, c = two(sheet, "Web", "Auth", "Store")
    sheet.arrow(a, b, 140, "login")
    sheet.arrow(c, a, 240, "")
    sheet.text(b, 224, "all is well")
    whole = next(line for line in sheet.lines if line.text == "all is well")
    x0, y0, x1, y1 = whole.box
    halves = [Line("all", (x0, y0, b - 1, y1), 0.9), Line("is well", (b + 2, y0, x1, y1), 0.9)]
    sheet.lines = [line for line in sheet.lines if line != whole and line.text] + halves
    assert labels(sheet) == ["login", "all is well"]


def test_a_label_of_two_lines_and_one_on_its_line() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 160, "with a password")
    sheet.text(250, 125, "log the user in")
    sheet.arrow(b, a, 280, "")
    sheet.draw.rectangle((215, 268, 285, 292), fill="white")
    sheet.text(250, 280, "token")
    sheet.lines = [line for line in sheet.lines if line.text]
    assert labels(sheet) == ["log the user in with a password", "token"]
