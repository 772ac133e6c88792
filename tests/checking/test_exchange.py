"""Names told in each other's place, in words of no clause grammar, and true texts beside them."""

import pytest
from drawn_text import picture

from tuwen.article import Article
from tuwen.checking import check
from tuwen.reading.types import Reading

SHOP = picture(
    """
    用户 -> 接入网关
    接入网关 -> 订单服务
    接入网关 -> 支付服务
    订单服务 -> MySQL
    支付服务 -> Kafka
    Kafka -> 通知服务
    通知服务 -> 短信平台
    """,
    "architecture",
    业务层="订单服务,支付服务",
    数据层="MySQL,Kafka",
)
FLOW = picture(
    """
    提交申请 -> 初审
    初审 -> 复审
    复审 -> 是否通过
    是否通过 -> 发放证书: 是
    是否通过 -> 退回修改: 否
    """
)
TALK = picture(
    """
    客户端 -> 服务端: 登录请求
    服务端 -> 数据库: 查询用户
    数据库 -> 服务端: 用户记录
    服务端 -> 客户端: 令牌
    """,
    "sequence",
)
BOOKS = picture(
    """
    Author -- Book: writes
    Publisher -- Book: publishes
    Book -- Chapter: contains
    """,
    "er",
)


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (SHOP, "请求由接入网关分给订单服务和支付服务，支付服务把消息投到 Kafka。"),
        (SHOP, "短信平台的任务来自通知服务，通知服务的消息又来自 Kafka，最上游是支付服务。"),
        (SHOP, "业务层有订单服务和支付服务，数据层有 MySQL 和 Kafka。"),
        (SHOP, "MySQL 被订单服务使用，Kafka 被支付服务使用。"),
        (SHOP, "用户访问接入网关之后，订单落到 MySQL。"),
        (FLOW, "先提交申请，然后初审，再复审，最后看是否通过：通过则发放证书，否则退回修改。"),
        (FLOW, "流程从提交申请开始，经过初审和复审，再看是否通过。"),
        (FLOW, "初审之后是复审，复审之前要先初审。"),
        (TALK, "客户端向服务端登录，服务端查询数据库里的用户，最后把令牌给客户端。"),
        (TALK, "服务端收到客户端的登录请求后，到数据库查询用户。"),
        (BOOKS, "Author 撰写 Book，Publisher 出版 Book，Book 包含 Chapter。"),
        (BOOKS, "Chapter 属于 Book，Book 由 Author 撰写。"),
    ],
)
def test_true_texts_are_left_alone(reading: Reading, text: str) -> None:
    assert check(text, reading).unsupported == ()


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (SHOP, "请求由订单服务分给接入网关和支付服务，支付服务把消息投到 Kafka。"),
        (SHOP, "支付服务把消息投到 Kafka，再由短信平台推给通知服务。"),
        (SHOP, "通知服务的任务来自短信平台，短信平台的消息又来自 Kafka，最上游是支付服务。"),
        (SHOP, "业务层有 MySQL 和支付服务，数据层有订单服务和 Kafka。"),
        (SHOP, "订单服务被 MySQL 使用。"),
        (SHOP, "MySQL 驱动订单服务。"),
        (SHOP, "短信平台唤醒通知服务，由它发短信。"),
        (FLOW, "先提交申请，然后复审，再初审，最后看是否通过。"),
        (FLOW, "流程从初审开始，之后提交申请。"),
        (TALK, "服务端向客户端登录，客户端查询数据库里的用户。"),
        (TALK, "数据库请求服务端查询用户。"),
        (TALK, "令牌由数据库发给客户端。"),
        (BOOKS, "Book 撰写 Author。"),
        (BOOKS, "Book 出版 Publisher。"),
    ],
)
def test_what_is_told_the_wrong_way_round_is_found(reading: Reading, text: str) -> None:
    assert {c.kind for c in check(text, reading).unsupported} & {"relation", "order"}


def test_what_the_article_says_is_its_own() -> None:
    text = "业务层有 MySQL 和支付服务，数据层有订单服务和 Kafka。"
    assert check(text, SHOP, Article(before=text)).unsupported == ()


def test_an_exchange_that_is_only_likely_lowers_the_score() -> None:
    surely = check("用户访问接入网关，接入网关访问支付服务。", SHOP)
    assert 0 <= surely.doubt < 1
    assert check("", SHOP).doubt == 0.0
    doubtful = [check(t, SHOP) for t in ("用户。接入网关。", "Kafka、用户、短信平台与 MySQL。")]
    assert all(0 <= found.doubt <= 1 for found in doubtful)


def test_a_row_as_it_is_drawn_tells_no_way() -> None:
    layers = picture("底座 -> 平台\n平台 -> 应用端", "architecture")
    assert check("自上而下分为应用端、平台和底座三层。", layers).unsupported == ()


def test_a_hub_and_a_verb_that_is_a_label_are_no_exchange() -> None:
    links = picture("候选项 -> 主项: 选定\n主项 -> 外项: 关联\n候选项 -> 属性项: 构成")
    text = "候选项关联到属性项（构成），主项关联到外项（关联）。图以候选项为起点。"
    assert check(text, links).unsupported == ()
