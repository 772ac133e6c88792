"""English words: lists, verbs, articles, names, and what of Chinese labels is translated."""

import pytest
from figures import drawn

from tuwen.writing.english.names import glossed, name_of, named, names
from tuwen.writing.english.phrasing import (
    a,
    about,
    capital,
    capped,
    count,
    does,
    doing,
    listed,
    plural,
    shortened,
    tidy,
)
from tuwen.writing.english.translation import deed, label, noun, question, state
from tuwen.writing.graph import graph_of
from tuwen.writing.labels import Manner
from tuwen.writing.phrasing import Sentence


def test_lists_have_the_comma_of_oxford() -> None:
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C"]) == "A, B, and C"
    assert listed(["A", "B", "C"], last="or") == "A, B, or C"


def test_a_list_that_is_cut_says_how_many_are_left() -> None:
    assert capped(list("ABCDEF"), 4) == "A, B, C, and three more"
    assert capped([str(n) for n in range(14)], 4) == "0, 1, 2, and more"


@pytest.mark.parametrize(
    ("word", "many"),
    [("service", "services"), ("entity", "entities"), ("class", "classes"), ("proxy", "proxies"),
     ("index", "indexes"), ("worker node", "worker nodes"), ("key", "keys")],
)  # fmt: skip
def test_plurals(word: str, many: str) -> None:
    assert plural(word) == many


def test_counts_are_words_up_to_ten_and_vague_beyond() -> None:
    assert (count(1, "class"), count(3, "class")) == ("one class", "three classes")
    assert about(7, "branch") == "seven branches"
    assert about(29, "row") == "more than 20 rows"
    assert about(20, "row") == "more than ten rows"


@pytest.mark.parametrize(
    ("noun_", "told"),
    [("agent system", "an agent system"), ("RAG system", "a RAG system"),
     ("ELK system", "an ELK system"), ("user", "a user"), ("unit", "a unit"),
     ("MVC architecture", "an MVC architecture")],
)  # fmt: skip
def test_articles_follow_the_sound(noun_: str, told: str) -> None:
    assert a(noun_) == told


@pytest.mark.parametrize(
    ("verb", "one", "many"),
    [("route requests to {}", "routes requests to {}", "route requests to {}"),
     ("query {}", "queries {}", "query {}"), ("push to {}", "pushes to {}", "push to {}"),
     ("be connected to {}", "is connected to {}", "are connected to {}"),
     ("read from and write to {}", "reads from and writes to {}", "read from and write to {}"),
     ("may call {}", "may call {}", "may call {}")],
)  # fmt: skip
def test_verbs_agree_with_their_subject(verb: str, one: str, many: str) -> None:
    assert does(verb, many=False) == one
    assert does(verb, many=True) == many


def test_gerunds() -> None:
    assert [doing(v) for v in ("submit", "lock", "create", "get", "log in to")] == [
        "submitting", "locking", "creating", "getting", "logging in to",
    ]  # fmt: skip


def test_sentences_are_tidy() -> None:
    assert tidy("A  leads to B ;.") == "A leads to B."
    assert capital("the gateway") == "The gateway"
    assert capital("log_file is") == "log_file is"
    assert shortened("one two three four", 12) == "one two…"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("订单服务", "order service"), ("Redis 缓存", "Redis cache"),
     ("外部 etcd 集群", "external etcd cluster"),
     ("Embedding 与索引", "Embedding and index"), ("优化后", "after optimization"),
     ("事件溯源", "event sourcing"), ("星云商城", ""), ("企业微信", "WeCom")],
)  # fmt: skip
def test_a_label_is_translated_whole_or_not_at_all(chinese: str, english: str) -> None:
    assert noun(chinese) == english


def test_steps_states_and_questions_are_translated() -> None:
    assert deed("锁定库存并创建订单") == "locking inventory and creating the order"
    assert deed("更新订单为已支付") == "updating the order as paid"
    assert deed("转发登录请求", bare=True) == "forward the login request"
    assert state("已关闭") == "closed"
    assert state("退款中") == "refund in progress"
    assert question("库存是否充足？") == "whether inventory is sufficient"
    assert question("重试次数<3?") == "whether the retry count is less than 3"
    assert question("天气如何？") == ""


def test_words_on_lines_are_quoted_as_printed_or_translated() -> None:
    assert label("Watch objects") == "“Watch objects”"
    assert label("校验密码(BCrypt)") == "“validate the password (BCrypt)”"
    assert label("星云之上") == "“星云之上”"


@pytest.mark.parametrize(
    ("printed", "manner", "told"),
    [("API Gateway", "name", "the API Gateway"), ("Redis", "name", "Redis"),
     ("kube-apiserver", "name", "kube-apiserver"), ("Node 1", "name", "Node 1"),
     ("USER", "name", "USER"), ("订单服务", "name", "the order service"),
     ("库存是否充足？", "question", "the check whether inventory is sufficient"),
     ("Validate request", "action", "“Validate request”"),
     ("Pick a Pod from scheduling queue", "name", "“Pick a Pod from scheduling queue”"),
     ("星云之上", "name", "“星云之上”"), ("MySQL, Redis", "name", "“MySQL, Redis”")],
)  # fmt: skip
def test_names_stand_in_prose(printed: str, manner: Manner, told: str) -> None:
    assert named(printed, manner).the == told


def test_namesakes_are_counted_and_endings_said_once() -> None:
    graph = graph_of(
        drawn("architecture", {"a": "Pod", "b": "Pod", "c": "订单服务", "d": "支付服务"}, "")
    )
    pods, services = list(graph.nodes[:2]), list(graph.nodes[2:])
    assert names(pods) == "two Pods"
    assert names(services) == "the order and payment services"


def test_the_printed_label_follows_its_first_translation() -> None:
    item = graph_of(drawn("architecture", {"a": "订单服务"}, "")).nodes[0]
    told = [Sentence("The order service runs."), Sentence("The order service stops.")]
    found = glossed(told, {name_of(item).text: item.name})
    assert [s.text for s in found] == [
        "The order service (订单服务) runs.", "The order service stops.",
    ]  # fmt: skip
