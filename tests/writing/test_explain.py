"""Explanations for newcomers."""

from figures import drawn, lettered, microservices

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.task import Order
from tuwen.writing.narrate import write


def told(reading: Reading, article: Article | None = None) -> str:
    return "".join(s.text for s in write(Order("explain"), reading, article or Article()))


def test_the_article_says_what_the_subject_is() -> None:
    article = Article(
        heading="渲染树", caption="示例的渲染树",
        before="我们先看一个例子。React 渲染树是组件之间父子关系的表示。本节稍后再谈性能。",
    )  # fmt: skip
    said = told(drawn("architecture", {"a": "App", "b": "List"}, "a>b"), article)
    assert "React 渲染树是组件之间父子关系的表示。" in said
    assert "我们先看" not in said
    assert "本节稍后" not in said


def test_a_newcomer_learns_where_to_begin() -> None:
    said = told(microservices())
    assert "阅读时先找到" in said
    assert "几个关键词：" in said


def test_a_newcomer_learns_how_such_a_picture_is_read() -> None:
    people = {"a": "浏览器", "b": "网关"}
    assert "时序图自上而下地读" in told(drawn("sequence", people, "a>b:登录; b>a:令牌"))
    states = {"a": "待支付", "b": "已支付"}
    assert "箭头上写的是让状态改变的条件" in told(drawn("state", states, "a>b:付款"))
    steps = {"a": "提交订单", "b": "库存是否充足", "c": "支付", "d": "提示缺货"}
    shapes = drawn("flowchart", steps, "a>b; b>c:是; b>d:否", shapes={"b": "diamond"})
    assert "先找到" in told(shapes) or "菱形是判断" in told(shapes)


def test_a_piece_of_a_name_gets_no_wrong_gloss() -> None:
    labels = {"a": "logging-agent", "b": "可执行文件/库", "c": "Binlog Filter"}
    said = told(drawn("architecture", labels, "a>b; b>c"))
    assert "智能体" not in said
    assert "账本" not in said
    assert "安检" not in said


def test_without_structure_the_words_are_read_out() -> None:
    said = told(lettered("ui_screenshot", "Deploy your first project", "Import Git Repository"))
    assert "Deploy your first project" in said
