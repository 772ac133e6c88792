"""Engines that stumble, are cut off, invent or fail, and what becomes of their answers."""

import threading
from dataclasses import replace

import pytest
from scripted import BROKEN, DEAD, GOOD, Ending, Scripted

from tuwen.engines.base import Engine, Finish
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.errors import EngineError
from tuwen.service.answering import Restart
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.summary import Summary, Usage

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
    assert summary.cut_off


def test_less_than_a_sentence_says_what_to_do(sight: Sight) -> None:
    engine = Ending(GOOD[:1], ends=(Finish(cut_off=True),))
    with pytest.raises(EngineError) as caught:
        Summarizer(engine).summarize(sight, Brief())
    assert "max_tokens" in caught.value.message


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


class Loading(Scripted):
    """Is chosen by `auto`, and loads for as long as a test wants."""

    def __init__(self, *scripts: tuple[str, ...]) -> None:
        super().__init__(*scripts)
        self.may_end = threading.Event()
        self.fails = False

    def start(self) -> None:
        self.may_end.wait(20)
        if self.fails:
            raise OSError("no such device")


class Chosen(Summarizer):
    """A Summarizer whose `auto` chose this engine."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._now = replace(self._now, fallback=EmbeddedEngine())


def test_the_embedded_engine_answers_while_another_is_loaded(sight: Sight) -> None:
    engine = Loading(GOOD)
    summarizer = Chosen(engine)
    summarizer.start(wait=False)
    early = summarizer.summarize(sight, Brief())
    assert early.engine == "embedded"
    assert "scripted 未能作答（模型还在加载）" in early.warnings[0]
    engine.may_end.set()
    (thread,) = (one for one in threading.enumerate() if one.name == "start")
    thread.join()
    late = summarizer.summarize(sight, Brief())
    assert (late.engine, late.text) == ("scripted", "".join(GOOD))
    assert not any("未能作答" in warning for warning in late.warnings)


def test_what_fails_to_load_is_said_and_leaves_the_embedded_engine(sight: Sight) -> None:
    engine = Loading()
    engine.fails = True
    engine.may_end.set()
    summarizer = Chosen(engine)
    summarizer.start(wait=False)
    answered = summarizer.summarize(sight, Brief())
    assert answered.engine == "embedded"
    assert "scripted 未能作答（启动出错" in answered.warnings[0]
