"""English answers about what there is: counts, lists, groups, first and last, messages, meaning."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from tuwen.reading.types import Edge
from tuwen.writing.answer_messages import (
    BETWEEN,
    ENGLISH,
    NTH,
    RECEIVED,
    SENT,
    messages_of,
    ordinal,
)
from tuwen.writing.answer_parts import EDGES, gathered
from tuwen.writing.asking import KINDS, Scene, ids_of, kind_of
from tuwen.writing.english.answer_links import absent, called, say, several, standing
from tuwen.writing.english.names import name_of
from tuwen.writing.english.opening import NOUNS
from tuwen.writing.english.phrasing import a as with_article
from tuwen.writing.english.phrasing import count, is_chinese, listed, plural, quoted
from tuwen.writing.english.steps import is_mark
from tuwen.writing.english.tasks import glosses
from tuwen.writing.english.translation import label, noun
from tuwen.writing.graph import Item
from tuwen.writing.labels import clean
from tuwen.writing.lexicon import lexicon
from tuwen.writing.phrasing import Sentence

Match = re.Match[str]
MOST: Final = 12
PART: Final = re.compile(r"^who (?:takes? part|is involved|participates)", re.IGNORECASE)
ENDS: Final = re.compile(r"\b(first|last) message", re.IGNORECASE)
SENDS: Final = re.compile(r"^what (?:does|do) (?:the )?(?P<a>.+?) send$", re.IGNORECASE)
GETS: Final = re.compile(r"^what (?:does|do) (?:the )?(?P<a>.+?) (?:receive|get)$", re.IGNORECASE)


def kind(scene: Scene, match: Match) -> list[Sentence]:
    """“What kind of picture is this?”."""
    reading = scene.reading
    sort = {"architecture": "architecture diagram", "other": ""}.get(
        reading.kind, NOUNS[reading.kind]
    )
    if not sort:
        return [say("From the text and structure, the kind of picture cannot be determined.")]
    sure = "is" if reading.kind_confidence >= 0.6 else "is probably"
    sizes = [
        count(n, word) if n <= 10 else f"{n} {plural(word)}"
        for n, word in (
            (len([i for i in scene.graph.nodes if i.name]), "node"),
            (len(scene.graph.lines), "line"),
            (len([g for g in scene.graph.groups if g.name]), "group"),
        )
        if n
    ]
    tail = f", with {listed(sizes)}" if sizes else ""
    return [say(f"This {sure} {with_article(sort)}{tail}.")]


def title(scene: Scene, match: Match) -> list[Sentence]:
    """“What is the title?”."""
    found = scene.reading.title or (scene.reading.chart.title if scene.reading.chart else "")
    if not found.strip():
        return [say("No title was read in the picture.")]
    ids = [t.id for t in scene.reading.texts if clean(t.text) == clean(found)]
    return [say(f"The title is {quoted(clean(found))}.", ids)]


def texts(scene: Scene, match: Match) -> list[Sentence]:
    """“What text is in the picture?”."""
    lines = [t for t in scene.reading.texts if clean(t.text)]
    if not lines:
        return [say("No text was read in the picture.")]
    shown = ", ".join(quoted(clean(t.text)) for t in lines[:40])
    more = f", and {len(lines) - 40} more lines" if len(lines) > 40 else ""
    return [say(f"The text in the picture is {shown}{more}.", [t.id for t in lines[:40]])]


def _word(asked: str, answered: str) -> str:
    """The noun in which a question asked, in English."""
    if not is_chinese(asked):
        bare = re.sub(r"^(?:different|main|key|the) ", "", asked.strip().lower())
        for _, forms, _ in KINDS:
            if re.fullmatch(forms, bare, re.I):
                return re.sub(r"ies$", "y", bare) if bare.endswith("ies") else re.sub(
                    r"(?<=[^s])s$", "", bare)  # fmt: skip
        return {"databases": "database"}.get(bare, re.sub(r"(?<=[^s])s$", "", bare))
    return noun(answered) or "item"


def _frames_of(scene: Scene, asked: str) -> list[Item]:
    """Frames of the kind that a noun names, where no node is: services drawn around their pods."""
    kind_ = kind_of(asked)
    return [g for g in scene.graph.groups if kind_ and g.name and g.category in kind_[1]]


def counted(scene: Scene, match: Match) -> list[Sentence] | None:
    """“How many databases are there?”, with their names."""
    asked = match["a"].strip()
    series = r"系列|序列|曲线|折线|柱|扇区|类别|series|lines?|bars?|slices?"
    if scene.reading.chart and re.match(series, asked, re.I):
        return None
    if EDGES.match(asked):
        sort = "message" if scene.reading.kind == "sequence" else "line"
        edges = scene.graph.lines
        verb = "is" if len(edges) == 1 else "are"
        return [say(f"There {verb} {count(len(edges), sort)}.", [e.id for e in edges])]
    found = gathered(scene, asked)
    if found is None:
        return absent(scene, asked) if scene.graph.nodes else None
    items, word = found
    items = items or _frames_of(scene, asked)
    sort = _word(asked, word)
    if not items:
        return [say(f"The picture shows nothing that can be confirmed as {with_article(sort)}.")]
    verb = "is" if len(items) == 1 else "are"
    return [say(f"There {verb} {count(len(items), sort)}: {several(items)}.", ids_of(items))]


def enumerated(scene: Scene, match: Match) -> list[Sentence] | None:
    """“Which components are there?”."""
    asked = match["a"].strip()
    if EDGES.match(asked):
        edges = scene.graph.edges[:MOST]
        return [_edge(scene, e) for e in edges] or [say("No lines were read in the picture.")]
    found = gathered(scene, asked)
    if found is None:
        return None
    items, word = found
    items = items or _frames_of(scene, asked)
    sort = plural(_word(asked, word))
    if not items:
        return [say(f"The picture shows nothing that can be confirmed as {sort}.")]
    verb = "are" if len(items) > 1 else "is"
    return [say(f"The {sort} in the picture {verb} {several(items)}.", ids_of(items))]


def _edge(scene: Scene, edge: Edge) -> Sentence:
    a, b = (called(scene.graph.items[i]) for i in (edge.source, edge.target))
    tail = f" ({label(edge.label)})" if clean(edge.label) else ""
    verb = "leads to" if edge.directed else "is connected to"
    return say(f"{a} {verb} {b}{tail}.", (edge.source, edge.id, edge.target))


def exists(scene: Scene, match: Match) -> list[Sentence]:
    """“Is there a cache?”."""
    items = scene.items(match["a"])
    if not items:
        return absent(scene, match["a"])
    return [say(f"Yes, the picture shows {several(items)}.", ids_of(items))]


def holder(scene: Scene, match: Match) -> list[Sentence]:
    """“Which group is X in?”."""
    items = scene.items(match["a"])
    if not items:
        return absent(scene, match["a"])
    told: list[Sentence] = []
    for item in items:
        around = [scene.graph.items[g] for g in scene.graph.frames(item.id)]
        around = [g for g in around if g.name]
        where = f"is in {' in '.join(called(g) for g in around)}" if around else "is in no group"
        told.append(say(f"{called(item)} {where}.", (item.id,), ids_of(around)))
    return told


def held(scene: Scene, match: Match) -> list[Sentence] | None:
    """“What is in X?”."""
    items = [i for i in scene.items(match["a"]) if i.is_group]
    if not items:
        return None if scene.items(match["a"]) else absent(scene, match["a"])
    told: list[Sentence] = []
    for item in items:
        inner = [scene.graph.items[i] for i in scene.graph.inside(item.id)]
        inner = [i for i in inner if i.name]
        what = f"contains {several(inner)}" if inner else "contains nothing that was read"
        told.append(say(f"{called(item)} {what}.", (item.id,), ids_of(inner)))
    return told


def first(scene: Scene, match: Match) -> list[Sentence]:
    """“What is the first step?”."""
    if scene.reading.kind == "sequence" and messages_of(scene):
        return [_message(scene, messages_of(scene)[0], "The first message: ")]
    items = [scene.graph.items[i] for i in scene.graph.starts]
    return [_end(_beside(scene, items, ahead=True), "It starts with")]


def last(scene: Scene, match: Match) -> list[Sentence]:
    """“What is the last step?”."""
    if scene.reading.kind == "sequence" and messages_of(scene):
        return [_message(scene, messages_of(scene)[-1], "The last message: ")]
    graph = scene.graph
    ends = [i for i in graph.rank if not any(e.id not in graph.back for e in graph.out[i])]
    return [_end(_beside(scene, [graph.items[i] for i in ends], ahead=False), "It ends with")]


def _end(items: Sequence[Item], lead: str) -> Sentence:
    if not items:
        return say("The picture does not say.")
    return say(f"{lead} {several(items)}.", ids_of(list(items)))


def _beside(scene: Scene, items: Sequence[Item], *, ahead: bool) -> list[Item]:
    """The steps next to bare marks of the start or the end, in place of the marks."""
    found: dict[str, Item] = {}
    for item in items:
        steps = [i for i, _ in scene.next_to(item, ahead=ahead)] if is_mark(item) else [item]
        found |= {i.id: i for i in steps or [item]}
    return list(found.values())


def meaning(scene: Scene, match: Match) -> list[Sentence] | None:
    """“What is Nacos?”: what it usually is, and its place in the picture."""
    items = scene.items(match["a"])
    told: list[Sentence] = []
    for item in items[:3]:
        term = lexicon().find(item.name)
        known = glosses().get(term.name) if term else None
        if item.note:
            text = f"The picture notes about {called(item)}: {quoted(item.note)}."
            told.append(say(text, (item.id,)))
        if known:
            told.append(say(f"{name_of(item).text}: {known['gloss']}.", (item.id,)))
        told += standing(scene, item)
    if not items or told:
        return told or None
    return [
        say(f"The picture shows {several(items)} but does not say what it means.", ids_of(items))
    ]


def about_messages(scene: Scene, text: str) -> list[Sentence] | None:
    """Answer from the messages in order, or None where the question is no such question."""
    if PART.search(text):
        items = [n for n in scene.graph.nodes if n.name]
        return [say(f"The participants are {several(items)}.", ids_of(items))] if items else None
    if messages_of(scene) and (end := ENDS.search(text)):
        at = -1 if end[1].lower() == "last" else 0
        return [_message(scene, messages_of(scene)[at], f"The {end[1].lower()} message: ")]
    if nth := NTH.search(text):
        found, n = messages_of(scene), ordinal(nth["n"] or nth["m"])
        if not 1 <= n <= len(found):
            return [say(f"There are only {count(len(found), 'message')}.")]
        return [_message(scene, found[n - 1], f"Message {n}: ")]
    if pair := BETWEEN.search(text) or ENGLISH.search(text):
        left, right = scene.items(pair["a"]), scene.items(pair["b"])
        if not left or not right:
            return absent(scene, pair["a"] if not left else pair["b"])
        ends = set(ids_of(left)), set(ids_of(right))
        found = [e for e in messages_of(scene) if e.source in ends[0] and e.target in ends[1]]
        none = f"The picture shows no message from {several(left)} to {several(right)}."
        return [_message(scene, e) for e in found[:MOST]] or [say(none, ids_of(left))]
    for pattern, sent in ((SENT, True), (SENDS, True), (RECEIVED, False), (GETS, False)):
        if match := pattern.search(text):
            return _from(scene, match["a"], sent=sent)
    return None


def _from(scene: Scene, phrase: str, *, sent: bool) -> list[Sentence]:
    items = scene.items(phrase)
    if not items:
        return absent(scene, phrase)
    ids = set(ids_of(items))
    found = [e for e in messages_of(scene) if (e.source if sent else e.target) in ids]
    none = f"The picture shows no message {'from' if sent else 'to'} {several(items)}."
    return [_message(scene, e) for e in found[:MOST]] or [say(none, ids_of(items))]


def _message(scene: Scene, edge: Edge, lead: str = "") -> Sentence:
    a, b = (called(scene.graph.items[i]) for i in (edge.source, edge.target))
    what = label(edge.label) if clean(edge.label) else "a message without words"
    told = (
        f"{a} itself performs {what}" if edge.source == edge.target else f"{a} sends {what} to {b}"
    )
    return say(f"{lead}{told}.", (edge.source, edge.id, edge.target))


LOOKS: Final[dict[str, Callable[[Scene, Match], list[Sentence] | None]]] = {
    "kind": kind, "title": title, "texts": texts, "counted": counted, "enumerated": enumerated,
    "exists": exists, "holder": holder, "held": held, "first": first, "last": last,
    "meaning": meaning,
}  # fmt: skip
