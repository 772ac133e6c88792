"""Questions answered in English, asked in English or Chinese."""

import pytest
from english_text import asked
from figures import charted, checkout, drawn, lettered, microservices

from tuwen.reading.types import Edge, Node, Reading

SERVICES = "There are three services: the order, payment, and user services."
CHART = charted("line_chart", "", "", QPS={"09:00": 100, "10:00": 300, "11:00": 200})


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many services are there?", SERVICES),
        ("图中有几个服务？", SERVICES),
        ("Is there a registry?", "Yes, the picture shows Nacos."),
        ("Which group is RocketMQ in?", "RocketMQ is in the Kubernetes cluster."),
        ("Does the gateway call the order service?",
         "Yes, an arrow leads from the Ingress gateway to the order service, labeled “route”."),
        ("Who calls the payment service?",
         "An arrow leads to the payment service from the Ingress gateway."),
        ("How are the payment service and RocketMQ related?",
         "An arrow leads from the payment service to RocketMQ, labeled “asynchronous message”."),
        ("What kind of diagram is this?",
         "This is an architecture diagram, with 11 nodes, 12 lines, and two groups."),
    ],
)  # fmt: skip
def test_an_architecture(question: str, answer: str) -> None:
    assert asked(microservices(), question) == answer


def test_what_the_picture_shows_is_its_summary() -> None:
    assert asked(microservices(), "What does the diagram show?").startswith(
        "The diagram shows a microservice architecture"
    )


def test_what_is_not_there_is_not_guessed() -> None:
    assert asked(microservices(), "Is there a Kafka?").startswith(
        "The picture does not name “Kafka”"
    )
    assert asked(lettered("other", "alpha"), "Who won?").startswith("The picture does not say.")
    assert "does not judge" in asked(microservices(), "What color is the gateway?")
    assert "does not say why" in asked(microservices(), "Why is Nacos used?")


def test_steps_and_branches() -> None:
    assert "11 steps" not in asked(checkout(), "How many steps are there?")
    assert asked(checkout(), "What is the first step?").startswith("It starts with")
    assert "the check whether inventory is sufficient" in asked(checkout(), "List the steps")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the value at 10:00?", "The value at 10:00 is 300."),
        ("When is it highest?", "The value is highest at 10:00 (300)."),
        ("What is the lowest value?", "The value is lowest at 09:00 (100)."),
        ("How many series are there?", "There is one data series: QPS."),
        ("What do the axes show?", "No names of axes were read in the picture."),
    ],
)
def test_a_chart(question: str, answer: str) -> None:
    assert asked(CHART, question) == answer


def test_messages() -> None:
    nodes = (
        Node("a", "Client", "rect", (0, 0, 90, 30), 0.9),
        Node("b", "Redis", "rect", (200, 0, 290, 30), 0.9),
    )
    edges = (
        Edge("e1", "a", "b", "GET key", "end", "solid", 0.9),
        Edge("e2", "b", "a", "value", "end", "dashed", 0.9),
    )
    reading = Reading(900, 600, "sequence", 0.9, nodes=nodes, edges=edges)
    assert asked(reading, "Message 2") == "Message 2: Redis sends “value” to the Client."
    assert asked(reading, "What is the first message?").startswith("The first message: the Client")
    assert asked(reading, "Who takes part?") == "The participants are the Client and Redis."


def test_a_way_through_the_picture() -> None:
    reading = drawn("architecture", {"a": "Alpha", "b": "Beta", "c": "Gamma"}, "a>b; b>c")
    assert asked(reading, "How does one get from Alpha to Gamma?").endswith(
        "The way from Alpha to Gamma is Alpha → Beta → Gamma."
    )


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        ("What happens if inventory is sufficient?", "The “yes” branch of the check whether"),
        ("What happens if inventory is insufficient?", "The “no” branch of the check whether"),
        ("What happens when it rains?", "The picture does not"),
    ],
)
def test_what_happens_under_a_condition(question: str, leads: str) -> None:
    assert asked(checkout(), question).startswith(leads)
