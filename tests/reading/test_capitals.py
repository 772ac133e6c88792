"""An I that was read as l."""

import pytest

from tuwen.reading.capitals import with_capitals


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("APl 网关", "API 网关"), ("REST APls", "REST APIs"),
        ("GUl", "GUI"), ("AlGC 平台", "AIGC 平台"),
        ("userlD", "userID"), ("Orderltem", "OrderItem"), ("activelndex", "activeIndex"),
        ("byStorelDs", "byStoreIDs"), ("setlmageSize", "setImageSize"),
        ("appld", "appId"), ("findByld()", "findById()"), ("userlds", "userIds"),
        ("nodeldMap", "nodeIdMap"),
    ],
)  # fmt: skip
def test_an_l_that_no_word_has_is_a_capital(read: str, printed: str) -> None:
    assert with_capitals(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "HTML",
        "URL",
        "MySQL",
        "Al",
        "total",
        "model",
        "yml",
        "Allowed",
        "salt item",
        "PLs",
        "world",
        "child",
        "threshold",
        "field",
        "should",
        "build",
        "held",
        "scaffold",
        "Arnold",
    ],
)
def test_words_stay_as_they_are(text: str) -> None:
    assert with_capitals(text) == text
