"""Pixels to Reading: what can be proved from a picture. Knows no language, tasks or engines."""

from time import perf_counter

from tuwen.figure.types import Figure
from tuwen.reading.diagram import Diagram, read_diagram
from tuwen.reading.ocr import Line, read_lines, warm
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.types import Reading, Text

__all__ = ["read", "warm"]


def read(figure: Figure) -> Reading:
    """Read texts, kind, shapes, connectors, groups, series and widgets off a picture."""
    started = perf_counter()
    gray = gray_of(figure.pixels)
    lines = read_lines(figure.pixels, gray=gray)
    seen = perf_counter()
    scene = take_apart(figure.pixels, gray, lines)
    diagram = read_diagram(scene)
    done = perf_counter()
    kind = "flowchart" if diagram.edges else "other"
    return Reading(
        width=figure.width,
        height=figure.height,
        kind=kind,
        kind_confidence=0.5,
        title=diagram.title,
        texts=_texts(lines),
        nodes=diagram.nodes,
        edges=diagram.edges,
        groups=diagram.groups,
        problems=_problems(figure, lines, diagram),
        timings_ms={
            "ocr": round(1000 * (seen - started), 1),
            "structure": round(1000 * (done - seen), 1),
            "read": round(1000 * (done - started), 1),
        },
    )


def _texts(lines: list[Line]) -> tuple[Text, ...]:
    return tuple(
        Text(f"t{i}", line.text, line.box, round(line.confidence, 3))
        for i, line in enumerate(lines, 1)
    )


def _problems(figure: Figure, lines: list[Line], diagram: Diagram) -> tuple[str, ...]:
    problems = list(figure.quality.problems)
    heights = sorted(line.box[3] - line.box[1] for line in lines)
    if heights and heights[len(heights) // 2] < 9:
        problems.append(f"文字高度约 {heights[len(heights) // 2]} 像素，建议导出 2 倍大小的图片。")
    doubtful = sum(edge.confidence < 0.5 for edge in diagram.edges)
    if doubtful:
        problems.append(f"有 {doubtful} 条连线看不清楚，未作为依据。")
    return tuple(problems)
