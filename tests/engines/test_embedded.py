"""The embedded engine: anywhere, at once, sentence by sentence."""

from tuwen.engines.base import Request
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.reading.types import Edge, Node, Reading
from tuwen.task import Order

READING = Reading(
    400, 100, "architecture", 0.9,
    nodes=(
        Node("n1", "订单服务", "rect", (0, 0, 90, 40), 0.9),
        Node("n2", "MySQL", "cylinder", (200, 0, 290, 40), 0.9),
    ),
    edges=(Edge("e1", "n1", "n2", "", "end", "solid", 0.9),),
)  # fmt: skip


def test_it_needs_neither_pixels_nor_a_start() -> None:
    engine = EmbeddedEngine()
    assert engine.name == "embedded"
    assert not engine.needs_pixels
    assert "订单服务读写 MySQL" in "".join(engine.stream(Request(Order("summary"), READING)))


def test_it_streams_sentences() -> None:
    pieces = list(EmbeddedEngine().stream(Request(Order("describe"), READING)))
    assert len(pieces) > 2
    assert all(pieces)
