"""The probabilities that nodes and lines are given."""

from dataclasses import replace

import pytest

from tuwen.reading.confidence import LINE, NODE, LineEvidence, NodeEvidence

_LINE = LineEvidence(
    sure=5.0, undirected=False, both=False, gaps=0, junctions=0, rivals=0, hidden=False,
    loop=False, framed=0, worded=0, length=80,
)  # fmt: skip
_NODE = NodeEvidence(fit=0.97, read=0.98, lines=1, free=False, filled=True, compartments=False)


def test_there_is_one_coefficient_a_term_and_the_constant() -> None:
    assert len(LINE) == 1 + len(_LINE.terms())
    assert len(NODE) == 1 + len(_NODE.terms())


def test_a_plain_arrow_and_a_plain_box_are_likely() -> None:
    assert _LINE.chance() > 0.75
    assert _NODE.chance() > 0.75


@pytest.mark.parametrize(
    "worse", [{"undirected": True, "loop": True}, {"rivals": 6}, {"junctions": 4}]
)
def test_what_speaks_against_a_line_lowers_it(worse: dict[str, int]) -> None:
    assert replace(_LINE, **worse).chance() < _LINE.chance()


@pytest.mark.parametrize("worse", [{"fit": 0.6}, {"read": 0.5}])
def test_what_speaks_against_a_node_lowers_it(worse: dict[str, float]) -> None:
    assert replace(_NODE, **worse).chance() < _NODE.chance()


@pytest.mark.parametrize("read", [0.0, 1.0, 1.2])
def test_chances_are_chances(read: float) -> None:
    assert 0 < replace(_NODE, read=read, lines=0).chance() < 1
    assert 0 < replace(_LINE, sure=99.0, length=0.0, rivals=40).chance() < 1


def test_a_very_short_line_is_less_likely_than_not() -> None:
    bare = replace(_LINE, undirected=True, sure=3.0)
    assert replace(bare, length=9).chance() < 0.5 < bare.chance()


def test_a_head_that_is_hardly_seen_lowers_the_chance() -> None:
    assert replace(_LINE, sure=0.1).chance() < _LINE.chance() - 0.05
