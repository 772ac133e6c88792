"""What an English text rests on: labels, printed or translated; no claim is judged."""

from tuwen.checking import unjudged
from tuwen.reading.types import Edge, Node, Reading

READING = Reading(
    900, 600, "architecture", 0.9,
    nodes=tuple(
        Node(f"n{k}", label, "rect", (0, 90 * k, 90, 90 * k + 40), 0.9)
        for k, label in enumerate(("订单服务", "支付服务", "MySQL", "星云"), 1)
    ),
    edges=(Edge("e1", "n1", "n3", "", "end", "solid", 0.9),),
)  # fmt: skip
TEXT = "The order and payment services are connected. The order service uses MySQL."


def test_translated_and_printed_labels_count_as_used() -> None:
    found = unjudged(TEXT, READING)
    assert found.coverage == 0.75
    assert not found.judged
    assert found.claims == found.missing == ()


def test_each_sentence_has_what_it_names() -> None:
    first, second = unjudged(TEXT, READING).evidence
    assert TEXT[first.start : first.end] == "The order and payment services are connected."
    assert set(first.ids) == {"n1", "n2"}
    assert set(second.ids) == {"n1", "n3"}


def test_a_text_that_names_nothing_rests_on_nothing() -> None:
    assert unjudged("It rains.", READING).evidence == ()
