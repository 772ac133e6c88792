"""How two things stand to each other along the arrows."""

import pytest
from drawn_text import picture

from tuwen.checking.flow import flow_of
from tuwen.checking.links import links_of
from tuwen.reading.types import Reading
from tuwen.writing.graph import graph_of


def standing(reading: Reading, a: str, b: str) -> str:
    ids = {n.label: (n.id,) for n in reading.nodes} | {g.label: (g.id,) for g in reading.groups}
    return flow_of(reading, links_of(reading, graph_of(reading))).standing(ids[a], ids[b])


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ("甲", "丙", "forward"),
        ("丙", "甲", "backward"),
        ("甲", "丁", "none"),
        ("甲", "甲", "same"),
        ("组", "甲", "same"),
        ("组", "丙", "forward"),
        ("丁", "戊", "both"),
    ],
)
def test_over_several_arrows_and_frames(a: str, b: str, found: str) -> None:
    reading = picture("甲 -> 乙\n乙 -> 丙\n丁 -- 戊", 组="甲")
    assert standing(reading, a, b) == found


def test_a_way_round_a_loop_is_no_way_back() -> None:
    reading = picture("甲 -> 乙\n乙 -> 丙\n丙 -> 甲\n甲 -> 注")
    assert standing(reading, "甲", "乙") == "forward"
    assert standing(reading, "乙", "甲") == "backward"
    assert standing(reading, "注", "丙") == "none"


def test_lines_of_a_tree_without_heads_run_down() -> None:
    tree = picture("根 -- 左\n根 -- 右\n右 -- 叶")
    assert standing(tree, "根", "叶") == "forward"
    assert standing(tree, "叶", "根") == "backward"


def test_a_sequence_knows_single_messages_only() -> None:
    talk = picture("甲 -> 乙: 问\n乙 -> 丙: 查", "sequence")
    assert standing(talk, "甲", "乙") == "forward"
    assert standing(talk, "甲", "丙") == "none"
