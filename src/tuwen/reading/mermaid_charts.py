"""Charts as Mermaid source: pies, and bars and lines over categories."""

import math

from tuwen.reading.mermaid_text import bare, label
from tuwen.reading.types import Chart, Kind

_MOST_POINTS = 200


def pie(chart: Chart, limit: int) -> str:
    """A pie of the first series; the empty string when no share is above nothing."""
    points = chart.series[0].points if chart.series else ()
    slices = {
        label(_plain(x), limit=limit, between=" ") or " ": value
        for x, value in points
        if math.isfinite(value) and value > 0
    }
    if not slices:
        return ""
    lines = ["pie showData"]
    if title := bare(chart.title, limit=limit):
        lines.append(f"  title {title}")
    lines += [f'  "{name}" : {_number(value)}' for name, value in slices.items()]
    return "\n".join(lines) + "\n"


def xychart(chart: Chart, kind: Kind, limit: int) -> str:
    """Bars or lines over the categories that all series share; the empty string without any."""
    rows = [
        (series.name, {_plain(x): v for x, v in series.points if math.isfinite(v)})
        for series in chart.series
    ]
    rows = [(name, values) for name, values in rows if values]
    if not rows:
        return ""
    shared = [x for x in rows[0][1] if all(x in values for _, values in rows)]
    if not shared:
        rows, shared = rows[:1], list(rows[0][1])
    shared = shared[:_MOST_POINTS]
    names = ", ".join(f'"{label(x, limit=limit, between=" ") or " "}"' for x in shared)
    lines = ["xychart-beta"]
    if title := label(chart.title, limit=limit, between=" "):
        lines.append(f'  title "{title}"')
    across = label(chart.x_label, limit=limit, between=" ")
    lines.append(f'  x-axis "{across}" [{names}]' if across else f"  x-axis [{names}]")
    if upward := label(chart.y_label, limit=limit, between=" "):
        lines.append(f'  y-axis "{upward}"')
    plot = "bar" if kind == "bar_chart" else "line"
    for name, values in rows:
        said = label(name, limit=limit, between=" ")
        numbers = ", ".join(_number(values[x]) for x in shared)
        lines.append(f'  {plot} "{said}" [{numbers}]' if said else f"  {plot} [{numbers}]")
    return "\n".join(lines) + "\n"


def _plain(x: str | float) -> str:
    return x if isinstance(x, str) else _number(x)


def _number(value: float) -> str:
    """Decimal digits without an exponent, which Mermaid does not read."""
    text = f"{min(max(value, -1e15), 1e15):.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0", "-") else text
