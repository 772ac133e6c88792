"""The tasks in English: summary, alternative text, long description, explanation, points."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from tuwen.reading.types import Chart
from tuwen.writing.english import charts, tables
from tuwen.writing.english import sequence as messages
from tuwen.writing.english.compose import Draft, designed, draft
from tuwen.writing.english.names import name_of, names
from tuwen.writing.english.phrasing import capital
from tuwen.writing.english.sentences import headed, sentence
from tuwen.writing.english.texts import read_out
from tuwen.writing.legible import share
from tuwen.writing.lexicon import lexicon
from tuwen.writing.longform import MUCH, SEEN, TOLD, entry
from tuwen.writing.phrasing import Clause, Sentence, union
from tuwen.writing.shortform import DESIGN
from tuwen.writing.view import View

ROOM: Final = 600  # characters of a summary's body
GLOSSES: Final = 6
LONG: Final = 130  # characters beyond which clauses stand in sentences of their own
LITTLE: Final = 260  # characters of a description that tells little
NUMBERED: Final = ("flow", "sequence")
FORMS: Final = {
    "flow": "Steps", "relations": "Structure and flow", "tree": "Hierarchy", "frames": "Parts",
    "parts": "Parts", "sequence": "Messages in order", "state": "Transitions",
    "model": "Relations and members", "chart": "Data",
}  # fmt: skip
DESIGNED: Final = re.compile(r"design|idea|principle|architecture|advantage|merit", re.I)


def summary(view: View, focus: str = "") -> list[Sentence]:
    """What it is, how it runs, what it is for."""
    made = draft(view, room=ROOM)
    design = designed(view) if focus and (DESIGN.search(focus) or DESIGNED.search(focus)) else None
    out = [sentence(view, [made.opening])]
    room = ROOM - (len(design.text) if design else 0)
    for part in fit(made, max(room, 160), in_order=view.form in NUMBERED):
        out += _sentences(view, part)
    out += [sentence(view, [c]) for c in ([design] if design else []) + made.close]
    return closed(out)


def fit(made: Draft, room: int, *, in_order: bool) -> list[list[Clause]]:
    """Keep of the body what weighs most, within the room of all."""
    flat = [c for part in made.body for c in part if c.text]
    kept: set[int] = set()
    for clause in flat if in_order else sorted(flat, key=lambda c: -c.weight):
        if not kept or len(clause.text) <= room:
            kept.add(id(clause))
            room -= len(clause.text) + 2
        elif in_order:
            break  # what is told in order is not told with gaps
    return [row for part in made.body if (row := [c for c in part if id(c) in kept])]


def _sentences(view: View, clauses: Sequence[Clause]) -> list[Sentence]:
    """Clauses in sentences: two short ones together."""
    out: list[Sentence] = []
    row: list[Clause] = []
    for clause in clauses:
        if row and sum(len(c.text) for c in row) + len(clause.text) > LONG:
            out.append(sentence(view, row))
            row = []
        row.append(clause)
        if len(row) > 1:
            out.append(sentence(view, row))
            row = []
    return [*out, sentence(view, row)] if row else out


def closed(out: list[Sentence]) -> list[Sentence]:
    """Without the blank behind the last."""
    return [*out[:-1], Sentence(out[-1].text.rstrip(), out[-1].evidence)] if out else out


def describe(view: View) -> list[Sentence]:
    """Overview, then every part, step or relation in a list: W3C's two-part long description."""
    made = draft(view, notes=True)
    opening = sentence(view, [made.opening])
    out = [Sentence(f"Overview: {opening.text.strip()}\n", opening.evidence)]
    frames = [view.graph.items[r] for r in view.graph.roots if view.graph.items[r].name]
    if view.form in ("flow", "relations", "state", "model") and 1 < len(frames) <= 6:
        out.append(Sentence(f"Groups: {names(frames)}.\n", tuple(g.id for g in frames)))
    clauses = _everything(view, [c for part in made.body for c in part if c.text])
    if clauses:
        out.append(Sentence(f"\n{FORMS.get(view.form, 'Content')}:\n"))
    for number, clause in enumerate(clauses, 1):
        mark = f"{number}." if view.form in NUMBERED else "-"
        out.append(Sentence(f"{mark} {sentence(view, [clause]).text.strip()}\n", clause.ids))
    out += _unread(view, "".join(s.text for s in out))
    ending = [c for c in (designed(view), *made.close) if c is not None]
    if ending:
        told = [sentence(view, [replace(c, text=c.text.removeprefix("by design, "))])
                for c in ending]  # fmt: skip
        text = " ".join(s.text.strip() for s in told)
        out.append(Sentence(f"\nIn short: {text}", union(s.evidence for s in told)))
    return closed(out)


def _unread(view: View, told: str) -> list[Sentence]:
    """What is written in the picture, read out, where little else was told of it."""
    texts = list(view.reading.texts)
    much = told.count("\n- ") + told.count("\n1. ") >= MUCH or len(told) > LITTLE
    if view.form not in SEEN or much or share(texts, told) >= TOLD:
        return []
    lines = [Sentence(f"- {headed(view, c.text)}.\n", c.ids) for c in read_out(texts, told)]
    where = "on the page" if view.form == "screen" else "in the picture"
    return [Sentence(f"\nText {where}:\n"), *lines] if lines else []


def _everything(view: View, clauses: list[Clause]) -> list[Clause]:
    if view.form == "sequence":
        return messages.lines(view.graph, view.reading)
    if view.form == "table":
        return [*clauses, *tables.rows(view.reading)]
    if view.form == "chart" and view.reading.chart is not None:
        return [*clauses, *charts.rows(view.reading.chart, view.reading.kind)]
    return clauses


def explain(view: View) -> list[Sentence]:
    """For a newcomer: what it is, where to begin, and what the words mean in everyday terms."""
    made = draft(view, room=260)
    out = [sentence(view, [made.opening])]
    body = [c for part in made.body for c in part if c.text]
    if view.form == "nothing":
        return closed([*out, *(sentence(view, [c]) for c in body)])
    start = entry(view)
    begun = start is not None and bool(body) and start.id in body[0].ids[:1]
    if start is not None and not begun and " starts with " not in made.opening.text:
        text = f"to read it, start at {name_of(start).the} and follow the arrows"
        out.append(sentence(view, [Clause(text, (start.id,))]))
    out += [s for c in body[:3] for s in _sentences(view, [c])]
    glosses = _glosses(view)
    if glosses:
        out[-1] = Sentence(out[-1].text.rstrip(), out[-1].evidence)
        out.append(Sentence("\n\nKey terms:\n"))
        out += glosses
    return closed(out)


@cache
def glosses() -> dict[str, dict[str, str]]:
    """English name and gloss of terms, by their names in the lexicon."""
    text = files("tuwen.writing.english").joinpath("glosses.toml").read_text("utf-8")
    return tomllib.loads(text)["terms"]


def _glosses(view: View) -> list[Sentence]:
    """Terms of the picture, each explained in a clause, the most connected first."""
    graph, seen, out = view.graph, set[str](), list[Sentence]()
    order = sorted(
        graph.items.values(), key=lambda i: -len(graph.out[i.id]) - len(graph.into[i.id])
    )
    places = [(i.name, (i.id,)) for i in order if i.manner in ("name", "step") and not i.rows]
    chart = view.reading.chart or Chart()
    places += [(t, ()) for t in (chart.title, chart.x_label, chart.y_label, view.subject.name)]
    for text, ids in places:
        for hit in lexicon().find_all(text):
            known = glosses().get(hit.term.name)
            whole = (hit.end - hit.start) * 2 >= len(text) or not ids
            if known is None or not whole or known["name"] in seen or len(out) >= GLOSSES:
                continue
            seen.add(known["name"])
            out.append(Sentence(f"- {capital(known['name'])}: {known['gloss']}.\n", ids))
    return out
