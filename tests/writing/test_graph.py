"""The graph view: names, categories, entries, order, cycles, frames."""

from dataclasses import replace

from figures import checkout, drawn, microservices

from tuwen.writing.graph import graph_of


def test_names_are_the_first_line_and_the_rest_is_a_note() -> None:
    item = graph_of(microservices()).items["n6"]
    assert (item.name, item.note, item.category) == ("Nacos", "注册中心", "registry")


def test_a_variant_spelling_becomes_the_usual_one() -> None:
    items = graph_of(drawn("architecture", {"a": "mysql", "b": "ROCKETMQ"}, "")).items
    assert [i.name for i in items.values()] == ["MySQL", "RocketMQ"]


def test_identifiers_of_classes_stay_as_written() -> None:
    assert graph_of(drawn("class", {"a": "redis"}, "")).items["a"].name == "redis"


def test_what_belongs_to_a_store_is_none() -> None:
    names = {"a": "mysql_query", "b": "redis_get_latency", "c": "mysql_master", "d": "MySQL"}
    items = graph_of(drawn("architecture", names, "")).items.values()
    assert [i.category for i in items] == ["", "", "sql", "sql"]


def test_entries_are_users_first() -> None:
    reading = drawn("architecture", {"a": "Nacos", "b": "用户", "c": "网关"}, "a>c; b>c")
    assert graph_of(reading).entries == ("b", "a")


def test_doubtful_edges_are_left_out() -> None:
    assert graph_of(drawn("flowchart", {"a": "甲", "b": "乙"}, "a>b", confidence=0.4)).edges == ()


def test_what_something_may_lead_to_is_no_start() -> None:
    sure = drawn("flowchart", {"a": "甲", "b": "乙", "c": "丙"}, "a>b; c>b")
    doubted = replace(sure.edges[0], source="b", target="c", confidence=0.4)
    graph = graph_of(replace(sure, edges=(*sure.edges, doubted)))
    assert graph.entries == ("a", "c")
    assert graph.starts == ("a",)


def test_a_way_back_is_known_as_one() -> None:
    graph = graph_of(checkout())
    assert [(e.source, e.target) for e in graph.edges if e.id in graph.back] == [("f", "b")]
    assert graph.rank["b"] < graph.rank["c"] < graph.rank["d"] < graph.rank["f"]


def test_questions_are_decisions() -> None:
    assert set(graph_of(checkout()).decisions) == {"c", "f"}


def test_labels_that_are_relations_make_no_decision() -> None:
    reading = drawn(
        "architecture", {"a": "订单服务", "b": "MySQL", "c": "Redis"}, "a>b:读写; a>c:缓存"
    )
    assert graph_of(reading).decisions == ()


def test_frames_inside_frames() -> None:
    graph = graph_of(microservices())
    assert graph.frames("n10") == ("g2", "g1")
    assert graph.roots == ("g1",)
    assert graph.inside("g2") == ("n10", "n11")


def test_relations_are_lifted_to_outermost_frames() -> None:
    reading = drawn(
        "architecture", {"a": "甲", "b": "乙"}, "a>b", groups={"g1": ("前", "a"), "g2": ("后", "b")}
    )
    assert graph_of(reading).lifted() == (("g1", "g2"),)


def test_pairs_isolated_and_reachable() -> None:
    reading = drawn("architecture", {"a": "甲", "b": "乙", "c": "丙"}, "a>b; b>a")
    graph = graph_of(reading)
    assert graph.pairs == (("a", "b"),)
    assert graph.isolated == ("c",)
    assert graph.reachable("a") == {"a", "b"}
    assert graph.has("a", "b")
    assert not graph.has("a", "c")
