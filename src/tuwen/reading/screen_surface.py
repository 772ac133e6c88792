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
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.line import Line
from tuwen.reading.outline import area_of, distance, holds, meets
from tuwen.reading.scene import Region, Scene
from tuwen.reading.types import Box

Colour = tuple[int, int, int]

_SOLID = 0.74  # of its bounding box: a disc has 0.79
_REACH = 4  # px beyond a side: past any border
_APART = 5  # levels between a side and what lies beyond it
_FAINT = 4  # levels by which a rule stands out
_DESCENDING = re.compile(r"[gjpqy,;()\[\]/|]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Face:
    """A flat area with its border; `fill` is what it covers of its box, 0.79 for a disc."""

    box: Box
    colour: Colour
    around: Colour
    fill: float

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def filled(self) -> bool:
        """Of another colour than what surrounds it."""
        return distance(self.colour, self.around) > 6

    @property
    def vivid(self) -> bool:
        return max(self.colour) - min(self.colour) > 60


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
        found = [_face(self.scene, r) for r in self.scene.regions]
        found += [f for r in self.scene.regions[:3] for f in _melted(self.scene, r, self.em)]
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
        part.faces = [f for f in self.faces if not holds(box, f.box)]
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
    whole = Word(line.text, line.box, _colour(ink), _colour(ground), weight)
    texts = line.text.split()
    if len(texts) < 2 and not (whole.vivid and len(line.text) < 12):
        return [whole]
    dark = far > 0.3 * max(12, int(far.max()))
    dark[dark.mean(axis=1) > 0.8] = False  # an underline
    columns = np.flatnonzero(dark.any(axis=0))
    if not len(columns):
        return [whole]
    apart = 0.43 if whole.vivid else 0.58  # actions in the colour of links stand closer
    steps = np.flatnonzero(np.diff(columns) > apart * letter_size(line.text, line.box))
    if not len(steps):
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


def _colour(values: NDArray[np.floating]) -> Colour:
    r, g, b = (int(v) for v in values)
    return r, g, b


def _face(scene: Scene, region: Region) -> Face | None:
    x0, y0, x1, y1 = region.box
    if region.area < 0.3 * region.width * region.height:
        return None
    mask = (scene.labels[y0:y1, x0:x1] == region.label).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=len)
    covered = np.zeros_like(mask)
    cv2.drawContours(covered, [contour], -1, 1, -1)
    fill = float(covered.mean())
    if fill < _SOLID:
        return None
    around = _around(scene, region.box)
    return Face(_bordered(scene, region.box, around), region.colour, around, fill)


def _melted(scene: Scene, region: Region, em: float) -> list[Face]:
    """Panels that differ too little from the page, so that both are one region."""
    if region.area < 0.1 * scene.gray.size:
        return []
    own = scene.labels == region.label
    counts = np.bincount(scene.gray[own], minlength=256)
    first = int(counts.argmax())
    counts[max(0, first - 3) : first + 4] = 0
    second = int(counts.argmax())
    if counts[second] < 0.02 * region.area:
        return []
    mask = (own & (np.abs(scene.gray.astype(np.int16) - second) <= 1)).astype(np.uint8)
    _, _, table, _ = components(mask, 4)
    found: list[Face] = []
    for x, y, w, h, area in table[1:].tolist():
        if w > 6 * em and h > 1.6 * em and area > 0.7 * w * h:
            box = (x, y, x + w, y + h)
            found.append(Face(box, (second,) * 3, (first,) * 3, area / (w * h)))
    return found


def _around(scene: Scene, box: Box) -> Colour:
    """The colour a little beyond the sides, where three of five places agree best."""
    x0, y0, x1, y1 = box
    x, y = (x0 + x1) // 2, (y0 + y1) // 2
    places = [(x, y0 - _REACH), (x, y1 + _REACH - 1), (x0 - _REACH, y), (x1 + _REACH - 1, y)]
    seen = [
        scene.pixels[v, u] for u, v in places if 0 <= u < scene.width and 0 <= v < scene.height
    ]
    return _colour(np.median(np.array(seen), axis=0)) if seen else (0, 0, 0)


def _bordered(scene: Scene, box: Box, around: Colour) -> Box:
    """The box with its border of 3 px at most."""
    x0, y0, x1, y1 = box
    for _ in range(3):
        rows, columns = slice((y0 + y1) // 2 - 1, (y0 + y1) // 2 + 2), slice(
            (x0 + x1) // 2 - 2, (x0 + x1) // 2 + 3
        )
        left = x0 > 0 and _differs(scene.pixels[rows, x0 - 1], around)
        right = x1 < scene.width and _differs(scene.pixels[rows, x1], around)
        above = y0 > 0 and _differs(scene.pixels[y0 - 1, columns], around)
        below = y1 < scene.height and _differs(scene.pixels[y1, columns], around)
        x0, x1, y0, y1 = x0 - left, x1 + right, y0 - above, y1 + below
    return x0, y0, x1, y1


def _differs(pixels: NDArray[np.uint8], colour: Colour) -> bool:
    return float(np.abs(pixels.mean(axis=0) - np.array(colour)).max()) > _APART
