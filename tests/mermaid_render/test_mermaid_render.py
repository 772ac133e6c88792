"""Whatever a picture's labels say, the source renders in the real Mermaid."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tuwen.reading.mermaid import to_mermaid
from tuwen.reading.types import (
    Box,
    Chart,
    Edge,
    Group,
    Heads,
    Kind,
    Node,
    Reading,
    Series,
    Shape,
    Style,
)  # fmt: skip

Render = Callable[[list[str]], list[tuple[str, str]]]  # the error, and the text of the drawing
pytestmark = pytest.mark.browser

SCRIPT = "<script>document.title=1</script>"
HOSTILE = [
    "end", "subgraph end", "graph TD", "click n1 call alert()", "%% comment", "%%{init: {}}%%",
    '"quoted" and ""', "`code` and **bold** _it_", "A --> B; C -.-> D", "a|b|c", "f(x) = {y} [z]",
    SCRIPT, "<img src=x onerror=document.title=1>", "<b>x</b>", "&lt; &amp; &#35;", "#quot; #35;",
    "[](javascript:alert)", "1. first", "- dash", "+ plus", "style n1 fill:#f00;", "classDef x:#a;",
    "fa:fa-car", "$$x^2$$", "wrap: me", "::: warning", "@{ shape: cloud }", "O:O", "o--o", "x---x",
    "订单服务（Order）；支付→库存", "缓存\n集群", "第一行\r\n第二行\n\n第三行", "🚀 emoji 👩‍💻",
    "\\n \\u0041 \\", "null", "[*]", "<<choice>>", "state", "note right of n1", "loop x", "alt",
    "else", "title x", "a,b:c", "+foo(): int", "~T~ List~int~", "varchar(50) PK", "participant",
    "https://example.org/?a=1&b=2", "user@example.org", "100%", "\u200b", "\u2028", "\x07bell",
    "很长" * 400, "word " * 200, "''", "--", "==", "...", "-", "#", ";", "`", " ", "",
]  # fmt: skip
text = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
KINDS: list[Kind] = [
    "architecture", "flowchart", "sequence", "class", "er", "state", "mindmap", "line_chart",
    "bar_chart", "pie_chart", "scatter_chart", "other_chart", "other",
]  # fmt: skip
SHAPES: list[Shape] = [
    "rect", "rounded", "stadium", "diamond", "hexagon", "cylinder", "circle", "ellipse",
    "parallelogram", "cloud", "actor", "document", "icon", "text", "start", "end",
]  # fmt: skip
HEADS: list[Heads] = ["end", "both", "none"]
STYLES: list[Style] = ["solid", "dashed", "thick"]
WORDS = st.sampled_from(["alt", "else", "par", "and", "loop", "opt", "critical", "option", "ref"])
number = st.floats(allow_nan=True, allow_infinity=True)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x, y = draw(st.integers(0, 900)), draw(st.integers(0, 900))
    return x, y, x + draw(st.integers(1, 400)), y + draw(st.integers(1, 400))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    point = st.tuples(st.one_of(text, number), number)
    series = st.builds(
        Series, st.just("s1"), text, st.lists(point, max_size=6).map(lambda p: tuple(p))
    )
    return Chart(draw(text), draw(text), draw(text), tuple(draw(st.lists(series, max_size=3))))


@st.composite
def readings(draw: st.DrawFn, kind: Kind) -> Reading:
    count, frames = draw(st.integers(0, 6)), draw(st.integers(0, 3))
    rows = st.lists(text, max_size=3).map(lambda r: tuple(r))
    nodes = [
        Node(f"n{i + 1}", draw(text), draw(st.sampled_from(SHAPES)), draw(boxes()), 0.9, draw(rows))
        for i in range(count)
    ]
    ids = [f"n{i + 1}" for i in range(count)] + [f"g{i + 1}" for i in range(frames)] + ["n99"]
    members = st.lists(st.sampled_from(ids), max_size=4).map(lambda m: tuple(m))
    label = st.one_of(text, st.tuples(WORDS, text).map(" ".join))
    groups = [Group(f"g{i + 1}", draw(label), draw(members), draw(boxes())) for i in range(frames)]
    path = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=2, max_size=2)
    edges = [
        Edge(
            f"e{i + 1}", draw(st.sampled_from(ids)), draw(st.sampled_from(ids)), draw(text),
            draw(st.sampled_from(HEADS)), draw(st.sampled_from(STYLES)), 0.9,
            draw(st.one_of(st.just(()), path.map(lambda p: tuple(p)))),
        )
        for i in range(draw(st.integers(0, 8)))
    ]  # fmt: skip
    if kind == "mindmap":  # a tree, or it would be drawn as a flowchart
        edges = [
            Edge(f"e{i}", f"n{draw(st.integers(1, i))}", f"n{i + 1}", "", "none", "solid", 0.9)
            for i in range(1, count)
        ]
    return Reading(
        1000, 1000, kind, 0.9, draw(text), nodes=tuple(nodes), edges=tuple(edges),
        groups=tuple(groups), chart=draw(charts()) if kind.endswith("chart") else None,
    )  # fmt: skip


def batch(kind: Kind, size: int) -> list[str]:
    """Sources of random readings of one kind, the empty ones left out."""
    sources: list[str] = []

    @settings(
        max_examples=size, phases=[Phase.generate], database=None, derandomize=True, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )  # fmt: skip
    @given(readings(kind))
    def collect(reading: Reading) -> None:
        sources.append(to_mermaid(reading))

    collect()
    return [source for source in sources if source]


def test_hostile_readings_render(render: Render) -> None:
    sources = [source for kind in KINDS for source in batch(kind, 20)]
    kinds = {source.split()[0] for source in sources}
    assert kinds >= {"flowchart", "sequenceDiagram", "classDiagram", "erDiagram", "pie"}
    assert kinds >= {"stateDiagram-v2", "xychart-beta", "mindmap"}
    failed = [
        (error, source)
        for source, (error, _) in zip(sources, render(sources), strict=True)
        if error
    ]
    report = "\n\n".join(f"{error}\n{source}" for error, source in failed[:3])
    assert not failed, f"{len(failed)} of {len(sources)} do not render:\n{report}"


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u200b\x00-\x1f\u2028]", "", words)


@pytest.mark.parametrize("kind", ["flowchart", "sequence", "class", "er", "state", "mindmap"])
def test_labels_come_out_as_they_were_read(render: Render, kind: Kind) -> None:
    labels = [words for words in HOSTILE if squeezed(words) and len(words) < 60]
    nodes = tuple(
        Node(f"n{i}", words, "rounded", (100 * i, 0, 100 * i + 80, 40), 0.9)
        for i, words in enumerate(labels, 1)
    )
    edges = tuple(
        Edge(f"e{i}", f"n{i}", f"n{i + 1}", words, "end", "solid", 0.9)
        for i, words in enumerate(labels[:-1], 1)
    )
    reading = Reading(9000, 100, kind, 0.9, nodes=nodes, edges=edges)
    [(error, drawn)] = render([to_mermaid(reading)])
    assert error == ""
    assert [w for w in labels if squeezed(w) not in squeezed(drawn)] == []
