"""Keywords: one for each thing, in whatever language it is named."""

from dataclasses import replace

from figures import charted, drawn, lettered, microservices

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.writing.keywords import keywords


def test_the_yardstick_has_its_technologies() -> None:
    words = keywords(microservices())
    assert 5 <= len(words) <= 12
    assert words[0] == "微服务架构"
    assert {"Nacos", "Redis", "RocketMQ", "MySQL"} <= set(words)


def test_two_languages_make_one_keyword() -> None:
    reading = drawn(
        "architecture", {"a": "K8s", "b": "Kubernetes", "c": "消息队列", "d": "Message Queue"}, ""
    )
    words = keywords(reading)
    assert sum(w.casefold() in ("k8s", "kubernetes") for w in words) == 1
    assert sum(w in ("消息队列", "Message Queue") for w in words) == 1


def test_the_article_adds_its_terms() -> None:
    words = keywords(drawn("architecture", {"a": "甲"}, ""), Article(title="Kafka 与 Flink 实战"))
    assert {"Kafka", "Flink"} <= set(words)


def test_a_chart_gives_its_series() -> None:
    words = keywords(charted("line_chart", "接口延迟", "", 华东={"1": 1}, 华南={"1": 2}))
    assert "华东" in words


def test_there_is_always_a_keyword() -> None:
    assert keywords(Reading(50, 50, "decorative", 0.9)) == ("装饰图",)
    assert keywords(Reading(50, 50, "terminal", 0.9)) == ("截图", "终端输出")


def test_the_places_of_a_chart_are_keywords_and_words_like_a_term_are_not() -> None:
    words = keywords(charted("bar_chart", "", "", Temperature={"衬衫": 5, "裤子": 9}))
    assert {"衬衫", "裤子"} <= set(words)
    assert "采样" not in words


def test_what_the_article_says_again_is_a_keyword() -> None:
    article = Article(
        heading="模块依赖树",
        caption="示例的模块依赖树",
        before="模块依赖树的每个节点都是一个模块。",
    )
    words = keywords(drawn("architecture", {"a": "App.js", "b": "Color.js"}, "a>b"), article)
    assert words[0] == "模块依赖树"


def test_no_keyword_is_a_fragment_or_only_lengthens_another() -> None:
    article = Article(
        title="TiFlash 简介", heading="同一局域网内的寻址", caption="TiFlash 架构",
        before="同一局域网内的主机直接通信。TiFlash 是列存引擎。",
    )  # fmt: skip
    words = keywords(drawn("architecture", {"a": "TiFlash", "b": "TiKV"}, "b>a"), article)
    assert "局域网" in words
    assert "TiFlash" in words
    assert not {"同一局域网内", "TiFlash 架构"} & set(words)


def test_a_term_is_not_found_in_half_a_word() -> None:
    words = keywords(drawn("other", {"a": "甲"}, ""), Article(caption="变量的内存表现"))
    assert "MemTable" not in words


def test_what_letters_stand_for_is_no_term_of_its_own() -> None:
    labels = {
        "a": "BGP (边界网关协议)",
        "b": "OSPF (开放式最短路径优先协议)",
        "c": "订单服务\nRedis",
    }
    words = keywords(drawn("architecture", labels, "a>b; b>c"))
    assert {"BGP", "OSPF", "Redis"} <= set(words)
    assert not {"网关", "最短路径"} & set(words)


def test_where_shapes_bear_no_names_the_texts_give_the_keywords() -> None:
    blank = drawn("architecture", {"a": "", "b": ""}, "a>b")
    texts = lettered("architecture", "卷积神经网络", "循环神经网络").texts
    words = keywords(replace(blank, texts=texts))
    assert {"卷积神经网络", "循环神经网络"} <= set(words)


def test_the_menus_of_a_screen_name_no_keywords() -> None:
    menus = lettered("ui_screenshot", "成员管理", "Ollama", "向量数据库", "Elasticsearch")
    title = "用 RBAC、Redis、Kafka 与 MySQL 做权限"
    words = keywords(menus, Article(heading="成员管理", caption="成员管理", title=title))
    assert {"成员管理", "RBAC", "Redis", "Kafka", "MySQL"} <= set(words)
    assert "Elasticsearch" not in words
