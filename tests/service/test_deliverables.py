"""The task `all`: several texts of one picture, from one request where an engine can."""

from dataclasses import replace

from scripted import BROKEN, DEAD, GOOD, Ending, Scripted

from tuwen.engines.base import Finish
from tuwen.service.answering import Restart
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece, Summarizer
from tuwen.summary import Summary, Usage

TEXTS = {
    "summary": "网关 Gateway 接收请求，并从 MySQL 读写数据。",
    "alt": "网关 Gateway 与 MySQL。",
    "keywords": "网关、MySQL",
    "explain": "先看网关 Gateway，它从 MySQL 读写数据。",
}
TITLES = {"summary": "摘要", "alt": "替代文本", "keywords": "关键词", "explain": "新手讲解"}
ALL = Brief(task="all")


def told(texts: dict[str, str]) -> tuple[str, ...]:
    return tuple("\n".join(f"【{TITLES[task]}】\n{text}" for task, text in texts.items()))


class Together(Ending):
    """Writes all parts in one answer."""

    together = True


def parts_of(pieces: list[Piece]) -> dict[str, str]:
    """The texts that a listener has heard at the end of a stream."""
    heard: dict[str, str] = {}
    now = ""
    for piece in pieces:
        if isinstance(piece, Restart):
            heard = {}
        elif isinstance(piece, Section):
            now = piece.task
            heard[now] = ""
        else:
            heard[now] += str(piece)
    return heard


def test_all_parts_come_in_one_request(sight: Sight) -> None:
    engine = Together(told(TEXTS), ends=(Finish(Usage(300, 90)),))
    *pieces, summary = Summarizer(engine).stream(sight, ALL)
    assert isinstance(summary, Summary)
    assert len(engine.requests) == 1
    assert {part.task: part.text for part in summary.parts} == TEXTS == parts_of(pieces)
    assert summary.text == TEXTS["summary"]
    assert summary.check == summary.parts[0].check
    assert summary.usage == Usage(300, 90)
    for part in summary.parts:
        assert all(part.text[c.start : c.end] == c.text for c in part.check.claims)


def test_a_part_that_is_missing_is_asked_for_alone(sight: Sight) -> None:
    most = {task: text for task, text in TEXTS.items() if task != "alt"}
    engine = Together(told(most), (TEXTS["alt"],), ends=(Finish(Usage(9, 9)), Finish(Usage(1, 1))))
    *pieces, summary = Summarizer(engine).stream(sight, replace(ALL, prompt="突出其架构"))
    assert isinstance(summary, Summary)
    assert [request.order.task for request in engine.requests] == ["all", "alt"]
    assert {part.task: part.text for part in summary.parts} == TEXTS == parts_of(pieces)
    assert [part.task for part in summary.parts] == list(TEXTS)
    assert summary.usage == Usage(10, 10)


def test_an_answer_without_titles_is_asked_for_part_by_part(sight: Sight) -> None:
    scripts = [(text,) for text in TEXTS.values()]
    engine = Together(GOOD, *scripts, ends=tuple(Finish() for _ in range(5)))
    *pieces, summary = Summarizer(engine).stream(sight, ALL)
    assert isinstance(summary, Summary)
    assert {part.task: part.text for part in summary.parts} == TEXTS == parts_of(pieces)


def test_a_part_that_was_cut_off_is_written_again(sight: Sight) -> None:
    cut = told(TEXTS)[:-4]
    engine = Together(cut, (TEXTS["explain"],), ends=(Finish(cut_off=True), Finish()))
    *pieces, summary = Summarizer(engine).stream(sight, ALL)
    assert isinstance(summary, Summary)
    assert {part.task: part.text for part in summary.parts} == TEXTS == parts_of(pieces)
    assert not any("max_tokens" in warning for warning in summary.warnings)
    assert not summary.cut_off


def test_a_part_that_is_cut_off_alone_cuts_off_the_whole(sight: Sight) -> None:
    scripts = [(text,) for text in TEXTS.values()]
    ends = (Finish(), Finish(cut_off=True), Finish(), Finish())
    summary = Summarizer(Ending(*scripts, ends=ends)).summarize(sight, ALL)
    assert {part.task: part.text for part in summary.parts} == TEXTS
    assert summary.cut_off


def test_a_broken_stream_of_parts_is_begun_again(sight: Sight) -> None:
    engine = Together(told(TEXTS)[:-4], told(TEXTS), ends=(BROKEN, Finish()))
    *pieces, summary = Summarizer(engine).stream(sight, ALL)
    assert isinstance(summary, Summary)
    assert {part.task: part.text for part in summary.parts} == TEXTS == parts_of(pieces)


def test_what_one_part_invents_is_put_to_the_engine_with_all_parts(sight: Sight) -> None:
    wrong = TEXTS | {"explain": "先看网关 Gateway，MySQL 把请求转发给 Gateway。"}
    engine = Together(told(wrong), told(TEXTS), ends=(Finish(), Finish()))
    *pieces, summary = Summarizer(engine).stream(sight, ALL)
    assert isinstance(summary, Summary)
    assert {part.task: part.text for part in summary.parts} == TEXTS == parts_of(pieces)
    correction = engine.requests[1].correction
    assert correction is not None
    assert correction.answer == "".join(told(wrong)).replace("】\n", "】")
    assert not any("找不到依据" in warning for warning in summary.warnings)


def test_without_an_engine_of_its_own_each_part_is_what_it_is_alone(sight: Sight) -> None:
    embedded = Summarizer("embedded")
    for language in ("zh", "zh-Hant", "en"):
        *pieces, summary = embedded.stream(sight, replace(ALL, language=language))
        assert isinstance(summary, Summary)
        alone = {t: embedded.summarize(sight, Brief(task=t, language=language)) for t in TEXTS}
        assert parts_of(pieces) == {task: one.text for task, one in alone.items()}
        assert {p.task: (p.text, p.check) for p in summary.parts} == {
            task: (one.text, one.check) for task, one in alone.items()
        }


def test_a_part_that_a_picture_has_none_of_stays_empty(sight: Sight) -> None:
    engine = Scripted((TEXTS["summary"],), (TEXTS["alt"],), (), (), (TEXTS["explain"],))
    *pieces, summary = Summarizer(engine).stream(sight, ALL)
    assert isinstance(summary, Summary)
    assert {part.task: part.text for part in summary.parts} == TEXTS | {"keywords": ""}
    assert parts_of(pieces) == TEXTS | {"keywords": ""}


def test_where_an_engine_fails_in_the_middle_all_parts_are_anothers(sight: Sight) -> None:
    summarizer = Summarizer("auto", options=DEAD)
    summarizer.start()
    *pieces, summary = summarizer.stream(sight, ALL)
    summarizer.close()
    assert isinstance(summary, Summary)
    assert {part.task: part.text for part in summary.parts} == parts_of(pieces)
    assert summary.engine == "embedded"
    assert "openai 未能作答" in summary.warnings[0]
