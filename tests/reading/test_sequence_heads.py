"""Which end of a message bears the head."""

from sequence_drawn import Sheet, messages, read, two


def test_a_head_with_one_side_points() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 160, "login", head="")
    sheet.draw.line((b - 11, 153, b, 160), fill="black", width=2)
    sheet.arrow(a, b, 240, "again")
    assert messages(sheet) == [
        ("Web", "Auth", "login", "solid end"), ("Web", "Auth", "again", "solid end"),
    ]  # fmt: skip


def test_a_cross_is_a_message_lost() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 160, "login")
    sheet.arrow(a, b, 260, "ping", head="")
    for side in (-6, 6):
        sheet.draw.line((b - 13, 260 - side, b - 1, 260 + side), fill="black", width=2)
    assert [edge.target_mark for edge in read(sheet)[1]] == ["none", "cross"]


def test_a_line_without_a_head_runs_from_who_was_spoken_to_last() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 140, "login")
    sheet.arrow(a, b, 220, "more")
    sheet.arrow(b, a, 300, "answer", head="")
    assert messages(sheet)[-1] == ("Auth", "Web", "answer", "solid none")
