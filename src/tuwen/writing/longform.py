"""The long description of a picture, in two parts, that reads well aloud."""

import re
from typing import Final

from tuwen.writing import chart_text, sequence_text
from tuwen.writing.compose import draft
from tuwen.writing.diagram import SIDE, STORES
from tuwen.writing.graph import Item
from tuwen.writing.legible import read_out, share
from tuwen.writing.phrasing import (
    Clause,
    Sentence,
    glued,
    listed,
    shown,
    tidy,
    union,
)
from tuwen.writing.shortform import designed
from tuwen.writing.view import View

FORMS: Final[dict[str, str]] = {
    "flow": "步骤", "relations": "结构与流向", "tree": "层级", "frames": "各部分", "parts": "组成",
    "sequence": "消息顺序", "state": "状态流转", "model": "关系与成员", "chart": "数据",
}  # fmt: skip
SEEN: Final = frozenset({"flow", "relations", "frames", "parts", "screen", "texts", "nothing"})
LITTLE: Final = 110  # characters of a description that tells little
MUCH: Final = 3  # points of one that tells enough
TOLD: Final = 0.5  # of what can be read: a description that repeats so much tells enough


def describe(view: View) -> list[Sentence]:
    """Overview, parts, every step or relation, conclusion: W3C's two-part long description."""
    made = draft(view, notes=True)
    overview = "" if view.form == "nothing" else "概述："
    out = [Sentence(tidy(f"{overview}{made.opening.text}。") + "\n", made.opening.ids)]
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
    out += _unread(view, "".join(s.text for s in out))
    ending = _conclusion(view, made.close)
    if ending is not None:
        out.append(Sentence("\n" + tidy(f"小结：{ending.text}。"), ending.ids))
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
    start = entry(view)
    if start is not None:
        out.append(Sentence(tidy(f"入口：{shown(start)}。") + "\n", (start.id,)))
    return out


def entry(view: View) -> Item | None:
    """The one thing where it all begins, if there is one."""
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
    return heads[0]


def _everything(view: View, clauses: list[Clause]) -> list[Clause]:
    if view.form == "sequence":
        return sequence_text.lines(view.graph, view.reading)
    if view.form == "chart" and view.reading.chart is not None:
        return [*clauses, *chart_text.rows(view.reading.chart, view.reading.kind)]
    return clauses


def _unread(view: View, told: str) -> list[Sentence]:
    """What is written in the picture, read out, where little else was told of it."""
    texts = list(view.reading.texts)
    much = len(re.findall(r"(?m)^(?:-|\d+\.) ", told)) >= MUCH or len(told) > LITTLE
    if view.form not in SEEN or much or share(texts, told) >= TOLD:
        return []
    where = "页面" if view.form == "screen" else "图中"
    read, words = read_out(texts, told)
    lines = [Sentence(f"- {c.text}\n", c.ids) for c in read]
    if words is not None:
        lines.append(Sentence(f"- {glued('其余文字有' if lines else '', words.text)}\n", words.ids))
    return [Sentence(f"\n{where}文字：\n"), *lines] if lines else []


def _conclusion(view: View, close: list[Clause]) -> Clause | None:
    design = designed(view)
    parts = [c for c in ([design] if design else []) + close]
    if not parts:
        return None
    text = "，".join(p.text.removeprefix("设计上，") for p in parts)
    return Clause(text, union(p.ids for p in parts))
