"""What leaves a Draft is whole sentences of an answer, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.service.draft import TOKENS, Draft


def fed(*pieces: str, least: int = 1) -> tuple[list[str], str]:
    """Feed the pieces; return what was let go on the way, and the text."""
    draft = Draft(least)
    out = [ready for piece in pieces if (ready := draft.feed(piece))]
    if rest := draft.finish():
        out.append(rest)
    assert "".join(out) == draft.text
    return out, draft.text


def test_sentences_are_let_go_as_they_end() -> None:
    out, _ = fed("该图", "展示了架构。请求", "经网关进入！「真的？」", "嗯")
    assert out == ["该图展示了架构。", "请求经网关进入！「真的？」", "嗯"]


def test_english_sentences_end_with_a_space() -> None:
    assert fed("Version 1.2 of it. Next", " one")[0] == ["Version 1.2 of it.", " Next one"]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("<think>想一想。", "再想</think>答案。"), "答案。"),
        (("<thi", "nk>想</th", "ink>答案。"), "答案。"),
        (("想一想\n</think>\n答案。",), "答案。"),
        (("<|begin_of_box|>答案", "<|end_of_box|>。"), "答案。"),
        (("<think>没有想完",), ""),
        (("  \n ", "答案。\n\n"), "答案。"),
        (("a < b，c <", " d。"), "a < b，c < d。"),
        (("<thin",), "<thin"),
    ],
)
def test_thoughts_and_tokens_fall_out(pieces: tuple[str, ...], text: str) -> None:
    assert fed(*pieces)[1] == text


def test_a_short_answer_is_none() -> None:
    draft = Draft(10)
    assert draft.feed("图。") == ""
    assert draft.finish() == ""
    assert not draft.is_answer


def test_nothing_is_let_go_before_it_is_long_enough() -> None:
    assert fed("一。", "二二二二。", "三。", least=5)[0] == ["一。二二二二。", "三。"]


def test_lines_keep_their_breaks() -> None:
    assert fed("一。\n", "\n二。\n", least=1)[1] == "一。\n\n二。"


@given(st.text(alphabet="ab。\n <|think>/", max_size=80), st.lists(st.integers(1, 9), max_size=30))
def test_how_the_text_is_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    pieces: list[str] = []
    rest = text
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    whole = fed(text)[1]
    if "</think>" not in text:  # a stray end throws away only what was not let go yet
        assert fed(*pieces, rest)[1] == whole
    assert not any(token in whole for token in TOKENS)
