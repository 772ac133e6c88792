"""The widgets of a screen by level: the page, and the dialog in front of it.

Also what labels are good for in prose. Knows no sentences.
"""

import re
from dataclasses import dataclass
from typing import Final

from tuwen.reading.types import Box, Reading, Widget
from tuwen.writing.extract import plain

WORDY: Final = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}|[\u3400-\u9fff]")
FIELDS: Final = ("input", "select", "textarea")


@dataclass(frozen=True)
class Page:
    """The widgets of one level of a screen: the page, or the dialog in front of it."""

    widgets: tuple[Widget, ...]
    texts: tuple[str, ...] = ()  # what none of the widgets says

    def of(self, *roles: str) -> list[Widget]:
        return [w for w in self.widgets if w.role in roles]

    def labels(self, *roles: str) -> list[str]:
        found = [bare(w.label) for w in self.of(*roles) if WORDY.search(w.label)]
        return list(dict.fromkeys(found))


def levels(reading: Reading) -> tuple[Page, Widget | None, Page]:
    """The page, the dialog in front of it, and what the dialog holds."""
    widgets = reading.screen.widgets if reading.screen else ()
    widgets = sorted(widgets, key=lambda w: ((w.box[1] + w.box[3]) // 24, w.box[0]))
    front = next((w for w in widgets if w.role == "dialog"), None)
    if front is None:
        return Page(tuple(widgets)), None, Page(())
    held = [w for w in widgets if w is not front and _whole(w.box, front.box)]
    behind = [w for w in widgets if w is not front and w not in held]
    said = [w.box for w in held]
    loose = tuple(
        t.text
        for t in reading.texts
        if within(t.box, front.box) and not any(within(t.box, box) for box in said)
    )
    return Page(tuple(behind)), front, Page(tuple(held), loose)


def bare(label: str) -> str:
    """A label without pictograms at its ends and the key of a menu; Chinese brackets are wide."""
    text = re.sub(r"^[\W_]+(?=[\w\u3400-\u9fff])|[▾▼∨⌄>›×✕①ⓘ：:↑↓\s]+$", "", label)
    text = re.sub(r"(?<=[\u3400-\u9fff])\s*[(（][A-Za-z][)）]$", "", text.strip())
    if text.endswith((")", "]")) and not re.search(r"[(\[]", text):
        text = text[:-1]
    return plain(re.sub(r"\(([^()]*[\u3400-\u9fff][^()]*)\)", r"（\1）", text)).strip()


def within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _whole(inner: Box, outer: Box) -> bool:
    """Whether all of a box lies in another, a few pixels aside."""
    near = all(a >= b - 4 for a, b in zip(inner[:2], outer[:2], strict=True))
    return near and all(a <= b + 4 for a, b in zip(inner[2:], outer[2:], strict=True))
