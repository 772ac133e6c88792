"""What lifelines hang from: boxes, figures, bare names, and names that were not read."""

from sequence_drawn import Sheet, read


def exchange(sheet: Sheet, a: int, b: int) -> None:
    sheet.arrow(a, b, 160, "ask")
    sheet.arrow(b, a, 260, "tell", dash=5)


def stick_man(sheet: Sheet, x: int, y: int) -> None:
    sheet.draw.ellipse((x - 9, y, x + 9, y + 18), outline="black", width=2)
    for stroke in ((x, y + 18, x, y + 38), (x - 16, y + 26, x + 16, y + 26),
                   (x, y + 38, x - 12, y + 54), (x, y + 38, x + 12, y + 54)):  # fmt: skip
        sheet.draw.line(stroke, fill="black", width=2)


def test_bare_names_and_figures_head_lifelines() -> None:
    sheet = Sheet(780, 480)
    stick_man(sheet, 120, 8)
    sheet.text(120, 76, "Customer")
    for x, name in ((380, "Shop"), (640, "Bank")):
        sheet.text(x, 76, name)
    for x in (120, 380, 640):
        sheet.lifeline(x, 90, 420)
    sheet.arrow(120, 380, 160, "order")
    sheet.arrow(380, 640, 240, "charge")
    nodes = read(sheet)[0]
    assert [node.label for node in nodes] == ["Customer", "Shop", "Bank"]
    assert nodes[0].shape == "actor"


def test_a_name_of_two_lines() -> None:
    sheet = Sheet(520, 480)
    for x, name in ((120, "Order"), (380, "Stock")):
        sheet.lifeline(x, 84, 420)
        sheet.draw.rectangle((x - 60, 20, x + 60, 84), fill="white", outline="black")
        sheet.text(x, 40, name)
        sheet.text(x, 62, "service")
    exchange(sheet, 120, 380)
    assert [node.label for node in read(sheet)[0]] == ["Order\nservice", "Stock\nservice"]


def test_a_header_in_which_nothing_was_found_is_read_once_more() -> None:
    sheet = Sheet(780, 480)
    for x, name in ((120, "Web"), (380, "B"), (640, "Mail")):
        sheet.lifeline(x, 64, 420)
        sheet.header(x, 20, name)
    sheet.lines = [line for line in sheet.lines if line.text != "B"]
    sheet.arrow(120, 380, 160, "ask")
    sheet.arrow(380, 640, 260, "tell")
    nodes, edges, _ = read(sheet)
    assert [node.label for node in nodes] == ["Web", "B", "Mail"]
    assert [(edge.source, edge.target) for edge in edges] == [("n1", "n2"), ("n2", "n3")]


def test_a_letter_without_a_box_is_read_once_more() -> None:
    sheet = Sheet(780, 480)
    for x, name in ((380, "B"), (640, "Mail")):
        sheet.text(x, 50, name)
        sheet.lifeline(x, 64, 420)
    sheet.lifeline(120, 64, 420)
    sheet.header(120, 20, "Web")
    sheet.lines = [line for line in sheet.lines if line.text != "B"]
    sheet.arrow(120, 380, 160, "ask")
    sheet.arrow(380, 640, 260, "tell")
    assert [node.label for node in read(sheet)[0]] == ["Web", "B", "Mail"]


def test_a_name_may_be_read_at_the_foot_alone() -> None:
    sheet = Sheet(780, 480)
    for x, name in ((380, "Auth"), (640, "Mail")):
        sheet.text(x, 50, name)
        sheet.lifeline(x, 64, 420)
        sheet.text(x, 436, name)
    sheet.lifeline(120, 64, 420)
    sheet.header(120, 20, "Web")
    sheet.header(120, 420, "Web")
    sheet.lines = [q for q in sheet.lines if q.text != "Auth" or q.box[1] > 200]
    sheet.arrow(120, 380, 160, "ask")
    sheet.arrow(380, 640, 260, "tell")
    assert [node.label for node in read(sheet)[0]] == ["Web", "Auth", "Mail"]
