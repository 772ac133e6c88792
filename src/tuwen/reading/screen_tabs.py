"""Tabs, the path of a page (breadcrumb) and the numbers of its pages: strips of words.

The selected tab is the one with a line beneath it, or with sides and no line. Knows nothing
of what the tabs show.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tuwen.reading.outline import bounds, holds
from tuwen.reading.screen_bars import entry, odd_one
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.types import Box, Widget

_PATH = re.compile(r"^[^/>›]{1,20}(\s*[/>›]\s*[^/>›]{1,24})*\s*[/>›]?$")
_PART = re.compile(r"[/>›]")
_TURNS = re.compile(r"[上下]一页|[上下]页|条|\bprev|\bnext|[«»‹›<>…]", re.I)
_ASIDE = re.compile(
    r"^(?:共.*|Total.*|\d+\s*条.*|[‹›«»<>…·]+|(?:上|下)一页|前往|页|Next|Previous|Prev|\d+\s*/\s*(?:page|页))$",
    re.I,
)


def tabs(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """The rows of tabs, each with its selected one."""
    em = surface.em
    fields = [
        f.box
        for f in surface.faces
        if 1.5 * em < f.height < 3 * em and f.width < 0.5 * surface.width and not f.filled
    ]
    held = [*taken, *fields]
    free = [
        w
        for w in surface.words
        if len(w.text) < 24 and w.text[-1] not in ":：" and not any(holds(b, w.box) for b in held)
    ]
    found: list[Widget] = []
    for word in free:
        if any(holds(w.box, word.box) for w in found):
            continue
        bottom = _underlined(surface, word) or _open_box(surface, word)
        if bottom:
            chain = _chain(surface, word, free)
            if len(chain) > 1:
                found += _row(surface, chain, word, bottom)
    return found


def _underlined(surface: Surface, word: Word) -> int:
    """The y of a short thick line of a lively colour beneath a word; 0 without."""
    em, pixels = surface.em, surface.scene.pixels
    x0, x1 = word.box[0], word.box[2]
    top, end = (
        word.box[3] + max(3, round(0.3 * em)),
        min(surface.height, round(word.box[3] + 2.1 * em)),
    )
    x0, x1 = max(0, round(x0 - 2 * em)), min(surface.width, round(x1 + 2 * em))
    strip = pixels[top:end, x0:x1].astype(np.int16)
    if strip.shape[0] < 3:
        return 0
    lively = strip.max(axis=2) - strip.min(axis=2) > 60
    far = np.abs(strip - np.array(word.ground)).max(axis=2)
    line = (lively & (far > 60)) | (far > 130)
    middle = round((word.box[0] + word.box[2]) / 2) - x0
    runs = [_run(row, middle) if row[middle] else (0, 0) for row in line]
    wide = max(b - a for a, b in runs)
    rows = [i for i, (a, b) in enumerate(runs) if b - a > 0.8 * wide]
    if wide < 1.1 * em or rows[-1] - rows[0] + 1 != len(rows) or len(rows) > 0.35 * em:
        return 0
    left, right = runs[rows[0]]
    row = strip[rows[0], left : right + 1]
    flat = float(np.abs(row - np.median(row, axis=0)).max(axis=1).mean()) < 12
    centred = abs(left + right - 2 * middle) < 1.2 * em
    whole = left > 0 and right + 1 < line.shape[1]
    red = float(np.median(row[:, 0] - np.maximum(row[:, 1], row[:, 2]))) > 90
    if not flat or not centred or not whole or red:
        return 0
    place = (x0 + left, top + rows[0], x0 + right, top + rows[-1] + 1)
    return 0 if _side(surface, place) else place[3]


def _run(same: np.ndarray, at: int) -> tuple[int, int]:
    left = right = at
    while left > 0 and same[left - 1]:
        left -= 1
    while right + 1 < len(same) and same[right + 1]:
        right += 1
    return left, right


def _open_box(surface: Surface, word: Word) -> int:
    """The y of a rule that is missing beneath a word alone; 0 without."""
    em = surface.em
    x0, _, x1, y1 = word.box
    for rule in surface.rules:
        if not 0.2 * em < rule[1] - y1 < 1.8 * em:
            continue
        gap = [r for r in surface.rules if abs(r[1] - rule[1]) <= 3 and not _side(surface, r)]
        if any(r[0] < x1 and x0 < r[2] for r in gap):
            continue
        right = min((r[0] for r in gap if r[0] >= x1), default=None)
        left = max((r[2] for r in gap if r[2] <= x0), default=None)
        sides = [abs(right - x1) if right else 99, abs(x0 - left) if left else 99]
        if min(sides) < 2.2 * em and _sided(surface, word):
            return rule[3]
    return 0


def _side(surface: Surface, rule: Box) -> bool:
    """Whether a rule is a side of a face, as of a field."""
    return any(
        min(abs(rule[1] - f.box[1]), abs(rule[1] - f.box[3])) <= 5
        and rule[0] >= f.box[0] - 8
        and rule[2] <= f.box[2] + 8
        for f in surface.faces
        if f.height < 5 * surface.em and rule[2] - rule[0] > 0.6 * f.width
    )


def _sided(surface: Surface, word: Word) -> bool:
    """Thin upright lines on both sides of a word."""
    em = surface.em
    x0, y0, x1, y1 = word.box
    gray = surface.scene.gray[y0:y1].astype(np.int16)
    away = np.abs(gray - np.median(gray[:, max(0, x0 - 3) : x0 - 1])).min(axis=0) > 6
    reach = round(2.2 * em)
    return bool(away[max(0, x0 - reach) : x0 - 2].any() and away[x1 + 2 : x1 + reach].any())


def _chain(surface: Surface, word: Word, free: Sequence[Word]) -> list[Word]:
    """The words beside a word that stand like it."""
    em = surface.em
    reach = 0.4 * surface.width if surface.mobile else 5.5 * em
    level = [w for w in free if abs(w.level - word.level) < 0.5 * em]
    row = sorted(level, key=lambda w: w.box[0])
    at = row.index(word)
    first = last = at
    while first > 0 and row[first].box[0] - row[first - 1].box[2] < reach:
        first -= 1
    while last + 1 < len(row) and row[last + 1].box[0] - row[last].box[2] < reach:
        last += 1
    return row[first : last + 1]


def _row(surface: Surface, chain: list[Word], selected: Word, bottom: int) -> list[Widget]:
    em = surface.em
    top = max(0, round(2 * selected.level - bottom))
    found: list[Widget] = []
    for i, word in enumerate(chain):
        before = word.box[0] - chain[i - 1].box[2] if i else None
        after = chain[i + 1].box[0] - word.box[2] if i + 1 < len(chain) else None
        gaps = [gap for gap in (before, after) if gap is not None]
        share = 0.5 if surface.mobile else 0.42
        left, right = (round(share * (g if g is not None else min(gaps))) for g in (before, after))
        if not surface.mobile:
            left, right = (min(v, round(1.25 * em)) for v in (left, right))
        box = (max(0, word.box[0] - left), top, min(surface.width, word.box[2] + right), bottom)
        found.append(entry("tab", word, box, selected=word is selected))
    return found


def breadcrumb(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """Words parted by slashes or angles, above what they lead to."""
    em = surface.em
    free = [w for w in surface.words if not any(holds(b, w.box) for b in taken)]
    rows: list[list[Word]] = []
    for word in sorted(free, key=lambda w: (round(w.level / em), w.box[0])):
        if (
            rows
            and abs(rows[-1][-1].level - word.level) < 0.6 * em
            and -2 < word.box[0] - rows[-1][-1].box[2] < 2.2 * em
        ):
            rows[-1].append(word)
        elif word.box[3] < 0.4 * surface.height:
            rows.append([word])
    for row in rows:
        text = " ".join(w.text for w in row)
        parts = [p.strip() for p in _PART.split(text) if p.strip()]
        if "://" in text or not 2 <= len(parts) <= 6 or not _PATH.match(text):
            continue
        if any(re.fullmatch(r"[\d.,%:\s]+\w?", p) for p in parts):
            continue
        return [Widget("", "breadcrumb", " / ".join(parts), bounds(w.box for w in row))]
    return []


def pagination(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """Numbers that count up side by side, with what stands at their ends."""
    em = surface.em
    numbers = [
        w
        for w in surface.words
        if re.fullmatch(r"\d{1,3}", w.text) and not any(holds(b, w.box) for b in taken)
    ]
    for word in surface.words:  # read as one line
        counted = re.search(r"(?:^|\s)(\d+)\s+(\d+)\s+(\d+)(?:\s|$)", word.text)
        steps = [int(n) for n in counted.groups()] if counted else []
        if steps and steps[2] - steps[1] == steps[1] - steps[0] == 1 and _TURNS.search(word.text):
            return [Widget("", "pagination", word.text, word.box)]
    numbers.sort(key=lambda w: (round(w.level / (0.7 * em)), w.box[0]))
    runs: list[list[Word]] = []
    for word in numbers:
        last = runs[-1][-1] if runs else None
        if (
            last
            and abs(last.level - word.level) < 0.5 * em
            and 0 < word.box[0] - last.box[2] < 4.5 * em
            and int(word.text) > int(last.text)
        ):
            runs[-1].append(word)
        else:
            runs.append([word])
    found: list[Widget] = []
    for run in runs:
        steps = sum(int(b.text) - int(a.text) == 1 for a, b in pairwise(run))
        if steps >= 2 and not any(holds(w.box, run[0].box) for w in found):
            selected = odd_one(run, surface)
            label = f"{run[0].text}–{run[-1].text}"
            found.append(
                Widget(
                    "",
                    "pagination",
                    label,
                    _extended(surface, run),
                    selected.text if selected else "",
                )
            )
    return found


def _counts(surface: Surface, box: Box) -> bool:
    """Whether a face tells how many there are on a page."""
    words = surface.words_in(box)
    return bool(words) and bool(_ASIDE.match(words[0].text)) and box[2] - box[0] < 10 * surface.em


def _extended(surface: Surface, run: list[Word]) -> Box:
    """The box of numbers with their cells, arrows and counts."""
    em = surface.em
    box = bounds(w.box for w in run)
    level = run[0].level
    plates = [
        f.box
        for f in surface.faces
        if (f.width < 3.2 * em or _counts(surface, f.box))
        and f.height < 3.4 * em
        and abs((f.box[1] + f.box[3]) / 2 - level) < 0.6 * em
    ]
    asides = [
        w.box for w in surface.words if _ASIDE.match(w.text) and abs(w.level - level) < 0.6 * em
    ]
    size = max(
        [b[3] - b[1] for b in plates if holds(b, run[0].box) or holds(b, run[-1].box)],
        default=round(2.2 * em),
    )
    pitch = run[1].box[0] - run[0].box[0]
    for _ in range(8):
        near = [
            b for b in (*plates, *asides) if b[0] < box[2] + 1.9 * em and box[0] < b[2] + 1.9 * em
        ]
        grown = bounds([box, *near])
        if grown == box:
            break
        box = grown
    half = max(size, box[3] - box[1]) / 2
    wide = round(1.2 * pitch) if not plates else round(pitch)
    wide = (
        wide if not any(holds(b, box) or holds(box, b) for b in asides) and len(plates) < 4 else 0
    )
    return (
        max(0, box[0] - wide),
        round(level - half),
        min(surface.width, box[2] + wide),
        round(level + half),
    )
