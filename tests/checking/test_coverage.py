"""Which labels a text uses, spelling forgiven."""

import pytest

from tuwen.checking.coverage import coverage, labels_of
from tuwen.reading.types import Chart, Group, Node, Reading, Screen, Series, Text, Widget


def picture(*labels: str) -> Reading:
    nodes = tuple(Node(f"n{i}", label, "rect", (0, 0, 9, 9), 0.9) for i, label in enumerate(labels))
    return Reading(9, 9, "architecture", 0.9, nodes=nodes)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("订单服务读写 MySQL。", 1.0),
        ("订单服务读写 mysql", 1.0),
        ("订单服务处理请求。", 0.5),
        ("整体架构清晰。", 0.0),
        ("", 0.0),
    ],
)
def test_share_of_labels(text: str, share: float) -> None:
    assert coverage(text, picture("订单服务", "MySQL")) == share


def test_a_shared_ending_counts_for_all() -> None:
    assert coverage("订单、支付、用户三个服务", picture("订单服务", "支付服务", "用户服务")) == 1.0


def test_notes_aliases_and_misread_letters() -> None:
    assert coverage("网关之后是 K8s。", picture("网关\n(Nginx)", "Kubernetes")) == 1.0
    assert coverage("用户 Authentication Service", picture("Authenticat1on Service")) == 1.0


def test_what_counts_depends_on_the_kind() -> None:
    chart = Chart("月活", "月份", "", (Series("s1", "安卓", ()), Series("s2", "iOS", ())))
    assert labels_of(Reading(9, 9, "line_chart", 0.9, chart=chart)) == [
        "月活",
        "月份",
        "安卓",
        "iOS",
    ]
    screen = Screen((Widget("w1", "button", "提交", (0, 0, 9, 9)),))
    assert labels_of(Reading(9, 9, "ui_screenshot", 0.9, screen=screen)) == ["提交"]
    texts = (Text("t1", "小字", (0, 0, 9, 8), 0.9), Text("t2", "大标题", (0, 0, 9, 40), 0.9))
    assert labels_of(Reading(9, 9, "other", 0.9, texts=texts)) == ["大标题", "小字"]
    framed = Reading(9, 9, "architecture", 0.9, groups=(Group("g1", "业务层", (), (0, 0, 9, 9)),))
    assert labels_of(framed) == ["业务层"]
    assert coverage("任何文字", Reading(9, 9, "photo", 0.9)) == 0.0
