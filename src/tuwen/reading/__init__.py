"""Pixels to Reading: what can be proved from a picture. Knows no language, tasks or engines."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import NamedTuple

from tuwen.figure.types import Figure
from tuwen.reading.blocks import blocks
from tuwen.reading.chart import read_chart
from tuwen.reading.code import as_lines, read_code
from tuwen.reading.diagram import Diagram, read_diagram
from tuwen.reading.formula import is_formula
from tuwen.reading.furniture import caption_of, cleared, find_furniture
from tuwen.reading.hatching import flatten_hatching
from tuwen.reading.kind import classify
from tuwen.reading.kind_diagram import evidence, refine_diagram
from tuwen.reading.legend import Legend, find_legend
from tuwen.reading.ocr import Line, read_lines, warm
from tuwen.reading.order import in_reading_order, sorted_blocks
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.screen import read_screen
from tuwen.reading.sequence import read_sequence
from tuwen.reading.table_cells import read_table
from tuwen.reading.title import find_title
from tuwen.reading.types import CHARTS, DIAGRAMS, FORMULA, Chart, Kind, Reading, Table, Text

__all__ = ["read", "warm"]

_NOTHING = Diagram((), (), ())
_ROW_BY_ROW = CHARTS | {"code", "terminal", "table"}  # what stands in one row belongs together
_LEADING = 1.0  # line heights between the lines of one label at most
_GRIDDED = 0.35  # share of the texts in rows and columns from which a table is looked for
_UNLIKE = -2.0  # score of a table below which the picture is full of other things
_TABULAR = 0.85  # confidence of what is a table by its cells alone
_FORMULAIC = ("other", "decorative", "ui_screenshot", "code")  # what formulas are taken for
_FORMULA_SURE = 0.7
_HOPELESS = -1.8  # behind another kind by this much, a diagram is not looked for


def read(figure: Figure) -> Reading:
    """Read texts, kind, shapes, connectors, groups and series off a picture."""
    started = perf_counter()
    pixels = flatten_hatching(figure.pixels)
    gray = gray_of(pixels)
    lines = read_lines(pixels, gray=gray)
    seen = perf_counter()
    scene = take_apart(pixels, gray, lines)
    furniture = find_furniture(scene)
    scene = cleared(scene, [line for _, line in furniture])
    legend = find_legend(scene)
    kind, confidence, diagram, chart, table = _structure(scene, legend)
    formula = kind in _FORMULAIC and is_formula(scene)
    if formula:
        kind, confidence, diagram = "other", _FORMULA_SURE, _NOTHING
    if legend and kind in DIAGRAMS:
        furniture.extend(("legend", line) for line in legend.lines)
        scene = replace(scene, lines=cleared(scene, legend.lines).lines)
    screen = read_screen(scene) if kind == "ui_screenshot" else None
    code = read_code(scene, kind) if kind in ("code", "terminal") else None
    if code and code.language:
        kind = "code"
    parts = diagram.nodes, diagram.edges, diagram.groups
    title = caption_of(furniture) or (chart.title if chart else find_title(scene, *parts))
    found = as_lines(code, scene.snug) if code else (*scene.snug, *diagram.letters)
    texts = _texts(found, kind, diagram)
    done = perf_counter()
    return Reading(
        width=figure.width,
        height=figure.height,
        kind=kind,
        kind_confidence=confidence,
        title=title,
        texts=texts,
        furniture=tuple(
            replace(_text(line, len(texts) + i), role=role)
            for i, (role, line) in enumerate(furniture, 1)
        ),
        nodes=diagram.nodes,
        edges=diagram.edges,
        groups=diagram.groups,
        chart=chart,
        screen=screen,
        code=code,
        table=table,
        problems=(*_problems(figure, scene, diagram), *((FORMULA,) if formula else ())),
        timings_ms={
            "ocr": round(1000 * (seen - started), 1),
            "structure": round(1000 * (done - seen), 1),
            "read": round(1000 * (done - started), 1),
        },
    )


class _Structure(NamedTuple):
    """What the picture is, and the parts that such a picture has."""

    kind: Kind
    confidence: float
    diagram: Diagram = _NOTHING
    chart: Chart | None = None
    table: Table | None = None


def _structure(scene: Scene, legend: Legend | None = None) -> _Structure:
    guess = classify(scene)
    if guess.kind in CHARTS:
        chart = read_chart(scene, guess.kind, guess.marks)
        return _Structure(guess.kind, guess.confidence, chart=chart)
    if guess.kind == "table":
        return _Structure("table", guess.confidence, table=read_table(scene))
    likely = guess.gridded >= _GRIDDED and guess.scores["table"] > _UNLIKE
    if likely and guess.kind not in ("code", "terminal"):
        table = read_table(scene, proven=True)
        if table is not None:
            return _Structure("table", _TABULAR, table=table)
    if guess.lead() < _HOPELESS:
        return _Structure(guess.kind, guess.confidence)
    if legend:
        scene = cleared(scene, legend.lines, legend.boxes)
    sequence = read_sequence(scene) if guess.kind not in ("class", "er") else None
    if sequence is not None:
        nodes, edges, groups = sequence
        diagram = Diagram(tuple(nodes), tuple(edges), tuple(groups))
        return _Structure("sequence", max(guess.confidence, 0.8), diagram)
    diagram = in_reading_order(read_diagram(scene))
    parts = diagram.nodes, diagram.edges, diagram.groups
    guess = guess.shifted(evidence(*parts))
    if guess.kind not in DIAGRAMS:
        return _Structure(guess.kind, guess.confidence)
    kind, confidence = refine_diagram(scene, *parts)
    if kind == "mindmap":  # broad branches that taper look like heads
        edges = tuple(
            replace(e, heads="none", source_mark="none", target_mark="none") for e in diagram.edges
        )
        diagram = replace(diagram, edges=edges)
    return _Structure(kind, round(confidence * guess.confidence, 3), diagram)


def _texts(lines: Sequence[Line], kind: Kind, diagram: Diagram) -> tuple[Text, ...]:
    """The lines as one reads them; those of one label or paragraph follow one another."""
    if kind not in _ROW_BY_ROW:
        stacks = blocks(list(lines), _LEADING)
        if kind in DIAGRAMS and kind != "sequence":
            stacks = sorted_blocks(stacks, diagram)
        lines = [line for stack in stacks for line in stack]
    return tuple(_text(line, i) for i, line in enumerate(lines, 1))


def _text(line: Line, number: int) -> Text:
    return Text(f"t{number}", line.text, line.box, round(line.confidence, 3))


def _problems(figure: Figure, scene: Scene, diagram: Diagram) -> tuple[str, ...]:
    problems = list(figure.quality.problems)
    if scene.lines and scene.glyph_height < 7:
        height = round(scene.glyph_height)
        problems.append(f"文字高度约 {height} 像素，建议导出 2 倍大小的图片。")
    doubtful = sum(edge.confidence < 0.5 for edge in diagram.edges)
    if doubtful:
        problems.append(f"有 {doubtful} 条连线看不清楚，未作为依据。")
    return tuple(problems)
