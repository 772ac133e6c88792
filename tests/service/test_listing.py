"""The listing for people."""

from tuwen.figure.types import Quality
from tuwen.reading.types import (
    Chart,
    Code,
    CodeLine,
    Edge,
    Group,
    Kind,
    Node,
    Reading,
    Series,
    Table,
    Text,
)
from tuwen.service.listing import KINDS, listing
from tuwen.service.sight import Sight

BOX = (0, 0, 1, 1)


def listed(reading: Reading) -> list[str]:
    quality = Quality(0.5, 0.9)
    sight = Sight("a.png", "d", "PNG", 640, 480, quality, ("动图。",), reading)
    return listing("a.png", sight).splitlines()


def test_a_diagram() -> None:
    reading = Reading(
        640, 480, "architecture", 0.9, title="部署",
        nodes=(Node("n1", "API\n网关", "rect", BOX, 1), Node("n2", "", "start", BOX, 1)),
        edges=(Edge("e1", "n1", "g1", "HTTPS", "both", "solid", 1),),
        groups=(Group("g1", "集群", ("n2",), BOX),),
    )  # fmt: skip
    assert listed(reading) == [
        "a.png：架构图（把握 90%），640×480 像素，标题「部署」",
        "节点（2）", "  API 网关", "  start",
        "连线（1）", "  API 网关 ↔ 集群（HTTPS）",
        "分组（1）", "  集群：start",
        "提示：动图。",
    ]  # fmt: skip


def test_a_chart_and_bare_text() -> None:
    chart = Chart(series=(Series("s1", "", (("一月", 3.0), ("二月", 4.5))),))
    assert "  数据：一月 3，二月 4.5" in listed(Reading(1, 1, "bar_chart", 1, chart=chart))
    code = Reading(1, 1, "code", 1, texts=(Text("t1", "print(1)", BOX, 1),))
    assert "  print(1)" in listed(code)


def test_every_kind_has_a_name() -> None:
    assert set(KINDS) == set(Kind.__args__)


def test_code_and_tables_can_be_copied() -> None:
    lines = (
        CodeLine("def f():", "code", BOX, 1.0),
        CodeLine("    return 1", "code", BOX, 1.0),
        CodeLine("python f.py", "command", BOX, 1.0, "$"),
    )
    code = listed(Reading(1, 1, "code", 1, code=Code("python", lines, BOX)))
    assert code[1:-1] == ["内容（3 行，python）", "def f():", "    return 1", "$ python f.py"]
    table = Table((("a", "b|c"), ("1", "")), BOX)
    told = listed(Reading(1, 1, "table", 1, table=table))
    assert told[1:-1] == ["表格（2 行 × 2 列）", "| a | b\\|c |", "| --- | --- |", "| 1 |  |"]
