"""Over random Readings in English: never a fault, the same bytes, always tidy."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from test_narrate_properties import TASKS, readings

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.task import Order, TaskName
from tuwen.writing.english.tasks import glosses
from tuwen.writing.english.translation import data, words
from tuwen.writing.lexicon import lexicon
from tuwen.writing.narrate import write
from tuwen.writing.patterns import rules
from tuwen.writing.words import words as chinese_words

QUOTED = re.compile(r"“[^”]*”")
ASKED = st.sampled_from(
    ["What does it show?", "How many components are there?", "Which databases are there?",
     "What is the first step?", "Is there a cache?", "What is the highest value?",
     "图中有哪些组件？"]
)  # fmt: skip


def tidy(told: str) -> None:
    assert told == told.strip()
    assert "  " not in told
    assert told.count("“") == told.count("”")
    bare = re.sub(r"\w*\(\)", "x", QUOTED.sub("x", told))
    assert not re.search(r"[,;:.]{2}| [,;:.](?:\s|$)|\(\s*\)", bare), told


@settings(max_examples=150, deadline=None)
@given(readings(), st.sampled_from(TASKS))
def test_any_reading_gives_tidy_english(reading: Reading, task: TaskName) -> None:
    sentences = write(Order(task, language="en"), reading)
    told = "".join(s.text for s in sentences)
    assert told == "".join(s.text for s in write(Order(task, language="en"), reading))
    assert told or (task == "alt" and reading.kind == "decorative")
    known = {t.id for t in (*reading.texts, *reading.nodes, *reading.edges, *reading.groups)}
    known |= {s.id for s in reading.chart.series} if reading.chart else set()
    assert {i for s in sentences for i in s.evidence} <= known
    if task == "keywords" or not told:
        return
    tidy(told)
    if task in ("summary", "alt"):  # what is printed in Chinese stands in quotes
        assert not re.search(r"[\u3400-\u9fff。，；「」]", QUOTED.sub("", told)), told
    assert re.search(r"[.!?]”?$", told), told
    if task == "alt":
        assert len(told) <= 125, told
        assert not told.lower().startswith(("image of", "picture of"))


@settings(max_examples=80, deadline=None)
@given(readings(), ASKED)
def test_any_question_gets_an_answer(reading: Reading, question: str) -> None:
    told = write(Order("ask", question=question, language="en"), reading, Article())
    assert "".join(s.text for s in told).strip()


def test_the_data_is_whole() -> None:
    assert {r["name"] for r in rules()} == set(data()["patterns"])
    known = {term.name for term in lexicon().terms}
    assert set(glosses()) <= known
    for gloss in glosses().values():
        assert gloss["name"]
        assert gloss["gloss"]
        assert not gloss["gloss"].endswith(".")
    for kind in ("nouns", "verbs", "states", "labels", "controls"):
        assert not [w for w in words(kind).values() if not w or re.search(r"[\u3400-\u9fff]", w)]


def test_every_verb_of_relation_has_its_english() -> None:
    table = chinese_words("relations")
    said = {f"{verb}{after}" for _, _, verb, after in table["table"]}
    said |= {f"{verb}{after}" for _, verb, _, after in table["labels"]}
    assert said <= set(data()["verbs_of_relation"])
