"""English answers about who is joined to whom: dependencies, callers, paths, branches."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from tuwen.reading.types import Edge
from tuwen.writing.answer_links import answers_to, way
from tuwen.writing.asking import FILLER, Scene, ids_of
from tuwen.writing.english.names import name_of, names
from tuwen.writing.english.phrasing import capital, listed, quoted
from tuwen.writing.english.relations import clause
from tuwen.writing.english.translation import label
from tuwen.writing.graph import Item
from tuwen.writing.labels import clean
from tuwen.writing.phrasing import Sentence, union
from tuwen.writing.relations import relations
from tuwen.writing.steps import tacit

Match = re.Match[str]
FURTHER: Final = 8  # indirect things that are named


def say(text: str, *ids: Sequence[str]) -> Sentence:
    """A finished sentence with the ids it rests on."""
    return Sentence(capital(text), union(ids))


def called(item: Item) -> str:
    """An item in a sentence; bare marks of a state diagram are called by what they are."""
    if item.name:
        return name_of(item).the
    return {"start": "the start", "end": "the end"}.get(item.shape, "an unlabeled node")


def several(items: Sequence[Item]) -> str:
    """Names as a list."""
    named = [i for i in items if i.name]
    return names(named, 12) if named and len(named) == len(items) else listed(
        [called(i) for i in items])  # fmt: skip


def absent(scene: Scene, phrase: str) -> list[Sentence]:
    """“The picture does not name …”, with the nearest names, never a guess."""
    name = re.sub(r"[「」“”\"]", "", FILLER.sub("", phrase)).strip(" ，,的了") or phrase
    text = f"The picture does not name {quoted(name)}"
    near = scene.nearest(name)
    if near:
        ids = [i for n in near for i in scene.graph.by_name.get(n, ())]
        return [say(f"{text}; the closest names are {listed([quoted(n) for n in near])}.", ids)]
    items = list({i.name: i for i in scene.graph.items.values() if i.name}.values())[:6]
    if not items:
        return [say(f"{text}.")]
    return [say(f"{text}; it names {several(items)}.", ids_of(items))]


def _arrows(items: Sequence[Item]) -> str:
    return "an arrow leads" if len(items) == 1 else "arrows lead"


def ahead(scene: Scene, phrase: str) -> list[Sentence]:
    """“What does X depend on?”: what comes right behind, then what that leads to."""
    items = scene.items(phrase)
    if not items:
        return absent(scene, phrase)
    told: list[Sentence] = []
    for item in items:
        found = scene.next_to(item, ahead=True)
        if not found:
            told += _no_way(scene, item, "no arrow leads from it")
            continue
        direct = [target for target, _ in found]
        own = [r for r in relations(scene.graph) if r.sources == (item.id,)]
        if own and {t for r in own for t in r.targets} == set(ids_of(direct)):
            told += [
                say(f"{clause(scene.graph, r).text}.", clause(scene.graph, r).ids) for r in own
            ]
        else:
            text = f"{_arrows(direct)} from {called(item)} to {several(direct)}."
            told.append(say(text, (item.id,), [e.id for _, e in found], ids_of(direct)))
        told += _further(scene, item, direct)
    return told


def _further(scene: Scene, item: Item, direct: list[Item]) -> list[Sentence]:
    later, edges = scene.beyond(item, direct)
    if not later:
        return []
    text = f"Further along the arrows it indirectly reaches {names(later, FURTHER)}."
    return [say(text, edges, ids_of(later))]


def behind(scene: Scene, phrase: str) -> list[Sentence]:
    """“Who calls X?”: what leads to it."""
    items = scene.items(phrase)
    if not items:
        return absent(scene, phrase)
    told: list[Sentence] = []
    for item in items:
        found = scene.next_to(item, ahead=False)
        if not found:
            told += _no_way(scene, item, "no arrow leads to it")
            continue
        sources = [source for source, _ in found]
        text = f"{_arrows(sources)} to {called(item)} from {several(sources)}."
        told.append(say(text, (item.id,), [e.id for _, e in found], ids_of(sources)))
    return told


def _no_way(scene: Scene, item: Item, why: str) -> list[Sentence]:
    tied = scene.tied(item)
    if tied:
        others = list({other.id: other for other, _ in tied}.values())
        text = (f"{called(item)} is connected to {several(others)}, but the lines have no arrows, "
                "so their direction is not known.")  # fmt: skip
        return [say(text, (item.id,), [e.id for _, e in tied], ids_of(others))]
    return [say(f"The picture shows {called(item)}, but {why}.", (item.id,))]


def between(scene: Scene, one: str, other: str) -> list[Sentence]:
    """“How are A and B related?”."""
    left, right = scene.items(one), scene.items(other)
    if not left or not right:
        return absent(scene, one if not left else other)
    told = [s for a in left[:3] for b in right[:3] if a.id != b.id for s in _between(scene, a, b)]
    return told or [say(f"The picture shows {several(left)} only once.", ids_of(left))]


def _between(scene: Scene, a: Item, b: Item) -> list[Sentence]:
    graph = scene.graph
    if b.id in graph.frames(a.id) or a.id in graph.frames(b.id):
        inner, outer = (a, b) if b.id in graph.frames(a.id) else (b, a)
        return [say(f"{called(inner)} is inside {called(outer)}.", (inner.id, outer.id))]
    edges = [e for e in graph.edges if {e.source, e.target} == {a.id, b.id}]
    if edges:
        return [say(_one(scene, e), (e.source, e.id, e.target)) for e in edges]
    for x, y in ((a, b), (b, a)):
        if steps := way(scene, x, y):
            return [_way_told(x, y, steps)]
    text = (
        f"The picture shows no line between {called(a)} and {called(b)}, nor a way that joins them."
    )
    return [say(text, (a.id, b.id))]


def _one(scene: Scene, edge: Edge) -> str:
    a, b = called(scene.graph.items[edge.source]), called(scene.graph.items[edge.target])
    tail = f", labeled {label(edge.label)}" if edge.label.strip() else ""
    if edge.heads == "end":
        return f"An arrow leads from {a} to {b}{tail}."
    joint = "in both directions" if edge.heads == "both" else "by a line without arrows"
    return f"{a} and {b} are connected {joint}{tail}."


def _way_told(a: Item, b: Item, steps: list[tuple[Item, Edge]]) -> Sentence:
    ids = (a.id, *(i for item, edge in steps for i in (edge.id, item.id)))
    row = " → ".join([called(a), *(_stop(item, edge) for item, edge in steps)])
    if len(steps) == 1:
        return say(f"{called(a)} leads directly to {called(b)}: {row}.", ids)
    return say(f"The way from {called(a)} to {called(b)} is {row}.", ids)


def _stop(item: Item, edge: Edge) -> str:
    return f"({label(edge.label)}) {called(item)}" if clean(edge.label) else called(item)


def path(scene: Scene, one: str, other: str) -> list[Sentence]:
    """“Which steps lead from A to B?”."""
    left, right = scene.items(one), scene.items(other)
    if not left or not right:
        return absent(scene, one if not left else other)
    for a in left:
        for b in right:
            if a.id != b.id and (steps := way(scene, a, b)):
                return [_way_told(a, b, steps)]
    text = f"The picture shows no way from {called(left[0])} to {called(right[0])}."
    return [say(text, (left[0].id, right[0].id))]


def branch(scene: Scene, match: Match) -> list[Sentence] | None:
    """“What happens if X is no?”: where the edge with that label leads."""
    phrase, want = match["a"].strip("「」“” 的"), match["b"].strip().lower()
    items = [i for i in scene.items(phrase) if scene.graph.out.get(i.id)]
    if not items:
        return absent(scene, phrase)
    if told := branch_of(scene, items, want):
        return told
    found = [label(e.label) for i in items for e in scene.graph.out[i.id] if e.label.strip()]
    if not found:
        return None
    text = f"The picture shows no such branch; the branches are labeled {listed(found)}."
    return [say(text, ids_of(items))]


def branch_of(scene: Scene, items: Sequence[Item], want: str) -> list[Sentence]:
    """Where the answer `want` to questions leads."""
    told: list[Sentence] = []
    for item in items:
        edges = scene.graph.out[item.id]
        unsaid = tacit([clean(e.label) for e in edges])
        for edge in edges:
            said = clean(edge.label) or unsaid
            if answers_to(said.lower(), want):
                target = scene.graph.items[edge.target]
                lead = f"The {label(said)} branch of {called(item)}"
                ids = (item.id, edge.id, target.id)
                told.append(say(f"{lead} leads to {called(target)}.", ids))
    return told


def does_it(scene: Scene, match: Match) -> list[Sentence]:
    """“Does A call B?”: yes with the edge, or carefully no."""
    left, right = scene.items(match["a"]), scene.items(match["b"])
    if not left or not right:
        return absent(scene, match["a"] if not left else match["b"])
    goals = set(ids_of(right))
    for a in left:
        for item, edge in scene.next_to(a, ahead=True):
            if item.id in goals:
                tail = f", labeled {label(edge.label)}" if edge.label.strip() else ""
                text = f"Yes, an arrow leads from {called(a)} to {called(item)}{tail}."
                return [say(text, (a.id, edge.id, item.id))]
    a, b = left[0], right[0]
    if steps := way(scene, a, b):
        text = f"Not directly: no arrow leads from {called(a)} straight to {called(b)}."
        return [say(text, (a.id, b.id)), _way_told(a, b, steps)]
    reverse = [e for i, e in scene.next_to(b, ahead=True) if i.id == a.id]
    text = f"The picture shows no arrow from {called(a)} to {called(b)}"
    if reverse:
        return [say(f"{text}, only one the other way.", (b.id, reverse[0].id, a.id))]
    return [say(f"{text}.", (a.id, b.id))]


def standing(scene: Scene, item: Item) -> list[Sentence]:
    """Where something stands in the picture: what leads to it, and where it leads."""
    before = [i for i, _ in scene.next_to(item, ahead=False)]
    after = [i for i, _ in scene.next_to(item, ahead=True)]
    if not before and not after:
        return []
    edges = [e.id for to in (True, False) for _, e in scene.next_to(item, ahead=to)]
    parts = [f"is reached from {several(before)}"] if before else []
    parts += [f"leads to {several(after)}"] if after else []
    text = f"In the picture, {called(item)} {' and '.join(parts)}."
    return [say(text, (item.id,), edges, ids_of(before), ids_of(after))]


def _nearby(scene: Scene, match: Match) -> list[Sentence]:
    """“What comes before or after X?”."""
    if not scene.items(match["a"]):
        return absent(scene, match["a"])
    up = re.search(r"上游|upstream|前|上一|before|生产|调用|使用|来源", match[0], re.I)
    down = re.search(r"下游|downstream|后|下一|after|消费|订阅|去向", match[0], re.I)
    told = behind(scene, match["a"]) if up else []
    return told + (ahead(scene, match["a"]) if down else [])


LOOKS: Final[dict[str, Callable[[Scene, Match], list[Sentence] | None]]] = {
    "path": lambda scene, match: path(scene, match["a"], match["b"]),
    "between": lambda scene, match: between(scene, match["a"], match["b"]),
    "branch": branch,
    "nearby": _nearby,
    "behind": lambda scene, match: behind(scene, match["a"]),
    "ahead": lambda scene, match: ahead(scene, match["a"]),
    "does": does_it,
}
