"""Which level lines are messages."""

from sequence_drawn import Sheet, messages, two


def exchange(sheet: Sheet) -> tuple[int, int]:
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 120, "login")
    sheet.arrow(b, a, 370, "token", dash=5)
    return a, b


def names(sheet: Sheet) -> list[str]:
    return [label for _, _, label, _ in messages(sheet)]


def test_the_sides_of_a_note_across_lifelines_are_no_messages() -> None:
    sheet = Sheet(520, 480)
    a, b = exchange(sheet)
    box = (a - 14, 200, b + 14, 250)
    sheet.draw.rectangle(box, fill=(255, 245, 173), outline=(170, 170, 51))
    sheet.text(250, 225, "both know each other")
    assert names(sheet) == ["login", "token"]


def test_a_line_that_runs_on_beyond_both_lifelines_is_no_message() -> None:
    sheet = Sheet(520, 480)
    exchange(sheet)
    sheet.draw.line((40, 240, 500, 240), fill="black", width=2)
    assert names(sheet) == ["login", "token"]


def test_a_message_beside_the_side_of_a_frame() -> None:
    sheet = Sheet(520, 480)
    a, b = exchange(sheet)
    sheet.draw.rectangle((a + 8, 160, b + 30, 320), outline=(60, 60, 60))
    sheet.text(a + 24, 172, "opt", size=14)
    sheet.arrow(a, b, 250, "retry", dash=4)
    assert names(sheet) == ["login", "retry", "token"]


def test_a_message_passes_behind_a_label() -> None:
    sheet = Sheet(780, 480)
    a, b, c = two(sheet, "Web", "Auth", "Store")
    sheet.arrow(a, b, 120, "login")
    sheet.arrow(a, c, 250, "")
    sheet.draw.rectangle((250, 236, 360, 264), fill="white")
    sheet.text(305, 250, "write the log")
    sheet.lines = [line for line in sheet.lines if line.text]
    assert [message[:3] for message in messages(sheet)] == [
        ("Web", "Auth", "login"), ("Web", "Store", "write the log"),
    ]  # fmt: skip
