"""Text without what does not count when names are compared, and the way back to it.

Knows nothing of terms.
"""

import unicodedata
from functools import cache
from typing import NamedTuple

import opencc

DROPPED = " \t\r\n\v\f-_.·•‐‑–—"
_DROP = str.maketrans("", "", DROPPED)
_CONFUSED = str.maketrans("0q1i|!58", "oollllsb")


class Folded(NamedTuple):
    """A text with case, width, spaces and hyphens removed, and the way back."""

    text: str
    origin: list[int]  # of each folded character, where it came from
    edge: list[bool]  # whether a Latin word may begin or end before it


def key_of(text: str) -> str:
    """Remove what does not count: case, width, spaces, hyphens, dots; Traditional is Simplified."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_simple())
    return text.casefold().translate(_DROP)


@cache
def _simple() -> dict[int, str]:
    """Traditional characters, each with its Simplified one."""
    signs = [chr(code) for code in range(0x4E00, 0xA000)]
    turned = opencc.OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return {ord(a): b for a, b in zip(signs, turned, strict=True) if a != b and len(b) == 1}


def class_of(char: str) -> int:
    """Sort a character: 1 digit, 2 letter of a word, 0 anything else, 汉字 included."""
    if char.isdigit():
        return 1
    return 2 if char.isalpha() and not "\u2e80" <= char <= "\uffdc" else 0


def fold(text: str) -> Folded:
    """Fold a text as `key_of` does, keeping the way back and the edges of words."""
    chars: list[str] = []
    origin: list[int] = []
    edge: list[bool] = []
    before, before_class, gap = "", 0, ""
    for index, char in enumerate(text):
        folded = key_of(char) if char not in DROPPED else ""
        if not folded:
            gap += char
            continue
        cls = class_of(folded[0])
        version = gap == "." and before_class == 1 and cls == 1  # 8.0 is one number
        hump = before.islower() and char.isupper()
        if before.isupper() and char.isupper():  # the S of HTTPServer
            hump = text[index + 1 : index + 2].islower()
        for offset, part in enumerate(folded):
            chars.append(part)
            origin.append(index)
            new = (bool(gap) and not version) or cls != before_class or hump
            edge.append(offset == 0 and new)
        before, before_class, gap = char, cls, ""
    return Folded("".join(chars), origin, [*edge, True])


def noisy(key: str) -> str:
    """Give what OCR confuses one spelling: 0 O Q, 1 l I, 5 S, 8 B, rn m."""
    return key.translate(_CONFUSED).replace("rn", "m")
