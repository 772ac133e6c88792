"""The forms in which a text tells of two names, and which of its names it tells of together."""

import pytest
from drawn_text import picture
from hypothesis import given
from hypothesis import strategies as st

from tuwen.checking.naming import names_in
from tuwen.checking.telling import tellings
from tuwen.writing.graph import graph_of

READING = picture("甲站 -> 乙站\n乙站 -> 丙站\n丙站 -> 丁站")
GRAPH = graph_of(READING)


def forms(text: str) -> list[tuple[str, str, str]]:
    names = names_in(text, READING, GRAPH).told
    return [(names[t.first].text, t.forms[0], names[t.then].text) for t in tellings(text, names)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("甲站的货来自乙站", "source"), ("甲站由乙站调用", "by makes"),
        ("甲站由乙站接手处理", "by takes"),
        ("甲站从乙站取货", "out of "), ("甲站把货送进乙站", "into"), ("甲站里有乙站", "holds"),
        ("甲站回到乙站", "again"), ("甲站属于乙站", "part of"),
        ("甲站调用乙站", "forward"), ("甲站，乙站", "other"),
    ],
)  # fmt: skip
def test_the_words_between(text: str, form: str) -> None:
    assert forms(text)[0][1].startswith(form.strip())


def test_rows_are_told_together_and_each_with_what_came_before() -> None:
    assert forms("甲站访问乙站、丙站和丁站。")[:2] == [
        ("乙站", "row", "丙站"),
        ("丙站", "row", "丁站"),
    ]
    assert {(a, b) for a, _, b in forms("甲站访问乙站、丙站和丁站。")[2:]} == {
        ("甲站", "乙站"), ("甲站", "丙站"), ("甲站", "丁站"),
    }  # fmt: skip
    assert forms("甲站；乙站") == []


@given(st.text(alphabet="甲乙丙丁站，。；、和由的从到把给（）「」*\n ", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for first, _, then in forms(text):
        assert len(first) > 0 < len(then)
