"""Pixels to Reading: what can be proved from a picture. Knows no language, tasks or engines.

What a Reading is, is in `types`, which needs no more than Python; `read` and `warm` bring in the
networks' runtime with their first use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuwen.reading.reader import read, warm

__all__ = ["read", "warm"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tuwen.reading import reader

    return getattr(reader, name)
