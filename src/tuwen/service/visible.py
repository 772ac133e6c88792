"""Text from strangers made safe to show on a terminal or in a log."""

import json
import re
import unicodedata
from typing import Any

_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format (bidi), surrogates, separators

# The same beyond ASCII, where JSON lets them through.
_IN_JSON = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    """One line in which what steers a terminal or turns the direction of text is spelled out."""
    if text.isprintable():
        return text
    return "".join(_spelled(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def visible_lines(text: str) -> list[str]:
    """The lines of a text, each made visible."""
    return [visible(line) for line in re.split(r"\r?\n", text)]


def visible_json(value: Any, indent: int | None = None) -> str:
    """JSON that reads back the same, what steers a terminal escaped in it."""
    said = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
