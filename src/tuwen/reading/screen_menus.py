"""Menus that are unfolded over a page: a panel of short lines below one another.

A panel of the colour of the page is told by the button above it. Knows nothing of what the
entries lead to.
"""

from collections.abc import Sequence
from itertools import pairwise

from tuwen.reading.outline import holds
from tuwen.reading.screen_bars import stacked
from tuwen.reading.screen_faces import Face
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.types import Box, Widget


def drop_down(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """A panel with nothing but short lines of one height below one another."""
    em = surface.em
    for face in surface.faces:
        if not 4 * em < face.width < 0.45 * surface.width or face.height < 4 * em:
            continue
        if any(holds(box, face.box) for box in taken):
            continue
        words = sorted(surface.words_in(face.box), key=lambda w: w.level)
        small = [f for f in surface.faces_in(face.box) if f.width < 0.6 * face.width]
        if len(words) < 3 or len(small) > len(words) or not _listed(words, face, em):
            continue
        return [Widget("", "menu", "", face.box), *stacked(surface, words, face.box, "menuitem")]
    return []


def floating(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """A drop-down whose panel is as the page: close lines below a button, nothing beside them."""
    em = surface.em
    free = [w for w in surface.words if not any(holds(b, w.box) for b in taken)]
    for face in surface.faces:
        x0, _, x1, y1 = face.box
        if not 1.7 * em < face.height < 4 * em or not 3 * em < face.width < 16 * em:
            continue
        if len(surface.words_in(face.box)) not in (1, 2):
            continue
        near = [w for w in free if abs(w.box[0] - x0) < 2 * em and 0 < w.box[1] - y1 < 20 * em]
        stack = _stack(sorted(near, key=lambda w: w.level), y1, em)
        ruled = [
            r
            for r in surface.rules
            if stack and r[2] - r[0] > 20 * em and stack[0].level < r[1] < stack[-1].level
        ]
        if (
            len(stack) < 3
            or ruled
            or any(w not in stack and _level_with(w, stack, em) for w in free)
        ):
            continue
        left, right = stack[0].box[0], max(w.box[2] for w in stack)
        step = stack[1].level - stack[0].level
        end = max(right + 1.1 * em, x1 if x1 - right < 3 * em else 0)
        top, bottom = stack[0].level - 0.6 * step, stack[-1].level + 0.6 * step
        box = (max(0, round(left - 1.1 * em)), round(top), round(end), round(bottom))
        return [Widget("", "menu", "", box), *stacked(surface, stack, box, "menuitem")]
    return []


def _stack(words: list[Word], top: int, em: float) -> list[Word]:
    """Lines of even steps that begin right below a level."""
    stack: list[Word] = []
    for word in words:
        if not stack and word.box[1] - top > 2.2 * em:
            return []
        if len(stack) > 1:
            step = stack[1].level - stack[0].level
            if abs(word.level - stack[-1].level - step) > 0.25 * em:
                break
        elif stack and not 1.7 * em < word.level - stack[0].level < 2.8 * em:
            return []
        stack.append(word)
    return stack


def _level_with(word: Word, stack: Sequence[Word], em: float) -> bool:
    """Whether a word stands right of a stack, on the level of one of its lines."""
    beside = 0 < word.box[0] - stack[0].box[2] < 30 * em
    return beside and any(abs(word.level - w.level) < 0.5 * em for w in stack)


def _listed(words: list[Word], face: Face, em: float) -> bool:
    steps = [b.level - a.level for a, b in pairwise(words)]
    even = max(steps) - min(steps) < 0.5 * em and 1.6 * em < steps[0] < 3.4 * em
    level = max(w.box[0] for w in words) - min(w.box[0] for w in words) < 1.2 * em
    rims = words[0].level - face.box[1], face.box[3] - words[-1].level
    return (
        even and level and max(rims) < 1.3 * steps[0] and words[0].box[0] - face.box[0] < 3.2 * em
    )
