"""The alternative text in English: one sentence of at most 125 characters."""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.writing.english.compose import Draft, draft
from tuwen.writing.english.listings import terminal
from tuwen.writing.english.opening import NOUNS, chart_name
from tuwen.writing.english.phrasing import stop, tidy
from tuwen.writing.english.sentences import headed
from tuwen.writing.english.texts import texts
from tuwen.writing.phrasing import Clause, Sentence, union
from tuwen.writing.view import View

ALT: Final = 125
LED: Final = re.compile(r"^the [\w– ]{3,32}?(?: “[^”]*”)? (?:shows|compares|is) ")
DOES: Final = re.compile(  # a head that is a whole clause
    r" (?:(?:connects?|(?<!what )is connected) to|interacts? with|accesse?s?|calls?|is followed) "
)
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
    if view.form == "terminal":
        clauses = terminal(reading, 1)
    if view.form == "relations":
        clauses = sorted(clauses, key=lambda c: -c.weight)
    in_order = view.form != "relations"
    text, used = _short(headed(view, head), clauses, in_order=in_order)
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
        rest = rest.replace("” compares ", "” comparing ")
        return " ".join(w for w in (sort, link, rest) if w).replace("of how", "showing how"), (
            made.opening.ids)  # fmt: skip
    if view.form == "table" and not made.about.statement:
        for verb, participle in TABLES.items():
            if re.match(rf"the table (?:“[^”]*” |of .+ )?{verb} ", made.opening.text):
                told = made.opening.text[4:].replace(f" {verb} ", f" {participle} ", 1)
                return told, made.opening.ids
    text = re.sub(r"^in the [\w– ]{3,32}, ", "", LED.sub("", made.opening.text))
    if not text.startswith(("the “", "the parts of ")) and not DOES.search(text):
        text = re.sub(r"^(?:a|an|the) ", "", text)
    made_of = re.fullmatch(r"(?:from [\w ]+, )?the \w+ has (.+)", made.opening.text)
    if made_of and view.form == "frames":
        return f"{NOUNS[view.reading.kind]} with {made_of[1]}", made.opening.ids
    if text == "several components" and made.body:
        first = made.body[0][0]
        return f"{NOUNS[view.reading.kind]} in which {first.text}", first.ids
    if text.startswith("process") and not made.about.name:
        text = f"{NOUNS[view.reading.kind]} of a {text}"
    elif (
        text in ("several parts", "several components")
        or text.startswith("how ")
        or (view.form == "parts" and not made.about.name and view.kinds is None)
    ):
        text = f"{NOUNS[view.reading.kind]} of {text}"
    text = re.sub(r"^(picture|chart|[\w ]+ (?:chart|plot)) (?:bears|has) ", r"\1 with ", text)
    text = re.sub(r"^picture (?=of|with|in)", "figure ", text.removeprefix("picture is a "))
    return text, made.opening.ids


def _short(head: str, clauses: Sequence[Clause], *, in_order: bool) -> tuple[str, list[Clause]]:
    """A head and as many clauses as fit; nothing is cut in a word."""
    text, used = _pruned(head, ALT - 1), list[Clause]()
    told = bool(DOES.search(head))
    for clause in clauses:
        piece = re.sub(r"^(?:first|then|next|finally), ", "", clause.text.strip().rstrip(",;:. "))
        mark = ": " if text == head and ":" not in head and not told else "; "
        if len(f"{text}{mark}{piece}.") > ALT and not used:
            piece = re.split(r": | and then ", piece)[0]
        if len(f"{text}{mark}{piece}.") > ALT:
            if in_order:
                break
            continue
        text = f"{text}{mark}{piece}"
        used.append(clause)
    return text.rstrip(",;: "), used


def _pruned(text: str, most: int) -> str:
    """Drop parts from the end until it fits: brackets, then clauses, then words."""
    if len(text) <= most:
        return text
    text = re.sub(r" \([^()]*\)", "", text)
    more = ""
    while len(text) > most - len(more) and re.search(r"[,;:] ", text):
        text, cut = re.split(r"[,;:] (?=[^,;:]*$)", text)
        listed = re.match(r"and (?!ends|yields|then|moves|goes|branches)", cut)
        more = ", and more" if more or listed else ""
    text = text + more if ", " in text else text
    while len(text) > most and " " in text:
        text = text.rsplit(" ", 1)[0]
    text = re.sub(r"(?: (?:a|an|the|of|to|in|and|for|with|by|on))+$", "", text[:most])
    return text.replace("“", "").replace("”", "") if text.count("“") != text.count("”") else text
