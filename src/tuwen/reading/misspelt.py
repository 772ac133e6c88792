"""What recognition misspells, told by the words: a capital I as l, accents that are none.

I and l look the same in most typefaces, and the commoner letter is preferred: "APl", "Orderltem",
"appld". A line that touches a letter makes an accent: "Generaté". Only spellings are changed
that hardly a word has, and accents where hardly a line has any. Knows no pixels.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

NAMES: Final = (
    "Index|Item|Input|Info|Image|Instance|Interface|Icon|Iterator|Iteration|Integer|Invoice|Inventory"
    "|Issue|Identity|Identifier|Ingress|Inbound|Import|Impl"
)
_AFTER: Final = re.compile(  # within a name of several words: a capital begins the next one
    rf"(?<=[a-z])l(?=(?:{'|'.join(name[1:] for name in NAMES.split('|'))})(?:s|e?[A-Z]\w*|\d+)?\b)"
)
_NUMBER: Final = re.compile(r"(?<=[a-z])l(?=Ds?\b)|\bl(?=oT\b|Ds?\b|Pv?\d?\b)")  # userlD, loT
# Before ld stands what stands there in no word, but in names: "appld", "userld", "typeld".
_SHORT: Final = re.compile(
    r"(\w(?:[b-df-hjkmnp-qs-tv-y]|er|ku|nu|[cdlpst]e))ld(?=s?\b|[A-Z])", re.ASCII
)
_AMONG: Final = re.compile(
    r"(?<=\b[A-Z])l(?=[A-Z]+\b)|(?<=\b[A-Z]{2})l(?=s?\b)|(?<=\b[A-Z]{3})l(?=s?\b)"
)


_ACCENTED: Final = re.compile(r"[À-ÖØ-öø-ɏ]")
_MOST: Final = (
    0.34  # of the lines with Latin words: where more have accents, they are of the language
)
_BARRED: Final = str.maketrans("ŁłØøĐđ", "LlOoDd")  # without a letter that they are made of


def without_strays(texts: Sequence[str]) -> list[str]:
    """The lines of a picture; where few have accents, they are taken off words."""
    latin = sum(bool(re.search("[A-Za-z]{2}", text)) for text in texts)
    accented = [bool(_ACCENTED.search(text)) for text in texts]
    if not any(accented) or sum(accented) > _MOST * latin:
        return list(texts)
    return [_bare(text) if marked else text for text, marked in zip(texts, accented, strict=True)]


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.translate(_BARRED))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", apart))


_WORDS: Final = re.compile(  # that have such spellings after all
    r"falcon|mysqld|dyld|jsonld|[gct]{2}lds?|fld|[hk]cls?", re.IGNORECASE | re.ASCII
)


def with_capitals(text: str) -> str:
    """The text with every such l put right."""
    if _WORDS.search(text):
        return text
    for pattern in (_AFTER, _NUMBER, _AMONG):
        text = pattern.sub("I", text)
    return _SHORT.sub(r"\1Id", text)
