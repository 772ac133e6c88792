"""What a text names by a piece of a label or by a pronoun."""

import pytest
from drawn_text import picture

from tuwen.checking.naming import names_in
from tuwen.writing.graph import graph_of

FLOW = picture(
    """
    模型输出 -> 重试次数 < 2？: 校验失败
    重试次数 < 2？ -> 第四级：人工兜底: 超过上限
    第四级：人工兜底 -> frontend (Nginx): 通知页面
    """
)


def named(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = names_in(text, FLOW, graph_of(FLOW))
    return [(m.text, m.ids) for m in (*found.mentions, *found.pronouns)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("先看重试次数有没有超", [("重试次数", ("n2",))]),
        ("交给人工兜底", [("人工兜底", ("n3",))]),
        ("打开 frontend", [("frontend", ("n4",))]),
        ("超过上限就结束", [("超过上限", ("e2",))]),
        ("次数很多", []),
    ],
)
def test_pieces_of_labels(text: str, names: list[tuple[str, tuple[str, ...]]]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("模型输出进入人工兜底，后者通知页面", ("n3",)),
        ("模型输出和人工兜底：前者在先", ("n1",)),
        ("模型输出和人工兜底，二者都有", ("n1", "n3")),
        ("模型输出进入人工兜底，它通知页面", ("n3", "n1")),
    ],
)
def test_pronouns(text: str, pronoun: tuple[str, ...]) -> None:
    assert dict(named(text)).get(
        next(p for p in ("后者", "前者", "二者", "它") if p in text)
    ) == pronoun  # fmt: skip
