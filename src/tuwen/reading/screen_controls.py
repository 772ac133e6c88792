"""Controls by their faces: buttons, inputs, selects, text areas, tags.

The place of the text in a face tells a button (middle) from a field (left); a small arrow at
the right end makes a field a select. Knows nothing of menus, tables or panels.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tuwen.reading.outline import distance, holds, inside
from tuwen.reading.screen_faces import Face
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.types import Box, Widget

_LOW, _HIGH = 1.2, 4.1  # em: heights of controls of one line
_TAG = 1.86  # em: lower faces around a word are tags
_ARROWS = ("▼", "▾", "∨", "v", "V", "⌄", "˅", "﹀")
_STADIUM = 0.84  # of its box that a button with round ends covers; a disc has 0.79
_WEAK = 115  # levels between letters and a filled face: a disabled button's


def controls(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """The faces of one line's height, and text areas, that lie in none of the boxes taken."""
    found: list[Widget] = []
    for face in surface.faces:
        if any(holds(box, face.box) for box in taken):
            continue
        widget = _control(surface, face)
        if widget is not None:
            found.append(widget)
    return [w for w in found if not any(_bordering(w, other) for other in found)]


def _bordering(outer: Widget, inner: Widget) -> bool:
    """Whether the inner one has the outer one for a border: one control, outlined twice."""
    return outer is not inner and outer.box != inner.box and inside(inner.box, outer.box, 0)


def _control(surface: Surface, face: Face) -> Widget | None:
    em = surface.em
    words = surface.words_in(face.box)
    within = [f for f in surface.faces_in(face.box) if f.width > 1.2 * em]
    if face.width < 1.5 * em or face.fill < _STADIUM or within:
        return None
    if face.height > _HIGH * em:
        return _text_area(surface, face, words)
    if face.height < _LOW * em or len(words) > 2 or face.width > 0.97 * surface.width:
        return None
    words.sort(key=lambda w: w.box[0])
    text = " ".join(w.text for w in words)
    if text in ("×", "✕", "x", "X"):  # closes what it stands on
        return None
    if not words:
        return _empty(surface, face)
    if (
        len(words) == 2
        and _arrow_like(words[1], words[0], em)
        and face.box[2] - words[1].box[2] < 2 * em
    ):
        plain = not face.vivid and words[1].box[0] - words[0].box[2] > em
        role = "select" if plain else "button"
        return Widget("", role, words[0].text, face.box, _greyed(surface, face) if plain else "")
    left, right = words[0].box[0] - face.box[0], face.box[2] - words[-1].box[2]
    centred = abs(left - right) < max(0.8 * em, 0.1 * face.width) and left > 0.2 * em
    if face.height < _TAG * em and len(text) <= 20 and left < 1.6 * em:
        if not centred and text[-1] not in "×✕":
            return None
        return Widget("", "button" if _plain(face, words, em) else "tag", text, face.box)
    if centred and len(text) <= 32 and face.width < 30 * em + 0.5 * surface.width:
        state = "" if any(surface.hidden) else _disabled(face, words)  # dimmed as it is
        return Widget("", "button", text, face.box, state)
    return _field(surface, face, words, left)


def _arrow_like(last: Word, first: Word, em: float) -> bool:
    """A letter that stands alone at the end of a field, or an arrow by itself."""
    alone = len(last.text) == 1 and last.box[0] - first.box[2] > 2 * em
    return last.text in _ARROWS or (alone and last.text.isalpha() and last.text.isascii())


def _plain(face: Face, words: Sequence[Word], em: float) -> bool:
    """A low button of a desktop program: grey or white, with a border, with dark letters."""
    neutral = max(face.colour) - min(face.colour) < 12 and not any(w.vivid for w in words)
    return neutral and face.height > 1.6 * em and max(w.strength for w in words) > 150


def _field(surface: Surface, face: Face, words: list[Word], left: int) -> Widget | None:
    em = surface.em
    text = " ".join(w.text for w in words)
    if not 0.2 * em < left < 4 * em or face.vivid or face.width < 4 * em:
        return None
    rim = face.box[1] <= 3 or face.box[2] >= surface.width - 3
    if rim and face.width > 0.6 * surface.width:  # a bar
        return None
    role = "select" if arrow(surface, face.box, words[-1].box[2]) else "input"
    if words[0].vivid and words[0].strength > 90:  # an entry that is selected
        return None
    if (
        face.box[2] < surface.width - 2
        and face.box[2] - words[-1].box[2] < left
        and role == "input"
    ):
        return None
    return Widget("", role, text, face.box, _greyed(surface, face))


def _empty(surface: Surface, face: Face) -> Widget | None:
    if face.vivid or face.width < 4.5 * face.height or face.height < 1.5 * surface.em:
        return None
    if face.width > 0.95 * surface.width:
        return None
    role = "select" if arrow(surface, face.box, face.box[0]) else "input"
    return Widget("", role, "", face.box, _greyed(surface, face))


def _greyed(surface: Surface, face: Face) -> str:
    """A field that is greyed, where letters go on paper elsewhere."""
    shade = max(abs(a - b) for a, b in zip(face.colour, face.around, strict=True))
    grey = face.colour[0] > 225 and shade > 6 and max(face.around) > 250
    return "disabled" if grey and not surface.mobile else ""


def _disabled(face: Face, words: Sequence[Word]) -> str:
    """A button whose letters hardly stand out."""
    weak = max(w.strength for w in words)
    return "disabled" if weak < (_WEAK if face.filled else 95) else ""


def _text_area(surface: Surface, face: Face, words: list[Word]) -> Widget | None:
    """A hollow field of several lines, with what was written into it at its top."""
    em = surface.em
    if face.width < 10 * em or face.height > 14 * em or len(words) > 4:
        return None
    sizes = [w.box[3] - w.box[1] for w in words]
    if sizes and (max(sizes) > 1.4 * min(sizes) or max(sizes) > 1.3 * em):
        return None
    words.sort(key=lambda w: w.level)
    if words:
        first = words[0]
        if first.box[1] - face.box[1] > 1.3 * em or first.box[0] - face.box[0] > 1.6 * em:
            return None
        steps = [b.level - a.level for a, b in pairwise(words)]
        if steps and (max(steps) > 1.9 * em or len({round(w.box[0] / em) for w in words}) > 1):
            return None
    if not words and not _grip(surface, face.box):
        return None
    return Widget("", "textarea", " ".join(w.text for w in words), face.box)


def _grip(surface: Surface, box: Box) -> bool:
    """The handle that browsers draw in the lower right corner of a text area."""
    x1, y1 = box[2], box[3]
    patch = surface.scene.gray[y1 - 14 : y1 - 2, x1 - 14 : x1 - 2].astype(int)
    return patch.size > 0 and bool((abs(patch - int(np.median(patch))) > 30).sum() > 4)


def arrow(surface: Surface, box: Box, text_end: int) -> bool:
    """Whether a small mark that is wider than high stands at the right end of a field."""
    em = surface.em
    x0, y0, x1, y1 = box
    start = max(round(x1 - 2.9 * em), text_end + 2, x0 + 4)
    patch = surface.scene.pixels[y0 + 4 : y1 - 4, start : x1 - 4].astype(np.int16)
    if patch.shape[0] < 4 or patch.shape[1] < 4:
        return False
    strong = np.abs(patch - np.median(patch, axis=(0, 1))).max(axis=2) > 28
    columns = np.flatnonzero(strong.any(axis=0))
    rows = np.flatnonzero(strong.any(axis=1))
    if not len(columns):
        return False
    wide, high = int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1
    middle = abs(float(rows.mean()) - patch.shape[0] / 2) < 0.35 * em
    return middle and 0.3 * em < wide < 1.2 * em and 1.15 * high < wide and high >= 2


def links(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """Words in the colour of links: blue, on a ground that is not."""
    found: list[Widget] = []
    for word in surface.words:
        blue = word.ink[2] - word.ink[0] > 60 and word.ink[2] >= word.ink[1]
        if not blue or word.strength < 70 or distance(word.ground, word.ink) < 60:
            continue
        if max(word.ground) - min(word.ground) > 40 or len(word.text) > 40 or len(word.text) < 2:
            continue
        if not any(holds(box, word.box) for box in taken) and not set(word.text) & set("✅☑☐□"):
            found.append(Widget("", "link", word.text, _roomy(surface, word.box)))
    return found


def headings(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """Lines clearly larger than the usual text, outside of controls."""
    em = surface.em
    return [
        Widget("", "heading", word.text, _roomy(surface, word.box))
        for word in surface.words
        if word.size > 1.24 * em
        and word.strength > 100
        and 2 <= len(word.text) <= 60
        and sum(c.isalpha() for c in word.text) > max(1, 0.5 * len(word.text))
        and word.box[2] - word.box[0] > 1.3 * (word.box[3] - word.box[1])
        and not any(holds(box, word.box) for box in taken)
    ]


def _roomy(surface: Surface, box: Box) -> Box:
    """A line with the room above and below its letters that browsers give it."""
    more = round(0.12 * (box[3] - box[1]) + 1)
    return box[0], max(0, box[1] - more), box[2], min(surface.height, box[3] + more)
