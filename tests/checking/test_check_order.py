"""What is told in an order, held against the arrows."""

import pytest
from drawn_text import picture

from tuwen.article import Article
from tuwen.checking import check

FLOW = picture(
    """
    原始文档 -> 文档解析
    文档解析 -> 文本切分
    文本切分 -> 向量入库
    用户提问 -> 混合召回
    向量入库 -> 混合召回
    混合召回 -> 重排打分
    重排打分 -> 生成答案
    """
)


def wrong(text: str, article: Article | None = None) -> list[tuple[str, str]]:
    return [(c.kind, c.text) for c in check(text, FLOW, article).unsupported]


@pytest.mark.parametrize(
    "text",
    [
        "先做文档解析，再做文本切分，最后向量入库。",
        "原始文档交给文档解析，随后进入文本切分。",
        "处理流程依次是原始文档、文档解析、文本切分和向量入库。",
        "混合召回之后是重排打分。",
        "混合召回的结果由重排打分处理，再由它生成答案。",
        "生成答案的上游是重排打分。",
        "重排打分的候选来自混合召回。",
        "答案出来之前，先要重排打分。",
        "用户提问和向量入库都汇入混合召回，前者随后进入重排打分。",
        "图中没有从重排打分指向混合召回的箭头。",
    ],
)
def test_told_with_the_arrows(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("先做文本切分，再做文档解析。", "order"),
        ("文本切分之后是文档解析。", "order"),
        ("处理流程依次是原始文档、文本切分、文档解析和向量入库。", "order"),
        ("文档解析把原文交给原始文档。", "relation"),
        ("生成答案 → 重排打分。", "relation"),
        ("重排打分的结果由混合召回处理。", "relation"),
        ("文本切分在前，文档解析在后。", "order"),
        ("原始文档先到文档解析；生成答案再把结果送到重排打分。", "order"),
    ],
)
def test_told_against_the_arrows(text: str, kind: str) -> None:
    assert kind in [found for found, _ in wrong(text)]


def test_an_order_that_holds_is_a_claim_with_evidence() -> None:
    claims = [c for c in check("先做文档解析，再做文本切分。", FLOW).claims if c.kind == "order"]
    assert [(c.verdict, c.evidence) for c in claims] == [("supported", ("n2", "n3"))]


def test_the_article_may_tell_it_otherwise() -> None:
    article = Article(before="本文先做文本切分，再做文档解析。")
    assert wrong("先做文本切分，随后做文档解析。") != []
    assert wrong("先做文本切分，随后做文档解析。", article) == []


def test_a_loop_may_be_told_from_anywhere() -> None:
    loop = picture("甲步骤 -> 乙步骤\n乙步骤 -> 丙步骤\n丙步骤 -> 甲步骤")
    assert check("甲步骤之后是乙步骤，再到丙步骤，最后又到甲步骤。", loop).unsupported == ()
