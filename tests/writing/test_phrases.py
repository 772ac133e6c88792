"""Terms that a text itself brings along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.writing.phrases import repeated, whole


@pytest.mark.parametrize(
    ("name", "elsewhere", "terms"),
    [
        ("束搜索过程", "束搜索是贪心搜索的改进版本", {"束搜索"}),
        ("示例的模块依赖树", "模块依赖树中的每个节点都是一个模块", {"模块依赖树"}),
        ("多头注意力：多个头连结", "多头注意力融合了几个头", {"多头注意力"}),
        ("循环神经网络和自注意力", "自注意力与循环神经网络", {"循环神经网络", "自注意力"}),
        ("同一局域网内的 MAC 寻址", "同一局域网内的主机", {"局域网"}),
        ("inode 介绍", "inode 记录文件的属性", {"inode"}),
        ("React 创建的界面", "React 创建了它", {"React"}),
    ],
)
def test_what_is_said_again_is_a_term(name: str, elsewhere: str, terms: set[str]) -> None:
    assert set(repeated(name, [elsewhere])) == terms


def test_what_is_said_once_is_none() -> None:
    assert repeated("贪心搜索", ["束搜索"]) == {}


def test_half_a_word_is_no_phrase() -> None:
    assert whole("网站流量来源占比") == []
    assert whole("计算注意力汇聚的输出为值的加权和") == []
    assert whole("CodeSandbox 中的 React 开发者工具") == ["CodeSandbox", "React 开发者工具"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_phrases_of_its_own(name: str, elsewhere: str) -> None:
    assert all(phrase in name for phrase in [*repeated(name, [elsewhere]), *whole(name)])
