"""What a screen shows before anything on it has a role: faces, rules, and words with colours.

A face is a flat area with straight sides or round ends (button, panel, track of a switch), a
rule a thin level line. Knows no roles; measures in em, the size of the usual letters.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from tuwen.reading.components import components
from tuwen.reading.line import Line
from tuwen.reading.outline import area_of, distance, holds, meets
from tuwen.reading.scene import Scene
from tuwen.reading.screen_faces import Colour, Face, colour_of, face_of, melted
from tuwen.reading.types import Box

_FAINT = 4  # levels by which a rule stands out
_DESCENDING = re.compile(r"[gjpqy,;()\[\]/|]")
# What a pictogram before a name is read as.
_MARKED = re.compile(r"[A-Za-z品日田口吕回目凸©®]\s?([\u3400-\u9fffA-Z].{2,})$")
_PICTOGRAM = 1.6  # letter sizes that one is wide at most
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text with the colours of its letters and of what they stand on."""

    text: str
    box: Box
    ink: Colour
    ground: Colour
    weight: float = 0.0  # share of its box that is ink: bold letters have more

    @property
    def strength(self) -> int:
        return distance(self.ink, self.ground)

    @property
    def vivid(self) -> bool:
        return max(self.ink) - min(self.ink) > 70

    @property
    def size(self) -> float:
        """The size of its letters in px."""
        return letter_size(self.text, self.box)

    @property
    def level(self) -> float:
        return (self.box[1] + self.box[3]) / 2


class Surface:
    """A scene as screens are read: `em` is the size of the usual letters in px."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.box: Box = (0, 0, scene.width, scene.height)
        self.hidden: Box = (0, 0, 0, 0)  # by what lies in front
        self.width, self.height = scene.width, scene.height
        self.em = _em(scene.snug)
        self.words = [w for line in scene.snug if line.upright for w in _words(scene, line)]

    @property
    def mobile(self) -> bool:
        return self.height > 1.2 * self.width

    @cached_property
    def faces(self) -> list[Face]:
        """Largest first; panels that rules part into a head and a body are one."""
        found = [face_of(self.scene, r) for r in self.scene.regions]
        found += [f for r in self.scene.regions[:3] for f in melted(self.scene, r, self.em)]
        return sorted(self._joined([f for f in found if f]), key=lambda f: -area_of(f.box))

    def _joined(self, faces: list[Face]) -> list[Face]:
        """Wide faces of one colour that lie upon one another, parted by a rule, are one panel."""
        em = self.em
        wide = [f for f in faces if 10 * em < f.width < 0.97 * self.width]
        done: list[Face] = []
        for face in sorted(wide, key=lambda f: f.box[1]):
            for i, other in enumerate(done):
                same = abs(face.box[0] - other.box[0]) <= 3 and abs(face.box[2] - other.box[2]) <= 3
                if (
                    same
                    and -4 <= face.box[1] - other.box[3] <= 3
                    and distance(face.colour, other.colour) <= 10
                    and max(face.height, other.height) > 2.6 * em
                ):
                    x0, y0, x1, y1 = other.box
                    done[i] = replace(other, box=(x0, y0, x1, max(y1, face.box[3])))
                    break
            else:
                done.append(face)
        return done + [f for f in faces if f not in wide]

    @cached_property
    def rules(self) -> list[Box]:
        """Thin level lines of some length, top to bottom."""
        gray = self.scene.gray.astype(np.int16)
        if gray.shape[0] < 8:
            return []
        up, down = gray[3:-3] - gray[:-6], gray[3:-3] - gray[6:]
        thin = (up * down > 0) & (np.minimum(np.abs(up), np.abs(down)) >= _FAINT)
        mask = np.zeros(gray.shape, np.uint8)
        mask[3:-3] = thin
        long = max(24, round(6 * self.em))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
        _, _, table, _ = components(mask)
        boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in table[1:] if h <= 6]
        return sorted(boxes, key=lambda box: (box[1], box[0]))

    def words_in(self, box: Box) -> list[Word]:
        return [w for w in self.words if holds(box, w.box)]

    def faces_in(self, box: Box) -> list[Face]:
        """The faces whose middle lies in a box and that are smaller than it."""
        size = area_of(box)
        return [f for f in self.faces if holds(box, f.box) and area_of(f.box) < 0.9 * size]

    def within(self, box: Box) -> "Surface":
        """The same surface with what lies in a box alone."""
        return self._part(lambda other: holds(box, other), box)

    def behind(self, box: Box) -> "Surface":
        """The same surface without what lies in a box, or is cut by it."""
        part = self._part(lambda other: not meets(other, box), self.box)
        part.faces = [f for f in self.faces if not holds(box, f.box) and not _cut(f.box, box)]
        part.rules = _mended([r for r in self.rules if not holds(box, r)], box)
        part.hidden = box
        return part

    def _part(self, keeps: Callable[[Box], bool], box: Box) -> "Surface":
        part = Surface.__new__(Surface)
        part.scene, part.em, part.box, part.hidden = self.scene, self.em, box, self.hidden
        part.width, part.height = self.width, self.height
        part.words = [w for w in self.words if keeps(w.box)]
        part.faces = [f for f in self.faces if keeps(f.box)]
        part.rules = [r for r in self.rules if keeps(r)]
        return part


def _em(lines: Iterable[Line]) -> float:
    sizes: list[float] = []
    for line in lines:
        if line.upright and len(line.text) > 1:
            sizes.append(letter_size(line.text, line.box))
    return float(np.median(sizes)) if sizes else 14.0


def _cut(box: Box, hidden: Box) -> bool:
    """Whether a box ends right where something hides the rest of it."""
    beside = box[1] < hidden[3] and hidden[1] < box[3]
    below = box[0] < hidden[2] and hidden[0] < box[2]
    level = abs(box[0] - hidden[2]) <= 6 or abs(box[2] - hidden[0]) <= 6
    upright = abs(box[1] - hidden[3]) <= 6 or abs(box[3] - hidden[1]) <= 6
    return (beside and level) or (below and upright)


def _mended(rules: list[Box], hidden: Box) -> list[Box]:
    """Rules that something hides in the middle are whole."""
    done: list[Box] = []
    for rule in rules:
        for i, other in enumerate(done):
            left, right = sorted((other, rule))
            gap = hidden[0] - 8 <= left[2] <= right[0] <= hidden[2] + 8
            if abs(other[1] - rule[1]) <= 2 and gap and hidden[1] < rule[1] < hidden[3]:
                done[i] = (left[0], left[1], right[2], left[3])
                break
        else:
            done.append(rule)
    return done


def letter_size(text: str, box: Box) -> float:
    """The size of the letters of a line, by the height of those that it has."""
    han, low = _HAN.search(text), _DESCENDING.search(text)
    return (box[3] - box[1]) / (0.97 if han else 0.94 if low else 0.74)


def _words(scene: Scene, line: Line) -> list[Word]:
    """The line, or its parts where words stand wide apart, as actions in a cell do."""
    x0, y0, x1, y1 = line.box
    patch = scene.pixels[y0:y1, x0:x1].astype(np.int16)
    if patch.size == 0:
        return []
    rows = [y for y in (y0 - 2, y1 + 1) if 0 <= y < scene.height] or [y0]
    ground = np.median(scene.pixels[rows, x0:x1].reshape(-1, 3), axis=0)
    far = np.abs(patch - ground).max(axis=2)
    strong = far >= max(12, 0.7 * float(far.max()))
    ink = np.median(patch[strong], axis=0) if strong.any() else ground
    weight = float((far > 0.5 * max(12, int(far.max()))).mean())
    whole = Word(line.text, line.box, colour_of(ink), colour_of(ground), weight)
    dark = far > 0.3 * max(12, int(far.max()))
    dark[dark.mean(axis=1) > 0.8] = False  # an underline
    columns = np.flatnonzero(dark.any(axis=0))
    size = letter_size(line.text, line.box)
    apart = 0.43 if whole.vivid else 0.58  # actions in the colour of links stand closer
    steps = np.flatnonzero(np.diff(columns) > apart * size)
    if not len(steps):
        return [whole]
    if len(steps) == 1 and columns[steps[0]] - columns[0] < _PICTOGRAM * size:
        left = int(columns[steps[0] + 1])
        rows = np.flatnonzero(dark[:, left:].any(axis=1))  # a pictogram is taller than letters
        own = letter_size(line.text, (x0, int(rows[0]), x1, int(rows[-1]) + 1))
        text = _beside_pictogram(line.text, (columns[-1] - left) / own)
        if text:
            return [replace(whole, text=text, box=(x0 + left, y0, x1, y1))]
    texts = line.text.split()
    if len(texts) < 2 and not (whole.vivid and len(line.text) < 12):
        return [whole]
    starts = [int(columns[0]), *(int(columns[i + 1]) for i in steps)]
    ends = [*(int(columns[i]) for i in steps), int(columns[-1])]
    if len(steps) + 1 != len(texts):
        texts = _dealt(line.text, [b - a + 1 for a, b in zip(starts, ends, strict=True)])
    if not texts or not _even(texts, [b - a for a, b in zip(starts, ends, strict=True)]):
        return [whole]
    return [
        replace(whole, text=text, box=(x0 + a, y0, x0 + b + 1, y1))
        for text, a, b in zip(texts, starts, ends, strict=True)
    ]


def _beside_pictogram(text: str, wide: float) -> str:
    """The name that is so wide, in sizes of its letters: all of it, or what follows a letter."""
    marked = _MARKED.match(text)
    names = [text, *([marked[1]] if marked else [])]
    off = {
        name: abs(wide - sum(1.0 if _HAN.match(letter) else 0.52 for letter in name))
        for name in names
    }
    best = min(names, key=lambda name: off[name] + (0.5 if name == text else 0))
    return best if off[best] < 0.3 + 0.2 * wide else ""


def _even(texts: list[str], widths: list[int]) -> bool:
    """Whether each part is as wide as its letters ask for: a pictogram is not."""
    usual = sum(widths) / sum(map(len, texts))
    return all(0.55 * usual < w / len(t) < 1.8 * usual for t, w in zip(texts, widths, strict=True))


def _dealt(text: str, widths: list[int]) -> list[str]:
    """Han characters by the widths of the parts that they stand in; empty where that fails."""
    em = sum(widths) / max(1, len(text))
    counts = [round(width / em) for width in widths]
    if not all(_HAN.match(c) for c in text) or sum(counts) != len(text) or min(counts) < 2:
        return []
    starts = [sum(counts[:i]) for i in range(len(counts))]
    return [text[a : a + n] for a, n in zip(starts, counts, strict=True)]
