"""The long texts: a description that reads well aloud, and an explanation for beginners."""

import re
from typing import Final

from tuwen.writing import chart_text, sequence_text
from tuwen.writing.compose import draft
from tuwen.writing.diagram import SIDE, STORES
from tuwen.writing.graph import Item
from tuwen.writing.keywords import GENERIC
from tuwen.writing.lexicon import Term, lexicon
from tuwen.writing.phrasing import (
    Clause,
    Sentence,
    capped,
    glued,
    listed,
    sentence,
    shown,
    tidy,
    union,
)
from tuwen.writing.shortform import designed
from tuwen.writing.view import View

CODED: Final = re.compile(r"\w_\w|\w\(|\w\.\w+$|[A-Za-z]\d{1,2}$")  # a metric, a call, a file
GLOSSES: Final = 6
FIRST: Final = 3  # clauses of what is shown that a beginner is led through
FORMS: Final[dict[str, str]] = {
    "flow": "步骤", "relations": "结构与流向", "tree": "层级", "frames": "各部分", "parts": "组成",
    "sequence": "消息顺序", "state": "状态流转", "model": "关系与成员", "chart": "数据",
}  # fmt: skip


LOOKS: Final[dict[str, str]] = {
    "chart": "再看数据", "screen": "再看页面", "code": "再看内容", "terminal": "再看内容",
    "table": "再看表中的内容", "texts": "再看细节", "model": "再看其中的关系",
    "frames": "再看各部分", "parts": "再看各部分",
}  # fmt: skip


def describe(view: View) -> list[Sentence]:
    """Overview, parts, every step or relation, conclusion: W3C's two-part long description."""
    made = draft(view, notes=True)
    if view.form == "nothing" and not made.body:
        return [sentence(made.opening)]
    out = [Sentence(tidy(f"概述：{made.opening.text}。") + "\n", made.opening.ids)]
    out += _composition(view)
    clauses = _everything(view, [c for part in made.body for c in part if c.text])
    if clauses:
        out.append(Sentence(f"\n{FORMS.get(view.form, '内容')}：\n"))
        numbered = view.form in ("flow", "sequence")
        if view.form == "flow":
            clauses = [Clause(piece, c.ids) for c in clauses for piece in _steps(c.text)]
        number = 0
        for clause in clauses:
            inner = clause.text.startswith("- ")
            number += not inner
            mark = "   -" if inner else f"{number}." if numbered else "-"
            stop = "" if clause.text.endswith("：") else "。"
            told = tidy(clause.text.removeprefix("- ").rstrip("，；。") + stop)
            out.append(Sentence(f"{mark} {told}\n", clause.ids))
    ending = _conclusion(view, made.close)
    if ending is not None:
        out.append(Sentence("\n" + tidy(f"小结：{ending.text}。"), ending.ids))
    return [*out[:-1], Sentence(out[-1].text.rstrip("\n"), out[-1].evidence)]


def explain(view: View) -> list[Sentence]:
    """For a newcomer: what it is, where to begin, and what the words mean in everyday terms."""
    made = draft(view, room=90)
    out = [sentence(made.opening)]
    if view.form == "nothing":
        return [*out, *(sentence(c) for part in made.body for c in part)]
    start = _start(view)
    if start is not None:
        out.append(sentence(start))
    body = [c for part in made.body for c in part if c.text]
    if body:
        told = [Clause(re.sub(r"^(?:首先|随后)", "", c.text), c.ids) for c in body[:FIRST]]
        text = "；".join(c.text.rstrip("，；。") for c in told)
        lead = LOOKS.get(view.form, "顺着图看下去")
        out.append(sentence(Clause(f"{lead}，{text}", union(c.ids for c in told))))
    glosses = _glosses(view)
    if glosses:
        out.append(Sentence("\n\n几个关键词：\n"))
        out += glosses
    return [*out[:-1], Sentence(out[-1].text.rstrip("\n"), out[-1].evidence)]


def _steps(text: str) -> list[str]:
    """A sentence of a flow taken apart: one step a line, the answers to a question below it."""
    pieces: list[str] = []
    for part in re.split(r"，(?=(?:随后|接着|再(?!分别)|之后|最后|其间)(?!则))", text):
        head, colon, answers = part.partition("：")
        if pieces and pieces[-1].endswith(("之后", "后", "中")):
            pieces[-1] = f"{pieces[-1]}，{part}"
        elif colon and "判断" in head and answers:
            pieces.append(f"{head}：")
            pieces += [f"- {answer}" for answer in answers.split("；")]
        elif pieces and pieces[-1].startswith("- "):
            same, *others = part.split("；")
            pieces[-1] = f"{pieces[-1]}，{same}"
            pieces += [f"- {answer}" for answer in others]
        else:
            pieces.append(part)
    return pieces


def _composition(view: View) -> list[Sentence]:
    graph = view.graph
    out: list[Sentence] = []
    frames = [graph.items[r] for r in graph.roots if graph.items[r].name]
    if view.form in ("flow", "relations", "state", "model") and 1 < len(frames) <= 6:
        names = listed([shown(g) for g in frames])
        out.append(Sentence(tidy(f"分组：{names}。") + "\n", tuple(g.id for g in frames)))
    start = _entry(view)
    if start is not None:
        out.append(Sentence(tidy(f"入口：{start.text}。") + "\n", start.ids))
    return out


def _entry(view: View) -> Clause | None:
    graph = view.graph
    if view.form not in ("flow", "relations"):
        return None
    heads = [graph.items[i] for i in graph.starts if graph.items[i].name]
    heads = [h for h in heads if h.manner != "start"]
    heads = [h for h in heads if h.category not in SIDE | STORES] or heads
    names = [i.name for i in graph.nodes if i.name]
    apart = [i for i in graph.isolated if graph.items[i].category not in SIDE]
    sure = not apart and all(names.count(h.name) == 1 for h in heads)
    if len(heads) != 1 or not sure or heads[0].name[:1].isdigit():
        return None
    return Clause(capped([shown(h) for h in heads], 4), tuple(h.id for h in heads))


def _everything(view: View, clauses: list[Clause]) -> list[Clause]:
    if view.form == "sequence":
        return sequence_text.lines(view.graph, view.reading)
    if view.form == "chart" and view.reading.chart is not None:
        return [*clauses, *chart_text.rows(view.reading.chart, view.reading.kind)]
    return clauses


def _conclusion(view: View, close: list[Clause]) -> Clause | None:
    design = designed(view)
    parts = [c for c in ([design] if design else []) + close]
    if not parts:
        return None
    text = "，".join(p.text.removeprefix("设计上，") for p in parts)
    return Clause(text, union(p.ids for p in parts))


def _start(view: View) -> Clause | None:
    entry = _entry(view)
    if entry is None:
        return None
    return Clause(
        glued(
            "阅读时先找到",
            entry.text,
            f"，{'它是' if len(entry.ids) == 1 else '它们是'}整张图的起点",
        ),
        entry.ids,
    )


def _glosses(view: View) -> list[Sentence]:
    """Terms of the picture, each explained in a clause, the most connected first."""
    seen: set[str] = set()
    out: list[Sentence] = []
    for item in sorted(view.graph.items.values(), key=lambda i: -_degree(view, i)):
        term = _term(item)
        if term is None or not term.gloss or term.gloss in seen or len(out) >= GLOSSES:
            continue
        seen.add(term.gloss)
        out.append(Sentence(f"- {tidy(f'{term.name}：{term.gloss}。')}\n", (item.id,)))
    return out or _said(view)


def _said(view: View) -> list[Sentence]:
    """Terms that the subject, the axes or the headings name, where nothing is drawn as a thing."""
    chart = view.reading.chart
    texts = [view.subject.name, view.article.caption, view.article.heading]
    texts += [chart.x_label, chart.y_label, chart.title] if chart else []
    texts += view.reading.table.rows[0] if view.reading.table else []
    found: dict[str, Term] = {}
    for text in texts:
        for hit in lexicon().find_all(text):
            own = hit.term.name in text or (hit.term.zh and hit.term.zh in text)
            dull = GENERIC.match(hit.term.name) or hit.term.category in ("flow", "user", "concept")
            if own and not dull:
                found.setdefault(hit.term.name, hit.term)
    return [Sentence(f"- {tidy(f'{t.name}：{t.gloss}。')}\n") for t in list(found.values())[:3]]


def _term(item: Item) -> Term | None:
    """The term that a name is, or mostly is."""
    if item.manner not in ("name", "step") or CODED.search(item.name) or item.rows:
        return None
    term = lexicon().find(item.name)
    if term is None:
        hits = [m for m in lexicon().find_all(item.name) if (m.end - m.start) * 2 >= len(item.name)]
        term = hits[0].term if hits else None
    dull = term is not None and (term.category in ("flow", "user") or GENERIC.match(term.name))
    return None if dull else term


def _degree(view: View, item: Item) -> int:
    return len(view.graph.out[item.id]) + len(view.graph.into[item.id])
