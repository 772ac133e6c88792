"""Tables in words: what is listed by what, how many rows, and what stands out in the figures."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from tuwen.reading.types import Reading, Table
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause, capped, glued, named, quoted

FIGURE: Final = re.compile(r"^[¥$€]?\s*([-+]?\d[\d,]*(?:\.\d+)?)\s*([^\d\s]{0,5})$")
COUNTLESS: Final = re.compile(r"编号|序号|^id$|^no\.?$|^#$|年份|端口|版本|version|port|year", re.I)
ASPECT: Final = re.compile(
    r"^(?:对比|比较)?(?:项目?|维度|指标|特性|方面|属性|内容)$|^(?:对比|比较)$"
    r"|^(?:features?|aspects?|criteria|property|properties)$",
    re.I,
)
MOST: Final = 2  # columns of figures of which the ends are told


@dataclass(frozen=True)
class Column:
    name: str
    cells: tuple[str, ...]

    @property
    def said(self) -> str:
        """The name as it stands in prose."""
        return quoted(self.name) if FIGURE.match(self.name) else named(self.name)

    def figures(self) -> list[tuple[float, int]]:
        """Numbers with their rows, if all that is there are numbers of one unit."""
        found = [(FIGURE.match(cell), k) for k, cell in enumerate(self.cells) if cell.strip("- —")]
        matches = [(m, k) for m, k in found if m]
        units = {m[2] for m, _ in matches}
        if len(matches) < max(3, len(found)) or len(units) != 1 or COUNTLESS.search(self.name):
            return []
        return [(float(m[1].replace(",", "")), k) for m, k in matches]


def table(reading: Reading, most: int = MOST) -> list[Clause]:
    """What the rows are about, their columns, the ends of the figures in the first ones."""
    found = reading.table
    if found is None or len(found.rows) < 2:
        return []
    columns = columns_of(found)
    count = len(found.rows) - found.headers
    names = [c.name for c in columns if c.name]
    clauses = [Clause(_whole(columns, names, count), ids_of(reading, names), 9)]
    labels = columns[0].cells if labelled(columns) else ()
    told = 0
    for column in columns[1:] if labels else columns:
        figures = column.figures()
        if figures and labels and column.name and told < most:
            text = _ends(column, figures, labels)
            if text and counting(columns):
                text = glued(columns[0].name, column.name, "下", text.removeprefix(column.said))
            if text:
                told += 1
                clauses.append(Clause(text, ids_of(reading, [column.name]), 6))
        elif not figures and labels and column.name:
            text = _shares(column)
            if text:
                clauses.append(Clause(text, ids_of(reading, [column.name]), 4))
    return clauses


def columns_of(found: Table) -> list[Column]:
    """Each column with the lowest of its names."""
    columns: list[Column] = []
    for cells in zip(*found.rows, strict=True):
        names = [plain(cell) for cell in cells[: found.headers] if cell]
        body = _without_buttons(cells[found.headers :])
        columns.append(Column(names[-1] if names else "", body))
    return columns


def _without_buttons(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells without the word of a link, and its sign, that stands at most of their ends."""
    ends = Counter(cell.split()[-1] for cell in cells if len(cell.split()) > 1)
    word, often = ends.most_common(1)[0] if ends else ("", 0)
    if often < 4 or often * 5 < len(cells) * 2 or not word.isalpha():
        return cells
    return tuple(re.sub(rf"(?:\s+\W|\s+\w)?\s+{word}$|\s+[\W\d]$", "", cell) for cell in cells)


def counting(columns: list[Column]) -> bool:
    """Whether the columns are numbered by what the first is called: 时间步 1, 2, 3."""
    return bool(columns[0].name) and all(FIGURE.match(c.name) for c in columns[1:])


def labelled(columns: list[Column]) -> bool:
    """The first column names the rows: words, and hardly one twice."""
    cells = [cell for cell in columns[0].cells if cell]
    words = [cell for cell in cells if not FIGURE.match(cell)]
    return len(words) * 10 >= len(columns[0].cells) * 7 and len(set(cells)) * 10 >= len(cells) * 8


def _whole(columns: list[Column], names: list[str], count: int) -> str:
    if not names:
        return f"没有表头，共 {count} 行 {len(columns)} 列数据"
    if not labelled(columns):
        return glued(f"共 {count} 行，各列为", capped([named(n) for n in names], 8, measure="列"))
    items = [named(plain(cell)) for cell in columns[0].cells if cell]
    listed = capped(items, 5, measure="项")
    others = [c.said for c in columns[1:] if c.name]
    if not others:
        return glued("列出了", listed)
    if ASPECT.search(columns[0].name):
        aspects = capped(items, 6, measure="个方面")
        return glued("对比了", capped(others, 7, measure="项"), "，涉及", aspects)
    if counting(columns):
        steps = capped([c.name for c in columns[1:]], 7, measure="列")
        return glued("列出了", listed, "在", columns[0].name, steps, "的数值")
    by = glued("按", quoted(columns[0].name)) if columns[0].name else ""
    return glued(by, "列出了", listed, "，给出各项的", capped(others, 7, measure="项"))


def _ends(column: Column, figures: list[tuple[float, int]], labels: tuple[str, ...]) -> str:
    """Which row has the most and which the least, where one row alone has it."""
    high, low = max(figures)[0], min(figures)[0]
    top = [k for value, k in figures if value == high]
    bottom = [k for value, k in figures if value == low]
    if high == low:
        return glued(column.said, f"均为 {_short(column.cells[top[0]])}")
    told: list[str] = []
    whole = len(figures) == len(column.cells)  # else a nought may not have been read
    for word, rows in (("最高", top), ("最低", bottom if whole else [])):
        if len(rows) == 1 and labels[rows[0]]:
            value = _short(column.cells[rows[0]])
            told.append(glued(word, "的是", f"{named(plain(labels[rows[0]]))}（{value}）"))
    return glued(column.said, "，".join(told)) if told else ""


def _short(value: str) -> str:
    """A figure without the digits that nobody reads aloud."""
    return re.sub(r"\d+\.\d{5,}", lambda m: f"约 {_rounded(float(m[0]))}", value)


def _rounded(value: float) -> str:
    """Four digits that count, never as a power of ten."""
    return f"{value:.4g}" if value >= 0.001 or not value else f"{value:.6f}".rstrip("0")


def _shares(column: Column) -> str:
    """How often each of a few words stands in a column."""
    cells = [plain(cell) for cell in column.cells if cell.strip("- —")]
    counts = Counter(cells).most_common()
    short = all(len(word) <= 8 for word in cells)
    if len(cells) < 5 or not 2 <= len(counts) <= 3 or not short or counts[0][1] < 3:
        return ""
    said = "，".join(f"{quoted(word)}有 {number} 项" for word, number in counts)
    return f"{quoted(column.name)}一列中{said}"


def ids_of(reading: Reading, cells: list[str]) -> tuple[str, ...]:
    known = set(cells)
    return tuple(text.id for text in reading.texts if plain(text.text) in known)
