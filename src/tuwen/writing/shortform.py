"""The short texts: the summary for an article, and the alternative text in one sentence."""

import re
from typing import Final

from tuwen.reading.types import Chart
from tuwen.writing import picture_text, screen_text
from tuwen.writing.chart_opening import named as named_chart
from tuwen.writing.compose import Draft, draft
from tuwen.writing.extract import plain
from tuwen.writing.opening import noun, thing
from tuwen.writing.phrasing import (
    Clause,
    Sentence,
    capped,
    fitted,
    glued,
    sentence,
    shown,
    tidy,
    union,
    width,
)
from tuwen.writing.view import View

ROOM: Final = 170  # characters of a summary's body
ALT: Final = 60  # 汉字 of an alternative text; a Latin letter counts half
AXES: Final = 3  # the weight of what the axes of a chart are called
BARE: Final = 6  # an alternative text as short as this says nothing
DESIGN: Final = re.compile(r"设计|思想|理念|架构|特点|优势|亮点|高可用|原理")


def summary(view: View, focus: str = "") -> list[Sentence]:
    """What it is, how it runs, what it is for: one to four sentences."""
    made = draft(view, room=ROOM)
    sentences = [Sentence(text) for text in view.subject.sentences[:1] if usable(text)]
    design = designed(view) if focus and DESIGN.search(focus) else None
    room = ROOM - (width(design.text) if design else 0) - sum(width(s.text) // 2 for s in sentences)
    body = _fit(made, max(room, 60))
    if body and view.form not in ("nothing",):
        head = Clause(
            f"{made.opening.text}：{_text(body[0])}",
            union([made.opening.ids, *(c.ids for c in body[0])]),
        )
        sentences.append(sentence(head))
        rest = body[1:]
    else:
        sentences.append(sentence(made.opening))
        rest = body
    for clauses in rest[:-1] if made.close and rest else rest:
        sentences.append(_sentence(clauses))
    if design:
        sentences.append(sentence(design))
    if made.close:
        last = rest[-1] if rest else []
        glue = "，" if last and len(_text(last)) < 50 and not design else "。"
        if last and glue == "。":
            sentences.append(_sentence(last))
            sentences.append(sentence(Clause(f"整体{made.close[0].text}", made.close[0].ids)))
        elif last:
            text = f"{_text(last)}，{made.close[0].text}"
            sentences.append(
                sentence(Clause(text, union([*(c.ids for c in last), made.close[0].ids])))
            )
        else:
            sentences.append(sentence(Clause(f"整体{made.close[0].text}", made.close[0].ids)))
    return sentences


def usable(text: str) -> bool:
    """Whether a sentence of the article can stand in a summary by itself."""
    return (
        not re.search(r"如?[下上]图|图中|所示|如下|以下|上述|^我们|^你|？$", text)
        and width(text) <= 70
    )


def designed(view: View) -> Clause | None:
    """The ideas of a design, each allowed by a rule or by the frames."""
    merits = [i for i in view.inferences if i.says == "merit"]
    if not merits:
        return None
    text = "设计上，" + "，".join(m.phrase for m in merits[:4])
    return Clause(text, union(m.ids for m in merits[:4]))


def alt(view: View) -> list[Sentence]:
    """One sentence of at most 60 汉字; empty for an ornament."""
    worded = bool(screen_text.texts(view.reading))
    if view.reading.kind == "decorative" and not worded and not view.subject.name:
        return []
    made = draft(view, room=60)
    if view.form == "nothing" and not made.body:
        name = view.subject.name
        return [
            Sentence(_short(f"{name}（照片）" if name else picture_text.alt(view.reading), [], ALT))
        ]
    about = thing(view.graph, view.reading.kind, view.subject, view.kinds, view.form)
    text = re.sub(r"^(?:一套|一个|一张)", "", about.text)
    ids = about.ids
    if view.form in (
        "chart",
        "screen",
        "code",
        "terminal",
        "table",
        "texts",
        "nothing",
        "sequence",
        "model",
        "state",
    ):
        text = re.sub(
            r"^(?:该\S{1,4}?图|该图表|该图|该截图|该表格|图中)(?:展示了|是)", "", made.opening.text
        )
        text = re.sub(r"^(?:一段|一个|一张)", "", text)
        if view.form == "nothing":
            text = picture_text.alt(view.reading)
        if view.form == "texts" and not view.subject.name:
            text = "图中文字"
        if view.form == "chart":
            chart = view.reading.chart or Chart(title=view.reading.title)
            text = named_chart(chart, view.reading.kind, "" if chart.title else view.subject.name)
        ids = made.opening.ids
    named = [n for n in view.graph.nodes if n.name]
    if view.form == "sequence" and counted(text) > 36 and not view.subject.name:
        who = capped([shown(n) for n in named], 4, measure="个参与方")
        text, ids = glued(who, "的消息时序"), tuple(n.id for n in named)
    clauses = [c for part in made.body for c in part if c.text]
    if view.form == "chart":
        clauses = [c for c in clauses if c.weight > AXES] or clauses
    best = sorted(clauses, key=lambda c: -c.weight) if view.form == "relations" else clauses
    told = _short(
        plain(text) or noun(view.reading.kind), best, ALT, in_order=view.form != "relations"
    )
    if view.form == "screen" and counted(told) < BARE:
        told = _short(f"{told.rstrip('。')}截图", screen_text.texts(view.reading, most=2), ALT)
    return [Sentence(told, union([ids, *(c.ids for c in best[:2])]))]


def _short(head: str, clauses: list[Clause], most: int, *, in_order: bool = True) -> str:
    """A head, and as many clauses as fit; nothing is cut in a word."""
    head = _pruned(head, most)
    text = head
    for clause in clauses:
        piece = re.sub(r"^(?:首先|随后|接着|最后|之后)", "", clause.text)
        mark = "：" if text == head else "，" if clause.text.startswith("再") else "；"
        if counted(f"{text}{mark}{piece}。") <= most:
            if text == head or not piece.startswith("这"):
                text = f"{text}{mark}{piece}"
            continue
        if text == head:
            text = _partly(head, piece, most)
        if in_order:
            break
    return tidy(text.rstrip("：；，。") + "。")


def _partly(head: str, piece: str, most: int) -> str:
    """As much of a clause as fits, if it says something by itself."""
    parts = piece.split("，")
    while len(parts) > 1:
        parts.pop()
        told = "，".join(parts)
        ends = re.search(r"(?:若[是否]|[后中时则：]|开始)$", told)
        whole = told.count("「") == told.count("」") and told.count("（") == told.count("）")
        if whole and not ends and "：" not in told and counted(f"{head}：{told}。") <= most:
            return f"{head}：{told}"
    return head


def _pruned(text: str, most: int) -> str:
    """Drop parts from the end until it fits: brackets, then clauses, then words."""
    if counted(text) < most:
        return text
    text = re.sub(r"（[^（）]*）|\([^()]*\)", "", text)
    while counted(text) >= most and re.search(r"[，；：、]", text):
        text = re.split(r"[，；：、](?=[^，；：、]*$)", text)[0]
    if counted(text) >= most:
        words = re.findall(r"[A-Za-z0-9_.\-/]+|.", text)
        while words and counted("".join(words)) >= most - 1:
            words.pop()
        text = "".join(words).rstrip(" 的、，和与「（(")
    if text.count("「") > text.count("」"):
        text = text.replace("「", "")
    return text


def counted(text: str) -> int:
    """汉字 and marks one each, two Latin letters for one."""
    han = sum(1 for c in text if ord(c) > 0x2E7F)
    return han + (len(text) - han + 1) // 2


def _fit(made: Draft, room: int) -> list[list[Clause]]:
    """Keep of each sentence what weighs most, within the room of all."""
    flat = [Clause(c.text, c.ids, c.weight) for part in made.body for c in part]
    kept = fitted(flat, room)
    chosen = {id(c) for c in kept}
    body: list[list[Clause]] = []
    at = 0
    for part in made.body:
        row = [c for c in flat[at : at + len(part)] if id(c) in chosen and c.text]
        at += len(part)
        if row:
            body.append(row)
    return body


def _text(clauses: list[Clause]) -> str:
    texts = [c.text.rstrip("，；。") for c in clauses]
    long = any("，" in t for t in texts) or len(texts) > 2
    return ("；" if long and not texts[-1].startswith("再") else "，").join(texts)


def _sentence(clauses: list[Clause]) -> Sentence:
    return sentence(Clause(_text(clauses), union(c.ids for c in clauses)))
