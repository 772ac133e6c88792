"""Listed words are found however they are written, and nothing else is."""

import random
import string
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import HONEST, masked, words_of

from tuwen.errors import TuwenError
from tuwen.service.moderation.folding import Folding
from tuwen.service.moderation.word_lists import BUILTIN, load_words
from tuwen.service.moderation.words import MASK, Words

LISTED = ("赌博", "博彩网站", "赌博网站导航", "casino", "ass", "加v信", "buy viagra", "6合彩")
TRADITIONAL = opencc.OpenCC("s2t")
SEPARATORS = " -_.·*|，。、~★●\u3000\n\t\u200b\u200d\u0301\ufe0f\x1b"
PIECES = [*LISTED, *"赌博彩网站cass6 ", "。", "-", "\u200b", "assassin", "ｃａｓｉｎｏ", "賭"]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=12).map("".join)


@cache
def words() -> Words:
    with TemporaryDirectory() as folder:
        return words_of(Path(folder), *LISTED)


@cache
def builtin() -> Words:
    return load_words([BUILTIN], "mask")


@cache
def builtin_words() -> tuple[str, ...]:
    from importlib.resources import files

    text = files("tuwen.service.moderation").joinpath("builtin.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and line[0] not in "#[")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("来赌博吧", "来●●吧"),
        ("來賭博吧", "來●●吧"),
        ("赌 - 博", "● - ●"),
        ("赌。\n博", "●。\n●"),
        ("赌\u200b博", "●\u200b●"),
        ("赌赌博博", "●●●●"),
        ("Casino!", "●●●●●●!"),
        ("ｃａｓｉｎｏ", "●●●●●●"),
        ("c-a-s-i-n-o", "●-●-●-●-●-●"),
        ("c a s i n o", "● ● ● ● ● ●"),
        ("cas.ino", "●●●.●●●"),
        ("去casino玩", "去●●●●●●玩"),
        ("ca\u0301si\u0308no", "●●\u0301●●\u0308●●"),
        ("an ass.", "an ●●●."),
        ("BUY  Viagra", "●●●  ●●●●●●"),
        ("buyviagra", "●●●●●●●●●"),
        ("加V信", "●●●"),
        ("⑥合彩", "●●●"),
        ("𝖈𝖆𝖘𝖎𝖓𝖔", "●●●●●●"),
    ],
)
def test_what_is_listed_is_masked(text: str, said: str) -> None:
    assert masked(words(), text) == said


@pytest.mark.parametrize(
    "text",
    [
        "class",
        "assassin",
        "cl\u200bass",
        "as s",
        "as-s",
        "casinos",
        "ca sino",
        "c a sino",
        "online_casino2",
        "增加vx信",
        "buy via gra",
        "16合彩",
        "博赌",
        "赌",
        "",
    ],
)
def test_what_only_looks_like_it_stands(text: str) -> None:
    assert masked(words(), text) == text


@pytest.mark.parametrize("text", HONEST)
def test_honest_technical_sentences_pass_the_builtin_list(text: str) -> None:
    assert builtin().find(text) == []


def test_honest_technical_sentences_pass_it_one_after_the_other() -> None:
    assert builtin().find("\n".join(HONEST)) == []


@given(st.data())
def test_no_way_of_writing_hides_a_word(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from([*builtin_words(), *LISTED]))
    written = TRADITIONAL.convert(word) if data.draw(st.booleans()) else word
    wide = {ord(c): ord(c) + 0xFEE0 for c in string.printable if "!" <= c <= "~"}
    written = written.translate(wide) if data.draw(st.booleans()) else written
    written = written.upper() if data.draw(st.booleans()) else written
    latin = written.isascii() or any(unicodedata.category(c) in ("Ll", "Lu") for c in written)
    signs = "\u200b\u200d\u0301\ufe0f" if latin else SEPARATORS
    gaps = st.text(signs, max_size=3)
    text = "".join(char + data.draw(gaps) for char in written)
    known = words() if word in LISTED else builtin()
    assert known.find(f"请看：{text}。"), text


@given(st.sampled_from(["casino", "buy viagra"]), st.text("-_.*~ \u200b", min_size=1, max_size=3))
def test_letters_that_are_all_parted_are_still_the_word(word: str, parted: str) -> None:
    assert words().find(parted.join(word.replace(" ", ""))), word


@given(texts)
def test_a_masked_text_is_as_long_and_clean(text: str) -> None:
    try:
        said = masked(words(), text)
    except TuwenError:
        return
    assert len(said) == len(text)
    assert words().find(said) == []
    assert all(a in (b, MASK) for a, b in zip(said, text, strict=True))


@given(texts, st.randoms(use_true_random=False))
def test_a_text_in_pieces_is_masked_like_the_whole(text: str, chance: random.Random) -> None:
    pieces: list[str] = []
    rest = text
    while rest:
        size = chance.randint(1, 5)
        pieces.append(rest[:size])
        rest = rest[size:]
    try:
        whole = masked(words(), text)
    except TuwenError:
        return
    assert masked(words(), *pieces) == whole


@pytest.mark.parametrize(("more", "said"), [("票", "●●彩票"), ("网站", "●●●●●")])
def test_a_word_that_runs_into_another_waits_for_it(more: str, said: str) -> None:
    assert masked(words(), "赌博彩", more) == said


@given(st.text())
def test_any_text_without_what_is_listed_passes(text: str) -> None:
    folding = Folding()
    if not set(folding.fold("".join(LISTED))) & set(folding.fold(text)):
        assert masked(words(), text) == text


def test_tricks_without_end_are_refused_soon() -> None:
    with pytest.raises(TuwenError) as caught:
        masked(words(), "赌" * 50_000 + "博" * 50_000)
    assert caught.value.code == "rejected"
