"""The parts of an English text for each form of picture: an opening, a body, a close."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tuwen.reading.types import FORMULA, Chart
from tuwen.writing.english import (
    arranged,
    charts,
    flow,
    listings,
    models,
    relations,
    screens,
    tables,
    texts,
)
from tuwen.writing.english import sequence as messages
from tuwen.writing.english.names import name_of
from tuwen.writing.english.opening import Subject, opened, subject, what
from tuwen.writing.english.phrasing import joined, quoted
from tuwen.writing.english.translation import data
from tuwen.writing.model_text import telling
from tuwen.writing.outline import layered, root_of
from tuwen.writing.patterns import first
from tuwen.writing.phrasing import Clause, union
from tuwen.writing.relations import plain_share
from tuwen.writing.view import MOSTLY, View, repeating

MANY: Final = 6  # relations between things that share their names: more are summed up
Body = list[list[Clause]]
NAMELESS: Final = Subject()


@dataclass(frozen=True)
class Draft:
    """What there is to say, in order."""

    opening: Clause
    body: Body = field(default_factory=list[list[Clause]])  # clauses that belong together
    close: list[Clause] = field(default_factory=list[Clause])
    about: Subject = NAMELESS


def draft(view: View, *, room: int = 0, notes: bool = False) -> Draft:
    """Prepare all parts; `room` is the length of a summary's body, 0 for no limit."""
    about = subject(view)
    makers: dict[str, Callable[[View, int, bool], Body]] = {
        "flow": _flow, "relations": _relations, "tree": _tree, "frames": _frames,
        "parts": lambda view, room, notes: arranged.parts(view),
        "sequence": lambda view, room, notes: [messages.story(
            view.graph, view.reading, room=room or 100000)],
        "state": lambda view, room, notes: [models.states(view.graph)],
        "model": _model, "chart": _chart,
        "screen": lambda view, room, notes: screens.clauses(view.reading) or [
            texts.texts(view.reading)],
    }  # fmt: skip
    maker = makers.get(view.form)
    if maker is None:
        return _by_texts(view, about, room)
    body = [part for part in maker(view, room, notes) if part]
    opening = opened(view, about)
    if notes and not about.name:
        opening = _outlined(view, opening, body)
    if not (notes and view.form in ("flow", "relations", "tree")):  # a list is given whole
        opening, body = _merged(view, about, opening, body)
    return Draft(opening, body, _close(view), about)


def _outlined(view: View, opening: Clause, body: Body) -> Clause:
    """An opening over a list that is given whole: where it begins, what is divided."""
    first_ = body[0][0] if body else Clause("")
    starts = re.match(r"the flow (starts with .+?)(?:,| and then|$)", first_.text)
    if starts and opening.text.endswith(" a process"):
        return Clause(f"{opening.text} that {starts[1]}", union([opening.ids, first_.ids[:1]]))
    if view.form == "tree" and view.kinds is None:
        root = view.graph.items[root_of(view.graph)]
        lead = f"{what(view.reading.kind, view.form)} shows"
        return Clause(f"{lead} how {name_of(root).the} is divided", (root.id,))
    return opening


def _merged(view: View, about: Subject, opening: Clause, body: Body) -> tuple[Clause, Body]:
    """An opening that would say less than the first clause, made one with it."""
    first_ = body[0][0] if body else None
    if first_ is None or about.statement:
        return opening, body
    rest = [part for part in (body[0][1:], *body[1:]) if part]
    ids = union([opening.ids, first_.ids])
    lead = f"{what(view.reading.kind, view.form)} shows"
    bare = not about.name and view.kinds is None
    starts = re.fullmatch(r"the flow (starts with .+)", first_.text)
    if bare and starts and opening.text.endswith(" a process"):
        return Clause(f"{opening.text} that {starts[1]}", ids), rest
    if opening.text.endswith(" a set of data") and first_.text.startswith("it "):
        return Clause(f"{lead.removesuffix(' shows')} {first_.text[3:]}", ids), rest
    if bare and opening.text.endswith(" several parts"):
        whole_ = lead.removesuffix(" shows")
        return Clause(first_.text.replace("it has", f"{whole_} has", 1), ids), rest
    shows = re.fullmatch(r"it shows (.+)", first_.text)
    if bare and view.form == "parts" and shows:
        return Clause(f"{lead} {shows[1]}", ids), rest
    whole = re.fullmatch(r"(.+?) contains (.+)", first_.text)
    if bare and whole and opening.text == f"{lead} the parts of {whole[1]}":
        return Clause(f"{lead} {whole[1]}, which contains {whole[2]}", ids), rest
    divided = re.fullmatch(r"(.+?) (divides into .+)", first_.text)
    if bare and view.form == "tree" and divided:
        return Clause(f"{lead} how {divided[1]} {divided[2]}", ids), rest
    few = sum(len(part) for part in body) <= 3 and view.form == "relations"
    if bare and few and " how " in opening.text:
        return Clause(
            f"in the {lead.split(' ', 1)[1].removesuffix(' shows')}, {first_.text}", ids
        ), rest
    return opening, body


def _close(view: View) -> list[Clause]:
    use = first(view.inferences, "use")
    phrase = data()["patterns"].get(use.rule, "") if use else ""
    return [Clause(f"such a design suits {phrase}", use.ids)] if use and phrase else []


def designed(view: View) -> Clause | None:
    """The ideas of a design, each allowed by a rule."""
    if view.form not in ("flow", "relations", "frames", "sequence"):
        return None  # what is only listed achieves nothing
    merits = [i for i in view.inferences if i.says == "merit"][:4]
    said = [data()["patterns"].get(m.rule, "") for m in merits]
    text = "; ".join(dict.fromkeys(s for s in said if s))
    return Clause(f"by design, {text}", union(m.ids for m in merits)) if text else None


def _flow(view: View, room: int, notes: bool) -> Body:
    ids = arranged.stages(view)
    within = {g: view.graph.within(g) for g in ids}
    full = [g for g in ids if len(within[g].edges) > 1]
    if full:
        body: Body = [[arranged.layers(view.graph, ids)]]
        for group in full:
            steps = flow.tell(within[group], brief=bool(room))[: 1 if room else None]
            lead = f"in {name_of(view.graph.items[group]).the}, "
            body.append([Clause(f"{lead if n == 0 else ''}{c.text}", union([[group], c.ids]), 5)
                         for n, c in enumerate(steps)])  # fmt: skip
        return body
    told = flow.tell(view.graph, notes=notes)
    if room and sum(len(c.text) for c in told) > room:
        told = flow.tell(view.graph, brief=True)
    return [[c] for c in told]


def _relations(view: View, room: int, notes: bool) -> Body:
    graph = view.graph
    if room and repeating(graph) and plain_share(graph, MANY) >= MOSTLY:
        return [[relations.overview(graph)]]
    access, kept, side = relations.flows(graph, view.inferences)
    beside = relations.roles(graph)
    told = {i for c in (*access, *kept, *side, *beside) for i in c.ids}
    return [access, kept, [*side, *beside], relations.leftovers(graph, told)]


def _tree(view: View, room: int, notes: bool) -> Body:
    branches = arranged.tree(view.graph, root_of(view.graph), notes=notes)
    return [branches[:1], branches[1:], arranged.crossings(view.graph)]


def _frames(view: View, room: int, notes: bool) -> Body:
    ids = layered(view.reading, view.graph)
    return [[arranged.layers(view.graph, ids)], arranged.frames(view.graph, ids, notes=notes)]


def _model(view: View, room: int, notes: bool) -> Body:
    entity = view.reading.kind == "er"
    items = telling(view.graph) if room and not entity else view.graph.nodes
    return [models.links(view.graph), models.details(view.reading, items)]


def _chart(view: View, room: int, notes: bool) -> Body:
    reading = view.reading
    chart = reading.chart or Chart(title=reading.title)
    found = charts.findings(chart, reading.kind)
    ids = tuple(s.id for s in chart.series)
    by_axes = not chart.title and chart.x_label and chart.y_label and not subject(view).name
    axes = "" if by_axes else charts.axes(chart)
    told = (chart.title, chart.x_label, chart.y_label, view.subject.name)
    return [[Clause(axes, ids, 3)] if axes else [], found or texts.texts(reading, told=told)]


def _by_texts(view: View, about: Subject, room: int) -> Draft:
    """Code, terminals, tables, formulas, photographs, and what cannot be told otherwise."""
    reading = view.reading
    name = about.as_object() if about.name and not about.statement else ""
    if view.form == "code":
        language, found = listings.code(reading)
        sort = f"{language} code" if language else "code"
        return Draft(_captured(about, sort), [[c] for c in found], [], about)
    if view.form == "terminal":
        told = listings.terminal(reading, 2 if 0 < room < 200 else 4)
        return Draft(_captured(about, "a terminal session"), [told], [], about)
    if view.form == "table":
        return _table(view, about)
    if FORMULA in reading.problems:
        text = f"the picture shows a formula{f' for {name}' if name else ''}"
        unread = Clause("its symbols were not recognized one by one")
        return Draft(Clause(text), [[unread]], [], about)
    seen = texts.texts(reading)
    if view.form == "nothing":
        blind = "" if texts.is_blank(reading) else "; what it depicts was not recognized"
        sort = {"photo": "photograph", "decorative": "illustration"}.get(reading.kind, "picture")
        known = reading.kind in ("photo", "decorative")
        said = f"{texts.impression(reading)}{blind if known else ''}"
        told = f"the {sort} shows {name}" if name else said
        opening = Clause(about.name if about.statement else told)
        return Draft(opening, [[joined(seen)]] if seen else [], [], about)
    if about.name:
        opening = Clause(about.name if about.statement else f"the picture shows {name}")
        return Draft(opening, [seen] if seen else [], [], about)
    if seen and not reading.edges:
        return Draft(
            Clause(seen[0].text.replace("it ", "the picture ", 1), seen[0].ids), [], [], about
        )
    text = "what the picture shows was not recognized"
    if reading.edges:
        text = "the picture is a drawing of shapes and lines, most of them without words"
    if seen:
        bears = seen[0].text.removeprefix("it bears ")
        return Draft(Clause(f"the picture is a drawing with {bears}", seen[0].ids), [], [], about)
    return Draft(Clause(text), [seen] if seen else [], [], about)


def _captured(about: Subject, sort: str) -> Clause:
    if about.statement:
        return Clause(about.name)
    named = f"{about.as_object()}, in " if about.name else ""
    return Clause(f"the screenshot shows {named}{sort}")


def _table(view: View, about: Subject) -> Draft:
    found = tables.table(view.reading)
    title = about.name if about.name and not about.statement else ""
    if not found:
        seen = texts.texts(view.reading)
        text = f"the table shows {about.as_object()}" if title else "the picture is a table"
        return Draft(Clause(text), [seen] if seen else [], [], about)
    whole, *rest = found
    if about.statement:
        first_ = Clause(whole.text.replace("it ", "the table ", 1), whole.ids, 9)
        return Draft(Clause(about.name), [[first_], rest], [], about)
    named_ = quoted(title) if about.printed else f"of {about.as_object()}"
    lead = f"the table {named_}" if title else "the table"
    opening = Clause(whole.text.replace("it ", f"{lead} ", 1), whole.ids, 9)
    return Draft(opening, [rest] if rest else [], [], about)
