"""What a picture holds as a table: rows of text, as Markdown or CSV.

Knows how rows are written, and which rows a chart gives; nothing of pictures.
"""

import csv
import io
from collections.abc import Sequence

from tuwen.reading.types import Chart, Reading

Rows = Sequence[Sequence[str]]


def rows_of(reading: Reading) -> Rows:
    """The rows of a chart, the first of them the heads; none for any other picture."""
    return chart_rows(reading.chart) if reading.chart else ()


def chart_rows(chart: Chart) -> Rows:
    """A column a series where series share their places, else a row a point."""
    full = [series for series in chart.series if series.points]
    if not full:
        return ()
    across = chart.x_label or "类别"
    places = [[_cell(x) for x, _ in series.points] for series in full]
    shared = list(dict.fromkeys(place for row in places for place in row))
    once = all(len(set(row)) == len(row) for row in places)
    if len(full) == 1 or (once and len(shared) <= 1.5 * max(map(len, places))):
        if not once:
            return ((across, _head(chart, 0)), *((_cell(x), _cell(v)) for x, v in full[0].points))
        tables = [{_cell(x): _cell(v) for x, v in series.points} for series in full]
        heads = (across, *(_head(chart, k) for k in range(len(full))))
        return (heads, *((place, *(t.get(place, "") for t in tables)) for place in shared))
    rows = [
        (series.name or f"系列 {k}", _cell(x), _cell(v))
        for k, series in enumerate(full, 1)
        for x, v in series.points
    ]
    return (("系列", across, chart.y_label or "数值"), *rows)


def _head(chart: Chart, k: int) -> str:
    full = [series for series in chart.series if series.points]
    series = full[k]
    name = series.name or (chart.y_label or "数值" if len(full) == 1 else f"系列 {k + 1}")
    return f"{name} ({series.unit})" if series.unit and series.unit not in name else name


def _cell(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"


def to_markdown(rows: Rows) -> str:
    """A pipe table; the empty string without rows."""
    if not rows:
        return ""
    wide = max(len(row) for row in rows)
    lines = [_line([*row, *[""] * (wide - len(row))]) for row in rows]
    return "\n".join([lines[0], _line(["---"] * wide), *lines[1:]]) + "\n"


def _line(cells: Sequence[str]) -> str:
    clean = [" ".join(cell.split()).replace("|", "\\|") for cell in cells]
    return "| " + " | ".join(clean) + " |"


def to_csv(rows: Rows) -> str:
    """Comma-separated values as spreadsheets read them; the empty string without rows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
