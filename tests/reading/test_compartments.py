"""The rule below the name of a class or an entity."""

from drawn import BLUE, PALE, Sheet, node

from tuwen.reading.compartments import whole_boxes
from tuwen.reading.outline import Outline, corners


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


def _classes() -> Sheet:
    sheet = Sheet(640, 420)
    for x, name in ((40, "Animal"), (360, "Duck")):
        sheet.shape((x, 200, x + 200, 240), fill=BLUE)
        sheet.shape((x, 240, x + 200, 300), fill=BLUE)
        sheet.write(x + 100, 220, name)
        sheet.write(x + 100, 270, "+swim()")
    sheet.arrow((359, 250), (241, 250))
    return sheet


def test_a_yellow_note_is_no_class() -> None:
    sheet = _classes()
    sheet.shape((360, 40, 560, 100), "can fly", fill=(255, 245, 173))
    sheet.line([(460, 101), (460, 199)], width=1, dash=(4, 4))
    diagram = sheet.diagram()
    assert {n.label for n in diagram.nodes} == {"Animal", "Duck"}
    assert len(diagram.edges) == 1


def test_a_yellow_box_with_an_arrow_is_no_note() -> None:
    sheet = _classes()
    sheet.shape((360, 40, 560, 100), "Flyer", fill=(255, 245, 173))
    sheet.arrow((460, 199), (460, 101))
    assert {n.label for n in sheet.diagram().nodes} == {"Animal", "Duck", "Flyer"}


def _outline(*box: int) -> Outline:
    x0, y0, x1, y1 = box
    edge = (x0, y0, x1, y1)
    return Outline(corners(edge), edge, "rect", 1.0, BLUE, filled=True)


def test_a_frame_that_boxes_fill_is_one_box() -> None:
    name, methods, frame = (
        _outline(64, 44, 256, 80),
        _outline(64, 94, 256, 136),
        _outline(60, 40, 260, 140),
    )
    (whole,) = whole_boxes([name, methods], [frame])
    assert (whole.box, whole.parts) == (frame.box, (name.box, methods.box))


def test_a_frame_with_a_margin_stays_a_frame() -> None:
    outlines, frame = (
        [_outline(90, 60, 230, 90), _outline(90, 94, 230, 130)],
        _outline(60, 40, 260, 140),
    )
    assert whole_boxes(outlines, [frame]) == [*outlines, frame]
