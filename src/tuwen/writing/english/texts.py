"""What is known in English by its texts or colours alone; what lies in pixels is unread."""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.reading.types import Reading, Text
from tuwen.writing.english.names import named
from tuwen.writing.english.phrasing import a, capped, is_chinese, listed, quoted, shortened
from tuwen.writing.extract import plain
from tuwen.writing.legible import blocks
from tuwen.writing.phrasing import Clause
from tuwen.writing.picture_text import is_blank, tones
from tuwen.writing.screen_text import LONGEST, MISREAD, SURE, TICK

COLOURS: Final = {
    "红色": "red", "橙色": "orange", "黄色": "yellow", "绿色": "green", "青色": "cyan",
    "蓝色": "blue", "紫色": "purple", "粉色": "pink", "棕色": "brown", "黑色": "black",
    "白色": "white", "灰色": "gray",
}  # fmt: skip


def texts(reading: Reading, most: int = 6, told: Sequence[str] = ()) -> list[Clause]:
    """The words that stand in a drawing, where they were read well; else nothing."""
    wordy = [t for t in reading.texts if len(t.text.strip()) > 1
             and re.search(r"[A-Za-z\u3400-\u9fff]{2,}", t.text)]  # fmt: skip
    sure = [t for t in wordy if t.confidence >= SURE and not MISREAD.search(t.text)
            and len(t.text) <= LONGEST]  # fmt: skip
    if len(sure) * 2 < len(wordy):
        return []
    sure = [t for t in sure if t.text not in told and not TICK.fullmatch(t.text)]
    unique = list({plain(t.text): t for t in sure}.values())
    if not 0 < len(unique) <= most:
        return []
    shown = _printed([plain(t.text) for t in unique])
    sort = "a label" if len(unique) == 1 else "the labels"
    return [Clause(f"it bears {sort} {shown}", tuple(t.id for t in unique), 4)]


def _printed(texts_: Sequence[str]) -> str:
    """Labels as a list; all of them translated, or all as printed."""
    known = all(named(t).label for t in texts_ if is_chinese(t))
    return listed([quoted(_translated(t) if known else t) for t in texts_])


def _translated(text: str) -> str:
    name = named(text)
    return name.text.strip("“”") if name.label or not is_chinese(text) else text


def read_out(texts_: Sequence[Text], told: str) -> list[Clause]:
    """What is written and was read with confidence, block by block, then single words."""
    found: dict[str, tuple[str, ...]] = {}
    for block in blocks(list(texts_)):
        lines = [plain(t.text) for t in sorted(block, key=lambda t: (t.box[1], t.box[0]))]
        if all(line in told for line in lines):
            continue
        glue = "" if is_chinese(lines[0]) else " "
        found.setdefault(shortened(glue.join(lines), 120), tuple(t.id for t in block))
    long = {text: ids for text, ids in found.items() if " " in text or len(text) >= 14}
    short = {text: ids for text, ids in found.items() if text not in long}
    out = [Clause(quoted(text), ids) for text, ids in list(long.items())[:8]]
    if sum(map(len, short)) >= 4:
        ids = tuple(i for some in short.values() for i in some)
        names = capped([quoted(text) for text in short], 12)
        out.append(Clause(f"{'also ' if out else ''}{names}", ids))
    return out


def impression(reading: Reading) -> str:
    """One clause on a picture without structure: its sort, its form, its colours."""
    colours = [_colour(t) for t in tones(reading)]
    if is_blank(reading):
        tone = f" in {colours[0]}" if colours else ""
        return f"the picture is almost blank{tone}, with nothing to describe"
    sure = "is" if reading.kind_confidence >= 0.6 else "is probably"
    shown = f", mainly in {listed(colours)}" if colours else ""
    if reading.kind == "photo":
        wide = reading.width > 1.25 * reading.height
        form = (
            "landscape " if wide else "portrait " if reading.height > 1.25 * reading.width else ""
        )
        return f"the picture {sure} {a(f'{form}photograph')}{shown}"
    if reading.kind == "decorative":
        return f"the picture {sure} decorative, such as an icon, a logo, or an illustration{shown}"
    return f"no usable text or structure was recognized in the picture{shown}".replace(
        ", mainly", ", which is mainly"
    )


def _colour(tone: str) -> str:
    shade = {"深": "dark ", "浅": "light "}.get(tone[0], "")
    return f"{shade}{COLOURS[tone[1:] if shade else tone]}"
