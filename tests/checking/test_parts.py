"""Main parts that a text leaves out, and what that does to the score."""

from dataclasses import replace

import pytest
from drawn_text import picture

from tuwen.checking import check
from tuwen.reading.types import Chart, Reading, Series

SHOP = picture(
    """
    浏览器 -> 接入网关
    小程序 -> 接入网关
    接入网关 -> 订单服务
    接入网关 -> 支付服务
    订单服务 -> MySQL
    支付服务 -> Kafka
    Kafka -> 通知服务
    """,
    "architecture",
    前端层="浏览器,小程序",
)
ALL = "浏览器和小程序访问接入网关，再到订单服务与支付服务；订单服务写入 MySQL，"
TAIL = "支付服务写入 Kafka，通知服务消费 Kafka。"


def test_a_whole_text_misses_nothing() -> None:
    found = check(ALL + TAIL, SHOP)
    assert (found.missing, found.complete) == ((), 1.0)
    assert found.score == pytest.approx(0.9 + 0.1 * found.coverage)


def test_a_part_left_out_is_named() -> None:
    assert check(ALL, SHOP).missing == ("Kafka",)
    without = check("接入网关转发到订单服务与支付服务；订单服务写入 MySQL，" + TAIL, SHOP)
    assert without.missing == ("前端层",)
    assert without.score < check(ALL + TAIL, SHOP).score


def test_an_outline_is_held_to_the_frames_alone() -> None:
    assert check("一套电商系统。", SHOP).missing == ()


def test_of_a_chart_every_series() -> None:
    chart = Chart("月活", "", "", tuple(
        Series(f"s{n}", name, (("一月", 1.0), ("二月", 2.0)))
        for n, name in enumerate(("安卓", "苹果", "网页"))
    ))  # fmt: skip
    reading = Reading(9, 9, "line_chart", 0.9, chart=chart)
    assert check("安卓与苹果都在增长。", reading).missing == ("网页",)


def test_what_is_invented_costs_more_than_a_true_word_gains() -> None:
    good, bad = check(ALL + TAIL, SHOP), check(ALL + TAIL + "另有 Elasticsearch。", SHOP)
    assert bad.score < 0.8 < good.score


FORM = picture(
    """
    填写表单 -> 校验表单
    校验表单 -> 保存记录: 合格
    校验表单 -> 标红提示: 不合格
    保存记录 -> 发送邮件
    发送邮件 -> 归档 A
    发送邮件 -> 归档 B
    归档 A -> 结束
    归档 B -> 结束
    """
)
TOLD = "填写表单之后校验表单，合格就保存记录，再发送邮件，归档 A 与归档 B 各留一份"


def test_of_a_question_every_way_on() -> None:
    assert check(f"{TOLD}；不合格则标红提示。", FORM).missing == ()
    assert check(f"{TOLD}。", FORM).missing == ("标红提示",)


def test_an_end_may_be_left_out_and_a_name_be_taken_apart() -> None:
    apart = TOLD.replace("校验表单", "校验一下表单")
    assert check(f"{apart}；不合格则标红提示。", FORM).missing == ()


def test_one_of_several_is_not_told_by_another() -> None:
    assert (
        "归档 B"
        in check(
            TOLD.replace("归档 A 与归档 B 各", "归档 A ") + "；不合格则标红提示。", FORM
        ).missing
    )


def test_a_participant_is_not_told_by_a_message() -> None:
    talk = picture("甲方 -> 乙方: 询价\n乙方 -> 丙方: 转丙方\n丙方 -> 乙方: 报价", "sequence")
    assert check("甲方向乙方询价，乙方转丙方，得到报价。", talk).missing == ("丙方",)


def test_replicas_are_told_with_the_frame_that_they_are_in() -> None:
    drawn = picture(
        """
        Ingress -> Pod 1@a
        Ingress -> Pod 1@b
        Pod 2@a -> Redis
        Pod 2@b -> Redis
        """,
        "architecture",
        订单服务="Pod 1@a,Pod 2@a",
        支付服务="Pod 1@b,Pod 2@b",
    )
    nodes = tuple(replace(node, label=node.label.split("@")[0]) for node in drawn.nodes)
    drawn = replace(drawn, nodes=nodes)
    assert check("Ingress 把请求交给订单服务与支付服务，二者读写 Redis。", drawn).missing == ()
    assert check("Ingress 把请求交给订单服务，它读写 Redis。", drawn).missing == ("支付服务",)
