"""The short texts: the summary for an article, and the alternative text in one sentence."""

import re
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Chart
from tuwen.writing import picture_text, screen_text
from tuwen.writing.chart_opening import named as named_chart
from tuwen.writing.compose import Draft, draft
from tuwen.writing.extract import plain
from tuwen.writing.opening import noun
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
from tuwen.writing.subject import WEIGHS, background
from tuwen.writing.view import View

ROOM: Final = 170  # characters of a summary's body
ALT: Final = 60  # 汉字 of an alternative text; a Latin letter counts half
AXES: Final = 3  # the weight of what the axes of a chart are called
READ: Final = "可辨认的文字有"
BARE: Final = 6  # an alternative text as short as this says nothing
LED: Final = re.compile(
    r"^(?:该\S{1,4}?图|该图表|该图|该截图|该表格|图中)(?:展示了|是)|^该图的(?=内容)"
)
MARKED: Final = re.compile(r"该(\S{1,6}?图表?)(?:中标有(.+)|(共有.+))")  # all that is known of it
DRAWN: Final = frozenset({"flow", "relations", "tree", "frames", "parts", "state", "texts"})
PLACED: Final = re.compile(r"图中|[^，。]{1,12}中，")  # says already where it is
DESIGN: Final = re.compile(r"设计|思想|理念|架构|特点|优势|亮点|高可用|原理")


def summary(view: View, focus: str = "") -> list[Sentence]:
    """What it is, how it runs, what it is for: one to four sentences."""
    made = draft(view, room=ROOM)
    said = list(view.subject.sentences[:1])
    if not said and not any(c.text for part in made.body for c in part):
        said = background(view.reading, view.article, view.subject)[:1]
    before = [Sentence(text) for text in said]
    design = designed(view) if focus and DESIGN.search(focus) else None
    room = ROOM - (width(design.text) if design else 0) - sum(width(s.text) // 2 for s in before)
    body = _fit(made, max(room, 60))
    sentences, rest = _headed(view, made.opening, body)
    captioned = bool(said) and said[0] in " ".join(
        plain(view.article.caption).split()
    )  # and goes on from the name
    if view.subject.manner == "statement":
        sentences = [*sentences[:1], *before, *sentences[1:]]
    elif not captioned:
        sentences = [*before, *sentences]
    for clauses in rest[:-1] if made.close and rest else rest:
        sentences.append(_sentence(clauses))
    if design:
        sentences.append(sentence(design))
    if made.close:
        sentences += _closed(made.close[0], rest[-1] if rest else [], alone=design is not None)
    return [*sentences, *before] if captioned and before[0] not in sentences else sentences


def _headed(
    view: View, opening: Clause, body: list[list[Clause]]
) -> tuple[list[Sentence], list[list[Clause]]]:
    """The opening, run on into the first of the body where it is a plain phrase."""
    if not body or view.form == "nothing":
        return [sentence(opening)], body
    ids = union(c.ids for c in body[0])
    first = _text(body[0])
    closed = view.subject.manner == "statement" or re.search("[，。：]", opening.text)
    if not closed:
        whole = Clause(f"{opening.text}：{first}", union([opening.ids, ids]))
        return [sentence(whole)], body[1:]
    lead = ""
    if view.form in DRAWN and not PLACED.match(first):
        lead = "图中" if first.startswith(("自", "从")) else "图中，"
    return [sentence(opening), sentence(Clause(f"{lead}{first}", ids))], body[1:]


def _closed(close: Clause, last: list[Clause], *, alone: bool) -> list[Sentence]:
    """What it is for, with the last clause where that is short."""
    use = sentence(Clause(f"整体{close.text}", close.ids))
    if not last:
        return [use]
    if len(_text(last)) >= 50 or alone or close.text.startswith("适用于"):
        return [_sentence(last), use]
    text = f"{_text(last)}，{close.text}"
    return [sentence(Clause(text, union([*(c.ids for c in last), close.ids])))]


def designed(view: View) -> Clause | None:
    """The ideas of a design, each allowed by a rule or by the frames."""
    merits = [i for i in view.inferences if i.says == "merit"]
    if not merits:
        return None
    text = "设计上，" + "，".join(m.phrase for m in merits[:4])
    return Clause(text, union(m.ids for m in merits[:4]))


def alt(view: View) -> list[Sentence]:
    """One sentence of at most 60 汉字; empty for an ornament."""
    subject = view.subject
    worded = bool(screen_text.texts(view.reading))
    if view.reading.kind == "decorative" and not worded and not subject.name:
        return []
    made = draft(view, room=60)
    text, ids = _called(view, made.opening)
    clauses = [c for part in made.body for c in part if c.text]
    if view.form == "chart":
        clauses = [c for c in clauses if c.weight > AXES] or clauses
    best = sorted(clauses, key=lambda c: -c.weight) if view.form == "relations" else clauses
    told, used = _short(
        plain(text) or noun(view.reading.kind), best, ALT, in_order=view.form != "relations"
    )
    if view.form == "sequence" and len(clauses) > 1 and len(used) == 1:
        told, used = _short(plain(text), [], ALT)  # the first of many messages tells nothing
    if view.form in ("screen", "texts") and counted(told) < BARE and not subject.name:
        words = screen_text.texts(view.reading, most=2)
        sort = "截图" if view.form == "screen" else ""
        if not sort:  # 「图中文字：可辨认的文字有…」
            words = [replace(word, text=word.text.removeprefix(READ)) for word in words]
        told, used = _short(told.rstrip("。") + sort, words, ALT)
    return [Sentence(told, union([ids, *(c.ids for c in used)]))]


def _called(view: View, opening: Clause) -> tuple[str, tuple[str, ...]]:
    """What a picture is, as a name: its opening without 「该图展示了」."""
    named = [n for n in view.graph.nodes if n.name]
    if view.form == "nothing":
        sort = "（照片）" if view.reading.kind == "photo" else ""
        name = view.subject.name
        return f"{name}{sort}" if name else picture_text.alt(view.reading), ()
    if view.form == "texts" and not view.subject.name:
        return "图中文字", ()
    bare = MARKED.fullmatch(opening.text) if view.form == "chart" else None
    if bare:
        marks = f"标有{bare[2]}的" if bare[2] else ""
        return glued(marks, bare[1], bare[3] or ""), opening.ids
    if view.form == "chart":
        chart = view.reading.chart or Chart(title=view.reading.title)
        return named_chart(chart, view.reading.kind, view.subject), opening.ids
    weighed = WEIGHS.match(view.subject.name)
    if weighed:
        return f"{view.subject.name[weighed.end() :]}的{weighed[0]}", opening.ids
    if view.subject.manner == "act":
        return view.subject.name, opening.ids
    text = re.sub(LED, "", opening.text.replace("。", "，")).removeprefix("如何")
    if view.form == "sequence" and counted(text) > 36 and not view.subject.name:
        who = capped([shown(n) for n in named], 4, measure="个参与方")
        return glued(who, "的消息时序"), tuple(n.id for n in named)
    lone = text.count("一个") < 2 and text.count("一张") < 2
    return re.sub(r"^(?:一套|一段|一个|一张)", "", text) if lone else text, opening.ids


def _short(
    head: str, clauses: list[Clause], most: int, *, in_order: bool = True
) -> tuple[str, list[Clause]]:
    """A head and as many clauses as fit, and which these are; nothing is cut in a word."""
    head = _pruned(head, most)
    text = head
    used: list[Clause] = []
    for clause in clauses:
        piece = re.sub(r"^(?:首先|随后|接着|最后|之后)", "", clause.text)
        colon = "；" if "：" in head else "："
        mark = "，" if used and clause.text.startswith("再") else "；" if used else colon
        if not used:
            piece = _begun(piece, most - counted(f"{text}{mark}。"))
        if piece and counted(f"{text}{mark}{piece}。") <= most:
            if not used or not piece.startswith("这"):
                text = f"{text}{mark}{piece}"
                used.append(clause)
        elif in_order or not used:
            break
    return tidy(text.rstrip("：；，。") + "。"), used


def _begun(piece: str, most: int) -> str:
    """The beginning of a clause that fits and can stand by itself; or empty."""
    while counted(piece) > most:
        parts = re.split(r"[，；：](?=[^，；：]*$)", piece)
        if len(parts) < 2:
            return ""
        piece = parts[0]
    torn = piece.count("「") > piece.count("」") or re.fullmatch(r"从.+开始", piece)
    return "" if torn else piece


def _pruned(text: str, most: int) -> str:
    """Drop parts from the end until it fits: brackets, then clauses, then words."""
    if counted(text) < most:
        return text
    text = re.sub(r"（[^（）]*）|\([^()]*\)", "", text)
    while counted(text) >= most - 1 and re.search(r"[，；：、]", text):
        text, mark, _ = re.split(r"([，；：、])(?=[^，；：、]*$)", text)
        if mark == "、":
            text = f"{text.removesuffix('等')}等"
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
