"""The tasks in English: subject, alternative text, description, explanation, points, keywords."""

from english_text import told
from figures import drawn, microservices, tabled

from tuwen.article import Article
from tuwen.figure.types import Problem
from tuwen.task import Order
from tuwen.writing.english.notes import noted
from tuwen.writing.narrate import write


def plain(caption: str = "", title: str = "") -> str:
    reading = drawn("architecture", {"a": "Alpha", "b": "Beta", "c": "Gamma"}, "a>b; b>c; a>c")
    return told(reading, caption=caption, title=title)


def test_an_english_caption_is_the_subject() -> None:
    assert plain("Figure 3. How requests reach the backend").startswith(
        "The diagram shows how requests reach the backend."
    )
    assert plain("Fig. 2: Overview of the build").startswith("The diagram shows overview of the")


def test_a_caption_that_is_a_sentence_stands_by_itself() -> None:
    assert plain("Figure 1: Alpha sends every event to Beta.").startswith(
        "Alpha sends every event to Beta. "
    )


def test_a_chinese_caption_counts_only_where_all_of_it_is_translated() -> None:
    assert plain("外部 etcd 拓扑").startswith("The diagram shows the external etcd topology.")
    assert "星" not in plain("图 1：星云之上的秘密")


def test_a_printed_title_is_quoted() -> None:
    reading = drawn("architecture", {"a": "Kafka", "b": "Flink"}, "a>b", title="Event Pipeline")
    assert told(reading).startswith("The diagram “Event Pipeline” shows a real-time stream")


def test_an_alternative_text_is_one_short_sentence() -> None:
    text = told(microservices(), "alt")
    assert text == (
        "Microservice architecture deployed in the Kubernetes cluster: the user accesses the "
        "Ingress gateway over HTTPS."
    )
    wide = drawn("architecture", {str(n): f"Component number {n}" for n in range(30)}, "")
    assert len(told(wide, "alt")) <= 125
    assert told(wide, "alt").endswith(".")


def test_a_description_is_an_overview_and_a_list() -> None:
    lines = told(microservices(), "describe").splitlines()
    assert lines[0].startswith("Overview: The diagram shows a microservice architecture")
    assert "Structure and flow:" in lines
    assert "- The user (用户) accesses the Ingress gateway (Ingress 网关) over HTTPS." in lines
    assert lines[-1].startswith("In short: The database is replicated for availability;")


def test_an_explanation_glosses_terms() -> None:
    text = told(microservices(), "explain")
    assert "The user (用户) accesses the Ingress gateway (Ingress 网关)" in text
    assert "\n\nKey terms:\n" in text
    assert "- RocketMQ: a mailbox between programs" in text


def test_keywords_are_english_or_proper_names() -> None:
    words = told(microservices(), "keywords").split(", ")
    assert words[0] == "microservice architecture"
    assert {"RocketMQ", "Nacos", "MySQL"} <= set(words)
    assert 5 <= len(words) <= 12


def test_points_are_answered_in_order_or_said_to_be_missing() -> None:
    order = Order("summary", points=("components", "data stores", "pricing"), language="en")
    lines = "".join(s.text for s in write(order, microservices(), Article())).splitlines()
    assert lines[0].startswith("1. components: The user, the Ingress gateway,")
    assert lines[2] == "3. pricing: The picture does not show this."


def test_the_ideas_of_a_design_are_told_where_they_are_wanted() -> None:
    order = Order("summary", focus="its design", language="en")
    text = "".join(s.text for s in write(order, microservices(), Article()))
    assert "By design, the database is replicated for availability" in text


def test_every_sentence_carries_its_evidence() -> None:
    for task in ("summary", "alt", "describe", "explain"):
        sentences = write(Order(task, language="en"), microservices(), Article())
        bare = [s.text for s in sentences if not s.evidence and not s.text.rstrip().endswith(":")]
        assert bare == []


def test_a_table_gives_its_terms() -> None:
    text = told(tabled("消息队列 | 吞吐量", "Kafka | 9", "RabbitMQ | 2", "Pulsar | 5"), "explain")
    assert "by message queue, with the column throughput" in text


def test_notes_on_a_picture_are_english() -> None:
    flaw = Problem("small_text", 7.0, "文字高度约 7 像素，建议导出 2 倍大小的图片。")
    problems = (flaw.text, "有 3 条连线看不清楚，未作为依据。", "这是一张动图，只读取了第一帧。")
    assert noted(problems, (flaw,)) == (
        "The letters are very small; consider exporting the picture at a larger size.",
        "Lines that could not be made out and were not relied on: 3.",
        "This is an animation; only its first frame was read.",
    )
