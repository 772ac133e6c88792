"""The writer: facts, order, no invention, tidy punctuation, for every task."""

import re

import pytest
from figures import charted, checkout, drawn, microservices

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.task import Order
from tuwen.writing.narrate import write
from tuwen.writing.shortform import counted


def text(task: str, reading: Reading, article: Article | None = None, **order: object) -> str:
    made = Order(task, **order)  # type: ignore[arg-type]
    return "".join(s.text for s in write(made, reading, article or Article()))


def test_microservices_are_told_as_a_person_would() -> None:
    told = text("summary", microservices())
    assert told.startswith(
        "该图展示了一套部署在 Kubernetes 集群中的微服务架构：用户请求经 HTTPS 进入 Ingress 网关，"
        "再被路由到订单、支付、用户三个服务。"
    )
    for fact in (
        "订单服务和用户服务读写 MySQL 主从", "订单服务使用 Redis 集群作缓存",
        "支付服务经 RocketMQ 异步解耦", "订单服务、支付服务和用户服务注册到 Nacos",
        "适用于高可用的分布式系统",
    ):  # fmt: skip
        assert fact in told


def test_steps_follow_the_arrows_and_answers_their_labels() -> None:
    told = text("summary", checkout())
    assert told.index("提交订单") < told.index("判断「库存是否充足」") < told.index("扣减库存")
    assert "否则提示缺货" in told or "若否，提示缺货" in told
    assert "判断「支付成功」" in told
    assert "返回提交订单" in told


def test_a_chain_of_steps_is_one_enumeration() -> None:
    reading = drawn(
        "flowchart",
        {"a": "原始文档", "b": "文档解析", "c": "Chunk 切分", "d": "向量化", "e": "最终答案"},
        "a>b; b>c; c>d; d>e",
    )
    assert "依次经过文档解析、Chunk 切分和向量化，最后得到最终答案" in text("summary", reading)


def test_layers_without_arrows_are_told_by_what_they_hold() -> None:
    reading = drawn(
        "architecture", {"a": "Web", "b": "小程序", "c": "订单", "d": "MySQL"}, "",
        groups={"g1": ("接入层", "a b"), "g2": ("业务层", "c"), "g3": ("数据层", "d")},
    )  # fmt: skip
    told = text("summary", reading)
    assert "自上而下分为接入层、业务层和数据层三层" in told
    assert "接入层包含 Web 和小程序" in told


def test_doubtful_lines_are_not_spoken_of() -> None:
    reading = drawn("architecture", {"a": "订单服务", "b": "MySQL"}, "a>b", confidence=0.3)
    told = text("summary", reading)
    assert "读写" not in told
    assert "订单服务" in told
    assert "MySQL" in told


def test_messages_come_in_order_and_answers_are_folded() -> None:
    reading = drawn(
        "sequence", {"u": "浏览器", "s": "认证服务", "d": "数据库"},
        "u>s:提交账号密码; s>d:查询用户; d~s:用户记录; s~u:返回 Token",
    )  # fmt: skip
    told = text("summary", reading)
    assert told.index("提交账号密码") < told.index("查询用户") < told.index("返回「Token」")
    assert "用户记录" not in told
    assert "用户记录" in text("describe", reading)


def test_states_have_a_beginning_triggers_and_an_end() -> None:
    reading = drawn(
        "state", {"s": "", "a": "待支付", "b": "已支付", "e": ""}, "s>a; a>b:支付成功; b>e",
        shapes={"s": "start", "e": "end"},
    )  # fmt: skip
    told = text("summary", reading)
    assert "初始状态为待支付" in told
    assert "待支付在「支付成功」时转移到已支付" in told
    assert "已支付到达终止状态" in told


def test_a_chart_tells_its_course_with_units() -> None:
    reading = charted("line_chart", "接口延迟", "延迟 (ms)", P99={"1月": 120, "2月": 90, "3月": 60})
    told = text("summary", reading)
    assert "「接口延迟」" in told
    assert "P99 从 1 月的 120 ms 持续下降至 3 月的 60 ms" in told


def test_a_pie_tells_shares() -> None:
    reading = charted("pie_chart", "来源", "", 来源={"搜索": 60, "直接": 30, "广告": 10})
    told = text("summary", reading)
    assert "搜索占比最高，为 60%" in told
    assert "直接占 30%" in told


def test_an_empty_chart_invents_no_number() -> None:
    assert not re.search(r"\d", text("summary", charted("bar_chart", "销量", "")))


def test_the_name_of_the_only_frame_is_not_said_twice() -> None:
    frame = {"g1": ("网络层常见协议概览", "a b c")}
    told = text("summary", drawn("other", {"a": "ARP", "b": "NAT", "c": "BGP"}, "", groups=frame))
    assert told.count("网络层常见协议概览") == 1
    assert "包含 ARP、NAT 和 BGP" in told


def test_the_first_way_is_no_other_way() -> None:
    names = {"a": "", "b": "", "c": "原文", "d": "摘要", "e": "签名"}
    told = text("summary", drawn("flowchart", names, "a>b; c>d; d>e"))
    assert "原文" in told
    assert "另一路" not in told


def test_marks_about_a_name_do_not_end_a_sentence() -> None:
    told = text(
        "summary", charted("bar_chart", "", "", **{"：销量": {"。一月": 3.0, "二月，": 9.0}})
    )
    assert "一月" in told
    assert not re.search(r"。。|，，|为。|：：", told)


def test_points_are_answered_in_their_order() -> None:
    points = ("系统架构类型", "核心技术组件", "适用场景")
    lines = text("summary", microservices(), points=points).split("\n")
    assert [line[:2] for line in lines] == ["1.", "2.", "3."]
    assert all(point in line for point, line in zip(points, lines, strict=True))
    assert "微服务架构" in lines[0]
    assert "RocketMQ" in lines[1]
    assert "适用于" in lines[2]


def test_a_point_the_picture_is_silent_on_says_so() -> None:
    lonely = drawn("architecture", {"a": "甲", "b": "乙"}, "a>b")
    assert "未体现" in text("summary", lonely, points=("适用场景",))


def test_a_focus_on_design_brings_the_ideas_of_the_design() -> None:
    told = text("summary", microservices(), focus="架构设计思想")
    assert "设计上，" in told
    assert "异步解耦" in told


def test_the_article_names_subject_and_purpose() -> None:
    article = Article(
        heading="下单链路",
        before="天气不错。订单服务与支付服务由 Ingress 网关统一接入，负责整个交易流程。我们继续。",
        caption="图 3-1：电商交易系统架构图",
    )
    told = text("summary", microservices(), article)
    assert "电商交易系统架构" in told
    assert "订单服务与支付服务由 Ingress 网关统一接入，负责整个交易流程。" in told
    assert "天气" not in told


@pytest.mark.parametrize("reading", [microservices(), checkout()], ids=["architecture", "flow"])
def test_the_long_description_has_its_parts(reading: Reading) -> None:
    told = text("describe", reading)
    assert told.startswith("概述：")
    assert len(re.findall(r"(?m)^(?:-|\d+\.) ", told)) >= 4


def test_beginners_get_glosses() -> None:
    told = text("explain", microservices())
    assert "顺着图看下去" in told
    assert "- Nacos：" in told


def test_an_alternative_text_is_one_short_sentence() -> None:
    told = text("alt", microservices())
    assert counted(told) <= 60
    assert told.count("。") == 1
    assert not told.startswith(("图片", "这张图", "该图"))
    assert "微服务架构" in told


def test_the_same_input_gives_the_same_bytes() -> None:
    assert text("describe", microservices()) == text("describe", microservices())


def test_a_mind_map_is_told_from_its_centre() -> None:
    reading = drawn(
        "mindmap",
        {
            "a": "MySQL 优化",
            "b": "索引",
            "c": "SQL 改写",
            "d": "架构",
            "e": "覆盖索引",
            "f": "联合索引",
        },
        "a-b; c-a; a-d; b-e; f-b",
    )
    told = text("summary", reading)
    assert "以树形结构梳理了 MySQL 优化：分为索引、架构和 SQL 改写三个部分" in told
    assert "索引包括覆盖索引和联合索引" in told


def test_of_nodes_with_as_many_branches_the_inner_one_is_the_centre() -> None:
    names = {"b": "索引", "a": "MySQL 优化", "c": "SQL 改写", "d": "架构"}
    leaves = {"e": "覆盖索引", "f": "联合索引", "g": "分页", "h": "执行计划"}
    told = text("summary", drawn("mindmap", names | leaves, "b-a; b-e; b-f; a-c; a-d; c-g; c-h"))
    assert "梳理了 MySQL 优化：" in told


@pytest.mark.parametrize(
    ("arrows", "said"),
    [
        ("a>b:否; a>c", "若否，进入人工队列；若是，进入自动队列"),
        ("a>c; a>b:是", "若否，进入自动队列；若是，进入人工队列"),
        ("a>c; a>b:大于十", "大于十则进入人工队列；其余情况下进入自动队列"),
    ],
)
def test_an_answer_without_words_is_told_as_the_other_one(arrows: str, said: str) -> None:
    labels = {"s": "订单到达", "a": "是否为空？", "b": "人工队列", "c": "自动队列"}
    assert said in text("summary", drawn("flowchart", labels, f"s>a; {arrows}"))


def test_states_that_no_line_joins_do_not_pass_into_each_other() -> None:
    labels = {"s": "", "a": "待付款", "b": "待审核"}
    apart = drawn("state", labels, "s>a; s>b", shapes={"s": "start"})
    assert "待付款和待审核两个状态" in text("summary", apart)
    assert "流转" not in text("summary", apart)
    assert "之间的流转" in text("summary", drawn("state", labels, "s>a; a>b"))


def test_messages_to_oneself_are_told() -> None:
    labels = {"a": "客户端", "b": "服务端"}
    told = text("describe", drawn("sequence", labels, "a>b:登录; b>b:校验口令; b>a:令牌"))
    assert "2. 服务端自行处理「校验口令」" in told


def test_where_to_begin_is_said_only_where_nothing_stands_apart() -> None:
    labels = {"a": "浏览器", "b": "订单系统", "c": "甲"}
    assert "入口：浏览器。" in text("describe", drawn("architecture", labels, "a>b; b>c"))
    assert "入口：" not in text("describe", drawn("architecture", labels, "a>b"))


def test_a_picture_is_not_said_to_consist_of_frames_when_a_part_stands_outside() -> None:
    labels = {"a": "甲", "b": "乙", "c": "丙"}
    frames = {"g": ("前段", "b"), "h": ("后段", "c")}
    told = text("summary", drawn("architecture", labels, "a>g; a>h", groups=frames))
    assert "由前段和后段两个部分组成" not in told


def test_what_is_returned_is_not_called_a_return_twice() -> None:
    labels = {"a": "客户端", "b": "服务端"}
    told = text("summary", drawn("sequence", labels, "a>b:登录; b~a:返回"))
    assert told.endswith("服务端向客户端返回结果。")


def test_frames_of_one_name_with_the_same_in_them_are_told_once() -> None:
    labels = {"a": "接口", "b": "账本", "c": "账本", "d": "队列"}
    frames = {"g": ("机房", "b"), "h": ("机房", "c")}
    told = text("describe", drawn("architecture", labels, "a>d", groups=frames))
    assert "两个机房均内含账本" in told


def test_arrows_in_the_label_of_an_association_are_not_told() -> None:
    told = text("summary", drawn("class", {"a": "Boat", "b": "Captain"}, "b>a:steers ↓"))
    assert "steers" in told
    assert "↓" not in told
