"""An explanation for a newcomer: what it is, how to read it, what the words mean.

The facts of the picture come from the Draft, what the subject is from the article, the everyday
comparisons from the lexicon.
"""

import re
from typing import Final

from tuwen.writing.code_text import ids_of
from tuwen.writing.compose import draft
from tuwen.writing.graph import Item
from tuwen.writing.keywords import GENERIC
from tuwen.writing.labels import clean
from tuwen.writing.legible import read_out
from tuwen.writing.lexicon import Term, lexicon
from tuwen.writing.longform import entry
from tuwen.writing.phrasing import (
    Clause,
    Sentence,
    glued,
    joined,
    listed,
    named,
    quoted,
    sentence,
    shown,
    tidy,
    union,
    width,
)
from tuwen.writing.subject import background
from tuwen.writing.view import View

CODED: Final = re.compile(r"\w_\w|\w\(|\w\.\w+$|[A-Za-z]\d{1,2}$")  # a metric, a call, a file
GLOSSES: Final = 6
ROOM: Final = 140  # width of what a beginner is led through
MOST: Final = 6  # clauses of it
FIRST: Final = 3  # lines of what is written in the picture
LINE: Final = 48  # characters of such a line
CODES: Final = re.compile(r"\d.*[.:/\-]\d|://|[<>{}]")  # says nothing to a beginner
THIN: Final = 14  # width of what tells too little of a picture
READ_BY_ROW: Final = 3  # rows of a table, its head included
HUB: Final = 4  # lines at one thing that all looks to
LOOKS: Final[dict[str, str]] = {
    "chart": "再看数据", "screen": "再看页面", "code": "再看内容", "terminal": "再看内容",
    "table": "再看表中的内容", "texts": "再看细节", "nothing": "再看细节",
    "model": "再看其中的关系", "frames": "再看各部分", "parts": "再看各部分",
}  # fmt: skip


def explain(view: View) -> list[Sentence]:
    """For a newcomer: what it is, where to begin, and what the words mean in everyday terms."""
    made = draft(view, room=ROOM)
    out = [sentence(made.opening)]
    out += [Sentence(s) for s in background(view.reading, view.article, view.subject)]
    start = _start(view)
    if start is not None:
        out.append(sentence(start))
    body = [c for part in made.body for c in part if c.text]
    if body:
        told = [Clause(re.sub(r"^(?:首先|随后)", "", c.text), c.ids) for c in _first(body)]
        told[0] = Clause(f"{_lead(view, told[0].text)}{told[0].text}", told[0].ids)
        branching = any("；" in c.text for c in told)
        out += [sentence(c) for c in told] if branching else [sentence(joined(told))]
    if sum(width(c.text) for c in body) < THIN and view.form not in ("chart", "nothing"):
        out += _words(view, "".join(s.text for s in out))
    glosses = _glosses(view)
    if glosses:
        out.append(Sentence("\n\n几个关键词：\n"))
        out += glosses
    return [*out[:-1], Sentence(out[-1].text.rstrip("\n"), out[-1].evidence)]


def _lead(view: View, text: str) -> str:
    """What leads from how to read the picture to what it shows."""
    if text.startswith("图中"):
        return ""
    if text.startswith("「") and view.form in ("texts", "nothing"):
        return "图中写着"
    return LOOKS.get(view.form, "顺着图看下去") + "，"


def _first(body: list[Clause]) -> list[Clause]:
    """As much of the body as a newcomer may be led through, whole where it is short."""
    kept: list[Clause] = []
    for clause in body[:MOST]:
        if kept and sum(width(c.text) for c in (*kept, clause)) > ROOM:
            break
        kept.append(clause)
    return kept


def _words(view: View, told: str) -> list[Sentence]:
    """The first of what is written there, where no structure was made out."""
    lines, words = read_out(list(view.reading.texts), told)
    read = [c for c in lines if len(c.text) <= LINE][:FIRST] or ([words] if words else [])
    read = [c for c in read if not CODES.search(c.text)]
    if not read:
        return []
    where = "页面上写着" if view.form == "screen" else "图中写着"
    text = read[0].text if read == [words] else listed([quoted(c.text) for c in read])
    return [sentence(Clause(glued(where, text), union(c.ids for c in read)))]


def _start(view: View) -> Clause | None:
    """Where to begin, or how a picture of this form is read."""
    begin = entry(view)
    if begin is not None:
        return Clause(glued("阅读时先找到", shown(begin), "，它是整张图的起点"), (begin.id,))
    manual = {
        "sequence": _messages, "model": _model, "state": _states, "flow": _questions,
        "relations": _hub, "tree": _root, "chart": _marks, "terminal": _prompts, "table": _rows,
    }.get(view.form)  # fmt: skip
    return manual(view) if manual else None


def _messages(view: View) -> Clause | None:
    ids = tuple(n.id for n in view.graph.nodes if n.name)
    return Clause("时序图自上而下地读：竖线是参与方，横线是它们之间的消息", ids)


def _model(view: View) -> Clause | None:
    boxed = [n for n in view.graph.nodes if n.rows]
    if not boxed:
        return None
    if view.reading.kind == "er":
        return Clause("每个方框是一张表，框内是它的字段", tuple(n.id for n in boxed))
    heirs = [e for e in view.graph.edges if e.target_mark == "triangle"]
    tail = "；空心三角箭头由子类指向父类" if heirs else ""
    return Clause(
        f"每个方框是一个类，名字下面是它的属性和方法{tail}",
        tuple(n.id for n in boxed) + tuple(e.id for e in heirs),
    )


def _states(view: View) -> Clause | None:
    told = [e for e in view.graph.edges if e.directed and e.label.strip()]
    if not told:
        return None
    return Clause("每个框是一种状态，箭头上写的是让状态改变的条件", tuple(e.id for e in told))


def _questions(view: View) -> Clause | None:
    asks = [i for i in view.graph.decisions if view.graph.items[i].shape == "diamond"]
    if not asks:
        return None
    return Clause("其中的菱形是判断，从它出来的每条线对应一种结果", tuple(asks))


def _hub(view: View) -> Clause | None:
    names = [i.name for i in view.graph.items.values()]
    items = [i for i in view.graph.items.values() if i.name and names.count(i.name) == 1]
    best = max(items, key=lambda i: _degree(view, i), default=None)
    if best is None or _degree(view, best) < max(HUB, len(view.graph.edges) / 2 + 1):
        return None
    return Clause(glued("先看", shown(best), "，图中的连线大多与它相接"), (best.id,))


def _marks(view: View) -> Clause | None:
    """What axes and marks of a chart stand for."""
    chart, kind = view.reading.chart, view.reading.kind
    if chart is None or not any(series.points for series in chart.series):
        return None
    ids, many = tuple(series.id for series in chart.series), len(chart.series) > 1
    if kind == "pie_chart":
        return Clause("整个圆代表全部，扇形越大，占比越高", ids)
    if kind == "bar_chart":
        colours = "；颜色相同的柱子属于同一系列" if many else ""
        return Clause(f"柱子越长，数值越大{colours}", ids)
    each = "每条线是一个系列，" if many else ""
    marks = {
        "line_chart": f"{each}从左向右看，线的起伏就是数值的变化",
        "scatter_chart": "每个点是一条数据，点的位置就是它的取值",
    }.get(kind)
    across, up = clean(chart.x_label), clean(chart.y_label)
    if marks and across and up:  # of one alone the data tell
        marks = glued("横轴是", across, "，纵轴是", up, f"；{marks}")
    return Clause(marks, ids) if marks else None


def _prompts(view: View) -> Clause | None:
    code = view.reading.code
    run = [line for line in code.lines if line.role == "command" and line.prompt] if code else []
    said = [line for line in code.lines if line.role == "output"] if code else []
    if not (run and said):
        return None
    text = "提示符后面是人输入的命令，其余各行是程序的输出"
    return Clause(text, ids_of(view.reading, [*run, *said]))


def _rows(view: View) -> Clause | None:
    table = view.reading.table
    if table is None or table.headers != 1 or len(table.rows) < READ_BY_ROW:
        return None
    return Clause("最上面一行是各列的名称，往下逐行读，每行说的是一件事", ())


def _root(view: View) -> Clause | None:
    roots = [view.graph.items[i] for i in view.graph.entries if view.graph.items[i].name]
    if len(roots) != 1:
        return None
    return Clause(glued("从", named(roots[0].name), "看起，越往外分得越细"), (roots[0].id,))


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
    texts += (
        [cell for row in view.reading.table.rows[:1] for cell in row] if view.reading.table else []
    )
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
    if term is not None and not term.named_by(item.name):
        return None
    if term is None:
        hits = [m for m in lexicon().find_all(item.name) if (m.end - m.start) * 2 >= len(item.name)]
        term = hits[0].term if hits else None
    dull = term is not None and (term.category in ("flow", "user") or GENERIC.match(term.name))
    return None if dull else term


def _degree(view: View, item: Item) -> int:
    return len(view.graph.out[item.id]) + len(view.graph.into[item.id])
