"""Messages of a participant to itself."""

import pytest
from sequence_drawn import Sheet, messages, two

ONE_LOOP = [("Web", "Auth"), ("Auth", "Auth"), ("Auth", "Web")]


def exchange(sheet: Sheet) -> int:
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 120, "login")
    sheet.arrow(b, a, 340, "token", dash=5)
    return b


def routes(sheet: Sheet) -> list[tuple[str, str]]:
    return [(source, target) for source, target, *_ in messages(sheet)]


@pytest.mark.parametrize("form", ["angular", "curved"])
def test_a_loop_leaves_its_lifeline_and_comes_back(form: str) -> None:
    sheet = Sheet(560, 480)
    x = exchange(sheet)
    if form == "angular":
        sheet.draw.line((x, 210, x + 40, 210, x + 40, 234, x, 234), fill="black", width=2)
    else:
        sheet.draw.arc((x - 40, 210, x + 40, 234), -90, 90, fill="black", width=2)
    sheet.draw.polygon([(x + 1, 234), (x + 12, 228), (x + 12, 240)], fill="black")
    sheet.text(x + 30, 194, "check")
    assert routes(sheet) == ONE_LOOP


def test_a_call_and_its_return_are_no_loop() -> None:
    sheet = Sheet(780, 480)
    a, b, c = two(sheet, "Web", "Auth", "Store")
    sheet.arrow(a, b, 120, "login")
    sheet.arrow(b, c, 220, "find")
    sheet.arrow(c, b, 250, "user", dash=5)
    assert routes(sheet) == [("Web", "Auth"), ("Auth", "Store"), ("Store", "Auth")]


def test_a_note_beside_a_lifeline_is_no_loop() -> None:
    sheet = Sheet(560, 480)
    x = exchange(sheet)
    box = (x + 8, 200, x + 90, 236)
    sheet.draw.rectangle(box, fill=(255, 245, 173), outline=(170, 170, 51))
    sheet.text(x + 49, 218, "a note")
    assert routes(sheet) == [("Web", "Auth"), ("Auth", "Web")]
