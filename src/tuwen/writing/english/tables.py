"""Tables in English: what is listed by what, how many rows, and what stands out in the figures."""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.reading.types import Reading
from tuwen.writing.english.phrasing import about, capped, count, is_chinese, listed, quoted
from tuwen.writing.english.values import term
from tuwen.writing.extract import plain
from tuwen.writing.labels import clean
from tuwen.writing.phrasing import Clause
from tuwen.writing.table_text import Column, columns_of, counting, ids_of, labelled

ROWS: Final = 12  # of a table that is told row by row


def table(reading: Reading) -> list[Clause]:
    """What the rows are about, their columns, the ends of the figures."""
    found = reading.table
    if found is None or len(found.rows) < 2:
        return []
    columns = columns_of(found)
    names = [c.name for c in columns if c.name]
    many = len(found.rows) - found.headers
    clauses = [Clause(_whole(columns, names, many), ids_of(reading, names), 9)]
    labels = columns[0].cells if labelled(columns) else ()
    for column in columns[1:] if labels else ():
        figures = column.figures()
        if figures and column.name and len(clauses) < 3:
            text = _ends(column, figures, labels)
            step = counting(columns)
            name = f"the value at {term(columns[0].name).strip('“”')} {column.name}"
            lead = f"{name if step else _said(column.name)} is "
            if text:
                clauses.append(Clause(f"{lead}{text}", ids_of(reading, [column.name]), 6))
    return clauses


def _columns(names: Sequence[str]) -> str:
    return "column" if len(names) == 1 else "columns"


def _all(cells: Sequence[str], most: int) -> str:
    """Cells as a list; all of them translated, or all as printed."""
    known = all(not term(c).startswith("“") for c in cells if is_chinese(c))
    return capped([_said(c) if known or not is_chinese(c) else quoted(c) for c in cells], most)


def _said(cell: str) -> str:
    text = term(cell)
    return text if text.startswith("“") or not re.search(r"[,;:]|^\d+$", text) else quoted(text)


def _whole(columns: Sequence[Column], names: Sequence[str], many: int) -> str:
    size = about(many, "row")
    if not names:
        return f"it has no header and {size} of {count(len(columns), 'column')}"
    if not labelled(list(columns)):
        return f"it has {size} with the {_columns(names)} {_all(names, 8)}"
    items = _all([plain(cell) for cell in columns[0].cells if cell], 6)
    others = [c.name for c in columns[1:] if c.name]
    if not others:
        return f"it lists {items}"
    if counting(list(columns)):
        return f"it gives values of {items} at {term(columns[0].name)} {capped(others, 7)}"
    if re.search(
        r"对比|维度|特性|指标|项目|方面|feature|aspect|criteri|propert", columns[0].name, re.I
    ):
        return f"it compares {_all(others, 7)} by {items}"
    by = f" by {_said(columns[0].name)}" if columns[0].name else ""
    return f"it lists {items}{by}, with the {_columns(others)} {_all(others, 7)}"


def _ends(column: Column, figures: list[tuple[float, int]], labels: tuple[str, ...]) -> str:
    """Which row has the most and which the least, where one row alone has it."""
    high, low = max(figures)[0], min(figures)[0]
    if high == low:
        return f"{_short(column.cells[figures[0][1]])} in every row"
    told: list[str] = []
    for word, end in (("highest", high), ("lowest", low)):
        rows = [k for value, k in figures if value == end]
        if len(rows) == 1 and labels[rows[0]]:
            shown = _short(column.cells[rows[0]])
            told.append(f"{word} for {_said(plain(labels[rows[0]]))} ({shown})")
    return listed(told)


def _short(value: str) -> str:
    return re.sub(r"\d+\.\d{5,}", lambda m: f"about {float(m[0]):.4g}", value)


def _cell(text: str) -> str:
    return term(text) if is_chinese(text) else clean(text)


def rows(reading: Reading) -> list[Clause]:
    """Row by row what stands under each column, for the long description of a small table."""
    found = reading.table
    columns = columns_of(found) if found and len(found.rows) > 1 else []
    if not columns or not labelled(columns) or not 0 < len(columns[0].cells) <= ROWS:
        return []
    clauses: list[Clause] = []
    for k, label in enumerate(columns[0].cells):
        cells = [(c.name, c.cells[k]) for c in columns[1:] if c.name and c.cells[k].strip()]
        if label and cells:
            told = "; ".join(f"{term(name)}: {_cell(cell)}" for name, cell in cells)
            clauses.append(Clause(f"{_said(plain(label))} – {told}", ids_of(reading, [label])))
    return clauses
