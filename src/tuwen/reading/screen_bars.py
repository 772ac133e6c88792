"""What one goes about a screen with: window bar, top bar, side menu, tab bar, tabs, drop-down.

Each is a strip or panel with its entries; the selected one is told by its background, its
colour or the line beneath it. Knows nothing of what the content of a screen is.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from tuwen.reading.outline import bounds, distance, holds
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.types import Box, Widget

_ICON = re.compile(r"^[□○◯口〇■▢◻☐回O0]\s+|^[□○◯■▢◻☐](?=\S)")
_SELECTED = 45  # levels of colour between the selected entry and the others


def entry(role: str, word: Word, box: Box, *, selected: bool = False) -> Widget:
    """An entry named by a word, without the pictogram that was read as a letter."""
    return Widget("", role, _ICON.sub("", word.text), box, "selected" if selected else "")


def window_bar(surface: Surface) -> tuple[list[Widget], int]:
    """The frame of a browser or program with its address; and the y below which its content is."""
    em = surface.em
    for face in surface.faces:
        x0, y0, x1, y1 = face.box
        if y0 > 3 or x1 - x0 < 0.9 * surface.width or not 1.5 * em < y1 < 7 * em:
            continue
        buttons = [
            f
            for f in surface.faces_in(face.box)
            if f.vivid and f.fill < 0.9 and f.width < 1.4 * em and abs(f.width - f.height) <= 3
        ]
        if len(buttons) >= 3:
            long = [
                f
                for f in surface.faces_in(face.box)
                if f.width > 0.3 * surface.width and f.height > 1.4 * em
            ]
            inputs = [Widget("", "input", _text(surface, f.box), f.box) for f in long[:1]]
            return [Widget("", "window", "", face.box), *inputs], y1
    return [], 0


def _text(surface: Surface, box: Box) -> str:
    return " ".join(w.text for w in sorted(surface.words_in(box), key=lambda w: w.box[0]))


def top_bar(surface: Surface, top: int) -> list[Widget]:
    """A bar along the top: the name of what it is, then where one can go."""
    em = surface.em
    for box in _strips(surface):
        x0, y0, x1, y1 = box
        if not 0 <= y0 - top + 3 <= 12 or not 1.7 * em < y1 - y0 < 5.5 * em:
            continue
        words = sorted(surface.words_in(box), key=lambda w: w.box[0])
        if not words or any(abs(w.level - words[0].level) > 1.2 * em for w in words):
            continue
        centred = [w for w in words if abs(w.box[0] + w.box[2] - x0 - x1) < 3 * em]
        if surface.mobile or (len(words) <= 2 and centred):
            heads = [Widget("", "heading", w.text, w.box) for w in centred[:1]]
            label = centred[0].text if centred else words[0].text
            back = [w for w in words[:1] if w not in centred and w.vivid]
            ways = [Widget("", "link", w.text, w.box) for w in back]
            return [Widget("", "header", label, box), *heads, *ways]
        entries = words[1:] if words[0].box[0] < 0.25 * surface.width else words
        near = [w for w in entries if w.box[0] < 0.75 * surface.width]
        return [
            Widget("", "header", words[0].text, box),
            *_along(near, (y0, y1), "menuitem", em, surface),
        ]
    return _bare_bar(surface) if surface.mobile else []


def _bare_bar(surface: Surface) -> list[Widget]:
    """The title of a phone's page that stands on the page itself, centred on top."""
    em, width = surface.em, surface.width
    above = sorted((w for w in surface.words if w.level < 4.5 * em), key=lambda w: w.box[0])
    centred = [w for w in above if abs(w.box[0] + w.box[2] - width) < 2 * em]
    if len(centred) != 1 or len(above) > 3 or centred[0].size < 1.02 * em:
        return []
    title = centred[0]
    if any(abs(w.level - title.level) > 0.6 * em for w in above):
        return []
    ways = [Widget("", "link", w.text, w.box) for w in above[:1] if w is not title and w.vivid]
    bar = Widget("", "header", title.text, (0, 0, width, round(2 * title.level)))
    return [bar, Widget("", "heading", title.text, title.box), *ways]


def _strips(surface: Surface) -> list[Box]:
    """Strips from side to side; one that its selected entry cuts in two is put together."""
    rows: list[list[Box]] = []
    for face in sorted(surface.faces, key=lambda f: -f.width):
        if face.height < 1.5 * surface.em:
            continue
        for row in rows:
            if abs(row[0][1] - face.box[1]) <= 4 and abs(row[0][3] - face.box[3]) <= 4:
                row.append(face.box)
                break
        else:
            rows.append([face.box])
    strips = [bounds(row) for row in rows if sum(b[2] - b[0] for b in row) > 0.8 * surface.width]
    return [b for b in strips if b[2] - b[0] > 0.9 * surface.width]


def _along(
    words: Sequence[Word], high: tuple[int, int], role: str, em: float, surface: Surface
) -> list[Widget]:
    """Entries side by side, each with its share of the gaps between them."""
    selected = odd_one(words, surface)
    found: list[Widget] = []
    for i, word in enumerate(words):
        before = word.box[0] - words[i - 1].box[2] if i else None
        after = words[i + 1].box[0] - word.box[2] if i + 1 < len(words) else None
        left, right = _share(before, after, em)
        box = (
            max(0, word.box[0] - left),
            high[0],
            min(surface.width, word.box[2] + right),
            high[1],
        )
        found.append(entry(role, word, box, selected=word is selected))
    return found


def _share(before: int | None, after: int | None, em: float) -> tuple[int, int]:
    gaps = [gap for gap in (before, after) if gap is not None]
    usual = min(gaps) if gaps else round(1.6 * em)
    part = 0.5 if usual > 4 * em else 0.42
    return tuple(round(part * (gap if gap is not None else usual)) for gap in (before, after))  # type: ignore[return-value]


def odd_one(words: Sequence[Word], surface: Surface) -> Word | None:
    """The entry that looks unlike all others: its own background, or letters of another colour."""
    if len(words) < 2:
        return None
    for colours in ([w.ground for w in words], [w.ink for w in words]):
        usual = tuple(int(v) for v in np.median(np.array(colours), axis=0))
        far = [distance(c, usual) for c in colours]  # type: ignore[arg-type]
        ranked = sorted(far)
        limit = 14 if colours[0] == words[0].ground else _SELECTED
        if ranked[-1] > limit and ranked[-1] > 2 * ranked[-2]:
            return words[far.index(ranked[-1])]
    return None


def side_menu(surface: Surface, top: int) -> list[Widget]:
    """A panel along the left (or right) rim with entries below one another."""
    for box in _panels(surface, top):
        words = sorted(_named(surface.words_in(box), surface.em), key=lambda w: w.level)
        if len(words) < 3:
            continue
        brand, items = _parted(words, surface.em)
        if len(items) < 3:
            continue
        label = brand[0].text if brand else ""
        return [
            Widget("", "navigation", label, box),
            *stacked(surface, items, box, "menuitem"),
        ]
    return []


def _named(words: Sequence[Word], em: float) -> list[Word]:
    """Without pictograms that were read as a letter, left of a name."""
    return [
        w
        for w in words
        if len(w.text) > 1
        or not any(abs(o.level - w.level) < 0.6 * em and o.box[0] > w.box[0] for o in words)
    ]


def _panels(surface: Surface, top: int) -> list[Box]:
    """Tall strips along a rim; one that its selected entry cuts in two is put together."""
    strips = [
        f.box
        for f in surface.faces
        if (f.box[0] <= 4 or f.box[2] >= surface.width - 4)
        and 4.5 * surface.em < f.width < 0.36 * surface.width
        and f.height > 2 * surface.em
    ]
    columns: list[list[Box]] = []
    for box in strips:
        for column in columns:
            if abs(column[0][0] - box[0]) <= 3 and abs(column[0][2] - box[2]) <= 3:
                column.append(box)
                break
        else:
            columns.append([box])
    panels = [bounds(column) for column in columns]
    return [
        b
        for b in panels
        if b[3] - b[1] > 0.5 * (surface.height - top) and b[1] < top + 9 * surface.em
    ]


def _parted(words: list[Word], em: float) -> tuple[list[Word], list[Word]]:
    """The name on top of a menu, and its entries: those in the commonest column."""
    lefts = [w.box[0] for w in words]
    usual = max(lefts, key=lambda x: sum(abs(x - other) < 1.3 * em for other in lefts))
    items = [w for w in words if -2.2 * em < w.box[0] - usual < 3 * em and len(w.text) < 32]
    for named in (2, 1) if len(items) > 4 else ():  # a name of two lines or one
        if _other(items, named - 1, usual, em):
            return items[:named], items[named:]
    return [w for w in words if w not in items and w.level < items[0].level][:1], items


def _other(items: list[Word], at: int, usual: int, em: float) -> bool:
    """Whether a line is no entry as those below it: apart, of another look, or aside."""
    rest = items[at + 1 :]
    pitch = median(b.level - a.level for a, b in pairwise(rest))
    word = items[at]
    apart = abs(rest[0].level - word.level - pitch) > 0.08 * pitch
    larger = word.size > 1.15 * rest[0].size
    aside = abs(word.box[0] - usual) > 0.6 * em
    bold = word.weight > 1.2 * max(w.weight for w in rest)
    if at == 0:
        return apart or larger or aside or bold
    ground = tuple(int(v) for v in np.median(np.array([w.ground for w in rest]), axis=0))
    unlike = distance(word.ground, ground) > 40 or word.size < 0.9 * rest[0].size  # type: ignore[arg-type]
    return apart and (unlike or larger) and _other(items, 0, usual, em)


def stacked(surface: Surface, items: Sequence[Word], box: Box, role: str) -> list[Widget]:
    """Entries below one another, as high as they stand apart and as wide as their panel."""
    em = surface.em
    steps = [b.level - a.level for a, b in pairwise(items)]
    pitch = min(median(steps) if steps else 2.6 * em, 4.5 * em)
    plates = [f for f in surface.faces_in(box) if f.width > 0.6 * (box[2] - box[0]) and f.filled]
    plate = next((f for f in plates if 1.4 * em < f.height < 1.2 * pitch), None)
    left, right = (plate.box[0], plate.box[2]) if plate else (box[0], box[2])
    half = plate.height / 2 if plate else pitch / 2
    selected = odd_one(items, surface)
    if plate:
        selected = next((w for w in items if holds(plate.box, w.box)), selected)
    found: list[Widget] = []
    for word in items:
        place = (left, round(word.level - half), right, round(word.level + half))
        found.append(entry(role, word, place, selected=word is selected))
    return found


def tab_bar(surface: Surface) -> list[Widget]:
    """The bar along the bottom of a phone: two to five places of equal width."""
    if not surface.mobile:
        return []
    for box in _strips(surface):
        x0, y0, x1, y1 = box
        if y1 < surface.height - 3:
            continue
        words = surface.words_in(box)
        lowest = max((w.level for w in words), default=0)  # the others are pictograms
        words = sorted(
            (w for w in words if lowest - w.level < 0.6 * surface.em), key=lambda w: w.box[0]
        )
        n = len(words)
        even = all(
            abs((w.box[0] + w.box[2]) / 2 - (i + 0.5) * surface.width / n) < 0.3 * surface.width / n
            for i, w in enumerate(words)
        )
        if not 2 <= n <= 5 or not even or not 2 * surface.em < y1 - y0 < 7 * surface.em:
            continue
        selected = odd_one(words, surface)
        step = (x1 - x0) / n
        ends = [round(x0 + i * step) for i in range(n + 1)]
        return [Widget("", "tabbar", "", box)] + [
            entry("menuitem", word, (left, y0, right, y1), selected=word is selected)
            for word, (left, right) in zip(words, pairwise(ends), strict=True)
        ]
    return []
