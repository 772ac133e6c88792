"""Text from strangers made safe to show on a terminal or in a log."""

import re
import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format (bidi), surrogates, separators


def visible(text: str) -> str:
    """One line in which what steers a terminal or turns the direction of text is spelled out."""
    if text.isprintable():
        return text
    return "".join(_spelled(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def visible_lines(text: str) -> list[str]:
    """The lines of a text, each made visible."""
    return [visible(line) for line in re.split(r"\r?\n", text)]


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
