"""The parts of a text for each form of picture: an opening, a body, a close.

A Draft is what every task draws from: summary and alt take what fits, the long
description takes all.
"""

import re
from dataclasses import dataclass, field, replace

from tuwen.reading.types import FORMULA, Chart
from tuwen.writing import chart_text, diagram, flow, model_text, outline, screen_text, sequence_text
from tuwen.writing.chart_opening import opening as chart_opening
from tuwen.writing.code_text import code
from tuwen.writing.model_links import links as model_links
from tuwen.writing.opening import TAILED, opened, what
from tuwen.writing.patterns import first
from tuwen.writing.phrasing import (
    HAN,
    LONG,
    Clause,
    capped,
    glued,
    joined,
    named,
    quoted,
    shown,
    union,
    width,
)
from tuwen.writing.picture_text import impression, is_blank
from tuwen.writing.relations import plain_share
from tuwen.writing.screen_page import page_clauses, page_opening
from tuwen.writing.stages import stages
from tuwen.writing.steps import begun
from tuwen.writing.subject import NOUN_END, Subject
from tuwen.writing.table_text import table
from tuwen.writing.terminal_text import terminal
from tuwen.writing.view import MOSTLY, View, repeating

MANY = 6  # relations between things that share their names: more are summed up
ADDRESS = re.compile(r"^(?:\d{1,3}\.){3}\d|^(?:[0-9A-Fa-f]{2}[-:]){3}|^.$")  # no part by itself
CERTAIN = 0.75  # of being a screenshot, below which no control is spoken of
CHARTED = re.compile(
    r"(?:基础|简单|常见)?(?:的)?(\S{1,5}图)"
)  # a heading that names a sort of chart
COLUMNS = 6  # of a table whose ends a description tells
THIN = 16  # what is said of a screen in fewer characters says little


@dataclass(frozen=True)
class Draft:
    """What there is to say, in order."""

    opening: Clause  # 「该图展示了……」, or a statement of the author's
    body: list[list[Clause]] = field(default_factory=list[list[Clause]])  # sentences of clauses
    close: list[Clause] = field(default_factory=list[Clause])  # use, by rule


def draft(view: View, *, room: int = 0, notes: bool = False) -> Draft:
    """Prepare all parts; `room` is the length of a summary's body, 0 for no limit."""
    makers = {
        "flow": _flow, "relations": _relations, "tree": _tree, "frames": _frames, "parts": _parts,
        "sequence": _sequence, "state": _state, "model": _model, "chart": _chart,
    }  # fmt: skip
    maker = makers.get(view.form)
    if maker is not None:
        return maker(view, room, notes)
    return _by_texts(view, notes)


def _opening(view: View) -> Clause:
    return opened(view.graph, view.reading.kind, view.subject, view.kinds, view.form)


def _close(view: View) -> list[Clause]:
    use = first(view.inferences, "use")
    return [Clause(use.phrase, use.ids)] if use else []


def _flow(view: View, room: int, notes: bool) -> Draft:
    opening = _opening(view)
    whole, parts = stages(view, brief=bool(room))
    if parts:
        if "组成的" in opening.text:
            opening = Clause(glued(what(view.reading.kind), "展示了一套处理流程"))
        text = glued(opening.text, "，", whole.text)
        return Draft(Clause(text, union([opening.ids, whole.ids])), parts, _close(view))
    told = flow.tell(view.graph, notes=notes)
    if room and sum(len(c.text) for c in told) > room:
        told = flow.tell(view.graph, brief=True)
    body = [[c] for c in told]
    if body:
        body[0] = [_begun_already(body[0][0], opening, view)]
    return Draft(opening, body, _close(view))


def _begun_already(clause: Clause, opening: Clause, view: View) -> Clause:
    """Without 「从……开始」 where the opening has named the start."""
    entry = next((e for e in view.graph.entries if e in opening.ids), "")
    if not entry:
        return clause
    start = re.escape(begun(view.graph.items[entry], notes=False))
    bare = re.sub(rf"^{start}(?:，(?:随后|接着|再|之后)?)?", "", clause.text)
    if bare == clause.text or not bare:
        return clause
    lead = "" if re.match(r"依次|经|在|判断|若|最后|校验|其间", bare) or "则" in bare[:8] else "先"
    return Clause(glued(lead, bare), clause.ids, clause.weight)


def _relations(view: View, room: int, notes: bool) -> Draft:
    graph = view.graph
    if room and repeating(graph) and plain_share(graph, MANY) >= MOSTLY:
        return Draft(_opening(view), [[diagram.overview(graph)]], _close(view))
    access, data, side = diagram.flows(graph, view.inferences)
    beside = diagram.roles(graph)
    told = {i for c in (*access, *data, *side, *beside) for i in c.ids}
    rest = diagram.leftovers(graph, told)
    body = [access, data, [*side, *beside]]
    if rest.text:
        body.append([rest])
    return Draft(_opening(view), [b for b in body if b], _close(view))


def _tree(view: View, room: int, notes: bool) -> Draft:
    root = outline.root_of(view.graph)
    name = named(view.graph.items[root].name)
    opening = _opening(view) if view.subject.name else Clause(
        glued(what(view.reading.kind, view.form), "以树形结构梳理了", name), (root,)
    )  # fmt: skip
    branches = outline.tree(view.graph, root, notes=notes)
    if root in opening.ids:
        branches[0] = Clause(branches[0].text.removeprefix(name).strip(), branches[0].ids, 9)
    crossing = outline.crossings(view.graph)
    return Draft(opening, [[branches[0]], branches[1:], crossing], _close(view))


def _frames(view: View, room: int, notes: bool) -> Draft:
    ids = outline.layered(view.reading, view.graph)
    whole = outline.layers_clause(view.graph, ids)
    inside = outline.frames(view.graph, ids, notes=notes)
    body = [[whole], inside]
    opening = _opening(view)
    if not view.subject.name and not view.kinds and "组成结构" in opening.text:
        opening, body = (
            Clause(glued(what(view.reading.kind, view.form), "的内容", whole.text), whole.ids),
            [inside],
        )
    return Draft(opening, body, _close(view))


def _unrepeated(opening: Clause, clauses: list[Clause]) -> list[Clause]:
    """Without the name that the opening ends with, where the first clause begins with it."""
    name, holds, _ = clauses[0].text.partition("包含") if clauses else ("", "", "")
    bare = re.sub(r"(?:概览|总览|一览|全景|图)$", "", name.strip("「」 "))
    if not holds or not bare or not opening.text.endswith((bare, name.strip("「」 "))):
        return clauses
    first = clauses[0]
    return [Clause(first.text.removeprefix(name), first.ids, first.weight), *clauses[1:]]


def _parts(view: View, room: int, notes: bool) -> Draft:
    graph = view.graph
    body: list[list[Clause]] = []
    framed = [g.id for g in graph.groups if g.name and graph.inside(g.id)]
    opening = _opening(view)
    body.append(_unrepeated(opening, outline.frames(graph, framed, notes=notes)))
    loose = [n for n in graph.nodes if n.name and not graph.frames(n.id)]
    loose = [n for n in loose if not ADDRESS.search(n.name) and len(n.name) <= LONG]
    if len(loose) > 1 or (loose and framed):
        names = capped([shown(n) for n in loose], 8)
        told = glued("图中有" if not framed else "另有", names)
        body.append([Clause(told, tuple(n.id for n in loose), 3)])
    access, data, side = diagram.flows(graph, view.inferences)
    body.append([*access, *data, *side])
    return Draft(opening, [b for b in body if b], _close(view))


def _sequence(view: View, room: int, notes: bool) -> Draft:
    who = sequence_text.participants(view.graph, counted=not view.subject.name)
    story = sequence_text.story(view.graph, view.reading, room=room or 100000)
    lead = glued(what("sequence"), "展示了")
    if not view.subject.name:
        return Draft(Clause(glued(lead, who.text, "之间的交互过程"), who.ids), [story])
    bare = NOUN_END.search(view.subject.name) or "的" in view.subject.name
    tail = "" if bare or width(view.subject.name) > TAILED else "的过程"
    text = glued(view.subject.after(lead, tail), "，参与方有", who.text)
    return Draft(Clause(text, who.ids), [story])


def _state(view: View, room: int, notes: bool) -> Draft:
    return Draft(_counted(view), [model_text.states(view.graph)], [])


def _model(view: View, room: int, notes: bool) -> Draft:
    entity = view.reading.kind == "er"
    describe = model_text.columns if entity else model_text.members
    details: list[Clause] = []
    for node in model_text.telling(view.graph) if room and not entity else view.graph.nodes:
        text = describe(node) if node.name else ""
        if text:
            of = "的" if text.startswith(("主键", "外键", "唯一")) else ""
            details.append(Clause(glued(shown(node), of, text), (node.id,), 2))
    return Draft(_counted(view), [model_links(view.graph), details], [])


def _counted(view: View) -> Clause:
    whole = model_text.whole(view.reading, view.graph)
    head = glued(what(view.reading.kind), "展示了")
    if not view.subject.name:
        tail = model_text.aspect(view.reading.kind, view.graph)
        return Clause(glued(head, whole.text, tail), whole.ids)
    pattern = model_text.pattern(view.subject.name) if view.reading.kind == "class" else None
    if pattern is not None:
        name = view.subject.name if HAN.search(view.subject.name) else f"（{view.subject.name}）"
        name = name if HAN.search(view.subject.name) else pattern.name + name
        head = glued(head, name, f"的结构，{pattern.role}" if pattern.role else "的结构")
        return Clause(glued(head, "。图中有", whole.text), whole.ids)
    return Clause(glued(view.subject.after(head), "，包含", whole.text), whole.ids)


def _chart(view: View, room: int, notes: bool) -> Draft:
    reading = view.reading
    chart = reading.chart or Chart(title=reading.title)
    ids = tuple(s.id for s in chart.series)
    by_axes = chart_text.by_axes(chart, reading.kind)
    found = chart_text.findings(chart, reading.kind)
    told = [chart.title, chart.x_label, chart.y_label, view.subject.name]
    seen = [] if found else screen_text.marks(reading, told=told)
    said = (seen or found)[0].text.replace("图中", "中") if len(seen or found) == 1 else ""
    text = chart_opening(chart, reading.kind, view.subject, said)
    if said and text.endswith(said):
        sort = CHARTED.fullmatch(view.article.heading.strip())
        if sort and reading.kind == "other_chart":  # the author says of what sort it is
            text = text.replace("图表", sort[1])
        return Draft(Clause(text, union([ids, (seen or found)[0].ids])))
    axes = "" if by_axes and by_axes in text else chart_text.axes(chart)
    body = [[Clause(axes, ids, 3)]] if axes else []
    return Draft(Clause(text, ids), [*body, found, seen], [])


def _by_texts(view: View, notes: bool) -> Draft:
    """Screens, code, terminals, tables, and what cannot be told otherwise."""
    reading, about = view.reading, view.subject
    heads = screen_text.headings(reading)
    ids = tuple(t.id for t in heads)
    if view.form == "screen" and about.name and reading.kind_confidence < CERTAIN:
        return Draft(Clause(about.after("该图展示了"), ids), [screen_text.marks(reading)])
    if view.form == "screen":
        body = page_clauses(reading)
        thin = sum(len(c.text) for part in body for c in part) < THIN
        seen = [screen_text.marks(reading, most=4)] if thin else []
        return Draft(page_opening(reading, about), [*body, *seen])
    if view.form == "code":
        language, found = code(reading)
        return Draft(_captured(about, "代码", glued("一段", language, "代码")), [found])
    if view.form == "terminal":
        return Draft(_captured(about, "终端", "一段终端会话"), [terminal(reading)])
    if view.form == "table":
        found = table(reading, *([COLUMNS] if notes else [])) or screen_text.marks(reading)
        if about.manner == "statement" or "，" in about.name:
            found = [replace(c, text=f"表格{c.text}") for c in found[:1]] + found[1:]
            return Draft(Clause(about.after("")), [found])
        name = about.name if about.name.endswith("表") else f"{quoted(about.name)}表格"
        return Draft(Clause(glued("图中是", name if about.name else "一张表格")), [found])
    if FORMULA in reading.problems:
        name = f"{quoted(about.name)}的" if about.name else "数学"
        return Draft(Clause(glued("图中是", name, "公式")), [[Clause("其中的符号未逐个识读")]])
    seen = screen_text.texts(reading)
    if view.form == "nothing":
        sort = {"photo": "照片", "decorative": "插图"}.get(reading.kind, "配图")
        seen = screen_text.marks(reading)
        blind = "" if is_blank(reading) else f"；{screen_text.BLIND}"
        named = f"{sort}：{about.name}"
        opening = Clause(named if about.name else glued(impression(reading), blind))
        return Draft(opening, [[joined(seen)]] if seen else [])
    lead = "该图展示了"
    if about.name:
        return Draft(Clause(about.after(lead), ids), [[joined(screen_text.marks(reading))]])
    if reading.edges:  # drawn with lines, but hardly with words
        return Draft(Clause(glued(lead, "一组示意结构，图形大多没有文字"), ids), [[joined(seen)]])
    bare = [Clause(c.text.removeprefix(screen_text.LEAD), c.ids, c.weight) for c in seen]
    return Draft(Clause("该图只有文字可以识读", ids), [[joined(bare)]])


def _captured(about: Subject, what: str, sort: str) -> Clause:
    """「该终端截图展示了 inode 信息的查看」."""
    if about.name:
        return Clause(about.after(f"该{what}截图展示了"))
    return Clause(glued("该截图展示了", sort))
