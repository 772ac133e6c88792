"""Explanations for newcomers."""

from dataclasses import replace

from figures import drawn, lettered, microservices

from tuwen.article import Article
from tuwen.reading.types import Chart, Code, CodeLine, Kind, Reading, Series, Table
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


def charted(kind: Kind, *names: str, x: str = "", y: str = "") -> Reading:
    points = (("一月", 3.0), ("二月", 5.0), ("三月", 4.0))
    series = tuple(Series(f"s{n}", name, points) for n, name in enumerate(names, 1))
    return Reading(640, 400, kind, 0.9, chart=Chart("", x, y, series))


def test_a_newcomer_learns_what_the_marks_of_a_chart_stand_for() -> None:
    assert "整个圆代表全部" in told(charted("pie_chart", "占比"))
    one, two = told(charted("bar_chart", "销量")), told(charted("bar_chart", "线上", "线下"))
    assert "柱子越长，数值越大。" in one
    assert "颜色相同的柱子属于同一系列" in two
    line = told(charted("line_chart", "网关", "订单", x="月份", y="延迟"))
    assert "横轴是月份，纵轴是延迟；每条线是一个系列" in line
    assert line.count("横轴") == 1
    assert told(charted("line_chart", "网关", x="月份")).count("横轴") == 1
    assert "每个点是一条数据" in told(charted("scatter_chart", "样本"))


def test_a_newcomer_learns_what_in_a_terminal_is_typed() -> None:
    lines = (
        CodeLine("kubectl get pods", "command", (0, 0, 200, 20), 0.9, "$"),
        CodeLine("NAME READY STATUS", "output", (0, 20, 200, 40), 0.9),
        CodeLine("web-1 1/1 Running", "output", (0, 40, 200, 60), 0.9),
    )
    code = Code("", lines, (0, 0, 200, 60))
    said = told(Reading(640, 400, "terminal", 0.9, code=code))
    assert "提示符后面是人输入的命令" in said
    bare = replace(code, lines=lines[1:])
    assert "提示符" not in told(Reading(640, 400, "terminal", 0.9, code=bare))


def test_a_newcomer_learns_to_read_a_table_by_rows() -> None:
    rows = (("组件", "版本"), ("Redis", "7.2"), ("MySQL", "8.0"))
    table = Table(rows, (0, 0, 300, 90))
    assert "逐行读" in told(Reading(640, 400, "table", 0.9, table=table))
    assert "逐行读" not in told(Reading(640, 400, "table", 0.9, table=replace(table, headers=0)))


def test_a_piece_of_a_name_gets_no_wrong_gloss() -> None:
    labels = {"a": "logging-agent", "b": "可执行文件/库", "c": "Binlog Filter"}
    said = told(drawn("architecture", labels, "a>b; b>c"))
    assert "智能体" not in said
    assert "账本" not in said
    assert "安检" not in said


def test_mere_words_are_said_to_be_written_there() -> None:
    said = told(lettered("other", "输入", "核张量", "转置卷积", "输出"))
    assert "图中写着「输入」" in said
    assert "，「输入」" not in said


def test_without_structure_the_words_are_read_out() -> None:
    said = told(lettered("ui_screenshot", "Deploy your first project", "Import Git Repository"))
    assert "Deploy your first project" in said
