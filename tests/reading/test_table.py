"""Tables: rows and columns of texts."""

from drawn import Sheet

from tuwen.reading.table import find_table


def table_sheet(rows: list[list[str]]) -> Sheet:
    sheet = Sheet(640, 60 + 36 * len(rows))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell:
                sheet.write(90 + 150 * x, 40 + 36 * y, cell, 15)
    return sheet


def test_cells_fall_under_their_headers() -> None:
    rows = [
        ["Name", "Speed", "Order", "Delay"],
        ["Kafka", "high", "yes", "low"],
        ["Rabbit", "middle", "", "low"],
        ["Rocket", "high", "yes", "middle"],
    ]
    table = find_table(table_sheet(rows).scene())
    assert table is not None
    assert [list(row) for row in table.rows] == rows


def test_scattered_words_are_no_table() -> None:
    sheet = Sheet(500, 400)
    for x, y, word in ((80, 40, "one"), (300, 90, "two"), (150, 180, "three"), (400, 300, "four")):
        sheet.write(x, y, word)
    assert find_table(sheet.scene()) is None
