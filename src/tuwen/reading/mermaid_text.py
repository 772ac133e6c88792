"""Text of a picture made safe for Mermaid: nothing in it can be read as syntax.

Mermaid's own entity codes (`#quot;`, `#35;`) stand for whatever one of its parsers, its
Markdown or its HTML labels could act upon. Knows no diagram type.
"""

import re
import unicodedata

_LIMIT = 240  # characters of one label
_ALWAYS = {ord(c): f"#{ord(c)};" for c in "&<>;`\\*~%"}
_ALWAYS[ord('"')] = "#quot;"
_ALWAYS[ord("#")] = "#35;"
_COLON = re.compile(r"style|classdef|fa[a-z]?:|wrap:|https?:", re.IGNORECASE)
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LIST = re.compile(r"^(\d+)([.)])(?=\s|$)")
_BULLET = re.compile(r"^[-+=]")
_LINK = re.compile(r"\](?=\()|\$(?=\$)")


def lines_of(text: str, *, limit: int = _LIMIT) -> list[str]:
    """The lines of a label, safe inside double quotes of every diagram type."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    lines = (" ".join(_printable(line).split()) for line in cut.splitlines())
    return [_escaped(line) for line in lines if any(map(_visible, line))]


def label(text: str, *, limit: int = _LIMIT, between: str = "<br/>") -> str:
    """A label for double quotes, its lines joined by a break."""
    return between.join(lines_of(text, limit=limit))


def bare(text: str, *, limit: int = _LIMIT, between: str = " ", also: str = "") -> str:
    """A label for the rest of a line without quotes; `also` are further characters to code."""
    coded = label(text, limit=limit, between="\n")
    table = {ord(c): f"#{ord(c)};" for c in also}
    return coded.translate(table).replace("\n", between)


def _printable(line: str) -> str:
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in line)


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC" or unicodedata.category(character) == "Co"


def _escaped(line: str) -> str:
    line = _LIST.sub(lambda m: f"{m[1]}\x00{ord(m[2])}\x01", line)
    line = _BULLET.sub(lambda m: f"\x00{ord(m[0])}\x01", line)
    line = _LINK.sub(lambda m: f"\x00{ord(m[0])}\x01", line)
    line = _UNDERSCORE.sub("\x0095\x01", line)
    if _COLON.search(line):
        line = line.replace(":", "\x0058\x01")
    return line.translate(_ALWAYS).replace("\x00", "#").replace("\x01", ";")
