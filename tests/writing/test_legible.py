"""What is written in a picture, read out."""

from hypothesis import given
from hypothesis import strategies as st

from tuwen.reading.types import Box, Text
from tuwen.writing.legible import read_out, share


def line(text: str, x: int, y: int, wide: int = 100, confidence: float = 0.99) -> Text:
    box: Box = (x, y, x + wide, y + 16)
    return Text(f"t{x}-{y}", text, box, confidence)


def test_lines_that_stand_together_are_one_block() -> None:
    packet = [
        line("【查询分组】", 0, 0),
        line("源IP:10.0.0.1", 0, 20),
        line("目的IP:10.0.0.2", 0, 40),
    ]
    beside = [line("【响应分组】", 300, 0), line("源IP:10.0.0.2", 300, 20)]
    said = [c.text for c in read_out([*packet, *beside])[0]]
    assert said == ["【查询分组】源 IP:10.0.0.1、目的 IP:10.0.0.2", "【响应分组】源 IP:10.0.0.2"]


def test_a_sentence_over_two_lines_is_run_on() -> None:
    said, _ = read_out([line("serial tests are", 0, 0), line("finally green", 0, 20, 80)])
    assert said[0].text == "serial tests are finally green"
    said, _ = read_out(
        [line("再假设，接口已经通过协议获取到了", 0, 0), line("目的地址", 0, 20, 40)]
    )
    assert said[0].text == "再假设，接口已经通过协议获取到了目的地址"


def test_what_was_read_badly_or_told_is_left_out() -> None:
    texts = [line("Console", 0, 0), line("Prob1ems", 200, 0, confidence=0.6), line("Board", 400, 0)]
    lines, words = read_out(texts, "页面有 Board")
    assert lines == []
    assert words is not None
    assert words.text == "「Console」"
    assert read_out([line("10", 0, 0)]) == ([], None)


def test_how_much_of_it_is_told() -> None:
    texts = [line("Console", 0, 0), line("Problem", 200, 0)]
    assert share(texts, "有 Console") == 0.5
    assert share([], "") == 1.0


@given(st.lists(st.tuples(st.text(max_size=20), st.integers(0, 900), st.integers(0, 900))))
def test_any_lines_are_read_out_with_their_evidence(lines: list[tuple[str, int, int]]) -> None:
    texts = [line(text, x, y) for text, x, y in lines]
    known = {t.id for t in texts}
    read, words = read_out(texts)
    assert all(set(c.ids) <= known and c.text.strip() for c in [*read, *([words] if words else [])])
