"""Participants: lines below headers, early and late ones."""

from sequence_drawn import Sheet, messages, read, two

from tuwen.reading.sequence import read_sequence


def test_a_participant_may_come_late() -> None:
    sheet = Sheet(780, 520)
    a, b = two(sheet, "Web", "Auth", bottom=460)
    sheet.lifeline(640, 220, 460)
    sheet.header(640, 178, "Session")
    sheet.arrow(a, b, 120, "login")
    sheet.arrow(b, 580, 200, "create")
    sheet.arrow(640, b, 340, "ready", dash=5)
    assert [message[:2] for message in messages(sheet)] == [
        ("Web", "Auth"), ("Auth", "Session"), ("Session", "Auth"),
    ]  # fmt: skip


def test_an_upright_line_without_a_header_is_no_participant() -> None:
    sheet = Sheet(780, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.lifeline(640, 64, 420)
    sheet.arrow(a, b, 160, "login")
    sheet.arrow(b, a, 260, "token", dash=5)
    assert [node.label for node in read(sheet)[0]] == ["Web", "Auth"]


def test_a_sheet_with_one_lifeline_is_no_sequence_diagram() -> None:
    sheet = Sheet(520, 480)
    two(sheet, "Web")
    assert read_sequence(sheet.scene()) is None
