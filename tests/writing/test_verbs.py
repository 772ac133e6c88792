"""Verbs of relation: chosen by label first, then by both ends; shared endings are found."""

import time

import pytest

from tuwen.writing.verbs import ALL, choose, contracted, is_condition, is_verb


@pytest.mark.parametrize(
    ("source", "target", "label", "verb"),
    [
        ("gateway", "service", "", "路由到"),
        ("service", "sql", "", "读写"),
        ("service", "mq", "", "投递消息到"),
        ("service", "registry", "", "注册到"),
        ("cdn", "object_storage", "", "回源到"),
        ("scm", "ci_cd", "", "触发"),
        ("service", "cache", "缓存", "使用"),
        ("service", "mq", "订阅", "订阅"),
        ("", "", "", "流向"),
    ],
)
def test_a_verb_fits_both_ends_and_the_label(
    source: str, target: str, label: str, verb: str
) -> None:
    assert choose(source, target, label).text == verb


def test_without_direction_nothing_is_said_of_it() -> None:
    assert choose("service", "sql", directed=False).direction == "both"


def test_no_verb_is_there_twice() -> None:
    assert len({v.text for v in ALL}) == len(ALL)


def test_answers_are_conditions_and_relations_are_not() -> None:
    assert is_condition("是")
    assert is_condition("校验失败")
    assert not is_condition("读写")
    assert not is_condition("wx.request")
    assert is_verb("读 写")


def test_names_that_share_an_ending_are_found() -> None:
    names = frozenset({"订单服务", "支付服务", "用户服务", "库存服务"})
    found = contracted("再被路由到订单、支付、用户三个服务。", names)
    assert [name for name, _, _ in found] == ["订单服务", "支付服务", "用户服务"]


@pytest.mark.parametrize("run", ["啊", "甲和", "甲、", "三个", "1"])
def test_a_run_without_end_takes_no_time(run: str) -> None:
    begun = time.perf_counter()
    assert contracted(run * 8000, frozenset({"订单服务"})) == []
    assert time.perf_counter() - begun < 5
