"""What a picture is once it has been looked into: tables that look like screens."""

import pytest
from drawn import Sheet
from PIL import ImageFont

from tuwen.reading.structure import find_structure
from tuwen.reading.types import COUNTS

_NAMES = ("gateway", "orders", "payment", "stock", "search", "mail", "users", "audit")


def put(sheet: Sheet, x: int, y: int, text: str) -> None:
    """Write a text from its left edge on."""
    sheet.write(x + round(ImageFont.load_default(16).getlength(text) / 2), y, text, 16)


def test_a_table_without_rules_whose_cells_wrap_is_a_table() -> None:
    sheet = Sheet(560, 60 + 62 * len(_NAMES))
    for x, word in ((60, "Name"), (220, "Field"), (420, "Remark")):
        put(sheet, x, 24, word)
    for i, name in enumerate(_NAMES):
        y = 74 + 62 * i
        put(sheet, 60, y - 12, name)
        put(sheet, 60, y + 12, "service")
        put(sheet, 220, y, "max-age")
        if i % 2:
            put(sheet, 420, y, "read often")
            continue
        put(sheet, 420, y - 12, "read often and")
        put(sheet, 420, y + 12, "written rarely")
    found = find_structure(sheet.scene())
    assert found.kind == "table"
    assert found.table is not None
    assert found.table.rows[0] == ("Name", "Field", "Remark")
    remarks = ("read often and written rarely", "read often")
    assert found.table.rows[1:] == tuple(
        (f"{name} service", "max-age", remarks[i % 2]) for i, name in enumerate(_NAMES)
    )


def test_a_striped_table_is_no_screen() -> None:
    sheet = Sheet(700, 40 * (len(_NAMES) + 1))
    sheet.pixels[:40] = (217, 230, 246)
    for i, row in enumerate((("Name", "Share", "Password"), *((n, "65.0%", "on") for n in _NAMES))):
        if i % 2:
            sheet.pixels[40 * i : 40 * i + 40] = (242, 245, 252)
        for x, word in zip((70, 270, 480), row, strict=True):
            put(sheet, x, 20 + 40 * i, word)
    found = find_structure(sheet.scene())
    assert found.kind == "table"
    assert found.table is not None
    assert len(found.table.rows) == len(_NAMES) + 1


@pytest.mark.parametrize("dash", [None, (7, 5)])
def test_the_ends_of_lines_in_a_class_diagram_count_nothing(dash: tuple[int, int] | None) -> None:
    sheet = Sheet(280, 460)
    for top, name in ((40, "Order"), (270, "Customer")):
        for y, tall in ((top, 36), (top + 36, 60), (top + 96, 60)):
            sheet.shape((40, y, 230, y + tall))
        sheet.write(135, top + 18, name)
        for y, member in ((52, "-id: Long"), (76, "+total: Money"), (112, "+pay()")):
            sheet.write(110, top + y, member, 14)
    sheet.line([(135, 196), (135, 270)], dash=dash)
    sheet.line([(124, 256), (146, 256)])
    found = find_structure(sheet.scene())
    assert found.kind == "class"
    (edge,) = found.diagram.edges
    assert not {edge.source_mark, edge.target_mark} & COUNTS
