"""The ends of connectors: which ink is stroke, and which shape each end of a stroke meets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.gaps import Bridges, End, bridge_dashes, bridge_labels, outward
from tuwen.reading.heads import Tip, tips_of
from tuwen.reading.outline import Outline
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.strokes import Drawing, trace
from tuwen.reading.types import Box

_REACH = 20  # px: how far beyond its last pixel an end may point at a shape


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a connector may end at: shapes, then frames, then free texts; indices run on."""

    shapes: Sequence[Outline]
    frames: Sequence[Outline]
    texts: Sequence[Box]
    plates: Sequence[Box] = ()  # backgrounds of labels: no ink of a line


@dataclass(frozen=True)
class Strokes:
    """The pieces of all connectors, and what their ends meet."""

    drawing: Drawing
    contacts: dict[End, int]
    tips: dict[End, Tip]
    bridges: Bridges
    mask: Mask  # the ink that the pieces were traced from
    shapes: int  # contacts from this index on are frames,
    things: int  # and from this one free texts


def gather(scene: Scene, anchors: Anchors) -> Strokes | None:
    """Trace the strokes between the anchors and name their tips; None when there are none."""
    strokes = traced(scene, anchors)
    return strokes and replace(strokes, tips=_tips(scene, strokes) | strokes.tips)


def traced(scene: Scene, anchors: Anchors) -> Strokes | None:
    """Trace the strokes between the anchors; only the tips that need no look are named."""
    covered = _covered(scene, anchors.plates)
    borders = [_border(scene, outline) for outline in anchors.shapes]
    mask = _stroke_mask(scene, anchors, borders, covered)
    owners = _owners(scene, anchors.shapes, borders, 6)
    spur = max(7.0, 0.8 * scene.glyph_height)
    longest = round(1.6 * scene.glyph_height)
    lines = _heads_as_lines(mask, owners, anchors.shapes, longest)
    drawing = trace(lines, spur=spur, keep=(owners > 0).astype(np.uint8))
    if not drawing.pieces:
        return None
    width = _line_width(mask, drawing)
    free = [(i, k) for i, p in enumerate(drawing.pieces) for k in (0, 1) if p.joints[k] < 0]
    bridges = bridge_dashes(drawing, free, width)
    free = [end for end in free if end not in bridges]
    contacts = _contacts(drawing, free, bridges, owners)
    free = [end for end in free if end not in contacts]
    bridges |= bridge_labels(drawing, free, bridges, covered, width)
    loose = [end for end in free if end not in bridges]
    hidden = _touch_others(drawing, anchors, loose, contacts, bridges, owners)
    shapes = len(anchors.shapes)
    tips = dict.fromkeys(hidden, Tip("arrow", 0.6, hidden=True))
    return Strokes(drawing, contacts, tips, bridges, mask, shapes, shapes + len(anchors.frames))


def _covered(scene: Scene, plates: Sequence[Box]) -> Mask:
    """255 under text and under the backgrounds of labels."""
    mask = scene.text_mask.copy()
    for x0, y0, x1, y1 in plates:
        mask[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = 255
    return mask


def _stroke_mask(scene: Scene, anchors: Anchors, borders: list[int], covered: Mask) -> Mask:
    mask = scene.ink.copy()
    mask[covered > 0] = 0
    for outline, border in zip(anchors.shapes, borders, strict=True):
        cv2.fillPoly(mask, [outline.polygon], 0)
        cv2.polylines(mask, [outline.polygon], True, 0, 2 * border + 1)
    for outline in anchors.frames:
        cv2.polylines(mask, [outline.polygon], True, 0, 2 * min(_border(scene, outline), 4) + 1)
    return mask


def _heads_as_lines(
    mask: Mask, owners: NDArray[np.int32], shapes: Sequence[Outline], longest: int
) -> Mask:
    """Replace heads that stand alone, after the last dash, by a line from tip to base."""
    out = mask.copy()
    count, label, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        if not 7 <= max(w, h) <= longest or min(w, h) < 7 or area < 0.4 * w * h:
            continue
        head = label[y : y + h, x : x + w] == i
        if not cv2.erode(np.pad(head.astype(np.uint8), 1), np.ones((5, 5), np.uint8)).any():
            continue  # a slanted dash
        owned = owners[y : y + h, x : x + w][head]
        if not owned.any():
            continue
        x0, y0, x1, y1 = shapes[int(owned.max()) - 1].box
        nearest = np.array([np.clip(centres[i][0], x0, x1), np.clip(centres[i][1], y0, y1)])
        way = nearest - centres[i]
        if not way.any():
            continue
        way /= np.hypot(*way)
        ys, xs = np.nonzero(head)
        along = (xs + x - centres[i][0]) * way[0] + (ys + y - centres[i][1]) * way[1]
        out[label == i] = 0
        tip, back = (centres[i] + way * far for far in (along.max(), along.min()))
        cv2.line(out, _pixel(tip), _pixel(back), 255, 2)
    return out


def _pixel(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _border(scene: Scene, outline: Outline) -> int:
    """Thickness of the ink around a shape in px: the median over points of its contour."""
    points = outline.polygon.reshape(-1, 2).astype(float)
    x0, y0, x1, y1 = outline.box
    around = np.linspace(0, 1, 12, endpoint=False)
    sides = np.concatenate(
        [np.stack([x0 + around * (x1 - x0), np.full(12, y)], 1) for y in (y0, y1 - 1)]
        + [np.stack([np.full(12, x), y0 + around * (y1 - y0)], 1) for x in (x0, x1 - 1)]
    )
    if len(points) > 24 or outline.shape == "diamond":
        sides = points[:: max(1, len(points) // 48)]
    centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    depths: list[int] = []
    for point in sides:
        away = point - centre
        level = abs(away[0]) / max(x1 - x0, 1) > abs(away[1]) / max(y1 - y0, 1)
        step = np.array([np.sign(away[0]), 0]) if level else np.array([0, np.sign(away[1])])
        if outline.shape in ("diamond", "ellipse", "circle"):
            step = away / max(float(np.hypot(*away)), 1e-6)
        depths.append(_run(scene.ink, point, step))
    return int(np.clip(np.median(depths) + 1, 2, 9)) if depths else 3


def _run(ink: Mask, point: NDArray[np.float64], step: NDArray[np.float64]) -> int:
    """Ink pixels in a row from a point outwards, at most 12."""
    height, width = ink.shape
    last = 0
    for k in range(1, 13):
        x, y = round(point[0] + k * step[0]), round(point[1] + k * step[1])
        if not (0 <= x < width and 0 <= y < height) or not ink[y, x]:
            if k > 2:
                break
            continue
        last = k
    return last


def _owners(
    scene: Scene, outlines: Sequence[Outline], borders: list[int], reach: int
) -> NDArray[np.int32]:
    """Index + 1 of the outline that each pixel lies in or within `reach` px of."""
    owners = np.zeros(scene.gray.shape, np.int32)
    for i, outline in enumerate(outlines):
        thick = 2 * (borders[i] + reach) + 1
        cv2.polylines(owners, [outline.polygon], True, i + 1, thick)
    for i, outline in enumerate(outlines):
        cv2.fillPoly(owners, [outline.polygon], i + 1)
    return owners


def _contacts(
    drawing: Drawing, free: list[End], bridges: Bridges, owners: NDArray[np.int32]
) -> dict[End, int]:
    found: dict[End, int] = {}
    for end in free:
        at = drawing.pieces[end[0]].end(end[1])
        owner = _ahead(owners, at, outward(drawing, end, bridges), _REACH)
        if owner:
            found[end] = owner - 1
    return found


def _ahead(
    owners: NDArray[np.int32], end: tuple[int, int], way: tuple[float, float], reach: int
) -> int:
    height, width = owners.shape
    for k in range(reach):
        x, y = round(end[0] + k * way[0]), round(end[1] + k * way[1])
        if not (0 <= x < width and 0 <= y < height):
            return 0
        if owners[y, x]:
            return int(owners[y, x])
    return 0


def _touch_others(
    drawing: Drawing, anchors: Anchors, loose: list[End], contacts: dict[End, int],
    bridges: Bridges, owners: NDArray[np.int32],
) -> list[End]:  # fmt: skip
    """Ends that meet no shape and no other end: a frame's border, then a free text.

    Returns those whose last stretch a label hides.
    """
    covered: list[End] = []
    if not loose:
        return covered
    frames, texts = np.zeros_like(owners), np.zeros_like(owners)
    for i, outline in enumerate(anchors.frames):
        cv2.polylines(frames, [outline.polygon], True, i + 1, 15)
    for i, (x0, y0, x1, y1) in enumerate(anchors.texts):
        texts[max(0, y0 - 5) : y1 + 5, max(0, x0 - 5) : x1 + 5] = i + 1
    first_frame = len(anchors.shapes)
    first_text = first_frame + len(anchors.frames)
    worded: dict[int, list[End]] = {}
    for end in loose:
        at, way = drawing.pieces[end[0]].end(end[1]), outward(drawing, end, bridges)
        frame = _ahead(frames, at, way, 14)
        text = _ahead(texts, at, way, 14)
        if frame:
            contacts[end] = first_frame + frame - 1
        elif text:
            worded.setdefault(text - 1, []).append(end)
    for text, ends in worded.items():
        if len(ends) == 2:  # a label in the middle of a line
            a, b = ends
            (ax, ay), (bx, by) = (drawing.pieces[i].end(k) for i, k in ends)
            gap = float(np.hypot(ax - bx, ay - by))
            bridges[a], bridges[b] = (b, gap), (a, gap)
            continue
        for end in ends:
            at, way = drawing.pieces[end[0]].end(end[1]), outward(drawing, end, bridges)
            hidden = _beyond(texts, at, way)
            met = _ahead(np.where(owners > 0, owners, -frames), hidden, way, 2 * _REACH)
            if len(ends) == 1 and met:  # the label hides the rest of the line
                contacts[end] = met - 1 if met > 0 else first_frame - met - 1
                covered.append(end)
            elif drawing.pieces[end[0]].length > 12:
                contacts[end] = first_text + text
    return covered


def _beyond(
    texts: NDArray[np.int32], at: tuple[int, int], way: tuple[float, float]
) -> tuple[int, int]:
    """Where a line comes out of the text that it runs into."""
    height, width = texts.shape
    inside, x, y = False, at[0], at[1]
    for k in range(500):
        x, y = round(at[0] + k * way[0]), round(at[1] + k * way[1])
        if not (0 <= x < width and 0 <= y < height) or (inside and not texts[y, x]):
            break
        inside = inside or bool(texts[y, x])
    return min(max(x, 0), width - 1), min(max(y, 0), height - 1)


def _tips(scene: Scene, strokes: Strokes) -> dict[End, Tip]:
    ends = [end for end in strokes.contacts if end not in strokes.tips]
    pieces = strokes.drawing.pieces
    places = [
        (pieces[end[0]].end(end[1]), outward(strokes.drawing, end, strokes.bridges, look=26))
        for end in ends
    ]
    tips = tips_of(scene.gray, strokes.mask, places, scene.glyph_height)
    return dict(zip(ends, tips, strict=True))


def _line_width(mask: Mask, drawing: Drawing) -> float:
    padded = np.pad((mask > 0).astype(np.uint8), 1)  # there is always a zero to measure from
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    points = np.concatenate([piece.points for piece in drawing.pieces])
    return float(2 * np.median(depth[points[:, 1], points[:, 0]]) - 0.5)
