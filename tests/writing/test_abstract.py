"""The abstract of an article: whole sentences, no paragraph copied, the figures named."""

from itertools import pairwise

import pytest
from figures import drawn, microservices
from hypothesis import given
from hypothesis import strategies as st

from tuwen.article import body_of
from tuwen.writing.abstract import abstract
from tuwen.writing.phrasing import width

POST = """# 订单系统的缓存改造

订单系统每天处理两千万次查询，数据库一度成为瓶颈。\
本文介绍我们如何用 Redis 缓存承接读流量。今天天气不错。

## 整体方案

订单服务先查询 Redis 缓存，未命中再查询 MySQL 数据库，最后把结果回填到缓存。\
如下图所示，写请求仍然直接进入数据库。

![订单系统的整体架构](a.png)

缓存与数据库之间的一致性由 Canal 订阅 binlog 来保证，业务代码不再负责删除缓存。\
为了防止缓存雪崩，每个键的过期时间都加上了随机值。

## 效果

改造完成后，查询接口的平均时延从 180 毫秒降到 12 毫秒，数据库的查询量减少了九成。\
欢迎关注我们的公众号。
"""


def written(post: str = POST) -> str:
    title, blocks = body_of(post)
    figures = {n: microservices() for n, b in enumerate(blocks) if b.kind == "figure"}
    return "".join(s.text for s in abstract(title, blocks, figures))


def test_it_has_the_length_of_an_abstract_and_whole_sentences() -> None:
    text = written()
    assert 120 <= width(text) <= 200
    assert text.endswith("。")


def test_it_says_the_matter_the_result_and_what_the_figures_show() -> None:
    text = written()
    assert "从 180 毫秒降到 12 毫秒" in text
    assert text.endswith("文中配图展示了订单系统的整体架构。")


@pytest.mark.parametrize("phrase", ["天气", "公众号", "如下图"])
def test_what_leans_on_something_else_or_is_no_matter_is_left_out(phrase: str) -> None:
    assert phrase not in written()


def test_every_sentence_is_the_articles_and_no_two_neighbours_of_one_paragraph_are_taken() -> None:
    text = written().split("文中配图")[0]
    pieces = [piece + "。" for piece in text.split("。") if piece]
    assert all(piece in POST for piece in pieces)
    assert all(a + b not in POST for a, b in pairwise(pieces))


def test_a_figure_without_a_name_is_not_named() -> None:
    title, blocks = body_of("# 周记\n\n![](a.png)\n")
    assert abstract(title, blocks, {1: drawn("flowchart", {"a": "甲"}, "")}) == []


@given(st.text("订单服务查询数据库。！？\n#![](a.png) 「」本文通过 MySQL", max_size=300))
def test_any_text_gives_an_abstract_that_is_not_too_long(text: str) -> None:
    title, blocks = body_of(text)
    assert width("".join(s.text for s in abstract(title, blocks, {}))) <= 200
