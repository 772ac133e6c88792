"""What was read off a Figure: plain frozen data with boxes and confidences.

Part of the domain layer. Boxes are (x0, y0, x1, y1) in
pixels of the picture as given. Ids are unique within one Reading: t1… texts,
n1… nodes, e1… edges, g1… groups, s1… series, w1… widgets.
"""

from dataclasses import dataclass, field
from typing import Literal

from tuwen.figure.types import Problem

Box = tuple[int, int, int, int]
Point = tuple[int, int]
Colour = tuple[int, int, int]

Kind = Literal[
    "architecture", "flowchart", "sequence", "class", "er", "state", "mindmap",
    "line_chart", "bar_chart", "pie_chart", "scatter_chart", "other_chart",
    "ui_screenshot", "code", "terminal", "table", "photo", "decorative", "other",
]  # fmt: skip
DIAGRAMS: frozenset[str] = frozenset(
    {"architecture", "flowchart", "sequence", "class", "er", "state", "mindmap"}
)
CHARTS: frozenset[str] = frozenset(
    {"line_chart", "bar_chart", "pie_chart", "scatter_chart", "other_chart"}
)
Shape = Literal[
    "rect", "rounded", "stadium", "diamond", "hexagon", "cylinder", "circle", "ellipse",
    "parallelogram", "cloud", "actor", "document", "icon", "text", "start", "end",
]  # fmt: skip
Heads = Literal["end", "both", "none"]
Style = Literal["solid", "dashed", "thick"]
Role = Literal["", "caption", "watermark", "page", "legend"]
Mark = Literal[
    "none", "arrow", "triangle", "diamond", "filled_diamond", "circle", "cross",
    "one", "zero_or_one", "many", "one_or_many", "zero_or_many",
]  # fmt: skip
COUNTS: frozenset[Mark] = frozenset(
    {"one", "zero_or_one", "many", "one_or_many", "zero_or_many"}
)  # of an ER diagram: how many, and no direction
Relation = Literal[
    "inheritance", "realization", "composition", "aggregation", "dependency", "association"
]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `role` tells what of the page it is, empty for what the picture says."""

    id: str
    text: str
    box: Box
    confidence: float
    role: Role = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A labelled shape. `rows` holds the compartments of a class or ER box."""

    id: str
    label: str
    shape: Shape
    box: Box
    confidence: float
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A connector from `source` to `target` (ids of nodes or groups)."""

    id: str
    source: str
    target: str
    label: str
    heads: Heads
    style: Style
    confidence: float
    path: tuple[Point, ...] = ()
    source_mark: Mark = "none"  # what was told apart at the ends; lines of sequence
    target_mark: Mark = "none"  # diagrams have heads alone

    @property
    def directed(self) -> bool:
        return self.heads != "none"

    @property
    def relation(self) -> Relation:
        """What the marks say in a class diagram; the whole or the general class is the target."""
        marks = {self.source_mark, self.target_mark}
        if "triangle" in marks:
            return "realization" if self.style == "dashed" else "inheritance"
        if "filled_diamond" in marks:
            return "composition"
        if "diamond" in marks:
            return "aggregation"
        return "dependency" if "arrow" in marks and self.style == "dashed" else "association"


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around nodes; `members` are ids of the nodes and groups directly inside."""

    id: str
    label: str
    members: tuple[str, ...]
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Series:
    """One data row of a chart; a point is (category or x, value)."""

    id: str
    name: str
    points: tuple[tuple[str | float, float], ...]
    box: Box = (0, 0, 0, 0)
    unit: str = ""  # as the labels of its axis bear it
    measured: bool = False  # off the axis, and not printed beside the marks


@dataclass(frozen=True, slots=True)
class Chart:
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    series: tuple[Series, ...] = ()
    panels: int = 1  # charts in the picture, of which one was read


@dataclass(frozen=True, slots=True)
class Widget:
    """A control or region of a user interface."""

    id: str
    role: str  # button, input, tab, menu, heading, table, dialog, ...
    label: str
    box: Box
    state: str = ""  # selected, checked, disabled; header of a row; the page that is shown
    parent: str = ""  # id of the region directly around it
    name: str = ""  # of a field: the words beside or above it; of a mark: its number


@dataclass(frozen=True, slots=True)
class Screen:
    widgets: tuple[Widget, ...] = ()


FORMULA = "图中是公式，符号未逐个识读。"  # a problem of a Reading: its kind is "other"
LineRole = Literal["code", "command", "output", "error", "comment"]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line as it can be copied: indentation kept, numbers of lines and marks left out."""

    text: str
    role: LineRole
    box: Box
    confidence: float
    prompt: str = ""  # of a command: what stands before it; `text` is the command alone


@dataclass(frozen=True, slots=True)
class Code:
    """Source text, or what stands in a terminal. `language` is empty where it is not sure."""

    language: str
    lines: tuple[CodeLine, ...]
    box: Box
    name: str = ""  # of the file, where a tab or a title bar says it


@dataclass(frozen=True, slots=True)
class Span:
    """A cell that covers several; its text stands in the first of them, the others are empty."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells each; the first `headers` rows name the columns."""

    rows: tuple[tuple[str, ...], ...]
    box: Box
    headers: int = 1
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that could be proved from the pixels."""

    width: int
    height: int
    kind: Kind
    kind_confidence: float
    title: str = ""
    texts: tuple[Text, ...] = ()  # in reading order
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()  # messages in order, for a sequence diagram
    groups: tuple[Group, ...] = ()
    chart: Chart | None = None
    screen: Screen | None = None
    code: Code | None = None  # of code and terminals
    table: Table | None = None
    problems: tuple[str, ...] = ()  # what makes this Reading less than sure, Chinese
    flaws: tuple[Problem, ...] = ()  # of them those of the picture itself, with their measures
    timings_ms: dict[str, float] = field(default_factory=dict[str, float])
    contains: tuple[Kind, ...] = ()  # what a screenshot shows besides its controls: a chart
    palette: tuple[Colour, ...] = ()  # of a picture without structure: its main colours
    furniture: tuple[Text, ...] = ()  # of the page, no part of what is shown; each has a role
