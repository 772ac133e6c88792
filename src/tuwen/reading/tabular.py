"""What a picture holds as a table: the rows of a table, or those that the data of a chart give.

Knows nothing of pictures, nor of how rows are written (`rows.py`).
"""

from collections.abc import Sequence

from tuwen.reading.types import Chart, Reading

Rows = Sequence[Sequence[str]]


def rows_of(reading: Reading) -> tuple[Rows, int]:
    """The rows of a table or chart, and how many of them are heads; none of any other picture."""
    if reading.table:
        return reading.table.rows, reading.table.headers
    return (chart_rows(reading.chart), 1) if reading.chart else ((), 0)


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
