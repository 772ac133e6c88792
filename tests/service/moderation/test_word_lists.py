"""Word lists are read as documented; what is broken in them is said with file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import listing

from tuwen.errors import ConfigError
from tuwen.service.moderation.word_lists import BUILTIN, load_words


def test_sections_name_category_and_policy(tmp_path: Path) -> None:
    path = listing(
        tmp_path, "\ufeff# ours\r\nspam\r\n\r\n[赌博 reject]\r\n 百家乐 \r\n[广告]\r\n特价 # 1\r\n"
    )
    hits = load_words([path], "warn").find("spam，百家乐，特价 # 1")
    assert [(h.listed.word, h.listed.category, h.listed.action) for h in hits] == [
        ("spam", "违禁词", "warn"),
        ("百家乐", "赌博", "reject"),
        ("特价 # 1", "广告", "warn"),
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_lists_the_sterner_counts(tmp_path: Path, order: tuple[int, int]) -> None:
    lists = [
        listing(tmp_path, "[甲 mask]\n百家樂", "a.txt"),
        listing(tmp_path, "[乙 reject]\n百家乐", "b.txt"),
    ]
    (hit,) = load_words([lists[i] for i in order], "warn").find("百家乐")
    assert (hit.listed.category, hit.listed.action) == ("乙", "reject")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b"[\xe8\xb5\x8c", "缺少右方括号"),
        (b"[a block]", "不认识处理方式 block；可用：reject、mask、warn"),
        (b"[a b c]", "小节标题应写成"),
        (b"[]", "小节标题应写成"),
        ("赌博".encode("gb18030"), "不是 UTF-8"),
        (b"a\x00b", "控制字符"),
        (b"\x1b[31mred\x1b[0m", "控制字符"),
        (b"a\xe2\x80\x8bb", "不可见字符"),
        (b"-- ;", "没有字母、数字或汉字"),
        (b"+V", "只剩一个字「v」"),
        ("傻*".encode(), "只剩一个字「傻」"),
        (b"x" * 101, "超过 100 字"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: bytes, wrong: str) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(b"fine\r\n# fine\n" + line + b"\nfine")
    with pytest.raises(ConfigError) as caught:
        load_words([BUILTIN, str(path)], "reject")
    assert caught.value.code == "bad_word_list"
    assert caught.value.message.startswith(f"词表 {path} 第 3 行：")
    assert wrong in caught.value.message
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("name", ["", "no/such.txt", "\x00", "\x1b[2J", "."])
def test_a_list_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match="词表") as caught:
        load_words([name], "reject")
    assert caught.value.message.isprintable()


def test_a_list_without_a_word_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="没有词"):
        load_words([BUILTIN, listing(tmp_path, "# nothing\n[空]\n")], "reject")


@pytest.mark.parametrize("lines", ["sex\ns-e-x", "s-e-x\nsex"])
def test_a_word_may_be_listed_as_it_is_disguised(tmp_path: Path, lines: str) -> None:
    words = load_words([listing(tmp_path, lines)], "mask")
    assert words.find("S-E-X")
    assert words.find("sex")
    assert not load_words([listing(tmp_path, "sex")], "mask").find("S-E-X")


def test_one_character_is_a_word_where_it_was_meant(tmp_path: Path) -> None:
    assert load_words([listing(tmp_path, "冰")], "mask").find("冰毒")


def test_words_with_sql_are_words(tmp_path: Path) -> None:
    words = load_words([listing(tmp_path, "'; DROP TABLE users; --")], "mask")
    assert words.find("x'; drop table users; --")
    assert not words.find("drop the table of users")


@given(st.binary(max_size=60) | st.text("[]# 赌a\n\r\x1b", max_size=20).map(str.encode))
def test_any_file_is_a_list_or_a_clear_error(data: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, "any.txt")
        path.write_bytes(data)
        said = ""
        try:
            load_words([str(path)], "mask")
        except ConfigError as error:
            said = error.message
        assert said.isprintable()
