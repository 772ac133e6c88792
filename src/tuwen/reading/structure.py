"""What a picture is, and the parts that such a picture has.

The likeliest kind decides what is looked for; what is found may speak for another one.
"""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tuwen.reading.blocks import on_levels
from tuwen.reading.chart import read_chart
from tuwen.reading.code import read_code
from tuwen.reading.diagram import Diagram, read_diagram
from tuwen.reading.formula import is_formula
from tuwen.reading.furniture import cleared
from tuwen.reading.kind import Guess, classify
from tuwen.reading.kind_diagram import evidence, refine_diagram
from tuwen.reading.legend import Legend
from tuwen.reading.order import in_reading_order
from tuwen.reading.scene import Scene
from tuwen.reading.screen import read_screen
from tuwen.reading.sequence import read_sequence
from tuwen.reading.table_cells import read_table
from tuwen.reading.types import CHARTS, COUNTS, DIAGRAMS, Chart, Code, Kind, Screen, Table

_NOTHING = Diagram((), (), ())
_GRIDDED = 0.35  # share of the texts in rows and columns from which a table is looked for
_FULL = 0.7  # share from which one is looked for in what is no diagram
_UNLIKE = -2.0  # score of a table below which the picture is full of other things
_BARE = 0.5  # score of a table that is looked for without rows on one level: cells that wrap
_APART = 2.2  # heights of a letter between rows: no terminal sets them so
_TABULAR = 0.85  # confidence of what is a table by its cells alone
_FORMULAIC = ("other", "decorative", "ui_screenshot", "code")  # what formulas are taken for
_FORMULA_SURE = 0.7
_HOPELESS = -1.8  # behind another kind by this much, a diagram is not looked for


class Structure(NamedTuple):
    """What the picture is, and the parts that such a picture has."""

    kind: Kind
    confidence: float
    diagram: Diagram = _NOTHING
    chart: Chart | None = None
    table: Table | None = None
    screen: Screen | None = None
    code: Code | None = None
    formula: bool = False


def find_structure(scene: Scene, legend: Legend | None = None) -> Structure:
    """The kind, how sure it is, and what a picture of the kind holds."""
    found = _sorted(scene, legend)
    if found.kind in _FORMULAIC and is_formula(scene):
        return Structure("other", _FORMULA_SURE, formula=True)
    if found.kind == "ui_screenshot":
        return found._replace(screen=read_screen(scene))
    if found.kind in ("code", "terminal"):
        code = read_code(scene, found.kind)
        return found._replace(code=code, kind="code" if code and code.language else found.kind)
    return found


def _perhaps_table(guess: Guess, scene: Scene) -> bool:
    """Worth a look for a table that fills the picture, whatever it was taken for."""
    if guess.kind == "terminal" and guess.gridded >= _FULL:
        return _airy(scene)
    if guess.kind in ("code", "terminal", "table"):
        return guess.kind == "table"
    score = guess.scores["table"]
    if guess.kind == "ui_screenshot" and score > _BARE:
        return True
    if guess.kind in ("ui_screenshot", "other") and guess.gridded >= _FULL:
        return True
    return guess.gridded >= _GRIDDED and (score > _UNLIKE or guess.striped)


def _airy(scene: Scene) -> bool:
    """Rows stand farther apart than a terminal sets them."""
    tall = scene.glyph_height
    levels = on_levels((q for q in scene.snug if q.upright), 0.5 * tall)
    gaps = [b[0].box[1] - a[0].box[1] for a, b in pairwise(levels)]
    return bool(gaps) and float(np.median(gaps)) > _APART * tall


def _sorted(scene: Scene, legend: Legend | None) -> Structure:
    guess = classify(scene)
    if guess.kind in CHARTS:
        chart = read_chart(scene, guess.kind, guess.marks)
        return Structure(guess.kind, guess.confidence, chart=chart)
    hopeless = guess.lead() < _HOPELESS  # of being a diagram
    if guess.kind == "table" and hopeless:
        return Structure("table", guess.confidence, table=read_table(scene))
    if _perhaps_table(guess, scene):
        table = read_table(scene, proven=True)
        if table is not None:
            return Structure("table", _TABULAR, table=table)
    if hopeless:
        return Structure(guess.kind, guess.confidence)
    whole = scene
    if legend:
        scene = cleared(scene, legend.lines, legend.boxes)
    sequence = read_sequence(scene) if guess.kind not in ("class", "er") else None
    if sequence is not None:
        nodes, edges, groups = sequence
        diagram = Diagram(tuple(nodes), tuple(edges), tuple(groups))
        return Structure("sequence", max(guess.confidence, 0.8), diagram)
    diagram = in_reading_order(read_diagram(scene))
    parts = diagram.nodes, diagram.edges, diagram.groups
    guess = guess.shifted(evidence(*parts))
    if guess.kind not in DIAGRAMS:
        table = read_table(whole) if guess.kind == "table" else None
        return Structure(guess.kind, guess.confidence, table=table)
    kind, confidence = refine_diagram(scene, *parts)
    return Structure(kind, round(confidence**0.5 * guess.confidence, 3), _fitting(diagram, kind))


def _fitting(diagram: Diagram, kind: Kind) -> Diagram:
    """The diagram without ends of lines, or lines, that its kind does not have."""
    if kind == "other" and len(diagram.nodes) > 2:  # the lines between a few are only guides
        return replace(diagram, edges=())
    if kind == "er":
        return diagram
    mindmap = kind == "mindmap"  # broad branches that taper look like heads
    edges = [
        replace(
            edge,
            heads="none" if mindmap else edge.heads,
            source_mark="none" if mindmap or edge.source_mark in COUNTS else edge.source_mark,
            target_mark="none" if mindmap or edge.target_mark in COUNTS else edge.target_mark,
        )
        for edge in diagram.edges
    ]
    return replace(diagram, edges=tuple(edges))
