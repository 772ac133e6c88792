"""A Reading as the compact lines that steady a model: names, connectors, values, source.

What the reader itself is not sure of is left out: a model repeats what it is given.
"""

from collections.abc import Iterator

from tuwen.reading.types import Chart, Edge, Reading, Table

SURE = 0.5  # confidence below which neither text nor connector is passed on
POINTS = 24  # of a series; more would crowd out the rest


def facts(reading: Reading) -> str:
    """Tell a Reading line by line, what matters most first. Neutral in language."""
    return "\n".join(" ".join(line.split("\n")) for line in _lines(reading) if line)


def _lines(reading: Reading) -> Iterator[str]:
    yield f"kind: {reading.kind}"
    yield f"title: {reading.title}" if reading.title else ""
    yield from _graph(reading)
    if reading.chart is not None:
        yield from _chart(reading.chart)
    if reading.screen is not None:
        for widget in reading.screen.widgets:
            state = f" ({widget.state})" if widget.state else ""
            yield f"{widget.role}: {widget.label}{state}" if widget.label else ""
    if reading.table is not None:
        yield from _table(reading.table)
    if reading.code is not None:
        yield f"code: {reading.code.language} {reading.code.name}".rstrip()
        yield from (line.prompt + line.text for line in reading.code.lines)
        return
    yield from _other_texts(reading)


def _graph(reading: Reading) -> Iterator[str]:
    names = {each.id: each.label for each in (*reading.nodes, *reading.groups)}
    for group in reading.groups:
        inside = ", ".join(names[each] for each in group.members if names.get(each))
        yield f"{group.label or 'group'} = [{inside}]" if inside else ""
    grouped = {member for group in reading.groups for member in group.members}
    alone = [n.label for n in reading.nodes if n.label and n.id not in grouped]
    yield f"parts: {', '.join(alone)}" if alone else ""
    for node in reading.nodes:
        yield f"{node.label}: {'; '.join(node.rows)}" if node.rows else ""
    for edge in reading.edges:
        yield _edge(edge, names) if edge.confidence >= SURE else ""


def _edge(edge: Edge, names: dict[str, str]) -> str:
    source, target = names.get(edge.source, ""), names.get(edge.target, "")
    if not (source and target):
        return ""
    arrow = {"end": "->", "both": "<->", "none": "--"}[edge.heads]
    return f"{source} {arrow} {target}" + (f": {edge.label}" if edge.label else "")


def _chart(chart: Chart) -> Iterator[str]:
    yield f"x: {chart.x_label}" if chart.x_label else ""
    yield f"y: {chart.y_label}" if chart.y_label else ""
    for series in chart.series:
        shown = series.points[:: max(1, -(-len(series.points) // POINTS))]
        about = "≈" if series.measured else "="
        values = ", ".join(f"{x}{about}{y:g}{series.unit}" for x, y in shown)
        yield f"series {series.name}: {values}"


def _table(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield " | ".join(row)


def _other_texts(reading: Reading) -> Iterator[str]:
    """What is written in the picture and belongs to nothing that was told."""
    told = [n.label for n in (*reading.nodes, *reading.groups)]
    told += [row for node in reading.nodes for row in node.rows]
    told += [edge.label for edge in reading.edges if edge.confidence >= SURE]
    if reading.screen is not None:
        told += [widget.label for widget in reading.screen.widgets]
    if reading.table is not None:
        told += [cell for row in reading.table.rows for cell in row]
    known = "\n".join((reading.title, *told)).replace(" ", "")
    sure = [t.text for t in reading.texts if t.confidence >= SURE and not t.role]
    left = [text for text in sure if text.replace(" ", "") not in known]
    if left:
        yield "texts: " + " / ".join(left)
