"""Diagrams in English: relations, flows, trees, layers, sequences, states, classes."""

from english_text import told
from figures import checkout, drawn, microservices

from tuwen.reading.types import Box, Edge, Group, Node, Reading


def test_an_architecture_is_told_by_who_does_what() -> None:
    text = told(microservices())
    assert text.startswith(
        "The diagram shows a microservice architecture deployed in the Kubernetes cluster. "
        "The user accesses the Ingress gateway over HTTPS; the Ingress gateway routes requests to "
        "the order, payment, and user services."
    )
    assert "payment service publishes messages to RocketMQ" in text
    assert text.endswith("Such a design suits highly available distributed systems.")


def test_a_plain_arrow_is_no_more_than_a_connection() -> None:
    reading = drawn("architecture", {"a": "Alpha", "b": "Beta", "c": "Gamma"}, "a>b:sends x; b-c")
    assert told(reading) == (
        "In the diagram, Alpha connects to Beta (“sends x”). Beta is connected to Gamma."
    )


def test_two_databases_synchronize_only_where_the_picture_says_so() -> None:
    bare = drawn("architecture", {"a": "TiDB", "b": "MySQL"}, "a>b")
    said = drawn("architecture", {"a": "MySQL", "b": "MySQL 从库"}, "a>b:binlog")
    assert "TiDB connects to MySQL" in told(bare)
    assert "MySQL synchronizes to the MySQL replica database" in told(said)


def test_what_a_subject_does_alike_is_said_once() -> None:
    reading = drawn(
        "architecture",
        {"a": "OpenTelemetry Collector", "b": "Loki", "c": "Tempo", "d": "Mimir", "e": "Vault"},
        "a>b:logs; a>c:traces; a>d:series; e>a",
    )
    assert "connects to Loki (“logs”), Tempo (“traces”), and Mimir (“series”)" in told(reading)


def test_a_flow_has_its_questions_and_ways_back() -> None:
    text = told(checkout())
    assert "the flow" in text
    assert "if inventory is sufficient" in text.lower()
    assert "otherwise, it leads to the out-of-stock notice" in text
    assert "开始" not in text


def test_a_question_that_is_not_translated_keeps_its_words() -> None:
    reading = drawn(
        "flowchart",
        {"a": "Receive order", "b": "Approved?", "c": "Send goods", "d": "Reject order"},
        "a>b; b>c:yes; b>d:no",
        shapes={"b": "diamond"},
    )
    assert told(reading) == (
        "The flowchart shows a process that starts with “Receive order”. At “Approved?”, the "
        "“yes” branch leads to “Send goods”; the “no” branch leads to “Reject order”."
    )


def test_a_chain_with_an_end() -> None:
    reading = drawn(
        "flowchart",
        {"a": "Source", "b": "Lexer", "c": "Parser", "d": "Optimizer", "e": "Bytecode"},
        "a>b; b>c; c>d; d>e",
    )
    assert told(reading) == (
        "The flowchart shows a process that starts with Source, goes through Lexer, Parser, and "
        "Optimizer, and ends with Bytecode."
    )


def test_a_tree_divides_into_its_branches() -> None:
    reading = drawn(
        "mindmap",
        {
            "r": "MySQL 性能优化",
            "a": "索引",
            "b": "配置",
            "c": "架构",
            "d": "联合索引",
            "e": "连接池",
        },
        "r>a; r>b; r>c; a>d; b>e",
    )
    assert told(reading).startswith(
        "The mind map shows how MySQL performance tuning divides into three branches: the index, "
        "configuration, and the architecture."
    )


def test_layers_are_told_in_their_order() -> None:
    reading = drawn(
        "architecture",
        {"a": "Web", "b": "Nginx", "c": "MySQL", "d": "Alpha"},
        "",
        groups={"g1": ("接入层", "a b"), "g2": ("数据层", "c d")},
    )
    assert "from top to bottom" in told(reading).lower()
    assert "two layers: the access layer and the data layer" in told(reading)


def test_messages_are_told_in_order() -> None:
    names = {"a": "Client", "b": "Auth Service"}
    nodes = tuple(Node(i, n, "rect", (0, 0, 90, 30), 0.9) for i, n in names.items())
    edges = (
        Edge("e1", "a", "b", "POST /login", "end", "solid", 0.9),
        Edge("e2", "b", "b", "校验密码", "end", "solid", 0.9),
        Edge("e3", "b", "a", "200 OK", "end", "dashed", 0.9),
    )
    reading = Reading(900, 600, "sequence", 0.9, nodes=nodes, edges=edges)
    assert told(reading) == (
        "The sequence diagram shows how the Client and the Auth Service interact. First, the "
        "Client sends “POST /login” to the Auth Service; then, the Auth Service itself performs "
        "“validate the password”. Finally, the Auth Service returns “200 OK” to the Client."
    )
    lines = told(reading, "describe").splitlines()
    assert lines[-1] == "3. The Auth Service returns “200 OK” to the Client."


def test_messages_under_a_condition() -> None:
    nodes = tuple(Node(i, i.upper(), "rect", (0, 0, 90, 30), 0.9) for i in ("ann", "bob"))
    box: Box = (0, 100, 900, 200)
    edges = (
        Edge("e1", "ann", "bob", "ask", "end", "solid", 0.9, path=((0, 50), (9, 50))),
        Edge("e2", "bob", "ann", "tell", "end", "solid", 0.9, path=((9, 150), (0, 150))),
    )
    frame = Group("g1", "opt [found]", (), box)
    reading = Reading(900, 600, "sequence", 0.9, nodes=nodes, edges=edges, groups=(frame,))
    assert "if “found”, BOB sends “tell” to ANN" in told(reading)


def test_states_and_what_moves_them() -> None:
    reading = drawn(
        "state",
        {"s": "", "a": "待支付", "b": "已关闭", "e": ""},
        "s>a; a>b:超时; b>e",
        shapes={"s": "start", "e": "end"},
    )
    assert told(reading) == (
        "The state diagram shows two states: “awaiting payment” and “closed”. The initial state is "
        "“awaiting payment”; “awaiting payment” moves to “closed” on “timeout”. “closed” leads to "
        "the final state."
    )


def test_classes_are_told_by_their_marks() -> None:
    nodes = (
        Node("a", "Cat", "rect", (0, 0, 90, 30), 0.9, ("+purr()",)),
        Node("b", "Animal", "rect", (0, 90, 90, 120), 0.9, ("age: int", "+eat()")),
        Node("c", "Dog", "rect", (0, 0, 90, 30), 0.9, ("+bark()",)),
    )
    edges = tuple(
        Edge(f"e{n}", s, "b", "", "none", "solid", 0.95, target_mark="triangle")
        for n, s in enumerate("ac", 1)
    )
    reading = Reading(900, 600, "class", 0.9, nodes=nodes, edges=edges)
    assert told(reading) == (
        "The class diagram shows three classes: Cat, Animal, and Dog. Cat and Dog inherit from "
        "Animal. Animal defines the attribute age and the method eat()."
    )


def test_entities_relate_to_records() -> None:
    nodes = (
        Node("a", "USER", "rect", (0, 0, 90, 30), 0.9, ("int id PK",)),
        Node("b", "ORDER", "rect", (0, 90, 90, 120), 0.9, ("int id PK", "int user_id FK")),
    )
    edge = Edge("e1", "a", "b", "places", "none", "solid", 0.95, (), "one", "zero_or_many")
    text = told(Reading(900, 600, "er", 0.9, nodes=nodes, edges=(edge,)))
    assert "Each USER relates to zero or more ORDER records (“places”)." in text
    assert "ORDER has the primary key id and the foreign key user_id" in text
