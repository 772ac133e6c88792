"""The rule below the name of a class or an entity."""

from drawn import PALE, Sheet, node


def test_the_rule_below_the_name() -> None:
    sheet = Sheet(300, 260)
    sheet.shape((50, 20, 250, 230), fill=PALE)
    for y, text in ((45, "Order"), (110, "id"), (150, "total"), (190, "state")):
        sheet.write(150, y, text)
    sheet.line([(51, 72), (249, 73)])
    box = node(sheet.diagram(), "Order")
    assert box.rows == ("id", "total", "state")


def test_lines_of_one_name_are_not_parted() -> None:
    sheet = Sheet(300, 160)
    sheet.shape((50, 20, 250, 130), fill=PALE)
    sheet.write(150, 60, "Order")
    sheet.write(150, 90, "Service")
    assert [n.rows for n in sheet.diagram().nodes] == [()]


def test_a_stereotype_is_not_the_name() -> None:
    sheet = Sheet(300, 260)
    sheet.shape((50, 20, 250, 90))
    sheet.shape((50, 90, 250, 200), "draw()")
    sheet.write(150, 42, "<<interface>>")
    sheet.write(150, 68, "Shape")
    assert node(sheet.diagram(), "Shape").rows == ("<<interface>>", "draw()")
