"""The abstract of a whole article: its local figures are read, its sentences picked.

Fetches nothing: a figure elsewhere on the net is left out, and that is said.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tuwen.article import body_of
from tuwen.errors import InputError
from tuwen.reading.types import Reading
from tuwen.service.sight import look
from tuwen.service.summarizer import in_script
from tuwen.writing.abstract import abstract


@dataclass(frozen=True, slots=True)
class Abstract:
    """The text, the figures that were read for it, and what a user should know."""

    text: str
    figures: tuple[str, ...]
    warnings: tuple[str, ...]


def write_abstract(text: str, path: str | Path = "", language: str = "zh") -> Abstract:
    """Write the abstract of an article that lies at `path`. Raises InputError."""
    voice = in_script(language)
    title, blocks = body_of(text)
    folder = Path(path).parent if path else None
    readings: dict[int, Reading] = {}
    figures: list[str] = []
    missed: list[str] = []
    for place, block in enumerate(blocks):
        if block.kind != "figure" or not block.source:
            continue
        file = _local(block.source, folder)
        try:
            if file is None:
                raise InputError("not_local", "不在本机")
            readings[place] = look(file).reading
            figures.append(block.source)
        except InputError as error:
            missed.append(f"{block.source}（{error.message.rstrip('。')}）")
    told = "".join(s.text for s in abstract(title, blocks, readings))
    if not told:
        raise InputError("nothing_to_say", "文章里没有可以单独成句的正文；请给出完整的文章。")
    warnings = (f"未读取的配图：{'、'.join(missed)}。",) if missed else ()
    return Abstract(voice(told), tuple(figures), warnings)


def _local(source: str, folder: Path | None) -> Path | None:
    """The file of a figure beside its article; None for one that would have to be fetched."""
    if folder is None or re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
        return None
    return folder / unquote(re.split(r"[?#]", source, maxsplit=1)[0])
