"""Activation bars, which lifelines go on behind."""

import pytest
from sequence_drawn import Sheet, messages, two


@pytest.mark.parametrize("fill", ["white", "black", (255, 200, 120)])
def test_messages_end_at_bars_of_any_fill(fill: tuple[int, int, int] | str) -> None:
    sheet = Sheet(780, 480)
    a, b, c = two(sheet, "Web", "Auth", "Store")
    sheet.draw.rectangle((b - 6, 120, b + 6, 330), fill=fill, outline=(60, 60, 60))
    sheet.arrow(a, b - 6, 140, "login")
    sheet.arrow(b + 6, c, 220, "find user")
    sheet.arrow(b - 6, a, 310, "token", dash=5)
    assert [(source, target) for source, target, *_ in messages(sheet)] == [
        ("Web", "Auth"), ("Auth", "Store"), ("Auth", "Web"),
    ]  # fmt: skip


def test_letters_above_one_another_are_no_lifeline() -> None:
    sheet = Sheet(780, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.header(640, 20, "List")
    for y in range(84, 400, 24):
        sheet.text(640, y, "l")
    sheet.arrow(a, b, 160, "login")
    sheet.arrow(b, a, 260, "token", dash=5)
    assert {name for message in messages(sheet) for name in message[:2]} == {"Web", "Auth"}
