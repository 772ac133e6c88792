"""The Summarizer around engines that behave, stumble, and fail."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tuwen.engines.base import Engine, Finish, Request
from tuwen.engines.options import Options
from tuwen.errors import ConfigError, EngineError, InputError
from tuwen.reading.types import Edge, Node, Reading
from tuwen.service.answering import Restart
from tuwen.service.sight import Sight, look
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.summary import Summary, Usage

GOOD = ("该图展示了网关 Gateway ", "与 MySQL。", "请求由前者", "转给后者。")


class Scripted(Engine):
    """Says what it is given, one script for each try, and keeps the requests."""

    name = "scripted"
    model = "by hand"
    needs_pixels = False

    def __init__(self, *scripts: tuple[str, ...]) -> None:
        self._scripts = list(scripts)
        self.requests: list[Request] = []

    def stream(self, request: Request) -> Iterator[str | Finish]:
        self.requests.append(request)
        yield from self._scripts.pop(0)


@pytest.fixture
def sight(diagram_png: Path) -> Sight:
    return look(diagram_png)


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
    assert request.figure is None
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


WRONG = ("网关 Gateway 与 MySQL 组成这个系统。", "MySQL 把请求转发给 Gateway。")


def test_invented_relations_are_put_to_the_engine_once(sight: Sight) -> None:
    engine = Scripted(WRONG, ("Gateway 接收请求，并从 MySQL 读写数据。",))
    *pieces, summary = Summarizer(engine).stream(sight, Brief())
    assert isinstance(summary, Summary)
    assert summary.text == pieces[-1] == "Gateway 接收请求，并从 MySQL 读写数据。"
    assert pieces.index(Restart()) == len(pieces) - 2
    first, second = engine.requests
    assert first.correction is None
    assert second.correction is not None
    assert second.correction.answer == "".join(WRONG)
    assert "MySQL" in second.correction.claims[0]
    assert not any("找不到依据" in warning for warning in summary.warnings)


@pytest.mark.parametrize("second", [WRONG, ()])
def test_an_answer_that_gets_no_better_stays_with_a_warning(
    sight: Sight, second: tuple[str, ...]
) -> None:
    *pieces, summary = Summarizer(Scripted(WRONG, second, ())).stream(sight, Brief())
    assert isinstance(summary, Summary)
    assert summary.text == "".join(WRONG) == "".join(map(str, pieces))
    assert any("找不到依据" in warning for warning in summary.warnings)


class Ending(Scripted):
    """Says its scripts, and how they ended: a Finish is yielded, an error raised."""

    def __init__(self, *scripts: tuple[str, ...], ends: tuple[Finish | EngineError, ...]) -> None:
        super().__init__(*scripts)
        self._ends = list(ends)

    def stream(self, request: Request) -> Iterator[str | Finish]:
        yield from super().stream(request)
        end = self._ends.pop(0)
        if isinstance(end, EngineError):
            raise end
        yield end


BROKEN = EngineError("broken_stream", "回答中断。")


def test_tokens_are_told_where_the_engine_counts_them(sight: Sight) -> None:
    engine = Ending(GOOD, ends=(Finish(Usage(300, 20)),))
    assert Summarizer(engine).summarize(sight, Brief()).usage == Usage(300, 20)


def test_a_broken_stream_is_begun_again(sight: Sight) -> None:
    engine = Ending(GOOD[:3], GOOD, ends=(BROKEN, Finish()))
    *pieces, summary = Summarizer(engine).stream(sight, Brief())
    assert isinstance(summary, Summary)
    assert Restart() in pieces
    assert summary.text == "".join(GOOD)


def test_a_stream_that_breaks_twice_is_an_error(sight: Sight) -> None:
    engine = Ending(GOOD[:3], GOOD[:3], ends=(BROKEN, BROKEN))
    with pytest.raises(EngineError) as caught:
        Summarizer(engine).summarize(sight, Brief())
    assert caught.value.code == "broken_stream"


def test_what_was_cut_off_ends_with_a_whole_sentence(sight: Sight) -> None:
    engine = Ending(GOOD[:3], ends=(Finish(cut_off=True),))
    summary = Summarizer(engine).summarize(sight, Brief(max_tokens=20))
    assert summary.text == "".join(GOOD[:2])
    assert any("max_tokens=20" in warning for warning in summary.warnings)


def test_less_than_a_sentence_says_what_to_do(sight: Sight) -> None:
    engine = Ending(GOOD[:1], ends=(Finish(cut_off=True),))
    with pytest.raises(EngineError) as caught:
        Summarizer(engine).summarize(sight, Brief())
    assert "max_tokens" in caught.value.message


DEAD = Options(base_url="http://127.0.0.1:9/v1", retries=0)  # nobody listens on the discard port


def test_auto_takes_what_is_configured_and_falls_back(sight: Sight) -> None:
    summarizer = Summarizer("auto", options=DEAD)
    assert summarizer.engine.name == "openai"
    summarizer.start()
    *pieces, summary = summarizer.stream(sight, Brief())
    summarizer.close()
    assert isinstance(summary, Summary)
    assert summary.engine == "embedded"
    assert "".join(map(str, pieces)) == summary.text
    assert "openai 未能作答（连不上模型服务" in summary.warnings[0]


def test_an_engine_asked_for_by_name_does_not_fall_back(sight: Sight) -> None:
    summarizer = Summarizer("openai", options=DEAD)
    summarizer.start()
    with pytest.raises(EngineError) as caught:
        summarizer.summarize(sight, Brief())
    summarizer.close()
    assert caught.value.code == "unreachable"
