"""A capital I that was read as l, told by the word it stands in: 「APl」, 「OrderltemlD」.

The two look the same in most typefaces; recognition prefers the letter that is commoner in
running text. Only spellings are changed that no word has. Knows no pixels.
"""

import re
from typing import Final

NAMES: Final = (
    "Index|Item|Input|Info|Image|Instance|Interface|Icon|Iterator|Iteration|Integer|Invoice|Inventory"
    "|Issue|Identity|Identifier|Ingress|Inbound|Import|Impl"
)
_AFTER: Final = re.compile(  # within a name of several words: a capital begins the next one
    rf"(?<=[a-z])l(?=(?:{'|'.join(name[1:] for name in NAMES.split('|'))})(?:s|e?[A-Z]\w*|\d+)?\b)"
)
_NUMBER: Final = re.compile(r"(?<=[a-z])l(?=Ds?\b)")  # userlD
_AMONG: Final = re.compile(
    r"(?<=\b[A-Z])l(?=[A-Z]+\b)|(?<=\b[A-Z]{2})l(?=s?\b)|(?<=\b[A-Z]{3})l(?=s?\b)"
)


def with_capitals(text: str) -> str:
    """The text with every such l put right."""
    for pattern in (_AFTER, _NUMBER, _AMONG):
        text = pattern.sub("I", text)
    return text
