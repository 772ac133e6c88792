"""A question answered in English from the Reading alone, or a plain word that it cannot be.

The forms of questions and the look-ups are those of the Chinese writer; questions may be
Chinese or English.
"""

import re
from collections.abc import Callable
from typing import Final

from tuwen.article import Article
from tuwen.reading.types import CHARTS, Reading
from tuwen.task import Order
from tuwen.writing.answer import LEADING, WHY, needs_pixels, things_named
from tuwen.writing.asking import Scene, ids_of, scene_of
from tuwen.writing.code_text import NAMES
from tuwen.writing.english.answer_charts import about_chart
from tuwen.writing.english.answer_links import LOOKS as LINKS
from tuwen.writing.english.answer_links import between, branch_of, say, standing
from tuwen.writing.english.answer_parts import LOOKS as PARTS
from tuwen.writing.english.answer_parts import about_messages
from tuwen.writing.english.names import name_of, names, translated
from tuwen.writing.english.phrasing import is_chinese, listed, quoted
from tuwen.writing.english.tasks import summary
from tuwen.writing.english.values import term
from tuwen.writing.labels import clean
from tuwen.writing.phrasing import Sentence
from tuwen.writing.prompt import find_points
from tuwen.writing.questions import patterns
from tuwen.writing.view import view_of

Look = Callable[[Scene, re.Match[str]], list[Sentence] | None]
ENGLISH: Final = re.compile(
    r"^(?:(?:can|could) you |please |tell me |in (?:the|this) \w+,? )+|"
    r"(?: (?:in|of|on) (?:the|this) (?:picture|figure|diagram|image|chart|flowchart|screenshot))$",
    re.IGNORECASE,
)
SHOWS: Final = re.compile(
    r"^what (?:does|do|is|are) (?:the|this|it)\b.{0,24}\b(?:show|depict|about|illustrate)"
    r"|^summari[sz]e"
    r"|^what(?:'s| is) (?:this|it|in the (?:picture|image|figure|diagram))$",
    re.IGNORECASE,
)
HAPPENS: Final = re.compile(r"^what happens (?:if|when|once) (.+)$", re.IGNORECASE)
DENIED: Final = re.compile(r"\b(?:not|no|fails?|failed|insufficient|in(?:valid|correct))\b")
BLIND: Final = (
    "Answering this would take a look at the picture itself (people, colors, icons, positions); "
    "the built-in engine reads only text and structure, so it does not judge."
)


def answer(order: Order, reading: Reading, article: Article) -> list[Sentence]:
    """Answer the question of an order; each sentence carries the ids it rests on."""
    scene = scene_of(reading, article)
    question = order.question or order.prompt
    asked = find_points(question)
    if asked and len(re.findall(r"[?？]|what|which|how|who|什么|哪|几|多少|谁", question)) > 1:
        return _spaced([s for one in asked[:6] for s in _answer(scene, one)])
    return _spaced(_answer(scene, question))


def _spaced(told: list[Sentence]) -> list[Sentence]:
    """With a blank between sentences."""
    out = [Sentence(s.text.strip() + " ", s.evidence) for s in told]
    return [*out[:-1], Sentence(out[-1].text.strip(), out[-1].evidence)] if out else out


def _answer(scene: Scene, question: str) -> list[Sentence]:
    text = LEADING.sub("", question.strip()).strip(" ？?。.！!，,；;")
    asked = ENGLISH.sub("", text).strip(" ,")
    text = _in_its_words(scene, asked)
    text = re.sub(r"^who (?!takes? part|is |participates)", "what ", text, flags=re.IGNORECASE)
    if needs_pixels(scene, text):
        return [say(BLIND)]
    if SHOWS.search(text) and not re.search(r"\bax[ie]s\b", text, re.IGNORECASE):
        return summary(view_of(scene.reading, scene.article))
    if WHY.search(text):
        return _why(scene, text)
    code = scene.reading.code
    if code is not None and code.language and re.search(r"\blanguage\b|语言", text):
        return [say(f"The code is {NAMES[code.language]}.")]
    charted = scene.reading.kind in CHARTS or scene.reading.chart
    if charted and (told := about_chart(scene, text)):
        return told
    if scene.reading.kind == "sequence" and (told := about_messages(scene, text)):
        return told
    return _happens(scene, asked) or _looked_up(scene, text) or _closest(scene, text)


def _in_its_words(scene: Scene, text: str) -> str:
    """A question with what the picture calls in Chinese under its printed name."""
    known = translated([*scene.graph.items.values()])
    for series in scene.reading.chart.series if scene.reading.chart else ():
        for label in (series.name, *(x for x, _ in series.points if isinstance(x, str))):
            known[term(label)] = label
    for english in sorted((k for k in known if k), key=len, reverse=True):
        if is_chinese(known[english]):
            form = rf"(?<![\w-]){re.escape(english)}(?![\w-])"
            text = re.sub(form, known[english], text, flags=re.IGNORECASE)
    return text


def _happens(scene: Scene, text: str) -> list[Sentence]:
    """“What happens when the payment fails?”: the branch of the question that asks about it."""
    asked = HAPPENS.search(text)
    words = set(re.findall(r"[a-z]{4,}", asked[1].lower())) if asked else set[str]()
    want = (
        "no"
        if asked
        and re.search(r"\b(?:not|no|fails?|failed|insufficient|in(?:valid|correct))\b", asked[1])
        else "yes"
    )
    graph = scene.graph
    items = [graph.items[i] for i in graph.decisions]
    near = [i for i in items if words & set(re.findall(r"[a-z]{4,}", name_of(i).text.lower()))]
    return branch_of(scene, near[:1], want) if asked else []


def _looked_up(scene: Scene, text: str) -> list[Sentence] | None:
    for pattern, name in patterns():
        match = pattern.search(text)
        if match is None:
            continue
        if name == "overview":
            return summary(view_of(scene.reading, scene.article))
        look = {**LINKS, **PARTS}.get(name)
        if look is not None and (told := look(scene, match)):
            return told
    return None


def _why(scene: Scene, text: str) -> list[Sentence]:
    found = things_named(scene, text)
    told = between(scene, found[0], found[1]) if len(found) > 1 else []
    if len(found) == 1:
        told = [s for item in scene.items(found[0])[:2] for s in standing(scene, item)]
    return [*told, say("The picture shows the structure only; it does not say why.")]


def _closest(scene: Scene, text: str) -> list[Sentence]:
    """No rule fits: what the picture says about what the question names, and no more."""
    told: list[Sentence] = []
    for name in things_named(scene, text)[:2]:
        for item in scene.items(name)[:3]:
            told += standing(scene, item)
    if told:
        return [*told, say("Beyond that, the picture does not say.")]
    lead = "The picture does not say"
    items = [i for i in scene.graph.nodes if i.name][:8]
    if items:
        return [say(f"{lead}. What it names includes {names(items)}.", ids_of(items))]
    lines = [t for t in scene.reading.texts if clean(t.text)][:6]
    if lines:
        shown = listed([quoted(clean(t.text)) for t in lines])
        return [say(f"{lead}. Its text includes {shown}.", [t.id for t in lines])]
    return [say(f"{lead}: neither text nor structure was recognized in it.")]
