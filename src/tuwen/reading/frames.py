"""Frames that are not one flat region: those that connectors cross, and dashed ones.

A filled frame that lines divide is still pieces of one colour that together make a form;
the sides of a white one are long level and upright runs of ink. Dashed ones: `dashed.py`.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from tuwen.reading.components import components, turned
from tuwen.reading.dashed import find_dashed
from tuwen.reading.forms import FIT, form_of
from tuwen.reading.outline import Outline, corners, distance, inside
from tuwen.reading.scene import Mask, Region, Scene
from tuwen.reading.types import Box, Shape

_NOTCHED = 6  # glyph heights: a frame has at least this side
_THIN = 7  # px: widest line that divides a filled frame
_BAR = 4  # times as wide as high: what may be the title bar of a frame
_STACKED = 0.88  # of a box that boxes in it fill: it is but their common border
_CORNER = 24  # px: a rounded corner shortens both sides by at most this


@dataclass(frozen=True, slots=True)
class _Side:
    at: int  # y of a level side, x of an upright one
    start: int
    end: int


def find_frames(scene: Scene, known: list[Outline]) -> list[Outline]:
    """Divided frames, and rectangles by their sides, that are not among the known outlines."""
    divided = [o for o in _divided(scene, known) if not _known(o.box, known)]
    dashed = [o for o in find_dashed(scene, known) if not _known(o.box, known + divided)]
    return divided + dashed + _by_sides(scene, known + divided + dashed)


def _divided(scene: Scene, known: list[Outline]) -> list[Outline]:
    """Forms that several flat regions of one colour make, which only thin lines part."""
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    least = (2 * scene.glyph_height) ** 2
    whole = {box for o in known for box in (o.box, *o.parts)}
    big = [
        r for r in scene.regions
        if r.area > least and r.box not in whole and distance(r.colour, paper) > 6
    ]  # fmt: skip
    found: list[Outline] = []
    while big:
        first = big[0]
        alike = [r for r in big if distance(r.colour, first.colour) <= 3]
        big = [r for r in big if r not in alike]
        found += _unions(scene, alike)
    return found


def _unions(scene: Scene, alike: list[Region]) -> list[Outline]:
    kernel = np.ones((_THIN, _THIN), np.uint8)
    mask = scene.mask_of(r.label for r in alike)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Outline] = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        box = (x, y, x + w, y + h)
        parts = [r for r in alike if inside(r.box, box)]
        if not parts or w * h > 0.97 * scene.gray.size:
            continue
        shape, fit = form_of(contour.astype(np.int32), w, h)
        whole = fit >= FIT
        if not whole and min(w, h) > _NOTCHED * scene.glyph_height:
            contour, shape, fit = _without_notches(contour.astype(np.int32), shape, fit)
        if fit >= FIT and not (whole and len(parts) == 1):  # else it was known or left out
            polygon = corners(box) if shape == "rect" else contour.astype(np.int32)
            found.append(Outline(polygon, box, shape, fit, parts[0].colour, filled=True))
    return found


def _without_notches(
    contour: NDArray[np.int32], shape: Shape, fit: float
) -> tuple[NDArray[np.int32], Shape, float]:
    """The form of a frame that boxes on its border cut into."""
    hull = cv2.convexHull(contour).astype(np.int32)
    _, _, width, height = cv2.boundingRect(contour)
    whole, better = form_of(hull, width, height)
    solid = cv2.contourArea(contour) > 0.7 * cv2.contourArea(hull)
    return (hull, whole, better) if solid and better > 0.95 else (contour, shape, fit)


def _by_sides(scene: Scene, known: list[Outline]) -> list[Outline]:
    ink = scene.ink.copy()
    for outline in known:  # neither the borders of known shapes nor what lies in small ones
        x0, y0, x1, y1 = outline.box
        rim = -3 if x1 - x0 > _BAR * (y1 - y0) else 3  # a title bar has its border from the frame
        if outline.divided or outline.area < 0.04 * scene.gray.size:
            ink[max(0, y0 - rim) : y1 + rim, max(0, x0 - rim) : x1 + rim] = 0
        else:
            cv2.polylines(ink, [outline.polygon], True, 0, 9)
    shortest = max(
        48, round(0.05 * min(scene.width, scene.height)), round(4.2 * scene.glyph_height)
    )
    whole = scene.ink | scene.text_mask
    level = _sides(ink, whole, shortest)
    upright = _sides(turned(ink), turned(whole), shortest)
    boxes = [
        box for box in _rectangles(level, upright)
        if not _known(box, known) and not _stack(box, known)
    ]  # fmt: skip
    return [_frame(scene, box) for box in _distinct(boxes)]


def _sides(ink: Mask, whole: Mask, shortest: int) -> list[_Side]:
    """Long level runs, over what lies on them."""
    fat = cv2.dilate(ink, np.ones((3, 1), np.uint8))  # a hand-drawn side wavers
    solid = cv2.morphologyEx(fat, cv2.MORPH_OPEN, np.ones((1, 24), np.uint8))
    return [side for side in _runs(solid, whole) if side.end - side.start >= shortest]


def _runs(mask: MatLike, whole: Mask) -> list[_Side]:
    """Level runs, joined where the gap is small or ink and text fill it."""
    count, label, stats, _ = components(mask)
    found: list[tuple[int, int, int]] = []
    for i, (x, y, w, h, _) in enumerate(stats[1:count].tolist(), 1):
        at = y + h // 2
        if h > 5:  # lines that cross the side at a small angle hang on it
            rows = (label[y : y + h, x : x + w] == i).sum(axis=1)
            at = y + int(np.median(np.flatnonzero(rows > 0.9 * rows.max())))
            if h > 14 and rows.max() < 0.6 * w:
                continue
        found.append((x, at, x + w))
    found.sort()
    runs: list[_Side] = []
    for x0, at, x1 in found:
        for i, run in enumerate(runs):
            if abs(run.at - at) <= 5 and x0 - run.end >= -4 and _filled(whole, at, run.end, x0):
                runs[i] = _Side((run.at + at) // 2, run.start, max(run.end, x1))
                break
        else:
            runs.append(_Side(at, x0, x1))
    return runs


def _filled(whole: Mask, at: int, start: int, end: int) -> bool:
    if end - start <= 10:
        return True
    gap = whole[max(0, at - 3) : at + 4, start:end]
    return bool((gap.max(axis=0) > 0).mean() > 0.95)


def _rectangles(level: list[_Side], upright: list[_Side]) -> list[Box]:
    out: list[Box] = []
    for left in upright:
        for right in upright:
            if right.at - left.at < 40 or abs(left.start - right.start) > _CORNER:
                continue
            if abs(left.end - right.end) > _CORNER:
                continue
            y0, y1 = min(left.start, right.start), max(left.end, right.end)
            top = _closing(level, y0, left.at, right.at)
            bottom = _closing(level, y1, left.at, right.at)
            if top and bottom and bottom.at - top.at >= 30:
                out.append((left.at, top.at, right.at + 1, bottom.at + 1))
    return out


def _closing(level: list[_Side], y: int, x0: int, x1: int) -> _Side | None:
    """The level side that closes two upright ones near this height."""
    near = [
        side for side in level
        if abs(side.at - y) <= _CORNER and x0 - 5 <= side.start <= x0 + _CORNER
        and x1 - _CORNER <= side.end <= x1 + 6
    ]  # fmt: skip
    return min(near, key=lambda side: abs(side.at - y), default=None)


def _known(box: Box, known: list[Outline]) -> bool:
    area = (box[2] - box[0]) * (box[3] - box[1])
    return any(
        (inside(box, o.box, 8) and area > 0.8 * o.area)
        or (inside(o.box, box, 8) and o.area > 0.8 * area)
        for o in known
    )


def _stack(box: Box, known: list[Outline]) -> bool:
    """The common border of known shapes that fill the whole box."""
    x0, y0, x1, y1 = box
    covered = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for outline in known:
        if inside(outline.box, box):
            left, top, right, bottom = outline.box
            covered[max(0, top - y0 - 3) : bottom - y0 + 3,
                    max(0, left - x0 - 3) : right - x0 + 3] = 1  # fmt: skip
    return float(covered.mean()) > _STACKED


def _distinct(boxes: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in boxes:
        if not any(max(abs(a - b) for a, b in zip(box, k, strict=True)) <= 12 for k in kept):
            kept.append(box)
    return kept


def _frame(scene: Scene, box: Box) -> Outline:
    return Outline(corners(box), box, "rect", 0.9, scene.ground(box), filled=True)
