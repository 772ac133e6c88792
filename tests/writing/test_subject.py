"""Subjects and sentences out of title, caption and article: whole, and told as what they are."""

import pytest
from figures import microservices

from tuwen.article import Article
from tuwen.writing.subject import subject, titled


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


@pytest.mark.parametrize(
    ("caption", "opening"),
    [
        ("图：外部 etcd 拓扑", "该图展示了外部 etcd 拓扑"),
        ("修改过滤条件", "该图展示了如何修改过滤条件"),
        ("利用两个 GPU 并行计算小批量梯度", "该图展示了如何利用两个 GPU 并行计算小批量梯度"),
        ("CA 通过数字签名证明证书未被篡改", "CA 通过数字签名证明证书未被篡改"),
        ("对称加密中双方使用共享密钥加密通信", "对称加密中双方使用共享密钥加密通信"),
        ("强化学习和环境之间的相互作用", "该图展示了强化学习和环境之间的相互作用"),
        ("此图显示了 DNS 缓存如何处理查询。", "该图展示了 DNS 缓存如何处理查询"),
    ],
)
def test_a_caption_is_led_into_as_what_it_is(caption: str, opening: str) -> None:
    found = subject(microservices(), Article(caption=caption))
    assert found.after("该图展示了") == opening


def test_further_sentences_of_a_caption_are_kept() -> None:
    caption = "二维互相关运算。阴影部分是第一个输出元素，以及用于计算输出的输入张量元素。"
    found = subject(microservices(), Article(caption=caption))
    assert found.name == "二维互相关运算"
    assert found.sentences == ("阴影部分是第一个输出元素，以及用于计算输出的输入张量元素。",)


def test_a_heading_about_something_else_is_not_the_subject() -> None:
    assert subject(microservices(), Article(title="时间线", heading="了解更多")).name == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "3. 合并器：将多条 binlog 合并成一条 DML 语句。",
        "如图所示，订单服务通过 RocketMQ 通知支付服务。",
        "综上所述，订单服务通过 RocketMQ 通知支付服务。",
    ],
)
def test_a_sentence_that_cannot_stand_alone_is_left(sentence: str) -> None:
    assert subject(microservices(), Article(before=sentence)).sentences == ()
