"""The alternative text in English: one sentence of at most 125 characters."""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.writing.english.compose import Draft, draft
from tuwen.writing.english.opening import NOUNS, chart_name
from tuwen.writing.english.phrasing import stop, tidy
from tuwen.writing.english.sentences import headed
from tuwen.writing.english.texts import texts
from tuwen.writing.phrasing import Clause, Sentence, union
from tuwen.writing.view import View

ALT: Final = 125
LED: Final = re.compile(r"^the [\w– ]{3,32}?(?: “[^”]*”)? (?:shows|compares|is) ")
TABLES: Final = {"lists": "listing", "compares": "comparing", "gives": "giving", "has": "with"}


def alt(view: View) -> list[Sentence]:
    """One sentence of at most 125 characters; empty for an ornament."""
    made = draft(view, room=ALT)
    reading = view.reading
    if reading.kind == "decorative" and not texts(reading) and not made.about.name:
        return []
    head, ids = _called(view, made)
    clauses = [c for part in made.body for c in part if c.text]
    if view.form == "chart":
        clauses = [c for c in clauses if c.weight > 3] or clauses
    if view.form == "relations":
        clauses = sorted(clauses, key=lambda c: -c.weight)
    text, used = _short(headed(view, head), clauses)
    return [Sentence(tidy(f"{text}{stop(text)}"), union([ids, *(c.ids for c in used)]))]


def _called(view: View, made: Draft) -> tuple[str, tuple[str, ...]]:
    """What a picture is, as a name: its opening without “the diagram shows”."""
    if made.about.statement or view.form == "nothing":
        text = made.opening.text.split(";")[0]
        return re.sub(r"^the picture is (?:probably )?(?:an? )?", "", text), made.opening.ids
    if view.form == "chart":
        sort, told = NOUNS[view.reading.kind], chart_name(view, made.about)
        if told.endswith("a set of data") and " shows " not in made.opening.text:
            told = re.sub(r"^the [\w ]+? (?:bears|has) ", "with ", made.opening.text)
            return f"{sort} {told}", made.opening.ids
        link = {"shows": "of", "compares": "comparing", "is": ""}.get(told.split(" ")[0], "")
        rest = told.split(" ", 1)[1] if link or told.startswith("is ") else told
        rest = rest.replace(" compares ", " comparing ")
        return " ".join(w for w in (sort, link, rest) if w).replace("of how", "showing how"), (
            made.opening.ids)  # fmt: skip
    if view.form == "table" and not made.about.statement:
        for verb, participle in TABLES.items():
            if re.match(rf"the table (?:“[^”]*” |of .+ )?{verb} ", made.opening.text):
                return made.opening.text[4:].replace(
                    f" {verb} ", f" {participle} ", 1
                ), made.opening.ids
    text = re.sub(r"^in the [\w– ]{3,32}, ", "", LED.sub("", made.opening.text))
    text = re.sub(r"^(?:a|an|the) (?!parts of)", "", text) if not text.startswith("the “") else text
    if (
        text in ("several parts", "several components")
        or text.startswith("how ")
        or (view.form == "parts" and not made.about.name and view.kinds is None)
    ):
        text = f"{NOUNS[view.reading.kind]} of {text}"
    text = re.sub(r"^(picture|chart|[\w ]+ (?:chart|plot)) (?:bears|has) ", r"\1 with ", text)
    text = text.removeprefix("picture is a ")
    return text, made.opening.ids


def _short(head: str, clauses: Sequence[Clause]) -> tuple[str, list[Clause]]:
    """A head and as many clauses as fit; nothing is cut in a word."""
    text, used = _pruned(head, ALT - 1), list[Clause]()
    told = bool(
        re.search(r" (?:connects?|(?<!what )is connected|exchanges?|accesses|calls?) ", head)
    )
    for clause in clauses:
        piece = re.sub(r"^(?:first|then|next|finally), ", "", clause.text.strip().rstrip(",;:. "))
        mark = ": " if text == head and ":" not in head and not told else "; "
        if len(f"{text}{mark}{piece}.") > ALT and not used:
            piece = piece.split(": ")[0] if ": " in piece else piece
        if len(f"{text}{mark}{piece}.") > ALT:
            break
        text = f"{text}{mark}{piece}"
        used.append(clause)
    return text.rstrip(",;: "), used


def _pruned(text: str, most: int) -> str:
    """Drop parts from the end until it fits: brackets, then clauses, then words."""
    if len(text) <= most:
        return text
    text = re.sub(r" \([^()]*\)", "", text)
    while len(text) > most and re.search(r"[,;:] ", text):
        text = re.split(r"[,;:] (?=[^,;:]*$)", text)[0]
    while len(text) > most and " " in text:
        text = text.rsplit(" ", 1)[0]
    text = re.sub(r"(?: (?:a|an|the|of|to|in|and|for|with|by|on))+$", "", text[:most])
    return text.replace("“", "").replace("”", "") if text.count("“") != text.count("”") else text
