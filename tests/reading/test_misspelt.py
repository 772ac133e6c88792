"""What recognition misspells."""

import pytest

from tuwen.reading.misspelt import with_capitals, without_strays
from tuwen.writing.lexicon import lexicon


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("APl 网关", "API 网关"), ("REST APls", "REST APIs"),
        ("GUl", "GUI"), ("loT 平台", "IoT 平台"), ("lPv6", "IPv6"), ("AlGC 平台", "AIGC 平台"),
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


def test_an_accent_among_plain_lines_is_none() -> None:
    lines = ["Generaté DEK", "user", "kube-apiserver", "3 × 3 卷积", "加密"]
    assert without_strays(lines) == ["Generate DEK", *lines[1:]]
    assert without_strays(["Łayout 解析器", "Parser", "Index"])[0] == "Layout 解析器"


def test_a_language_keeps_its_accents() -> None:
    french = ["Déploiement", "Réseau privé", "Base de données"]
    assert without_strays(french) == french


def test_no_term_of_the_lexicon_is_changed() -> None:
    names = [n for term in lexicon().terms for n in (term.name, *term.aliases)]
    assert [n for n in names if with_capitals(n) != n] == []
