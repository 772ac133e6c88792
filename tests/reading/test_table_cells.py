"""Pictures that are tables: cells, headers, spans, wrapped and empty cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from written import NIGHT, PALE, figure_of, placed, ruled

from tuwen.figure.types import Figure
from tuwen.reading import read
from tuwen.reading.types import Span, Table

ROWS = [
    ("Service", "Count", "Latency", "State"),
    ("gateway", "120", "3.5", "running"),
    ("orders", "86", "12.25", "stopped"),
    ("payments", "9", "40.75", "running"),
    ("search", "301", "7.5", "failed"),
]


def table_of(figure: Figure) -> Table:
    reading = read(figure)
    assert reading.kind == "table"
    assert reading.table is not None
    return reading.table


@pytest.mark.parametrize(
    ("upright", "level"), [(True, True), (False, True), (False, False)], ids=["all", "rows", "none"]
)
def test_cells_stand_in_their_rows_and_columns(upright: bool, level: bool) -> None:
    table = table_of(ruled(ROWS, upright=upright, level=level))
    assert table.rows == tuple(ROWS)
    assert table.headers == 1
    assert table.spans == ()


def test_dark_tables_are_read_as_light_ones() -> None:
    assert table_of(ruled(ROWS, paper=NIGHT, ink=PALE)).rows == tuple(ROWS)


def test_empty_cells_stay_empty() -> None:
    rows = [*ROWS[:2], ("orders", "", "12.25", ""), *ROWS[3:]]
    assert table_of(ruled(rows)).rows == tuple(rows)


def test_a_name_over_two_columns_and_one_over_two_rows() -> None:
    rows = [("Service", "Numbers", "", "State"), ("", "Count", "Latency", ""), *ROWS[1:]]
    table = table_of(ruled(rows, spans=[(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1)]))
    assert table.rows == tuple(rows)
    assert table.headers == 2
    assert set(table.spans) == {Span(0, 0, 2, 1), Span(0, 1, 1, 2), Span(0, 3, 2, 1)}


def test_a_name_that_hangs_between_two_rows_names_both() -> None:
    texts = [
        (20, 30, "Service"), (240, 30, "Count"), (420, 30, "State"),
        (240, 80, "120"), (420, 80, "running"), (20, 105, "gateway"),
        (240, 130, "86"), (420, 130, "stopped"),
        (20, 180, "search"), (240, 180, "301"), (420, 180, "failed"),
        (20, 230, "orders"), (240, 230, "17"), (420, 230, "running"),
    ]  # fmt: skip
    table = table_of(placed(texts, (560, 260)))
    assert table.rows[1:3] == (("gateway", "120", "running"), ("", "86", "stopped"))
    assert table.spans == (Span(1, 0, 2, 1),)


def test_cells_of_many_lines_end_no_table() -> None:
    words = ("Retries three", "times before", "giving up and", "says so in", "the log file")
    texts = [(20, 30, "Service"), (200, 30, "What it does"), (440, 30, "Count")]
    for k, name in enumerate(("gateway", "orders", "search")):
        top = 75 + 175 * k
        texts += [(20, top + 60, name), (440, top + 60, str(120 + k))]
        texts += [(200, top + 30 * i, word) for i, word in enumerate(words)]
    table = table_of(placed(texts, (560, 590), rules=(10, 50, 225, 400, 580)))
    assert table.rows[0] == ("Service", "What it does", "Count")
    assert [row[0] for row in table.rows[1:]] == ["gateway", "orders", "search"]
    assert all(row[1] == " ".join(words) for row in table.rows[1:])


def test_a_column_of_numbers_has_no_letters() -> None:
    rows = [("Name", "Count", "State"), *((f"item {k}", v, "on") for k, v in enumerate("7O350"))]
    table = table_of(ruled(rows))
    assert [row[1] for row in table.rows] == ["Count", "7", "0", "3", "5", "0"]


def test_figures_without_a_header_name_nothing() -> None:
    rows = [
        ("1.5", "2.5", "3.5"),
        ("4.5", "5.5", "6.5"),
        ("7.5", "8.5", "9.5"),
        ("1.5", "2.5", "3.5"),
    ]
    assert table_of(ruled(rows)).headers == 0


def test_the_box_of_a_table_holds_its_texts() -> None:
    reading = read(ruled(ROWS))
    assert reading.table is not None
    x0, y0, x1, y1 = reading.table.box
    for text in reading.texts:
        assert x0 <= text.box[0] < text.box[2] <= x1
        assert y0 <= text.box[1] < text.box[3] <= y1


def test_a_table_of_one_cell_is_no_table() -> None:
    assert read(ruled([("alone",)])).table is None


@pytest.mark.parametrize("size", [(3, 3000), (3000, 3), (400, 300)])
def test_pictures_of_nothing_give_nothing(size: tuple[int, int]) -> None:
    reading = read(figure_of(Image.new("RGB", size, (250, 250, 250))))
    assert reading.table is None
    assert reading.code is None


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**16), st.integers(1, 5), st.integers(1, 5))
def test_any_grid_of_texts_is_read_without_a_fault(seed: int, rows: int, columns: int) -> None:
    random = np.random.default_rng(seed)
    words = ["a", "12", "{", "$ ls", "", "中文", "if x:", "|", "3.14", "total"]
    cells = [[str(random.choice(words)) for _ in range(columns)] for _ in range(rows)]
    spans = [(0, 0, 1, columns)] if random.random() < 0.3 else []
    across, down = int(random.integers(20, 180)), int(random.integers(14, 60))
    upright = bool(random.random() < 0.5)
    reading = read(ruled(cells, across=across, down=down, upright=upright, spans=spans))
    if reading.table is not None:
        assert len({len(row) for row in reading.table.rows}) == 1
        assert len(reading.table.rows) >= 2
