"""Questions as people ask them, answered from one known picture or plainly not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.article import Article
from tuwen.checking import check
from tuwen.reading.types import Chart, Edge, Group, Node, Reading, Series, Shape, Text
from tuwen.task import Order
from tuwen.writing.answer import answer


def node(ident: str, label: str, shape: Shape = "rect") -> Node:
    return Node(ident, label, shape, (0, 0, 10, 10), 0.9)


def edge(ident: str, source: str, target: str, label: str = "") -> Edge:
    return Edge(ident, source, target, label, "end", "solid", 0.9)


SHOP = Reading(
    900, 600, "architecture", 0.9, title="电商微服务架构",
    texts=(Text("t1", "电商微服务架构", (0, 0, 9, 9), 0.9),),
    nodes=(
        node("n1", "用户", "actor"), node("n2", "API 网关"), node("n3", "订单服务"),
        node("n4", "支付服务"), node("n5", "用户服务"), node("n6", "MySQL 主库", "cylinder"),
        node("n7", "MySQL 从库", "cylinder"), node("n8", "Redis 集群", "cylinder"),
        node("n9", "RocketMQ"), node("n10", "通知服务"), node("n11", "库存是否充足", "diamond"),
        node("n12", "扣减库存"), node("n13", "返回失败"), node("n14", "Nacos"),
    ),
    edges=(
        edge("e1", "n1", "n2", "HTTPS"), edge("e2", "n2", "n3"), edge("e3", "n2", "n4"),
        edge("e4", "n3", "n6", "读写"), edge("e5", "n5", "n6"), edge("e6", "n6", "n7", "主从复制"),
        edge("e7", "n3", "n8"), edge("e8", "n4", "n9", "投递消息"), edge("e9", "n9", "n10"),
        edge("e10", "n3", "n11"), edge("e11", "n11", "n12", "是"), edge("e12", "n11", "n13", "否"),
    ),
    groups=(
        Group("g1", "Kubernetes 集群", ("g2", "n2", "n9"), (0, 0, 900, 600)),
        Group("g2", "业务层", ("n3", "n4", "n5"), (0, 0, 500, 100)),
    ),
)  # fmt: skip
SALES = Reading(
    800, 600, "line_chart", 0.9,
    chart=Chart("月活趋势", "月份", "用户数（万）", (
        Series("s1", "安卓", (("1月", 10.0), ("2月", 12.0), ("3月", 9.5))),
        Series("s2", "iOS", (("1月", 5.0), ("2月", 7.0), ("3月", 11.0))),
    )),
)  # fmt: skip
SHARES = Reading(
    800, 600, "pie_chart", 0.9,
    chart=Chart("份额", "", "", (Series("s1", "", (("Chrome", 60.0), ("Safari", 40.0))),)),
)  # fmt: skip
LOGIN = Reading(
    800, 600, "sequence", 0.9,
    nodes=(node("n1", "浏览器"), node("n2", "服务器"), node("n3", "Redis")),
    edges=(
        edge("e1", "n1", "n2", "登录请求"), edge("e2", "n2", "n3", "查询会话"),
        edge("e3", "n3", "n2", "会话数据"), edge("e4", "n2", "n1", "登录成功"),
    ),
)  # fmt: skip


def ask(question: str, reading: Reading = SHOP, article: Article | None = None) -> str:
    told = answer(Order("ask", question=question), reading, article)
    assert told
    text = "".join(sentence.text for sentence in told)
    assert check(text, reading, article).unsupported == (), text
    return text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("支付服务依赖哪些组件？", ["支付服务直接依赖 RocketMQ", "间接到达通知服务"]),
        ("支付服务的依赖有哪些", ["RocketMQ"]),
        ("图中，订单服务指向谁？", ["MySQL 主库、Redis 集群和「库存是否充足」"]),
        ("What does 支付服务 depend on?", ["RocketMQ"]),
        ("谁调用了 RocketMQ？", ["支付服务"]),
        ("哪些服务访问 MySQL 主库？", ["订单服务和用户服务"]),
        ("RocketMQ 被谁调用？", ["支付服务"]),
        ("Which components call RocketMQ?", ["支付服务"]),
        ("RocketMQ 的消费者是谁？", ["通知服务"]),
        ("订单服务的上游是什么", ["API 网关"]),
        ("RocketMQ 的上游和下游分别是什么？", ["支付服务", "通知服务"]),
        ("图中有几个数据库？", ["2 个数据库", "MySQL 主库和 MySQL 从库"]),
        ("How many databases are there?", ["2 个数据库"]),
        ("一共有多少个服务", ["4 个服务", "通知服务"]),
        ("有几个分组？", ["2 个分组", "业务层"]),
        ("图中共有几条连线", ["12 条连线"]),
        ("从用户到通知服务经过哪些步骤？", ["API 网关", "（投递消息）RocketMQ → 通知服务"]),
        ("支付服务和 RocketMQ 之间是什么关系？", ["支付服务指向 RocketMQ", "「投递消息」"]),
        ("订单服务与支付服务有什么关系", ["未读到", "都由 API 网关引出"]),
        ("判断库存是否充足为否时怎样？", ["「返回失败」"]),
        ("如果库存是否充足为是，会进入哪一步？", ["「扣减库存」"]),
        ("有没有用缓存？", ["有", "Redis 集群"]),
        ("系统用到消息队列了吗？", ["有", "RocketMQ"]),
        ("Is there a cache?", ["Redis 集群"]),
        ("图中包含哪些组件？", ["API 网关", "业务层"]),
        ("数据库有哪些？", ["MySQL 主库和 MySQL 从库"]),
        ("业务层包含哪些服务？", ["订单服务、支付服务和用户服务"]),
        ("支付服务在哪个分组里？", ["位于业务层", "Kubernetes 集群"]),
        ("起点是什么？", ["用户", "API 网关"]),
        ("终点是哪里？", ["通知服务", "MySQL 从库"]),
        ("网关会调用订单服务吗？", ["是，", "API 网关指向订单服务"]),
        ("标题是什么？", ["「电商微服务架构」"]),
        ("图中有哪些文字？", ["「电商微服务架构」"]),
        ("这是什么图？", ["系统架构图", "14 个节点"]),
        ("这张图讲了什么？", ["电商微服务架构", "API 网关"]),
        ("Nacos 有什么作用？", ["服务发现"]),
        ("回答：1. 有几个服务？2. 有没有缓存？", ["4 个服务", "Redis 集群"]),
    ],
)
def test_answers_from_the_graph(question: str, parts: list[str]) -> None:
    text = ask(question)
    assert [part for part in parts if part not in text] == [], text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("物流服务依赖哪些组件？", ["图中未读到「物流服务」", "最接近的是", "订单服务"]),
        ("是否使用了 Kafka？", ["图中未读到「Kafka」"]),
        ("Kafka 被谁调用？", ["图中未读到「Kafka」"]),
        ("订单服务是否调用支付服务？", ["图中未读到"]),
        ("MySQL 从库指向谁？", ["没有从它出发的箭头"]),
        ("用户服务的上游是什么？", ["没有指向它的箭头"]),
        ("系统的延迟是多少？", ["没有读到能回答"]),
        ("判断库存是否充足为未知时怎样？", ["未读到", "「是」和「否」"]),
    ],
)
def test_what_is_not_there_is_said_to_be_not_read(question: str, parts: list[str]) -> None:
    text = ask(question)
    assert [part for part in parts if part not in text] == [], text


@pytest.mark.parametrize(
    "question",
    [
        "图中左侧穿红衣的人是否在指向右侧的屏幕",
        "图中的线是什么颜色？",
        "图里有几个人？",
        "What colour is the arrow?",
        "图中的 logo 是哪家公司的",
        "他的表情怎么样",
        "这张图好看吗",
    ],
)
def test_what_needs_eyes_is_not_guessed(question: str) -> None:
    text = ask(question)
    assert "只读取图中的文字与结构" in text
    assert "--engine transformers" in text


def test_a_slip_of_the_ocr_is_forgiven_a_guess_is_not() -> None:
    misread = Reading(
        9, 9, "architecture", 0.9,
        nodes=(node("n1", "Authentlcation Service"), node("n2", "MySQL")),
        edges=(edge("e1", "n1", "n2"),),
    )  # fmt: skip
    assert "MySQL" in ask("Authentication Service 依赖谁？", misread)
    assert "未读到" in ask("Notification Service 依赖谁？", misread)


def test_reasons_come_from_the_article_or_not_at_all() -> None:
    question = "为什么订单服务要用 Redis？"
    assert "没有写明原因" in ask(question)
    assert "订单服务指向 Redis 集群" in ask(question)
    article = Article(before="先看背景。订单服务使用 Redis 缓存热点数据，是因为读压力过大。")
    assert "文章中写道：「订单服务使用 Redis 缓存热点数据，是因为读压力过大」" in ask(
        question, SHOP, article
    )


def test_evidence_names_ends_and_edges() -> None:
    first = answer(Order("ask", question="谁调用了 RocketMQ？"), SHOP, Article())[0]
    assert set(first.evidence) == {"n4", "e8", "n9"}


def test_lines_without_arrows_have_no_direction() -> None:
    plain = Reading(
        9, 9, "architecture", 0.9, nodes=(node("n1", "甲系统"), node("n2", "乙系统")),
        edges=(Edge("e1", "n1", "n2", "", "none", "solid", 0.9),),
    )  # fmt: skip
    assert "连线没有箭头" in ask("甲系统依赖谁？", plain)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("安卓哪个月最高？", "2 月处最高，为 12 万"),
        ("哪个月最低？", "总体最低的是 iOS 在「1 月」处的 5 万"),
        ("3月哪个系列最高", "iOS 最高，为 11 万"),
        ("2月 iOS 的值是多少？", "7 万"),
        ("一共几个系列？", "两个数据系列：安卓和 iOS"),
        ("iOS 的趋势如何？", "持续上升"),
        ("横轴是什么？", "月份"),
        ("单位是什么", "万"),
        ("安卓总和是多少", "31.5 万"),
        ("9月是多少？", "读到的数据项有 1 月"),
        ("这是什么图", "折线图"),
    ],
)
def test_charts(question: str, part: str) -> None:
    assert part in ask(question, SALES)


def test_shares() -> None:
    assert "Chrome 占比最高，为 60%" in ask("哪个占比最高？", SHARES)
    assert ask("Safari 占多少？", SHARES) == "Safari 占 40%。"
    assert "2 个类别" in ask("一共几个类别？", SHARES)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("浏览器给服务器发了什么消息？", "浏览器向服务器发送「登录请求」"),
        ("第 3 步是什么", "Redis 向服务器发送「会话数据」"),
        ("第十步是什么", "只读到 4 条消息"),
        ("服务器收到哪些消息？", "「会话数据」"),
        ("浏览器给 Redis 发了什么？", "未读到"),
        ("一共几条消息？", "4 条消息"),
        ("What does 浏览器 send to 服务器?", "「登录请求」"),
    ],
)
def test_sequences(question: str, part: str) -> None:
    assert part in ask(question, LOGIN)


EMPTY = Reading(9, 9, "other", 0.1)
ASKED = [
    "支付服务",
    "Redis",
    "谁",
    "什么",
    "哪些",
    "几个",
    "依赖",
    "调用",
    "和",
    "从",
    "到",
    "为否时",
    "？",
    "第",
    "3",
    "步",
    "为什么",
    "有没有",
    "的",
    "图中",
    "最高",
]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(ASKED), max_size=9).map("".join)),
    st.sampled_from([SHOP, SALES, SHARES, LOGIN, EMPTY]),
)
def test_any_question_gets_an_answer(question: str, reading: Reading) -> None:
    told = answer(Order("ask", question=question), reading, Article())
    assert told
    assert all(sentence.text.endswith(("。", "？", "！")) for sentence in told)
    known = {
        *(n.id for n in reading.nodes), *(e.id for e in reading.edges),
        *(g.id for g in reading.groups), *(t.id for t in reading.texts),
        *(s.id for s in (reading.chart.series if reading.chart else ())),
    }  # fmt: skip
    assert {i for sentence in told for i in sentence.evidence} <= known
