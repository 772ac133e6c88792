"""The ends of connectors: which ink is stroke, and which shape each end of a stroke meets."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.crossings import cross, part_dashes
from tuwen.reading.gaps import (
    Bridges,
    End,
    bridge_corners,
    bridge_crossed,
    bridge_dashes,
    bridge_labels,
    outward,
)
from tuwen.reading.heads import Tip, tips_of
from tuwen.reading.linework import Sides, borders_of, covered_by, stroke_mask
from tuwen.reading.markers import add_solid, fill_markers, heads_as_lines
from tuwen.reading.outline import Outline, inside
from tuwen.reading.pointing import pointed_at
from tuwen.reading.rays import ahead, beyond
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.stops import stopped_by
from tuwen.reading.strokes import FRAME, Drawing, trace
from tuwen.reading.tees import tie_sides
from tuwen.reading.types import Box

_CLOSE, _HEAD = 14, 26  # px: the same for a frame or a text; a large head thins to less
_INWARD = 40  # px: how far past a border a head may lie
_BORDER = 10  # px: thicker is no border
_SHORT, _SPECK = 12, 4  # px: shorter strokes end at no text; nor go on behind it
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
    mask: Mask  # the ink that the pieces were traced from
    covered: Mask  # 255 under text and the backgrounds of labels
    shapes: int  # contacts from this index on are frames,
    things: int  # and from this one free texts


def gather(scene: Scene, anchors: Anchors) -> Strokes | None:
    """Trace the strokes between the anchors and name their tips; None when there are none."""
    covered = covered_by(scene, anchors.plates)
    borders = [borders_of(scene, outline) for outline in anchors.shapes]
    mask = stroke_mask(scene, anchors.shapes, anchors.frames, borders, covered)
    add_solid(mask, scene, round(1.8 * scene.glyph_height))
    for outline in anchors.shapes:
        cv2.fillPoly(mask, [outline.polygon], 0)
    owners = _owners(scene, anchors.shapes, borders, 6)
    filled = mask.copy()
    fill_markers(filled, _walls(scene, mask, covered, owners), round(1.8 * scene.glyph_height))
    spur = max(7.0, 0.8 * scene.glyph_height)
    longest = round(1.6 * scene.glyph_height)
    lines = heads_as_lines(mask, filled, owners, anchors.shapes, longest)
    keep = np.zeros_like(mask)
    for outline in anchors.frames:
        cv2.polylines(keep, [outline.polygon], True, FRAME, 2 * _CLOSE + 1)
    keep[owners > 0] = 1
    drawing = trace(lines, spur=spur, keep=keep)
    if not drawing.pieces:
        return None
    depth = _depth_of(filled)
    width = _line_width(depth, drawing)
    drawing = part_dashes(cross(drawing, width), width)
    free = [(i, k) for i, p in enumerate(drawing.pieces) for k in (0, 1) if p.joints[k] < 0]
    bridges = bridge_dashes(drawing, free, width)
    free = [end for end in free if end not in bridges]
    contacts = _contacts(scene, drawing, free, bridges, owners, anchors, depth)
    free = [end for end in free if end not in contacts]
    bridges |= bridge_corners(drawing, free, bridges, width)
    free = [end for end in free if end not in bridges]
    bridges |= bridge_crossed(drawing, free, bridges, width)
    free = [end for end in free if end not in bridges]
    drawing = tie_sides(drawing, free, bridges, contacts, width)
    free = [(i, k) for i, k in free if drawing.pieces[i].joints[k] < 0]
    bridges |= bridge_labels(drawing, free, bridges, covered, _depth(mask, anchors.frames), width)
    loose = [end for end in free if end not in bridges]
    tips = _tips(scene, mask, drawing, [*contacts, *loose], bridges)
    ending = {end for end in tips if tips[end].head}
    hidden = _touch_others(scene, drawing, anchors, loose, ending, contacts, bridges, owners)
    shapes = len(anchors.shapes)
    tips |= dict.fromkeys(hidden, Tip("arrow", 0.6, hidden=True))
    things = shapes + len(anchors.frames)
    return Strokes(drawing, contacts, tips, bridges, mask, covered, shapes, things)


def _walls(scene: Scene, mask: Mask, covered: Mask, owners: NDArray[np.int32]) -> Mask:
    """255 on the ink of borders, and on what was wiped out with it."""
    walls = scene.ink & ~mask & ~covered
    walls[owners == 0] = 0
    return walls


def _depth(mask: Mask, frames: Sequence[Outline]) -> Mask:
    """How many frames are around each pixel."""
    depth = np.zeros_like(mask)
    for outline in frames:
        x0, y0, x1, y1 = (max(0, v) for v in outline.box)
        depth[y0:y1, x0:x1] += 1
    return depth


def _owners(
    scene: Scene, outlines: Sequence[Outline], borders: Sequence[Sides], reach: int
) -> NDArray[np.int32]:
    """Index + 1 of the outline that each pixel lies in or within `reach` px of."""
    owners = np.zeros(scene.gray.shape, np.int32)
    for i, outline in enumerate(outlines):
        thick = 2 * (max(borders[i]) + reach) + 1
        cv2.polylines(owners, [outline.polygon], True, i + 1, thick)
    for i, outline in enumerate(outlines):
        cv2.fillPoly(owners, [outline.polygon], i + 1)
    return owners


def _contacts(
    scene: Scene, drawing: Drawing, free: list[End], bridges: Bridges,
    owners: NDArray[np.int32], anchors: Anchors, depth: NDArray[np.float32],
) -> dict[End, int]:  # fmt: skip
    """What each end meets: a shape, or the frame around it where the line ends at its border."""
    found: dict[End, int] = {}
    for end in free:
        at, way = drawing.pieces[end[0]].end(end[1]), outward(drawing, end, bridges)
        reach = _REACH + round(2 * float(depth[at[1], at[0]]))
        owner = ahead(owners, at, way, reach) or ahead(
            owners, at, outward(drawing, end, bridges, look=8), reach // 2
        )  # it may bend just before its end
        if owner:
            frame = stopped_by(scene, at, way, anchors.shapes[owner - 1], anchors.frames)
            found[end] = owner - 1 if frame is None else len(anchors.shapes) + frame
    return found


def _touch_others(
    scene: Scene, drawing: Drawing, anchors: Anchors, loose: list[End], ending: set[End],
    contacts: dict[End, int], bridges: Bridges, owners: NDArray[np.int32],
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
    plated = _plated(anchors.texts, scene.plates)
    named = set(range(len(anchors.texts))) - plated
    things = np.where(owners > 0, owners, -frames) if worded else owners
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
            met = ahead(things, hidden, way, 2 * _REACH)
            drawn = drawing.pieces[end[0]].length > _SPECK or (end[0], 1 - end[1]) in bridges
            if len(ends) == 1 and met and drawn:  # the label hides the rest of the line
                contacts[end] = met - 1 if met > 0 else first_frame - met - 1
                covered.append(end)
            elif text in named and drawing.pieces[end[0]].length > _SHORT:
                contacts[end] = first_text + text
    things = np.where(owners > 0, owners, np.where(frames > 0, first_frame + frames, 0))
    for i in named:
        x0, y0, x1, y1 = anchors.texts[i]
        things[y0:y1, x0:x1] = first_text + i + 1
    left = [end for end in loose if end not in contacts and end not in bridges]
    for end, thing in pointed_at(
        drawing, left, ending, bridges, scene.ink, things, scene.glyph_height
    ).items():
        contacts[end] = thing - 1
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
        frame = ahead(frames, at, way, _HEAD if end in ending else _CLOSE)
        text = ahead(texts, at, way, _CLOSE)
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


def _tips(
    scene: Scene, mask: Mask, drawing: Drawing, ends: Sequence[End], bridges: Bridges
) -> dict[End, Tip]:
    """The marks at the ends, and for heads drawn inside the shape they point at, those."""
    ways = [outward(drawing, end, bridges, look=26) for end in ends]
    places = [(drawing.pieces[i].end(k), way) for (i, k), way in zip(ends, ways, strict=True)]
    tips = tips_of(scene.gray, mask, places, scene.glyph_height)
    ink = scene.ink & ~scene.text_mask
    runs = [_run_on(ink, at, way) for at, way in places]
    deep = [i for i, run in enumerate(runs) if run and not tips[i].head]
    if deep:
        inner = [(runs[i] or places[i][0], ways[i]) for i in deep]
        grown = mask.copy()
        for (x, y), _ in inner:
            r = round(scene.glyph_height)
            window = np.s_[max(0, y - r) : y + r + 1, max(0, x - r) : x + r + 1]
            grown[window] |= ink[window]
        closer = tips_of(scene.gray, grown, inner, scene.glyph_height)
        for i, tip in zip(deep, closer, strict=True):
            tips[i] = tip if tip.head else tips[i]
    return dict(zip(ends, tips, strict=True))


def _run_on(ink: Mask, at: tuple[int, int], way: tuple[float, float]) -> tuple[int, int] | None:
    """Where a line really ends that runs on past the border of the shape it meets."""
    height, width = ink.shape
    last, pause = 0, 0
    for k in range(1, _INWARD):
        x, y = round(at[0] + k * way[0]), round(at[1] + k * way[1])
        if not (0 <= x < width and 0 <= y < height):
            return None
        pause = 0 if ink[y, x] else pause + 1
        last = k if ink[y, x] else last
        if pause > 3:
            break
    else:
        return None  # it runs through
    if last < _BORDER:
        return None
    return round(at[0] + last * way[0]), round(at[1] + last * way[1])


def _depth_of(mask: Mask) -> NDArray[np.float32]:
    """Distance of each inked pixel from the paper, in px."""
    padded = np.pad((mask > 0).astype(np.uint8), 1)  # there is always a zero to measure from
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1], np.float32)


def _line_width(depth: NDArray[np.float32], drawing: Drawing) -> float:
    points = np.concatenate([piece.points for piece in drawing.pieces])
    return float(2 * np.median(depth[points[:, 1], points[:, 0]]) - 0.5)
