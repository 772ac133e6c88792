"""The Summarizer around engines that behave, stumble, and fail."""

import re
from dataclasses import replace

import pytest
from scripted import GOOD, Scripted

from tuwen.errors import ConfigError, EngineError, InputError
from tuwen.reading.types import Edge, Node, Reading
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.summary import Summary


def test_a_summary_holds_what_its_stream_gave(sight: Sight) -> None:
    *pieces, summary = Summarizer(Scripted(GOOD)).stream(sight, Brief())
    assert isinstance(summary, Summary)
    assert "".join(str(piece) for piece in pieces) == summary.text == "".join(GOOD)
    assert pieces[0] == "该图展示了网关 Gateway 与 MySQL。"
    assert (summary.engine, summary.model, summary.task) == ("scripted", "by hand", "summary")
    assert summary.usage.completion_tokens == len(summary.text)
    assert summary.timing_ms["total"] >= summary.timing_ms["read"]


@pytest.mark.parametrize("bad", [(), ("",), ("图",), ("<think>想", "不完"), ("<|endoftext|>",)])
def test_no_answer_is_tried_once_more(sight: Sight, bad: tuple[str, ...]) -> None:
    engine = Scripted(bad, GOOD)
    assert Summarizer(engine).summarize(sight, Brief()).text == "".join(GOOD)
    assert len(engine.requests) == 2


def test_no_answer_twice_is_an_error(sight: Sight) -> None:
    with pytest.raises(EngineError) as caught:
        Summarizer(Scripted(("图",), ())).summarize(sight, Brief())
    assert caught.value.code == "no_answer"


def test_a_question_may_be_answered_in_a_word(sight: Sight) -> None:
    brief = Brief(task="ask", prompt="图中有几个数据库？")
    assert Summarizer(Scripted(("1 个",))).summarize(sight, brief).text == "1 个"


def test_the_engine_gets_order_reading_and_article(sight: Sight) -> None:
    engine = Scripted(GOOD)
    brief = Brief(task="explain", context="# 订单\n\n正文。", title="读写分离", max_tokens=77)
    Summarizer(engine).summarize(sight, brief)
    (request,) = engine.requests
    assert request.order.task == "explain"
    assert request.reading is sight.reading
    assert request.article.title == "读写分离"
    assert request.shown is None
    assert request.max_tokens == 77


def test_what_the_picture_does_not_show_is_warned_of(sight: Sight) -> None:
    engine = Scripted(("该图展示了 Gateway 与 MySQL。", "Kafka 把消息发给 Elasticsearch。"))
    summary = Summarizer(engine).summarize(sight, Brief())
    assert summary.check.unsupported
    assert any("Kafka" in warning for warning in summary.warnings)


@pytest.mark.parametrize(
    ("brief", "code"),
    [
        (Brief(task="paint"), "unknown_task"),
        (Brief(task="ask"), "missing_question"),
        (Brief(language="en-US"), "language_unsupported"),
        (Brief(engine="gpt"), "unknown_engine"),
    ],
)
def test_a_brief_that_makes_no_sense_is_refused_at_once(
    sight: Sight, brief: Brief, code: str
) -> None:
    engine = Scripted(GOOD)
    with pytest.raises(InputError) as caught:
        Summarizer(engine).stream(sight, brief)
    assert caught.value.code == code
    assert engine.requests == []


@pytest.mark.parametrize("language", ["zh", "zh-CN", "ZH_hans", ""])
def test_chinese_has_many_names(language: str) -> None:
    Summarizer(Scripted()).check_brief(Brief(language=language))


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        Summarizer("gpt")
    assert "embedded" in caught.value.message


def test_traditional_chinese_is_written_where_it_is_asked_for(sight: Sight) -> None:
    plain = Summarizer("embedded").summarize(sight, Brief())
    for language in ("zh-Hant", "zh_TW"):
        *pieces, done = Summarizer("embedded").stream(sight, Brief(language=language))
        assert isinstance(done, Summary)
        assert done.text == "".join(str(piece) for piece in pieces)
        assert "該" in done.text
        assert "该" not in done.text
        assert len(done.check.claims) == len(plain.check.claims)
        assert all(done.text[c.start : c.end] == c.text for c in done.check.claims)


@pytest.mark.parametrize("language", ["en", "en-US", "EN_gb"])
def test_english_is_written_where_it_is_asked_for(sight: Sight, language: str) -> None:
    *pieces, done = Summarizer("embedded").stream(sight, Brief(language=language))
    assert isinstance(done, Summary)
    assert done.text == "".join(str(piece) for piece in pieces)
    assert done.text.startswith(("The ", "In the "))
    assert not re.search(r"[\u3400-\u9fff]", done.text)
    assert not re.search(r"[\u3400-\u9fff]", "".join((*done.keywords, *done.warnings)))


def test_the_language_is_the_one_that_was_set_unless_another_is_named(sight: Sight) -> None:
    english = Summarizer("embedded", "en")
    assert english.summarize(sight, Brief()).text.startswith(("The ", "In the "))
    assert "图" in english.summarize(sight, Brief(language="zh")).text
    with pytest.raises(InputError):
        Summarizer("embedded", "fr")


def test_the_claims_of_an_english_text_are_not_judged(sight: Sight) -> None:
    done = Summarizer("embedded").summarize(sight, Brief(language="en"))
    assert not done.check.judged
    assert done.check.claims == ()
    assert 0 < done.check.coverage <= 1
    known = {
        item.id for item in (*sight.reading.nodes, *sight.reading.groups, *sight.reading.texts)
    }
    known |= {edge.id for edge in sight.reading.edges}
    assert {i for part in done.check.evidence for i in part.ids} <= known
    assert all(done.text[p.start : p.end].strip() for p in done.check.evidence)


def test_notes_on_an_english_text_are_english(sight: Sight) -> None:
    reading = replace(sight.reading, problems=("有 2 条连线看不清楚，未作为依据。",))
    done = Summarizer("embedded").summarize(replace(sight, reading=reading), Brief(language="en"))
    assert done.warnings == ("Lines that could not be made out and were not relied on: 2.",)


def test_an_article_that_says_the_opposite_of_the_picture_is_warned_of(sight: Sight) -> None:
    nodes = (Node("a", "订单服务", "rect", (0, 0, 90, 40), 0.9),
             Node("b", "支付服务", "rect", (0, 90, 90, 130), 0.9))  # fmt: skip
    edges = (Edge("e", "a", "b", "", "end", "solid", 0.9),)
    drawn = replace(sight, reading=Reading(99, 140, "architecture", 0.9, nodes=nodes, edges=edges))
    brief = Brief(context="# 支付\n\n支付服务调用订单服务，完成扣款。\n")
    summary = Summarizer("embedded").summarize(drawn, brief)
    assert any("图中箭头由订单服务指向支付服务" in warning for warning in summary.warnings)
    english = Summarizer("embedded").summarize(drawn, replace(brief, language="en"))
    told = "leads from the order service to the payment service; please check."
    assert any(warning.endswith(told) for warning in english.warnings)
