"""The JSON form is the one that is promised, and plain JSON."""

import json
from pathlib import Path

from tuwen.figure.types import Problem, Quality
from tuwen.reading.types import (
    Chart,
    Code,
    CodeLine,
    Edge,
    Group,
    Node,
    Reading,
    Screen,
    Series,
    Span,
    Table,
    Text,
    Widget,
)
from tuwen.service.json_form import check_form, reading_form
from tuwen.service.sight import Sight, look
from tuwen.summary import Check, Claim, Evidence

BOX = (1, 2, 3, 4)


def sight(reading: Reading) -> Sight:
    quality = Quality(0.51, 0.9)
    timing = {"decode": 1.04, "read": 2.0}
    return Sight("a.png", "d", "PNG", 640, 480, quality, ("动图。",), reading, timing)


def test_a_diagram() -> None:
    reading = Reading(
        width=640,
        height=480,
        kind="flowchart",
        kind_confidence=0.93333,
        title="下单",
        texts=(Text("t1", "开始", BOX, 0.98765),),
        nodes=(
            Node("n1", "开始", "stadium", BOX, 1.0),
            Node("n2", "订单", "rect", BOX, 1.0, ("id",)),
        ),
        edges=(Edge("e1", "n1", "n2", "提交", "none", "dashed", 0.8, ((1, 1), (2, 2))),),
        groups=(Group("g1", "核心", ("n1",), BOX),),
        problems=("较小。", "模糊。"),
        flaws=(Problem("small_picture", 30000.0, "较小。"),),
    )
    form = reading_form(sight(reading), "pictures/a.png")
    assert json.loads(json.dumps(form)) == {
        "image": "pictures/a.png",
        "kind": "flowchart",
        "kind_confidence": 0.933,
        "title": "下单",
        "width": 640,
        "height": 480,
        "texts": [{"id": "t1", "text": "开始", "box": [1, 2, 3, 4], "confidence": 0.988}],
        "nodes": [
            {
                "id": "n1", "label": "开始", "shape": "stadium", "box": [1, 2, 3, 4],
                "confidence": 1.0,
            },
            {
                "id": "n2", "label": "订单", "shape": "rect", "box": [1, 2, 3, 4],
                "confidence": 1.0, "rows": ["id"],
            },
        ],
        "edges": [
            {
                "id": "e1", "source": "n1", "target": "n2", "label": "提交", "directed": False,
                "heads": "none", "style": "dashed", "confidence": 0.8, "path": [[1, 1], [2, 2]],
            }
        ],
        "groups": [
            {"id": "g1", "label": "核心", "members": ["n1"], "box": [1, 2, 3, 4], "confidence": 1.0}
        ],
        "chart": None,
        "screen": None,
        "code": None,
        "table": None,
        "quality": {
            "sharpness": 0.51, "contrast": 0.9, "problems": ["动图。", "较小。", "模糊。"],
            "flaws": [{"code": "small_picture", "measure": 30000.0, "text": "较小。"}],
        },
        "elapsed_ms": 3.0,
    }  # fmt: skip


def test_a_chart_and_a_screen() -> None:
    chart = Chart("QPS", "时间", "次", (Series("s1", "线上", (("一月", 3.5), (2.0, 4.0))),))
    screen = Screen((Widget("w1", "button", "提交", BOX),))
    form = reading_form(sight(Reading(1, 1, "bar_chart", 1.0, chart=chart, screen=screen)))
    assert form["chart"]["series"][0]["points"] == [["一月", 3.5], [2.0, 4.0]]
    assert form["screen"]["widgets"][0]["role"] == "button"
    assert form["image"] == "a.png"


def test_a_check() -> None:
    good = Claim("component", "MySQL", 0, 5, "supported", ("n1",))
    bad = Claim("relation", "A 调用 B", 6, 12, "unsupported")
    form = check_form(Check(0.66666, (good, bad), (Evidence(0, 12, ("n1",)),)))
    assert (form["coverage"], form["supported"]) == (0.6667, 1)
    assert [claim["text"] for claim in form["unsupported"]] == ["A 调用 B"]
    assert form["evidence"] == [{"start": 0, "end": 12, "ids": ["n1"]}]


def test_what_was_really_read_is_plain_json(diagram_png: Path) -> None:
    form = reading_form(look(diagram_png))
    assert json.loads(json.dumps(form, allow_nan=False)) == form


def test_marks_are_given_where_they_were_told_apart() -> None:
    nodes = tuple(Node(f"n{i}", name, "rect", BOX, 0.9) for i, name in enumerate("AB", 1))
    edges = (
        Edge("e1", "n1", "n2", "", "none", "solid", 0.9, (), "one", "zero_or_many"),
        Edge("e2", "n1", "n2", "", "end", "solid", 0.9),
    )
    first, second = reading_form(sight(Reading(9, 9, "er", 0.9, nodes=nodes, edges=edges)))["edges"]
    assert (first["source_mark"], first["target_mark"]) == ("one", "zero_or_many")
    assert "target_mark" not in second


def test_code_and_tables() -> None:
    code = Code(
        "shell",
        (
            CodeLine("ls", "command", BOX, 0.98765, "$"),
            CodeLine("  a.txt", "output", BOX, 1.0),
        ),
        BOX,
        "run.sh",
    )
    table = Table((("A", ""), ("1", "2")), BOX, 1, (Span(0, 0, 1, 2),))
    form = reading_form(sight(Reading(1, 1, "terminal", 1.0, code=code, table=table)))
    assert form["code"] == {
        "language": "shell", "name": "run.sh", "box": [1, 2, 3, 4],
        "lines": [
            {"text": "ls", "role": "command", "box": [1, 2, 3, 4], "confidence": 0.988,
             "prompt": "$"},
            {"text": "  a.txt", "role": "output", "box": [1, 2, 3, 4], "confidence": 1.0},
        ],
    }  # fmt: skip
    assert form["table"] == {
        "headers": 1, "rows": [["A", ""], ["1", "2"]], "box": [1, 2, 3, 4],
        "spans": [{"row": 0, "column": 0, "rows": 1, "columns": 2}],
    }  # fmt: skip
