"""Errors planted into true texts where marks allow them; bench/truth/check.txt says which marks.

What is planted is false by construction, and the same in every run. Knows nothing of the check.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from zlib import crc32

Kind = Literal["direction", "component", "count", "number", "order", "part", "comparison"]
KINDS: Final[tuple[Kind, ...]] = (
    "direction", "component", "count", "number", "order", "part", "comparison",
)  # fmt: skip
TRADED: Final[dict[str, Kind]] = {
    **dict.fromkeys("stuv", "direction"),
    **dict.fromkeys("opq", "order"),
}
HAN: Final = "零一二三四五六七八九十"
FOREIGN: Final = (
    "Kafka", "Pulsar", "MongoDB", "ClickHouse", "Nacos", "Consul", "MinIO", "RabbitMQ",
    "Cassandra", "Prometheus", "TensorFlow", "Flink",
)  # fmt: skip
SAME: Final = (  # words that may stand for each other in any of the texts
    ("随后", "接着"), ("然后", "随后"), ("最后", "最终"), ("包含", "包括"), ("依次", "先后"),
    ("首先", "一开始"), ("于是", "因此"), ("一共", "总共"), ("另外", "此外"),
)  # fmt: skip
_MARK: Final = re.compile(r"\{([a-z]+) ([^{}|]*)(?:\|([^{}]*))?\}|([<>])")


@dataclass(frozen=True, slots=True)
class Span:
    """A marked piece of a plain text."""

    tags: str
    start: int
    end: int
    other: str = ""  # what may take its place


@dataclass(frozen=True, slots=True)
class Told:
    """A true text about a picture."""

    picture: str
    text: str
    spans: tuple[Span, ...]
    parts: tuple[tuple[int, int], ...]  # what may be left out

    apart: bool = False  # kept aside: not looked at while the check was mended


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with one error: the kind, and where the false words stand."""

    kind: Kind
    told: Told
    text: str
    places: tuple[tuple[int, int], ...]


def told_in(path: Path) -> list[Told]:
    """Every text of a truth file."""
    found: list[Told] = []
    for block in re.split(r"(?m)^== ", path.read_text("utf-8"))[1:]:
        head, _, body = block.partition("\n")
        name, *apart = head.split()
        texts = [text.strip() for text in body.split("\n\n") if text.strip()]
        found += [_plain(name, text, apart=bool(apart)) for text in texts]
    return found


def _plain(picture: str, marked: str, *, apart: bool) -> Told:
    text, at, opened = "", 0, 0
    spans: list[Span] = []
    parts: list[tuple[int, int]] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[4] == "<":
            opened = len(text)
        elif mark[4]:
            parts.append((opened, len(text)))
        else:
            spans.append(Span(mark[1], len(text), len(text) + len(mark[2]), mark[3] or ""))
            text += mark[2]
    return Told(picture, text + marked[at:], tuple(spans), tuple(parts), apart)


def reworded(told: Told, manner: int) -> Told:
    """Say the same otherwise: numerals and quotes (1), or other connectives and bold names (2)."""
    text, at = "", 0
    spans: list[Span] = []
    cuts: dict[int, int] = {}
    borders = sorted({p for part in told.parts for p in part})

    def passed(end: int) -> str:
        """The text up to a place, reworded; borders of parts are carried over."""
        nonlocal at
        out = ""
        for border in [b for b in borders if at <= b < end] + [end]:
            piece = told.text[at:border]
            for a, b in SAME if manner == 2 else ():
                piece = piece.replace(a, b)
            out += piece
            cuts[border] = len(text) + len(out)
            at = border
        return out

    for span in told.spans:
        text += passed(span.start)
        said = told.text[span.start : span.end]
        left = right = ""
        if manner == 1 and span.tags == "c":
            said = numeral(said)
        elif set(span.tags) & set("stuvopqf"):
            left, right = ("「", "」") if manner == 1 else ("**", "**")
        spans.append(Span(span.tags, len(text + left), len(text + left) + len(said), span.other))
        text += left + said + right
        at = span.end
        cuts.setdefault(span.end, len(text))
    text += passed(len(told.text))
    parts = tuple((cuts[a], cuts[b]) for a, b in told.parts)
    return Told(told.picture, text, tuple(spans), parts, told.apart)


def numeral(said: str) -> str:
    """A count in the other numerals, with a space where digits want one."""
    if said.isdigit():
        return HAN[int(said)] if int(said) <= 10 else said
    return str(HAN.index(said.replace("两", "二")))


def planted_in(told: Told, shown: str) -> Iterator[Planted]:
    """Every error that the marks of a text allow, and a component that is not in what is shown."""
    chance = random.Random(crc32(told.text.encode()))
    for tag in sorted({t for span in told.spans for t in span.tags}):
        marked = [span for span in told.spans if tag in span.tags]
        if tag in TRADED and len(marked) == 2:
            a, b = marked
            words = (told.text[b.start : b.end], told.text[a.start : a.end])
            kind = "comparison" if "chart=Chart(" in shown else TRADED[tag]
            yield _replaced(kind, told, marked, words)
        for span in marked if tag not in TRADED else ():
            said = told.text[span.start : span.end]
            if tag == "c":
                yield _replaced("count", told, [span], (_miscounted(said, chance),))
            elif tag == "n":
                yield _replaced("number", told, [span], (span.other or _other(said, chance),))
            elif tag in "fd":
                kind = "component" if tag == "f" else "comparison"
                yield _replaced(kind, told, [span], (span.other,))
    if names := [s for s in told.spans if set(s.tags) & set("stuv")]:
        span = chance.choice(names)
        if "chart=Chart(" not in shown:
            yield _added(told, span, chance.choice([f for f in FOREIGN if f not in shown]))
    for start, end in told.parts:
        text = told.text[:start] + told.text[end:]
        yield Planted("part", told, text, ((start, start),))


def _replaced(kind: Kind, told: Told, spans: list[Span], words: tuple[str, ...]) -> Planted:
    text, at = "", 0
    places: list[tuple[int, int]] = []
    for span, word in zip(spans, words, strict=True):
        text += told.text[at : span.start]
        places.append((len(text), len(text) + len(word)))
        text += word
        at = span.end
    return Planted(kind, told, text + told.text[at:], tuple(places))


def _added(told: Told, span: Span, name: str) -> Planted:
    closed = re.match(r"[」*]*", told.text[span.end :])
    at = span.end + (closed.end() if closed else 0)
    text = f"{told.text[:at]}和 {name} {told.text[at:].lstrip()}"
    return Planted("component", told, text, ((at + 2, at + 2 + len(name)),))


def _miscounted(said: str, chance: random.Random) -> str:
    number = int(said) if said.isdigit() else HAN.index(said.replace("两", "二"))
    wrong = max(number + chance.choice((-1, 1, 2)), 2)
    wrong = number + 1 if wrong == number else wrong
    return str(wrong) if said.isdigit() or wrong > 10 else HAN[wrong].replace("二", "两")


def _other(said: str, chance: random.Random) -> str:
    """Another number of the same form: a fifth to a half more or less, a whole one at least."""
    value, decimals = float(said), len(said.partition(".")[2])
    wrong = value * chance.choice((0.55, 0.7, 1.3, 1.6))
    if abs(wrong - value) < 1:
        wrong = value + chance.choice((1, 2, 3))
    return f"{wrong:.{decimals}f}"
