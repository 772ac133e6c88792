"""The ends of connectors: which ink is stroke, and which shape each end of a stroke meets."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.gaps import Bridges, End, bridge_dashes, bridge_labels, outward
from tuwen.reading.heads import Tip, tip_of
from tuwen.reading.markers import fill_markers, heads_as_lines
from tuwen.reading.outline import Outline, inside
from tuwen.reading.rays import ahead, beyond
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.strokes import Drawing, trace
from tuwen.reading.types import Box

_CROSSING = 32  # px: longer ink of another colour on a frame's border belongs to the border
_FAINT = 0.3  # of the contrast of most lines: less is no line but a step of colour
_REACH = 20  # px: how far beyond its last pixel an end may point at a shape


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a connector may end at: shapes, then frames, then free texts; indices run on."""

    shapes: Sequence[Outline]
    frames: Sequence[Outline]
    texts: Sequence[Box]
    plates: Sequence[Box] = ()  # backgrounds of labels: no ink of a line
    titles: Sequence[Box] = ()  # of frames: lines run behind them and do not end there


@dataclass(frozen=True)
class Strokes:
    """The pieces of all connectors, and what their ends meet."""

    drawing: Drawing
    contacts: dict[End, int]
    tips: dict[End, Tip]
    bridges: Bridges


def gather(scene: Scene, anchors: Anchors) -> Strokes | None:
    """Trace the strokes between the anchors; None when there are none."""
    covered = _covered(scene, anchors.plates)
    borders = [_border(scene, outline) for outline in anchors.shapes]
    mask = _stroke_mask(scene, anchors, borders, covered)
    fill_markers(mask, round(1.8 * scene.glyph_height))
    owners = _owners(scene, anchors.shapes, borders, 6)
    spur = max(7.0, 0.8 * scene.glyph_height)
    longest = round(1.6 * scene.glyph_height)
    lines, lone = heads_as_lines(mask, owners, anchors.shapes, longest)
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
    ending = {end for end in loose if _tip(scene, mask, drawing, end, bridges).head}
    hidden = _touch_others(drawing, anchors, loose, ending, contacts, bridges, owners, scene.plates)
    tips = {end: _tip(scene, mask, drawing, end, bridges) for end in contacts}
    for end in contacts:
        x, y = drawing.pieces[end[0]].end(end[1])
        if lone[y, x]:  # there is no line behind it to compare with
            tips[end] = Tip(True, 1.5)
    tips |= dict.fromkeys(hidden, Tip(True, 1.0, hidden=True))
    return Strokes(drawing, contacts, tips, bridges)


def _covered(scene: Scene, plates: Sequence[Box]) -> Mask:
    """255 under text and under the backgrounds of labels."""
    mask = scene.text_mask.copy()
    for x0, y0, x1, y1 in plates:
        mask[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = 255
    return mask


def _stroke_mask(scene: Scene, anchors: Anchors, borders: list[int], covered: Mask) -> Mask:
    mask = scene.ink & _ridges(scene)
    mask[covered > 0] = 0
    for outline, border in zip(anchors.shapes, borders, strict=True):
        cv2.fillPoly(mask, [outline.polygon], 0)
        cv2.polylines(mask, [outline.polygon], True, 0, 2 * border + 1)
    for outline in anchors.frames:
        _erase_border(scene, mask, outline)
    return mask


def _ridges(scene: Scene) -> Mask:
    """255 at and beside lines: darker or brighter than both sides, unlike a step of colour."""
    size = max(15, round(1.6 * scene.glyph_height)) | 1
    kernel = np.ones((size, size), np.uint8)
    dark = cv2.morphologyEx(scene.gray, cv2.MORPH_BLACKHAT, kernel)
    contrast = np.maximum(dark, cv2.morphologyEx(scene.gray, cv2.MORPH_TOPHAT, kernel))
    lines = contrast[(scene.ink > 0) & (contrast > 3) & (scene.text_mask == 0)]
    least = np.clip(_FAINT * np.percentile(lines, 75), 3, 32) if len(lines) else 3
    ridge = np.where(contrast > least, 255, 0).astype(np.uint8)
    return np.asarray(cv2.dilate(ridge, np.ones((3, 3), np.uint8)), np.uint8)


def _erase_border(scene: Scene, mask: Mask, frame: Outline) -> None:
    """Take a frame's border out of the strokes; lines of a stronger colour that cross it stay."""
    band = np.zeros_like(mask)
    thick = 2 * min(_border(scene, frame), 4) + 1
    cv2.polylines(band, [frame.polygon], True, 255, thick)
    ys, xs = np.nonzero(band & mask)
    mask[ys, xs] = 0
    colours = scene.pixels[ys, xs].astype(np.float32)
    ground = np.array(frame.colour, np.float32)
    far = np.abs(colours - ground).max(axis=1, initial=0)
    drawn = far > 8
    if not drawn.any():
        return
    way = np.median(colours[far >= np.median(far[drawn])], axis=0) - ground
    share = (colours - ground) @ way / float(way @ way)
    rest = np.abs(colours - ground - share[:, None] * way).max(axis=1)
    other = (share > 1.4) | (rest > 40)
    band[:] = 0
    band[ys[other], xs[other]] = 255
    count, label, stats, centres = cv2.connectedComponentsWithStats(band, connectivity=8)
    x0, y0, x1, y1 = frame.box
    level = np.abs(centres[:, 1:] - [y0, y1]).min(axis=1) <= thick
    upright = np.abs(centres[:, :1] - [x0, x1]).min(axis=1) <= thick
    through = (level & (stats[:, 3] >= thick - 1)) | (upright & (stats[:, 2] >= thick - 1))
    through &= (stats[:, 2:4].max(axis=1) <= _CROSSING) & (np.arange(count) > 0)
    mask[through[label]] = 255


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
        if outline.shape in ("diamond", "ellipse", "circle", "end"):
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
        owner = ahead(owners, at, outward(drawing, end, bridges), _REACH)
        if owner:
            found[end] = owner - 1
    return found


def _touch_others(
    drawing: Drawing, anchors: Anchors, loose: list[End], ending: set[End],
    contacts: dict[End, int], bridges: Bridges, owners: NDArray[np.int32], plates: Sequence[Box],
) -> list[End]:  # fmt: skip
    """Ends that meet no shape and no other end: a frame's border, then a free text.

    `ending`: those with a head. Returns those whose last stretch a label hides.
    """
    covered: list[End] = []
    if not loose:
        return covered
    frames, texts = np.zeros_like(owners), np.zeros_like(owners)
    for i, outline in enumerate(anchors.frames):
        cv2.polylines(frames, [outline.polygon], True, i + 1, 15)
    for i, (x0, y0, x1, y1) in enumerate((*anchors.texts, *anchors.titles)):
        texts[max(0, y0 - 5) : y1 + 5, max(0, x0 - 5) : x1 + 5] = i + 1
    first_frame = len(anchors.shapes)
    first_text = first_frame + len(anchors.frames)
    worded = _runs_into(
        drawing, loose, ending, contacts, bridges, owners, frames, texts, first_frame
    )
    plated = _plated(anchors.texts, plates)
    named = set(range(len(anchors.texts))) - plated
    for text, ends in worded.items():
        if text in plated and len(ends) == 1:  # a marker may keep the other end off the plate
            used = {*contacts, *bridges, *(end for others in worded.values() for end in others)}
            ends += _beside(drawing, [e for e in loose if e not in used], anchors.texts[text])
        if len(ends) == 2:  # a label in the middle of a line
            a, b = ends
            (ax, ay), (bx, by) = (drawing.pieces[i].end(k) for i, k in ends)
            gap = float(np.hypot(ax - bx, ay - by))
            bridges[a], bridges[b] = (b, gap), (a, gap)
            continue
        for end in ends:
            at, way = drawing.pieces[end[0]].end(end[1]), outward(drawing, end, bridges)
            hidden = beyond(texts, at, way)
            met = ahead(np.where(owners > 0, owners, -frames), hidden, way, 2 * _REACH)
            if len(ends) == 1 and met:  # the label hides the rest of the line
                contacts[end] = met - 1 if met > 0 else first_frame - met - 1
                covered.append(end)
            elif text in named and drawing.pieces[end[0]].length > 12:
                contacts[end] = first_text + text
    return covered


def _runs_into(
    drawing: Drawing, loose: list[End], ending: set[End], contacts: dict[End, int],
    bridges: Bridges, owners: NDArray[np.int32], frames: NDArray[np.int32],
    texts: NDArray[np.int32], first_frame: int,
) -> dict[int, list[End]]:  # fmt: skip
    """Give the ends at a frame their contact; return those at each text."""
    worded: dict[int, list[End]] = {}
    for end in loose:
        at, way = drawing.pieces[end[0]].end(end[1]), outward(drawing, end, bridges)
        frame = ahead(frames, at, way, 14)
        text = ahead(texts, at, way, 14)
        runs_on = text and end not in ending and ahead(owners, beyond(texts, at, way), way, _REACH)
        if frame and not runs_on:
            contacts[end] = first_frame + frame - 1
        elif text:
            worded.setdefault(text - 1, []).append(end)
    return worded


def _plated(texts: Sequence[Box], plates: Sequence[Box]) -> set[int]:
    """Texts on a plate: labels of lines, whatever ends there."""
    return {i for i, text in enumerate(texts) if any(inside(p, text, 8) for p in plates)}


def _beside(drawing: Drawing, ends: list[End], box: Box) -> list[End]:
    """The end that lies close to a box, if there is one only."""
    grown = (box[0] - _REACH, box[1] - _REACH, box[2] + _REACH, box[3] + _REACH)
    near: list[End] = []
    for i, k in ends:
        x, y = drawing.pieces[i].end(k)
        if inside((x, y, x, y), grown, 0):
            near.append((i, k))
    return near if len(near) == 1 else []


def _tip(scene: Scene, mask: Mask, drawing: Drawing, end: End, bridges: Bridges) -> Tip:
    at = drawing.pieces[end[0]].end(end[1])
    return tip_of(mask, scene.gray, at, outward(drawing, end, bridges, look=26))


def _line_width(mask: Mask, drawing: Drawing) -> float:
    padded = np.pad((mask > 0).astype(np.uint8), 1)  # there is always a zero to measure from
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    points = np.concatenate([piece.points for piece in drawing.pieces])
    return float(2 * np.median(depth[points[:, 1], points[:, 0]]) - 0.5)
