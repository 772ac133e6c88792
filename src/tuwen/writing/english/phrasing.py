"""English on the level of the sentence: lists, counts, verbs, articles, quotes, full stops.

Knows no pictures. Clauses and Sentences are those of the Chinese writer.
"""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.writing.phrasing import Clause, union

NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
IRREGULAR: Final = {"be": ("is", "are"), "have": ("has", "have")}
CHINESE: Final = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
SPOKEN: Final = frozenset({"RAG", "RAM", "REST", "SQL", "NAT", "SAML", "LAN", "MAC"})  # as words
PLURALS: Final = {"index": "indexes", "person": "people", "child": "children", "vertex": "vertices"}
MASS: Final = re.compile(
    r"(?:ing|data|metadata|software|hardware|middleware|storage|memory|traffic|inventory|information"
    r"|configuration|authentication|authorization|settings|actions|links|visits|views|Q&A|shipping"
    r"|cryption|optimization|normalization|suppression|computation|replication|retrieval|vision"
    r"|inference|attention|parallelism|discovery|ingestion|synchronization|concurrency|security"
    r"|risk control|performance|tuning|sharding|stock|access)$"
)


def listed(names: Sequence[str], *, last: str = "and") -> str:
    """“A, B, and C”."""
    words = list(names)
    if len(words) < 3:
        return f" {last} ".join(words)
    return f"{', '.join(words[:-1])}, {last} {words[-1]}"


def capped(names: Sequence[str], most: int, *, noun: str = "") -> str:
    """A list that is cut short honestly: “A, B, C, and 6 more”; beyond ten no exact number."""
    words = list(names)
    if len(words) <= most:
        return listed(words)
    rest = len(words) - (most - 1)
    tail = f"{count(rest)} more" if len(words) <= 10 else "more"
    return f"{', '.join(words[: most - 1])}, and {tail}{f' {noun}' if noun else ''}"


def count(n: int, noun: str = "") -> str:
    """“three”, “three services”, “12 services”."""
    number = NUMBERS[n] if n < len(NUMBERS) else str(n)
    return f"{number} {noun if n == 1 else plural(noun)}" if noun else number


def about(n: int, noun: str) -> str:
    """A count of what was read: beyond ten no more is claimed than can be."""
    if n <= 10:
        return count(n, noun)
    return f"more than {count((n - 1) // 10 * 10)} {plural(noun)}"


def plural(noun: str) -> str:
    """The plural of a noun phrase, by its last word."""
    head, space, word = noun.rpartition(" ")
    if word in PLURALS:
        return head + space + PLURALS[word]
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{noun}es"
    if re.search(r"[^aeiou]y$", word):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def a(noun: str) -> str:
    """With “a” or “an”, by its sound as far as spelling tells it."""
    word = re.sub(r"^[“\"(]", "", noun)
    capitals = re.match(r"[A-Z]{2,}(?![a-z])", word)
    if capitals and capitals[0] in SPOKEN:
        return f"a {noun}"
    if capitals:
        return f"{'an' if word[0] in 'AEFHILMNORSX' else 'a'} {noun}"
    silent = re.match(r"(?:hour|honest|heir)", word, re.I)
    spoken_you = re.match(r"(?:uni(?!n)|use|user|usual|one|eu)", word, re.I)
    vowel = re.match(r"[aeiouAEIOU8]", word) and not spoken_you
    return f"{'an' if vowel or silent else 'a'} {noun}"


def the(text: str, *, common: bool) -> str:
    """With “the” where it is a common noun that can be counted."""
    bare = not common or MASS.search(text) or text.lower().startswith("the ")
    return text if bare else f"the {text}"


def does(verb: str, *, many: bool) -> str:
    """A base form with its complement as it stands behind its subject: “routes requests to”."""
    word, space, rest = verb.partition(" ")
    if word in IRREGULAR:
        return IRREGULAR[word][many] + space + rest
    if many or word == "may":
        return verb
    if space and rest.startswith("and "):
        return verb
    return third(word) + space + re.sub(
        r"^(from )?and (\w+)", lambda m: f"{m[1] or ''}and {third(m[2])}", rest
    )  # fmt: skip


def third(word: str) -> str:
    """“route” as “routes”."""
    if re.search(r"(?:s|x|z|ch|sh|o)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def doing(verb: str) -> str:
    """“submit” as “submitting”, by its first word."""
    word, space, rest = verb.partition(" ")
    if re.search(r"[^e]e$", word):
        word = word[:-1]
    elif re.fullmatch(r"(?:[^aeiou]*[aeiou][^aeiouwxy]|submit|admit|commit|forget)", word):
        word += word[-1]
    return f"{word}ing{space}{rest}"


def quoted(text: str) -> str:
    """In quotation marks, with none nested."""
    return f"“{re.sub('[“”「」]', '', text).strip().rstrip('。；;，,')}”"


def cited(text: str) -> str:
    """Something printed, as it stands in prose: in quotes where it is Chinese."""
    return quoted(text) if is_chinese(text) else text


def shortened(text: str, most: int) -> str:
    """A long text cut between words, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    if text[most - 1 : most].isascii() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.，、") + "…"


def capital(text: str) -> str:
    """With a capital at the beginning of a sentence; names in code keep their case."""
    word = re.match(r"[a-z][a-z’'/–-]*(?=[ ,:;]|\.(?:\s|$)|$)", text)
    return text[0].upper() + text[1:] if word else text


def tidy(text: str) -> str:
    """One space between words, one mark at the end."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ([,.;:!?])(?=\s|$)", r"\1", text)
    return re.sub(r"[ ,;:]+(?=\.$)", "", text).strip(" ")


def stop(text: str) -> str:
    """The full stop, where none stands within closing quotes."""
    return "" if re.search(r"[.!?]$", text) else "."


def joined(clauses: Sequence[Clause], mark: str = "; ") -> Clause:
    """Several clauses as one."""
    return Clause(
        mark.join(c.text for c in clauses),
        union(c.ids for c in clauses),
        max((c.weight for c in clauses), default=1),
    )


def is_chinese(text: str) -> bool:
    """Whether a text has 汉字 or their punctuation in it."""
    return bool(CHINESE.search(text))
