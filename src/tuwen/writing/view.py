"""Everything about one figure that the writer looks things up in, made once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tuwen.article import Article
from tuwen.reading.types import CHARTS, Reading
from tuwen.writing.graph import Graph, Item, graph_of
from tuwen.writing.outline import layered, oriented, root_of
from tuwen.writing.patterns import Inference, first, infer
from tuwen.writing.relations import plain_share
from tuwen.writing.subject import Subject, subject

WORD = re.compile(r"[A-Za-z]{3}|[\u3400-\u9fff]{2}")  # an address, a mark is none
_MANY = 6  # lines: fewer are told one by one
STATES = re.compile(r"状态(?:流转|转换|迁移|变化|机|图)")
MOSTLY = 0.75  # of the arrows
CELLS = 6  # marks: fewer are told one by one
LONG = 5  # things on one way
DOORS = 3  # ways in: more are no flow
Form = Literal[
    "flow", "relations", "tree", "frames", "parts", "sequence", "state", "model", "chart",
    "screen", "code", "terminal", "table", "texts", "nothing",
]  # fmt: skip


@dataclass(frozen=True)
class View:
    """A Reading with its graph, its subject and what may be inferred."""

    reading: Reading
    graph: Graph
    article: Article
    subject: Subject
    inferences: tuple[Inference, ...]
    form: Form

    @property
    def kinds(self) -> Inference | None:
        return first(self.inferences, "kind")


def view_of(reading: Reading, article: Article) -> View:
    """Look everything up."""
    graph = graph_of(reading)
    if reading.kind == "mindmap":
        graph = oriented(graph)
    inferences = infer(graph) if reading.kind != "other" else ()
    about = subject(reading, article)
    form = form_of(reading, graph)
    if form in ("flow", "relations") and STATES.search(about.name) and not graph.decisions:
        form = "state"
    return View(reading, graph, article, about, inferences, form)


def form_of(reading: Reading, graph: Graph) -> Form:
    """How a picture is best told."""
    kind = reading.kind
    if kind in CHARTS:
        return "chart"
    if kind in ("photo", "decorative"):
        return "nothing"
    if kind == "sequence" and len(graph.nodes) > 0:
        return "sequence"
    if kind == "ui_screenshot":
        return "screen"
    if kind == "code":
        return "code"
    if kind == "terminal":
        return "terminal"
    if kind == "table":
        return "table"
    named = [n for n in graph.nodes if n.name]
    if not named or _wordless(reading, graph, named) or _cells(named):
        return "texts" if reading.texts else "nothing"
    if kind == "state" and graph.edges:
        return "state"
    if kind in ("class", "er"):
        return "model"
    return _drawn(reading, graph)


def _wordless(reading: Reading, graph: Graph, named: Sequence[Item]) -> bool:
    """Hardly a line joins two things with names, and most of what is drawn has none."""
    if not graph.edges:
        spoken = sum(bool(WORD.search(item.name)) for item in named)
        if spoken < 2 and len(reading.texts) > len(named):
            return True
    ids = {item.id for item in named}
    said = sum(e.source in ids and e.target in ids for e in reading.edges)
    return (
        len(reading.edges) >= _MANY
        and 4 * said < len(reading.edges)
        and (2 * len(ids) < len(reading.nodes) + len(reading.groups))
    )


def _cells(named: Sequence[Item]) -> bool:
    """Units of a net or cells of a grid: marks such as x1 and h2, whose lines cannot be told."""
    marks = sum(bool(re.fullmatch(r"[A-Za-z]?\d{0,2}|[A-Z]{1,2}", i.name)) for i in named)
    return len(named) >= CELLS and marks * 3 >= len(named) * 2


def _drawn(reading: Reading, graph: Graph) -> Form:
    inner = [
        e
        for e in graph.edges
        if not (graph.items[e.source].is_group and graph.items[e.target].is_group)
    ]
    framed = layered(reading, graph)
    loose = [e for e in graph.edges if not e.directed and not e.label.strip()]
    torn = len(loose) * 4 >= len(graph.edges) * 3 and len(graph.edges) + 1 < len(graph.nodes)
    if len(inner) * 5 < len(graph.nodes) or not graph.edges or (torn and loose):
        return "frames" if framed else "parts"
    if root_of(graph):
        return "tree"
    items = [graph.items[i] for i in graph.rank]
    doing = sum(
        1 for i in items if i.manner in ("action", "step", "question", "event", "start", "end")
    )
    known = sum(1 for i in items if i.category and i.manner == "name")
    asks = any(graph.items[i].manner == "question" for i in graph.decisions)
    if asks or _plain_arrows(graph) or _long(graph):
        return "flow"
    if len(graph.entries) > 1 and max(graph.rank.values(), default=0) < 2:
        return "relations"  # things with what each leads to
    if reading.kind == "flowchart":
        return "relations" if known * 2 > len(items) and doing * 3 < len(items) else "flow"
    return "flow" if doing > known and doing * 2 >= len(items) else "relations"


def _plain_arrows(graph: Graph) -> bool:
    """Arrows of which nothing is known but where they lead, between things with a name each."""
    deep = max(graph.rank.values(), default=0) > 1
    few = deep and len(graph.entries) <= DOORS and not repeating(graph)
    return few and all(e.directed for e in graph.edges) and plain_share(graph) >= MOSTLY


def _long(graph: Graph) -> bool:
    """Most things follow each other on one long way."""
    depth = 1 + max(graph.rank.values(), default=0)
    labelled = sum(bool(e.label.strip()) for e in graph.edges)
    if len(graph.entries) > DOORS or repeating(graph) or labelled * 2 >= len(graph.edges):
        return False
    directed = all(e.directed for e in graph.edges)
    return directed and depth >= LONG and depth * 2 >= len(graph.rank)


def repeating(graph: Graph) -> bool:
    """Whether many things share their names: layers of a network, replicas."""
    names = [graph.items[i].name for i in graph.rank]
    return 4 * sum(names.count(n) > 1 for n in names if n) > len(names)
