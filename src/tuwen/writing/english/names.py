"""What things are called in English: printed names, translations of Chinese ones, articles.

A Chinese label is translated word by word where every word of it is known (words.toml);
else it stands as printed, in quotes. Knows no sentences but “whether …”.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tuwen.writing.english.phrasing import (
    MASS,
    capped,
    count,
    is_chinese,
    listed,
    plural,
    quoted,
    the,
)
from tuwen.writing.english.translation import (
    ACTOR,
    CODED,
    COMMON,
    deed,
    is_common,
    noun,
    question,
    state,
    words,
)
from tuwen.writing.graph import Item
from tuwen.writing.labels import Manner, clean
from tuwen.writing.phrasing import Sentence

LONG: Final = 40  # characters beyond which a printed label stands in quotes
PHRASE: Final = re.compile(r"[,;:!?→=<>{}|“”\"]|\.\s|\S\s[+/]\s\S|[\u3040-\u30ff]|…")
SAYING: Final = re.compile(  # a name that is a clause, or was cut off
    r"^(?:\S+ ){2,}.*\b(?:a|an|the|to|from|through|is|are|go|goes|by|with)\b"
    r"|\b(?:to|of|and|for|the|a)$"
)
MANY: Final = re.compile(  # printed names that end so are plural
    r"(?:^multiple .*|\b(?:pods|nodes|users|clients|servers|services|containers|apps|devices"
    r"|applications|instances|backends|logs|lines|files|replicas|workers|events|queries|tools|agents|peers"
    r"|requests|partitions|shards|models|tables|tasks|jobs|plugins|components|brokers|databases))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in prose; `label` is what is printed, where the name translates it."""

    text: str
    common: bool = False  # takes an article
    label: str = ""

    @property
    def the(self) -> str:
        return the(self.text, common=self.common)


def name_of(item: Item) -> Name:
    """What an item is called."""
    return named(item.name, item.manner)


@cache
def named(text: str, manner: Manner = "name") -> Name:
    """A printed name in English prose."""
    text = clean(text)
    if not is_chinese(text):
        phrase = manner in ("question", "event") and " " in text
        phrase = phrase or (_is_order(text, manner) and not COMMON.search(text))
        phrase = phrase or bool(SAYING.search(text))
        if phrase or len(text) > LONG or PHRASE.search(text) or not re.search(r"\w", text):
            return Name(quoted(text))
        return Name(text, _takes_article(text))
    if manner == "question" and (asked := question(text)):
        return Name(f"the check {asked}", label=text)
    known = words("nouns").get(text)
    if manner in ("action", "step") and not known and (step := deed(text)):
        return Name(step, label=text)
    if thing := noun(text):
        return Name(thing, is_common(thing, text), text)
    if step := state(text) or (deed(text) if ACTOR.match(text) or manner != "name" else ""):
        return Name(step, label=text)
    return Name(quoted(text))


def names(items: Sequence[Item], most: int = 8, *, last: str = "and") -> str:
    """A list of things with their articles; namesakes are counted, shared endings said once."""
    counted: dict[Name, int] = {}
    for item in items:
        name = name_of(item)
        counted[name] = counted.get(name, 0) + 1
    if shared := _contracted(list(counted)) if set(counted.values()) == {1} else "":
        return shared
    told = [name.the if n == 1 else several(name, n) for name, n in counted.items()]
    return listed(told, last=last) if len(told) <= most else capped(told, most)


def remark(item: Item) -> str:
    """The note in a label, in brackets; empty where there is none."""
    if not item.note:
        return ""
    text = re.sub(r"\s*，\s*", ", ", named(item.note).text.strip("“”")).strip()
    return f" ({quoted(text) if is_chinese(text) else text})"


def _is_order(text: str, manner: Manner) -> bool:
    """Whether a printed name of several words says what to do: “Receive order”."""
    first, _, rest = text.partition(" ")
    verbs = {verb.split()[0] for verb in words("verbs").values()}
    return bool(rest) and (
        manner == "action" or (first.lower() in verbs and not rest[:1].isdigit())
    )


def _takes_article(text: str) -> bool:
    """Whether a printed name is a common noun: “API Gateway”, but not “Redis” or “USER”."""
    return bool(COMMON.search(text)) and not CODED.search(text) and not text.isupper()


def several(name: Name, n: int) -> str:
    """“three worker nodes”, “two TiKV instances”."""
    if n > 10:
        return f"several {_many(name)}"
    return f"{count(n)} {_many(name)}"


def _many(name: Name) -> str:
    if re.search(r"[“”]", name.text):
        return f"items labeled {name.text}"
    last = name.text.rsplit(" ", 1)[-1]
    if MASS.search(name.text):
        return f"{name.text} blocks"
    if name.common or re.fullmatch(r"[A-Z]?[a-z]{2,}", last):
        return name.text if re.search(r"[a-z]s$", last) else plural(name.text)
    return f"{name.text} instances"


def _contracted(found: list[Name]) -> str:
    """“the order, payment, and user services” where all are common and end alike."""
    heads = [name.text.rpartition(" ") for name in found]
    ends = {head[2] for head in heads}
    if not 1 < len(found) <= 8 or len(ends) != 1 or not all(n.common and n.label for n in found):
        return ""
    stems = [head[0] for head in heads]
    end = ends.pop()
    if not all(stems) or MASS.search(end) or end in ("layer",):
        return ""
    return f"the {listed(stems)} {plural(end)}"


def is_many(items: Sequence[Item]) -> bool:
    """Whether a list of items takes a verb in the plural."""
    if len(items) > 1:
        return True
    return bool(items) and bool(MANY.search(name_of(items[0]).text))


def translated(items: Sequence[Item]) -> dict[str, str]:
    """What is printed, by its translation."""
    names_of = [name_of(i) for i in items if i.manner != "question"]
    return {n.text: n.label for n in names_of if n.label}


def glossed(told: Sequence[Sentence], known: dict[str, str]) -> list[Sentence]:
    """With the printed label in brackets where its translation comes first: it is found so."""
    if not known:
        return list(told)
    forms = "|".join(re.escape(t) for t in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])({forms})(?![\w-])(”?)", re.IGNORECASE)
    lower = {text.lower(): label for text, label in known.items()}
    seen: set[str] = set()

    def with_label(match: re.Match[str]) -> str:
        key = match[1].lower()
        if key in seen:
            return match[0]
        seen.add(key)
        return f"{match[0]} ({lower[key]})"

    return [Sentence(pattern.sub(with_label, s.text), s.evidence) for s in told]
