"""Over random Readings: never a fault, never an invented relation, always tidy."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.checking import check
from tuwen.reading.types import (
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
    Text,
)  # fmt: skip
from tuwen.task import Order, TaskName
from tuwen.writing.narrate import write
from tuwen.writing.shortform import counted

NAMES = st.sampled_from(
    [
        "订单服务",
        "支付服务",
        "MySQL",
        "Redis",
        "Kafka",
        "Nacos",
        "Sentinel",
        "用户",
        "Ingress\n网关",
        "开始",
        "结束",
        "库存是否充足？",
        "提交订单",
        "校验失败",
        "文档解析",
        "Prometheus",
        "网关",
        "A",
        "B",
        "向量库",
        "LLM",
        "Pod",
        "Pod",
        "（）",
        "最终结果",
        "a->b",
        "x，y",
    ]
)
LABELS = NAMES | st.text(alphabet="订单服务AaBb 1：？「」。，()/\n", max_size=12)
WORDS = st.sampled_from(
    ["", "", "", "是", "否", "读写", "HTTPS", "缓存", "订阅", "超时", "失败后重试", "n>0", "chunks"]
)
KINDS: list[Kind] = [
    "architecture", "flowchart", "sequence", "class", "er", "state", "mindmap", "line_chart",
    "bar_chart", "pie_chart", "scatter_chart", "other_chart", "ui_screenshot", "code", "terminal",
    "table", "photo", "decorative", "other",
]  # fmt: skip
SHAPES: list[Shape] = ["rect", "diamond", "cylinder", "actor", "start", "end", "stadium"]
HEADS: list[Heads] = ["end", "end", "end", "both", "none"]
STYLES: list[Style] = ["solid", "solid", "dashed"]
TASKS: list[TaskName] = ["summary", "alt", "describe", "explain", "keywords"]
VALUES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 2))


@st.composite
def readings(draw: st.DrawFn, labels: st.SearchStrategy[str] = LABELS) -> Reading:
    count = draw(st.integers(0, 9))
    ids = [f"n{n}" for n in range(1, count + 1)]
    box = st.tuples(*[st.integers(0, 900)] * 2).map(lambda p: (p[0], p[1], p[0] + 90, p[1] + 40))
    nodes = tuple(
        Node(
            i,
            draw(labels),
            draw(st.sampled_from(SHAPES)),
            draw(box),
            0.9,
            tuple(draw(st.lists(labels, max_size=2))),
        )
        for i in ids
    )
    groups = tuple(
        Group(
            f"g{n}",
            draw(labels),
            tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))),
            draw(box),
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
        if ids
    )
    ends = ids + [g.id for g in groups]
    edges = tuple(
        Edge(f"e{n}", draw(st.sampled_from(ends)), draw(st.sampled_from(ends)), draw(WORDS),
             draw(st.sampled_from(HEADS)), draw(st.sampled_from(STYLES)),
             draw(st.sampled_from([0.2, 0.9])))
        for n in range(1, draw(st.integers(0, 14)) + 1)
        if ends
    )  # fmt: skip
    points = st.lists(st.tuples(labels | VALUES, VALUES), max_size=6).map(tuple)
    series = tuple(
        Series(f"s{n}", draw(labels), draw(points)) for n in range(1, draw(st.integers(0, 3)) + 1)
    )
    texts = tuple(
        Text(f"t{n}", draw(labels), draw(box), 0.9) for n in range(1, draw(st.integers(0, 5)) + 1)
    )
    return Reading(
        1000, 1000, draw(st.sampled_from(KINDS)), 0.9, draw(labels), texts, nodes, edges, groups,
        Chart(draw(labels), draw(labels), draw(labels), series),
    )  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(readings(), st.sampled_from(TASKS))
def test_any_reading_gives_tidy_text(reading: Reading, task: TaskName) -> None:
    sentences = write(Order(task), reading)
    told = "".join(s.text for s in sentences)
    assert told == "".join(s.text for s in write(Order(task), reading))
    known = {t.id for t in (*reading.texts, *reading.nodes, *reading.edges, *reading.groups)}
    known |= {s.id for s in reading.chart.series} if reading.chart else set()
    assert {i for s in sentences for i in s.evidence} <= known
    if task == "keywords" or not told:
        return
    assert told.endswith("。")
    assert not re.search(r"，。|。。|，，|；；|：。|「」|（）|；。", told), told
    if task == "alt":
        assert counted(told) <= 60, told
        assert not told.startswith(("图片", "这张图", "该图"))


@settings(max_examples=120, deadline=None)
@given(readings(NAMES), st.sampled_from(TASKS[:4]))
def test_every_relation_that_is_told_is_an_edge(reading: Reading, task: TaskName) -> None:
    told = "".join(s.text for s in write(Order(task), reading))
    claims = check(told, reading).unsupported
    assert [c for c in claims if c.kind == "relation"] == [], told
