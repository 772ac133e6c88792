"""Subjects and sentences out of an article: whole, fitting, never the first blindly."""

import pytest
from figures import microservices

from tuwen.article import Article
from tuwen.writing.extract import subject, titled


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("图 4-1：将值绑定给 `s1` 的内存表现", "将值绑定给 s1 的内存表现"),
        ("3.2 订单系统架构图", "订单系统架构"),
        ("一个正常块和一个残差块", "一个正常块和一个残差块"),
        ("三 AZ 部署", "三 AZ 部署"),
        ("架构图", ""),
        ("截图", ""),
        ("image.png", ""),
        ("为什么需要缓存？", ""),
        ("此图显示了 DNS 缓存的查询路径", "DNS 缓存的查询路径"),
    ],
)
def test_a_title_becomes_a_noun_phrase(raw: str, name: str) -> None:
    assert titled(raw) == name


def test_a_sentence_is_taken_whole_and_only_where_it_speaks_of_the_picture() -> None:
    before = "今天聊聊周末。订单服务通过 RocketMQ 通知支付服务，由 Nacos 负责服务发现。点击关注。"
    found = subject(microservices(), Article(before=before))
    assert found.sentences == ("订单服务通过 RocketMQ 通知支付服务，由 Nacos 负责服务发现。",)


def test_nothing_is_taken_where_nothing_fits() -> None:
    article = Article(title="周记", before="今天天气很好。我们去爬山。")
    assert subject(microservices(), article).sentences == ()
