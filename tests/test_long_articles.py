"""Articles made to take long do not."""

import time

import pytest

from tuwen.article import parse_article
from tuwen.article.markup import IMAGE


@pytest.mark.parametrize("text", ["![" * 100_000, "![a" * 60_000, "\n" * 200_000 + "x"])
def test_an_article_of_nothing_but_marks_is_read_at_once(text: str) -> None:
    begun = time.process_time()
    parse_article(text, "a.png")
    assert time.process_time() - begun < 2


def test_a_picture_after_one_that_is_never_closed_is_found() -> None:
    found = [match["alt"] for match in IMAGE.finditer("看 ![图 与 ![好！](a.png) 完。")]
    assert found == ["好！"]
