"""Connectors: from strokes to links between shapes.

The ink that is neither text nor shape is thinned and cut into pieces; pieces are joined
over dashes, labels and frame borders; from each end at a shape the strokes are followed,
never turning back at a junction, to the other shapes they lead to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.gaps import Bridges, End, bridge_dashes, bridge_labels, outward
from tuwen.reading.heads import Tip, tip_of
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.shapes import Outline
from tuwen.reading.strokes import Drawing, trace
from tuwen.reading.types import Box, Heads, Point, Style

_REACH = 20  # px: how far beyond its last pixel an end may point at a shape
_STRAIGHT, _TURN = 35.0, 104.0  # degrees: goes straight on; may still be the same line


@dataclass(frozen=True, slots=True)
class Link:
    """A connector between two things, given by their index among `anchors`."""

    source: int
    target: int
    heads: Heads
    style: Style
    path: tuple[Point, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a connector may end at: shapes, then frames, then free texts; indices run on."""

    shapes: Sequence[Outline]
    frames: Sequence[Outline]
    texts: Sequence[Box]
    plates: Sequence[Box] = ()  # backgrounds of labels: no ink of a line


@dataclass(frozen=True)
class _Strokes:
    mask: Mask
    drawing: Drawing
    width: float
    contacts: dict[End, int]
    tips: dict[End, Tip]
    bridges: Bridges


def find_links(scene: Scene, anchors: Anchors) -> list[Link]:
    """Connectors between the anchors, strongest evidence first."""
    covered = _covered(scene, anchors.plates)
    mask = _stroke_mask(scene, anchors, covered)
    owners = _owners(scene, anchors.shapes, 6)
    spur = max(7.0, 0.8 * scene.glyph_height)
    drawing = trace(mask, spur=spur, keep=(owners > 0).astype(np.uint8))
    if not drawing.pieces:
        return []
    width = _line_width(mask, drawing)
    free = [(i, k) for i, p in enumerate(drawing.pieces) for k in (0, 1) if p.joints[k] < 0]
    bridges = bridge_dashes(drawing, free, width)
    free = [end for end in free if end not in bridges]
    contacts = _contacts(drawing, free, bridges, owners)
    free = [end for end in free if end not in contacts]
    bridges |= bridge_labels(drawing, free, bridges, covered, width)
    loose = [end for end in free if end not in bridges]
    _touch_others(scene, drawing, anchors, loose, contacts, bridges)
    tips = {end: _tip(scene, mask, drawing, end, bridges) for end in contacts}
    return _links(_Strokes(mask, drawing, width, contacts, tips, bridges))


# ---- what is stroke, and what owns its ends ------------------------------------------------


def _covered(scene: Scene, plates: Sequence[Box]) -> Mask:
    """255 under text and under the backgrounds of labels."""
    mask = scene.text_mask.copy()
    for x0, y0, x1, y1 in plates:
        mask[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = 255
    return mask


def _stroke_mask(scene: Scene, anchors: Anchors, covered: Mask) -> Mask:
    mask = scene.ink.copy()
    mask[covered > 0] = 0
    for outline in anchors.shapes:
        cv2.fillPoly(mask, [outline.polygon], 0)
        border = _border(scene, outline)
        cv2.polylines(mask, [outline.polygon], True, 0, 2 * border + 1)
    for outline in anchors.frames:
        cv2.polylines(mask, [outline.polygon], True, 0, 2 * min(_border(scene, outline), 4) + 1)
    return mask


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


def _owners(scene: Scene, outlines: Sequence[Outline], reach: int) -> NDArray[np.int32]:
    """Index + 1 of the outline that each pixel lies in or within `reach` px of."""
    owners = np.zeros(scene.gray.shape, np.int32)
    for i, outline in enumerate(outlines):
        thick = 2 * (_border(scene, outline) + reach) + 1
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
    scene: Scene, drawing: Drawing, anchors: Anchors, loose: list[End],
    contacts: dict[End, int], bridges: Bridges,
) -> None:
    """Ends that meet no shape and no other end: a frame's border, then a free text."""
    if not loose:
        return
    frames = np.zeros(scene.gray.shape, np.int32)
    for i, outline in enumerate(anchors.frames):
        cv2.polylines(frames, [outline.polygon], True, i + 1, 15)
    texts = np.zeros(scene.gray.shape, np.int32)
    for i, (x0, y0, x1, y1) in enumerate(anchors.texts):
        texts[max(0, y0 - 5) : y1 + 5, max(0, x0 - 5) : x1 + 5] = i + 1
    first_text = len(anchors.shapes) + len(anchors.frames)
    worded: dict[int, list[End]] = {}
    for end in loose:
        piece = drawing.pieces[end[0]]
        at, way = piece.end(end[1]), outward(drawing, end, bridges)
        frame = _ahead(frames, at, way, 14)
        text = _ahead(texts, at, way, 14)
        if frame:
            contacts[end] = len(anchors.shapes) + frame - 1
        elif text and piece.length > 12:
            worded.setdefault(text - 1, []).append(end)
    for text, ends in worded.items():
        if len(ends) == 2:  # a label in the middle of a line
            a, b = ends
            (ax, ay), (bx, by) = (drawing.pieces[i].end(k) for i, k in ends)
            gap = float(np.hypot(ax - bx, ay - by))
            bridges[a], bridges[b] = (b, gap), (a, gap)
        else:
            contacts |= dict.fromkeys(ends, first_text + text)


def _tip(scene: Scene, mask: Mask, drawing: Drawing, end: End, bridges: Bridges) -> Tip:
    at = drawing.pieces[end[0]].end(end[1])
    return tip_of(mask, scene.gray, at, outward(drawing, end, bridges, look=26))


def _line_width(mask: Mask, drawing: Drawing) -> float:
    depth = cv2.distanceTransform((mask > 0).astype(np.uint8), cv2.DIST_L2, 3)
    points = np.concatenate([piece.points for piece in drawing.pieces])
    return float(2 * np.median(depth[points[:, 1], points[:, 0]]) - 0.5)


# ---- following the strokes ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way from one contact to another."""

    start: End
    end: End
    pieces: tuple[int, ...]
    points: NDArray[np.int32]
    gaps: tuple[float, ...]


def _links(strokes: _Strokes) -> list[Link]:
    walks = [walk for end in sorted(strokes.contacts) for walk in _walks(strokes, end)]
    walks = [w for w in walks if not _hugs(strokes, w)]
    headed = {
        w.start for w in walks if strokes.tips[w.end].head and not strokes.tips[w.start].head
    } | {w.end for w in walks if strokes.tips[w.end].head}  # fmt: skip
    links: dict[tuple[End, End], tuple[_Walk, Link]] = {}
    for walk in walks:
        at_start, at_end = strokes.tips[walk.start].head, strokes.tips[walk.end].head
        if at_start and not at_end:
            continue  # found again from the other side
        if not at_start and not at_end and (walk.start in headed or walk.end in headed):
            continue  # strangers that share a junction with a proper arrow
        if at_start == at_end and (walk.end, walk.start) in links:
            continue
        heads: Heads = "both" if at_start and at_end else "end" if at_end else "none"
        links[(walk.start, walk.end)] = (walk, _link(strokes, walk, heads))
    return _distinct(strokes, list(links.values()))


def _distinct(strokes: _Strokes, found: list[tuple[_Walk, Link]]) -> list[Link]:
    """Of several ways between two things along the same strokes, the surest and shortest."""
    rank = {"end": 0, "both": 1, "none": 2}
    found.sort(key=lambda item: (rank[item[1].heads], -item[1].confidence, len(item[0].points)))
    kept: list[Link] = []
    trunks: dict[frozenset[int], list[set[int]]] = {}
    for walk, link in found:
        pair = frozenset((link.source, link.target))
        trunk = {max(walk.pieces, key=lambda i: strokes.drawing.pieces[i].length)}
        if any(trunk & other for other in trunks.get(pair, [])):
            continue
        trunks.setdefault(pair, []).append(set(walk.pieces))
        kept.append(link)
    return sorted(kept, key=lambda link: -link.confidence)


def _link(strokes: _Strokes, walk: _Walk, heads: Heads) -> Link:
    small = [gap for gap in walk.gaps if gap <= 18]
    style: Style = "dashed" if len(small) >= 2 else "solid"
    confidence = 0.97 - 0.06 * (len(walk.gaps) - len(small)) - 0.03 * (len(walk.pieces) > 1)
    if heads == "none":
        confidence -= 0.2
    else:
        weakest = min(strokes.tips[walk.end].margin, 2.0)
        confidence -= 0.15 * max(0.0, 1.6 - weakest)
    points = cv2.approxPolyDP(walk.points.reshape(-1, 1, 2), 2.0, False).reshape(-1, 2)
    path = tuple((int(x), int(y)) for x, y in points)
    source, target = strokes.contacts[walk.start], strokes.contacts[walk.end]
    return Link(source, target, heads, style, path, round(max(confidence, 0.1), 3))


def _hugs(strokes: _Strokes, walk: _Walk) -> bool:
    """A remnant of a border: leads back to the same thing without going anywhere."""
    if strokes.contacts[walk.start] != strokes.contacts[walk.end]:
        return False
    span = np.ptp(walk.points, axis=0)
    return len(walk.points) < 40 or min(span) < 12 or walk.start >= walk.end


def _walks(strokes: _Strokes, start: End) -> list[_Walk]:
    """Every contact that can be reached from this one without turning back."""
    pieces = strokes.drawing.pieces
    out: list[_Walk] = []
    stack: list[tuple[End, tuple[int, ...], list[NDArray[np.int32]], tuple[float, ...]]] = []
    stack.append((start, (), [], ()))
    while stack and len(out) < 40:
        (index, entry), seen, points, gaps = stack.pop()
        if index in seen or len(seen) > 400:
            continue
        piece = pieces[index]
        points = [*points, piece.points if entry == 0 else piece.points[::-1]]
        exit_ = (index, 1 - entry)
        seen = (*seen, index)
        if exit_ in strokes.contacts:
            out.append(_Walk(start, exit_, seen, np.concatenate(points), gaps))
        elif exit_ in strokes.bridges:
            other, gap = strokes.bridges[exit_]
            stack.append((other, seen, points, (*gaps, gap)))
        elif piece.joints[exit_[1]] >= 0:
            stack += [(end, seen, points, gaps) for end in _onward(strokes, exit_, points)]
    return out


def _onward(strokes: _Strokes, exit_: End, points: list[NDArray[np.int32]]) -> list[End]:
    """Where a line goes on at a junction: straight across, or along every branch of a fork."""
    pieces = strokes.drawing.pieces
    joint = pieces[exit_[0]].joints[exit_[1]]
    arms = [
        (i, k) for i, p in enumerate(pieces) for k in (0, 1)
        if p.joints[k] == joint and (i, k) != exit_
    ]  # fmt: skip
    tail = np.concatenate(points)[-14:]
    heading = (tail[-1] - tail[0]).astype(float)
    hub = np.array(strokes.drawing.junctions[joint])
    turns = {arm: _turn(heading, hub, pieces[arm[0]].points, arm[1]) for arm in arms}
    straight = [arm for arm, turn in turns.items() if turn <= _STRAIGHT]
    if len(arms) >= 3 and straight:
        return [min(straight, key=lambda arm: turns[arm])]
    return [arm for arm, turn in turns.items() if turn <= _TURN]


def _turn(
    heading: NDArray[np.float64], hub: NDArray[np.float64], points: NDArray[np.int32], entry: int
) -> float:
    """Degrees between where a line comes from and where an arm leads."""
    arm = points if entry == 0 else points[::-1]
    leaving = arm[min(len(arm) - 1, 11)] - hub
    norm = float(np.hypot(*heading) * np.hypot(*leaving))
    if norm == 0:
        return 0.0
    cosine = float(heading @ leaving) / norm
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
