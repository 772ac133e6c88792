"""The order in which a picture is read: page, texts, what stands beside it, structure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Figure, Pixels
from tuwen.reading.blocks import blocks
from tuwen.reading.code import as_lines
from tuwen.reading.diagram import Diagram
from tuwen.reading.furniture import caption_of, cleared, find_furniture
from tuwen.reading.hatching import flatten_hatching
from tuwen.reading.kind import shows_chart
from tuwen.reading.legend import find_legend
from tuwen.reading.legibility import Evidence, find_flaws
from tuwen.reading.ocr import LEAST, Line, read_lines, warm
from tuwen.reading.order import sorted_blocks
from tuwen.reading.palette import main_colours
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.screen import page_title
from tuwen.reading.stamps import find_stamp
from tuwen.reading.structure import find_structure
from tuwen.reading.title import find_title, title_of_table
from tuwen.reading.types import CHARTS, DIAGRAMS, FORMULA, Chart, Kind, Reading, Text
from tuwen.reading.upright import (
    AS_GIVEN,
    Pose,
    as_given,
    head_down,
    lying,
    straightened,
    turned,
    unread,
)

__all__ = ["read", "warm"]

_ROW_BY_ROW = CHARTS | {"code", "terminal", "table"}  # what stands in one row belongs together
_LEADING = 1.0  # line heights between the lines of one label at most


def read(figure: Figure) -> Reading:
    """Read texts, kind, shapes, connectors, groups and series off a picture."""
    started = perf_counter()
    page = _page(figure)
    lines, gray = page.lines, page.gray
    seen = perf_counter()
    scene = take_apart(page.pixels, gray, lines)
    furniture = find_furniture(scene)
    scene = cleared(scene, [line for _, line in furniture])
    legend = find_legend(scene)
    kind, confidence, diagram, chart, table, screen, code, formula = find_structure(scene, legend)
    if legend and kind in DIAGRAMS:
        furniture.extend(("legend", line) for line in legend.lines)
        scene = replace(scene, lines=cleared(scene, legend.lines).lines)
    parts = diagram.nodes, diagram.edges, diagram.groups
    named = caption_of(furniture) or page_title(screen)
    drawn = title_of_table(scene, table.box) if table else find_title(scene, *parts)
    title = named or (chart.title if chart else drawn)
    found = as_lines(code, scene.snug) if code else (*scene.snug, *diagram.letters)
    texts = _texts(found, kind, diagram)
    known = Evidence(figure.quality, kind, page.pose, page.stamp, gray, lines)
    flaws = find_flaws(scene, known)
    done = perf_counter()
    reading = Reading(
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
        problems=(*(flaw.text for flaw in flaws), *_doubts(diagram, chart, formula=formula)),
        flaws=flaws,
        contains=("other_chart",) if screen and shows_chart(scene) else (),
        palette=() if chart or screen or diagram.nodes else main_colours(figure.pixels),
        timings_ms={
            "ocr": round(1000 * (seen - started), 1),
            "structure": round(1000 * (done - seen), 1),
            "read": round(1000 * (done - started), 1),
        },
    )
    return as_given(reading, page.pose)


@dataclass(frozen=True, slots=True)
class _Page:
    """The picture put upright, with what stands on it."""

    pixels: Pixels
    gray: NDArray[np.uint8]
    lines: list[Line]
    pose: Pose
    stamp: str  # the words of a watermark


def _page(figure: Figure) -> _Page:
    """Put the picture upright and read its lines; again where they show that it is not."""
    straight, pose = straightened(figure.pixels, figure.quality.slant)
    pixels = flatten_hatching(straight)
    gray = gray_of(pixels)
    found = read_lines(pixels, gray=gray, least=0)
    lines = [line for line in found if line.confidence >= LEAST]
    turn = lying(lines) or 2 * head_down(pixels, gray, found) or unread(pixels, found)
    if turn:
        pixels, pose = turned(pixels, pose, turn)
        gray = gray_of(pixels)
        lines = read_lines(pixels, gray=gray)
    slant = figure.quality.stamped if pose is AS_GIVEN and not figure.quality.found else 0.0
    stamp = find_stamp(figure.pixels, slant, lines) if slant else ""
    return _Page(pixels, gray, lines, pose, stamp)


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


def _doubts(diagram: Diagram, chart: Chart | None, *, formula: bool) -> tuple[str, ...]:
    doubtful = sum(edge.confidence < 0.5 for edge in diagram.edges)
    lines = (f"有 {doubtful} 条连线看不清楚，未作为依据。",) if doubtful else ()
    if chart and chart.panels > 1:
        read = "数据只读自其中一幅" if chart.series else "没有读出数据"
        lines = (*lines, f"图中上下排着 {chart.panels} 幅图表，{read}。")
    return (*lines, FORMULA) if formula else lines
