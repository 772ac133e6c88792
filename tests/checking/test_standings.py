"""How two names stand to each other, seen from the first."""

import pytest
from drawn_text import picture

from tuwen.checking.flow import flow_of
from tuwen.checking.links import links_of
from tuwen.checking.naming import names_in
from tuwen.checking.standings import RANKED, Standings
from tuwen.reading.types import Reading
from tuwen.writing.graph import graph_of

CHAIN = picture(
    "甲站 -> 乙站\n乙站 -> 丙站\n丙站 -> 丁站\n甲站 -> 戊站\n庚站 -- 辛站", 东区="乙站,己站"
)
TALK = picture("前台 -> 后台: 问询\n后台 -> 前台: 答复", "sequence")


def stand(reading: Reading, first: str, then: str) -> str:
    graph = graph_of(reading)
    a, b = (names_in(word, reading, graph).told[0] for word in (first, then))
    return Standings(reading, flow_of(reading, links_of(reading, graph))).of(a, b)


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("甲站", "甲站", "same"), ("甲站", "乙站", "to"), ("乙站", "甲站", "from"),
        ("甲站", "丙站", "to-2"), ("丁站", "甲站", "from-far"), ("东区", "乙站", "holds"),
        ("乙站", "东区", "inside"), ("乙站", "戊站", "kin"), ("乙站", "己站", "mate"),
        ("庚站", "辛站", "line"), ("辛站", "庚站", "line-back"), ("庚站", "丁站", "none"),
    ],
)  # fmt: skip
def test_things(first: str, then: str, expected: str) -> None:
    assert stand(CHAIN, first, then) == expected
    assert expected in RANKED


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("前台", "后台", "to-first"), ("后台", "前台", "from-first"), ("前台", "问询", "sender"),
        ("答复", "前台", "label-getter"), ("问询", "答复", "label-forward"),
    ],
)  # fmt: skip
def test_messages(first: str, then: str, expected: str) -> None:
    assert stand(TALK, first, then) == expected
