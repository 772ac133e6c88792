"""Texts as an editor or a model writes them, held against one known picture."""

import pytest

from tuwen.article import Article
from tuwen.checking import check
from tuwen.reading.types import Chart, Edge, Group, Node, Reading, Series, Table, Text
from tuwen.summary import Claim
from tuwen.writing.screen_text import BLIND


def node(ident: str, label: str) -> Node:
    return Node(ident, label, "rect", (0, 0, 10, 10), 0.9)


def edge(ident: str, source: str, target: str, label: str = "") -> Edge:
    return Edge(ident, source, target, label, "end", "solid", 0.9)


SHOP = Reading(
    900, 600, "architecture", 0.9, title="电商架构",
    nodes=(
        node("n1", "用户"), node("n2", "API 网关"), node("n3", "订单服务"), node("n4", "支付服务"),
        node("n5", "用户服务"), node("n6", "MySQL"), node("n7", "Redis 集群"),
        node("n8", "RocketMQ"), node("n9", "通知服务"),
    ),
    edges=(
        edge("e1", "n1", "n2", "HTTPS"), edge("e2", "n2", "n3"), edge("e3", "n2", "n4"),
        edge("e4", "n2", "n5"), edge("e5", "n3", "n6", "读写"), edge("e6", "n3", "n7"),
        edge("e7", "n4", "n8", "投递消息"), edge("e8", "n8", "n9"),
    ),
    groups=(Group("g1", "业务层", ("n3", "n4", "n5"), (0, 0, 500, 100)),),
    texts=(Text("t1", "QPS 5000", (0, 0, 9, 9), 0.9),),
)  # fmt: skip
SALES = Reading(
    800, 600, "line_chart", 0.9,
    chart=Chart("月活", "月份", "万人", (
        Series("s1", "安卓", (("1月", 10.0), ("2月", 12.0), ("3月", 9.5))),
        Series("s2", "iOS", (("1月", 5.0), ("2月", 7.0), ("3月", 11.0))),
    )),
)  # fmt: skip


def of_kind(text: str, kind: str, reading: Reading = SHOP) -> list[Claim]:
    return [claim for claim in check(text, reading).claims if claim.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "网关将请求转发给订单服务。",
        "API 网关把流量路由到订单、支付、用户三个服务。",
        "用户请求经 HTTPS 进入 API 网关，再被路由到订单服务。",
        "订单服务被 API 网关调用。",
        "订单服务读写 MySQL，并使用 Redis 作缓存。",
        "支付服务经 RocketMQ 通知通知服务。",
        "RocketMQ 消费支付服务的消息。",
        "用户依次经过 API 网关、支付服务、RocketMQ 和通知服务。",
        "API 网关 → 支付服务 → RocketMQ。",
        "用户与 API 网关通信。",
        "业务层包含订单服务、支付服务和用户服务。",
        "订单服务位于业务层。",
        "API 网关访问业务层。",
        "请求从用户到通知服务。",
        "支付服务最终到达通知服务，流向通知服务之前先进入 RocketMQ。",
        "用户服务和订单服务由 API 网关触发。",
    ],
)
def test_true_relations_are_supported(text: str) -> None:
    found = check(text, SHOP)
    assert found.unsupported == ()
    assert [c for c in found.claims if c.kind == "relation"]


@pytest.mark.parametrize(
    "text",
    [
        "订单服务将请求转发给网关。",
        "MySQL 调用订单服务。",
        "订单服务被 MySQL 调用。",
        "支付服务读写 MySQL。",
        "通知服务投递消息到 RocketMQ。",
        "用户依次经过订单服务和 API 网关。",
        "通知服务 → RocketMQ。",
        "业务层包含通知服务。",
        "支付服务与用户服务通信。",
        "请求从通知服务到用户。",
    ],
)
def test_false_relations_are_found(text: str) -> None:
    assert [c.kind for c in check(text, SHOP).unsupported].count("relation") >= 1


@pytest.mark.parametrize(
    "text",
    [
        "图中未读到从 MySQL 指向订单服务的箭头。",
        "支付服务不直接调用 MySQL。",
        "图中没有 Kafka。",
        "订单服务的调用方包括 API 网关。",
        "RocketMQ 的消费结果对订单服务可见。",
    ],
)
def test_what_is_denied_or_said_in_passing_claims_no_edge(text: str) -> None:
    assert check(text, SHOP).unsupported == ()


def test_foreign_components() -> None:
    text = "订单服务把消息写入 Kafka，物流服务再查询 Elasticsearch，并由风控中心兜底。"
    assert {c.text for c in check(text, SHOP).unsupported if c.kind == "component"} == {
        "Kafka", "物流服务", "Elasticsearch", "风控中心",
    }  # fmt: skip


def test_generic_words_rest_on_what_is_of_their_kind() -> None:
    claims = {c.text: c for c in check("系统以缓存减轻数据库压力，并使用消息队列。", SHOP).claims}
    assert {name: claim.verdict for name, claim in claims.items()}["消息队列"] == "inferred"
    assert claims["消息队列"].evidence == ("n8",)
    assert check("系统引入注册中心。", SHOP).unsupported[0].text == "注册中心"


def test_the_article_may_say_more_than_the_picture() -> None:
    article = Article(
        before="库存由库存服务维护。支付服务会调用订单服务更新状态。缓存命中率为 97.5%。"
    )
    text = "库存服务独立部署。支付服务调用订单服务。命中率 97.5%。"
    verdicts = {(c.kind, c.verdict) for c in check(text, SHOP, article).claims}
    assert ("component", "context") in verdicts
    assert ("relation", "context") in verdicts
    assert ("number", "context") in verdicts
    assert check(text, SHOP, article).unsupported == ()
    assert {c.kind for c in check(text, SHOP).unsupported} == {"component", "relation", "number"}


def test_a_sentence_of_the_article_is_the_articles() -> None:
    sentence = "整个平台共有十七个服务，MySQL 通知订单服务，日均 3.2 亿次调用"
    article = Article(before=f"背景如下。{sentence}。")
    assert check(f"文章中写道：「{sentence}」。", SHOP).unsupported
    assert check(f"文章中写道：「{sentence}」。", SHOP, article).unsupported == ()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("订单、支付、用户三个服务", "supported"),
        ("订单、支付、用户四个服务", "unsupported"),
        ("MySQL 和 Redis 集群两个组件", "supported"),
        ("MySQL 和 Redis 集群三个组件", "unsupported"),
        ("网关连接三个服务：订单服务、支付服务和用户服务", "supported"),
        ("网关连接四个服务：订单服务、支付服务和用户服务", "unsupported"),
        ("图中共有 9 个节点", "supported"),
        ("图中共有 12 个节点", "unsupported"),
        ("业务层有三个服务", "supported"),
        ("共八条连线", "supported"),
        ("共十五条连线", "unsupported"),
    ],
)
def test_counts(text: str, verdict: str) -> None:
    assert [claim.verdict for claim in of_kind(text, "count")] == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("峰值 QPS 为 5000", "supported"),
        ("峰值 QPS 为 8000", "unsupported"),
        ("命中率为 92.5%", "unsupported"),
    ],
)
def test_numbers(text: str, verdict: str) -> None:
    assert [claim.verdict for claim in of_kind(text, "number")] == [verdict]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("安卓 2 月达到 12 万", ["supported"]),
        ("iOS 从 5 万增至 11 万", ["supported", "supported"]),
        ("三个月合计 31.5 万", ["inferred"]),
        ("安卓 2 月比 1 月增长 20%", ["inferred"]),
        ("安卓 2 月达到 88 万", ["unsupported"]),
        ("增长了 77%", ["unsupported"]),
    ],
)
def test_numbers_of_a_chart(text: str, verdicts: list[str]) -> None:
    found = [c.verdict for c in of_kind(text, "number", SALES) if c.text.strip() not in ("1", "2")]
    assert found == verdicts


def test_ordinals_and_list_marks_are_no_numbers() -> None:
    text = "1. 用户访问 API 网关\n2. API 网关访问订单服务\n见图 3，第 4 步。"
    assert of_kind(text, "number") == of_kind(text, "count") == []


def test_evidence_is_as_small_as_the_sentence() -> None:
    text = "网关将请求转发给订单服务。支付服务经 RocketMQ 异步解耦。整体较为简洁。"
    first, second = check(text, SHOP).evidence
    assert text[first.start : first.end] == "网关将请求转发给订单服务。"
    assert set(first.ids) == {"n2", "e2", "n3"}
    assert set(second.ids) == {"n4", "e7", "n8"}


def test_evidence_reaches_over_a_comma() -> None:
    text = "用户经 HTTPS 进入 API 网关，再被路由到支付服务。"
    assert set(check(text, SHOP).evidence[0].ids) == {"n1", "e1", "n2", "e3", "n4"}


def test_of_two_edges_the_one_whose_label_is_named() -> None:
    talk = Reading(
        9, 9, "sequence", 0.9, nodes=(node("n1", "浏览器"), node("n2", "服务器")),
        edges=(edge("e1", "n1", "n2", "登录请求"), edge("e2", "n1", "n2", "查询订单")),
    )  # fmt: skip
    (evidence,) = check("浏览器向服务器发送「查询订单」。", talk).evidence
    assert set(evidence.ids) == {"n1", "e2", "n2"}


@pytest.mark.parametrize(
    "text", ["", "。", "\n\n", "「", "（）", "1", "→→→", "和、和、和", "A" * 5000]
)
def test_any_text_can_be_checked(text: str) -> None:
    assert check(text, SHOP).coverage >= 0
    assert check(text, Reading(1, 1, "other", 0.1)).coverage == 0


def test_english_text_of_a_model_is_left_in_peace() -> None:
    text = "The API gateway routes requests to three services and writes results to MySQL."
    assert check(text, SHOP).unsupported == ()


def test_what_is_said_of_a_table_and_of_measured_values_rests_on_them() -> None:
    cells = Table(
        (("对比项", "甲", "乙"), *(((f"方面{n}", "支持", "0.12345678")) for n in range(6))),
        (0, 0, 9, 9),
    )
    table = Reading(100, 100, "table", 0.9, table=cells)
    assert (
        check("从方面0、方面1、方面2 等 6 项对比了甲和乙，乙约 0.1235。", table).unsupported == ()
    )
    measured = Chart(series=(Series("s1", "QPS", (("21:00", 18542.0),), measured=True),))
    chart = Reading(100, 100, "line_chart", 0.9, chart=measured)
    assert check("QPS 在 21:00 约为 18500。", chart).unsupported == ()
    assert check("QPS 在 21:00 约为 17500。", chart).unsupported != ()


def test_what_the_engine_says_of_itself_is_no_claim() -> None:
    photo = Reading(100, 100, "photo", 0.9)
    assert check(f"该图片是一张照片；{BLIND}。", photo).unsupported == ()
