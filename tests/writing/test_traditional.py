"""Traditional Chinese: words of Taiwan, quotes as they are, every place found again."""

from hypothesis import given
from hypothesis import strategies as st

from tuwen.writing.traditional import places, traditional


def test_words_are_those_of_taiwan() -> None:
    assert traditional("服务器默认把数据写入内存。") == "伺服器預設把資料寫入記憶體。"


def test_what_is_quoted_from_the_picture_stays() -> None:
    assert traditional("判断「库存是否充足」") == "判斷「库存是否充足」"


def test_every_place_is_found_again() -> None:
    text = "网关把请求转给软件服务，数据写入内存。"
    turned, to = traditional(text), places(text)
    start = text.index("数据")
    assert turned[to[start] : to[start + 2]] == "資料"
    assert to[-1] == len(turned)


@given(st.text("服务器内存默认数据「」，。；a1 \n", max_size=40))
def test_places_never_go_back_and_end_with_the_text(text: str) -> None:
    to = places(text)
    assert len(to) == len(text) + 1
    assert to == sorted(to)
    assert to[-1] == len(traditional(text))
