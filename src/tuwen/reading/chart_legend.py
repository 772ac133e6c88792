"""The legend of a chart: names, each with the colour of the marker before it.

A recogniser may read several entries as one line, markers and all («A -O- B»); they are cut
apart again at their markers. Knows nothing of axes or of what the colours draw.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_colour import Colour, distance
from tuwen.reading.chart_dashes import dash_of, differ
from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.chart_swatches import overlooked
from tuwen.reading.components import components, strongest
from tuwen.reading.ocr import Line
from tuwen.reading.outline import meets
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_MARKERS = " -–—■●○◆▲_"
MARK_LETTERS = frozenset(_MARKERS + "OoeQ0+φ°.。·,△▲▽▼□◇ΔΦ")  # what lone markers are read as
# A marker read as letters before a name; an O that goes on in small letters begins the name.
_LEADING = re.compile(
    r"^[-–—\s]*[OoeQ0+●○](?:[-–—\s]+|(?=[A-Z\d\u3400-\u9fff]|.$))|^[-–—■●○◆▲_\s]+"
    r"|^一(?=[\sA-Za-z\d])"
)
_READ_BETWEEN = re.compile(
    r"\s*[-–—]+\s*[OoQ0○◯●]?\s*[-–—]*\s*|\s+[Oo0○◯●■◆]\s+|(?<=[㐀-鿿])[Oo0○◯](?=[㐀-鿿])"
)
_FOREIGN = 40.0  # RGB distance from which a colour is no blend of another
_VIVID = 28  # chroma from which a colour is no gray


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend: its name, the colour of its marker, both boxes."""

    name: str
    colour: Colour
    box: Box
    marker: Box
    dash: float = inf  # length of the dashes of a marker that has any


def find_legend(scene: Scene, skip: list[Box], paper: Colour) -> list[Entry]:
    """Texts with a coloured marker before them that stand together; `skip`: tick labels."""
    found: list[Entry] = []
    for line in scene.snug:
        if line.upright and not any(meets(line.box, box) for box in skip):
            found += _entries(scene, line, paper)
    together = _together(found, scene.text_height)
    if together and len(together) == len({entry.marker[1] for entry in together}):
        right = max(entry.box[2] for entry in together)
        rest = overlooked(scene, [entry.marker for entry in together], right, paper)
        together = sorted(
            [*together, *(Entry(*row) for row in rest)], key=lambda e: (e.marker[1], e.marker[0])
        )
    numbers = sum(parse_number(entry.name) is not None for entry in together)
    lone = len(together) == 1 and len(together[0].name) == 1  # a mark read as a letter
    return [] if lone or (together and numbers == len(together) < 3) else together


def name_of(colour: Colour, legend: Sequence[Entry], paper: Colour) -> str:
    """What the legend calls a colour, or that colour seen through, on the paper."""
    best, name = _FOREIGN, ""
    own = np.subtract(colour, paper).astype(float)
    for entry in legend:
        way = np.subtract(entry.colour, paper).astype(float)
        share = min(1.0, float(own @ way) / max(1.0, float(way @ way)))
        # Of colours in one direction the nearer: pale and dark blue may be two series.
        off = float(np.linalg.norm(own - share * way)) + 12 * (1 - share)
        if share > 0.3 and off < best:
            best, name = off, entry.name
    return name


def _entries(scene: Scene, line: Line, paper: Colour) -> list[Entry]:
    """The entries of a line: mostly one, more where markers stand inside its box."""
    x0, y0, x1, y1 = line.box
    # Letters without ascenders make a low box; the marker is as tall as the font.
    tall = max(y1 - y0, round(0.55 * min(scene.text_height, 3 * (y1 - y0))))
    low = max(0, x0 - max(round(3.2 * tall), 30))
    area = scene.pixels[y0:y1, low:x1].astype(np.int16)
    if area.size == 0 or x1 - x0 < 3:
        return []
    far = strongest(np.abs(area - np.array(paper, np.int16))) > 13
    vivid = (area.max(axis=2) - area.min(axis=2)) > _VIVID
    marks = _marks(scene, line, low, far, vivid)
    inked = far[:, x0 - low :]
    coloured = float((inked & vivid[:, x0 - low :]).sum()) / max(1, int(inked.sum()))
    least = (1.1 if coloured < 0.55 else 1.4) * tall  # wider than letters of that colour
    count, labels, stats, centres = components(marks.astype(np.uint8))
    spots: list[tuple[int, int, int]] = []  # left, right, number
    pieces: list[int] = []
    start = x0 - low
    for i in range(1, count):
        x, _y, w, h, size = (int(v) for v in stats[i])
        level = abs(float(centres[i][1]) - (y1 - y0) / 2) < 0.28 * tall
        if size >= 6 and 0.3 * tall <= w <= 3.2 * tall and level:
            spots.append((x, x + w, i))
        if size >= 2 and level and h <= 0.5 * tall and x + w <= start + 3.2 * tall:
            pieces.append(i)
    before = [s for s in spots if s[0] <= start + 0.3 * tall and start - s[1] <= 1.8 * tall]
    inside = [s for s in spots if s[0] > start + 0.3 * tall and s[1] - s[0] > least]
    if before:  # the nearest; of several pieces of one marker the largest
        last = max(s[1] for s in before)
        before = [
            max(
                (s for s in before if last - s[1] <= 1.3 * tall),
                key=lambda s: int(stats[s[2], 4]),
            )
        ]
    cut = sorted([*before, *inside])
    if not cut:
        return []
    letters = np.flatnonzero(far.any(axis=0)) + low
    names = _names(
        line.text, [low + s[0] for s in cut], [low + s[1] for s in cut], line.box, letters
    )
    out: list[Entry] = []
    for k, (spot, name) in enumerate(zip(cut, names, strict=True)):
        dash, own = dash_of(stats, pieces, spot[2], tall)
        colour, marker = _marker(area, np.isin(labels, own), low, y0, paper)
        end = low + cut[k + 1][0] - 1 if k + 1 < len(cut) else x1
        begin = x0 if len(cut) == 1 else max(x0, marker[2])
        if not MARK_LETTERS.issuperset(name) and end > begin:
            out.append(Entry(name, colour, (begin, y0, end, y1), marker, dash))
    return out


def _marks(
    scene: Scene, line: Line, low: int, far: NDArray[np.bool_], vivid: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Pixels that may be a marker: all but letters before the text, vivid ones inside it."""
    x0, y0, _, y1 = line.box
    start = x0 - low
    marks = np.zeros_like(far)
    marks[:, :start] = far[:, :start] & (scene.text_mask[y0:y1, low:x0] == 0)
    return marks | (vivid & far)


def _names(
    text: str, starts: list[int], ends: list[int], box: Box, inked: NDArray[np.int64]
) -> list[str]:
    """The text cut at its markers; `inked` are the columns that hold any."""
    x0, _, x1, _ = box
    if len(starts) == 1:
        inside = ends[0] > x0 + 2  # the marker was read as a letter of the text
        name = _LEADING.sub("", text).strip() if inside else text.strip(_MARKERS)
        return [name or text]
    parts = [part for part in _READ_BETWEEN.split(text) if part.strip()]
    if starts[0] <= x0 + 2 and parts and parts[0].strip() in ("O", "o", "0"):
        parts = parts[1:]
    bare = ends[0] <= x0 + 2 or _READ_BETWEEN.match(text)  # no marker is left in the first part
    leading = starts[0] > x0 + (x1 - x0) / (2 * len(starts) + 2)  # words before the first marker
    if leading and len(parts) == len(starts) + 1:
        parts = parts[1:]
    if len(parts) != len(starts):
        parts = _by_width(text, starts, ends, x0, x1, inked)
        return [_LEADING.sub("", part).rstrip(_MARKERS) for part in parts]
    first = parts[0] if bare else _LEADING.sub("", parts[0])
    return [part.strip(_MARKERS) for part in (first, *parts[1:])]


def _by_width(
    text: str, starts: list[int], ends: list[int], x0: int, x1: int, inked: NDArray[np.int64]
) -> list[str]:
    """Letters given to the stretches between markers by their widths."""
    letters = [c for c in text if not c.isspace() and c not in _MARKERS]
    bounds = [x0, *(v for pair in zip(starts, ends, strict=True) for v in pair), x1]
    between = [
        inked[(inked > a) & (inked < b - 1)] for a, b in zip(bounds[::2], bounds[1::2], strict=True)
    ]
    wide = [int(np.ptp(columns)) + 1 if len(columns) else 0 for columns in between]
    weights = np.cumsum([1.8 if ord(c) > 0x2E80 else 1.0 for c in letters])
    if not letters or sum(wide) == 0:
        return ["" for _ in ends]
    cuts = np.cumsum(wide) / sum(wide) * weights[-1]
    parts = np.searchsorted(cuts, weights - 0.5)
    return [
        "".join(c for c, k in zip(letters, parts, strict=True) if k == n + 1)
        for n in range(len(ends))
    ]


def _marker(
    area: NDArray[np.int16], own: NDArray[np.bool_], low: int, top: int, paper: Colour
) -> tuple[Colour, Box]:
    ys, xs = np.nonzero(own)
    colours = area[ys, xs]
    strength = np.abs(colours - np.array(paper, np.int16)).sum(axis=1)
    strong = colours[strength >= np.median(strength)]
    red, green, blue = (float(v) for v in np.median(strong, axis=0))
    left, first = low + int(xs.min()), top + int(ys.min())
    box = (left, first, low + int(xs.max()) + 1, top + int(ys.max()) + 1)
    return (round(red), round(green), round(blue)), box


def _together(found: list[Entry], tall: float) -> list[Entry]:
    """The largest set of entries in rows and columns, with markers of one size."""
    best: list[Entry] = []
    for first in found:
        group = [first]
        for entry in group:  # grows while it is walked
            for other in found:
                alike = any(
                    distance(other.colour, e.colour) < 10 and not differ(other.dash, e.dash)
                    for e in group
                )
                if not alike and _beside(entry, other, tall):
                    group.append(other)
        group = _near(group)
        if len(group) > len(best):
            best = group
    return best


def _beside(one: Entry, other: Entry, tall: float) -> bool:
    """In one row, or close below one another in one column."""
    a, b = one.marker, other.marker
    alike = abs((a[3] - a[1]) - (b[3] - b[1])) <= max(3, 0.35 * tall)
    row = abs((a[1] + a[3]) - (b[1] + b[3])) / 2 <= 0.35 * tall
    column = abs(a[0] - b[0]) <= 0.35 * tall
    return alike and (row or column)


def _near(group: list[Entry]) -> list[Entry]:
    """Of a column only the entries above the first wide gap: below it another legend begins."""
    levels = sorted({entry.marker[1] + entry.marker[3] for entry in group})
    gaps = [b - a for a, b in pairwise(levels) if b - a > 6]
    if len(gaps) < 2:
        return sorted(group, key=lambda e: (e.marker[1], e.marker[0]))
    usual = sorted(gaps)[len(gaps) // 2]
    end = levels[-1]
    for a, b in pairwise(levels):
        if b - a > 1.5 * usual:
            end = a
            break
    kept = [entry for entry in group if entry.marker[1] + entry.marker[3] <= end]
    return sorted(kept if len(kept) >= 2 else group, key=lambda e: (e.marker[1], e.marker[0]))
