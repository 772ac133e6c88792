"""Boxes around participants, told by their ground or by their long sides."""

import pytest
from sequence_drawn import Sheet, read, two


@pytest.mark.parametrize("fill", [(220, 235, 250), None])
def test_a_box_holds_the_participants_that_stand_in_it(fill: tuple[int, int, int] | None) -> None:
    sheet = Sheet(780, 500)
    sheet.draw.rectangle((30, 4, 470, 490), fill=fill, outline=(120, 120, 120))
    for x, name in ((120, "Web"), (380, "Auth"), (640, "Mail")):
        sheet.lifeline(x, 84, 440)
        sheet.header(x, 40, name)
    sheet.text(250, 20, "Backend")
    sheet.arrow(120, 380, 160, "login")
    sheet.arrow(380, 640, 240, "notify")
    assert [(g.label, g.members) for g in read(sheet)[2]] == [("Backend", ("n1", "n2"))]


def test_participants_on_paper_stand_in_no_box() -> None:
    sheet = Sheet(520, 480)
    a, b = two(sheet, "Web", "Auth")
    sheet.arrow(a, b, 160, "login")
    sheet.arrow(b, a, 240, "token", dash=5)
    assert read(sheet)[2] == []
