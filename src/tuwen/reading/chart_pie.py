"""Pies, doughnuts and roses: sectors of different colours around one centre.

Angles are measured on rings, so separators, strokes and printed numbers do little harm.
Knows nothing of legends.
"""

from dataclasses import dataclass, replace
from math import atan2, degrees, pi

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.chart_colour import Colour, mask_of
from tuwen.reading.components import components
from tuwen.reading.scene import Mask

_SAMPLES = 1440
_RINGS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Sector:
    """`share` of the whole (0..1); `middle` is the angle in degrees, clockwise from the top."""

    colour: Colour
    share: float
    middle: float
    reach: float  # its outer radius in px


@dataclass(frozen=True, slots=True)
class Pie:
    centre: tuple[float, float]
    radius: float
    sectors: tuple[Sector, ...]  # clockwise from the top
    rose: bool  # the shares are radii, the angles are alike
    trust: float


def find_pie(found: list[tuple[Colour, Mask]], text_mask: Mask) -> Pie | None:
    """The pie that the parts of several colours form, or None."""
    if len(found) < 2:
        return None
    union = np.zeros_like(text_mask)
    for _, mask in found:
        union |= mask
    gap = max(3, round(0.009 * max(union.shape)) | 1)  # separators
    union = cv2.morphologyEx(union, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    union = cv2.morphologyEx(union, cv2.MORPH_OPEN, np.ones((gap + 2, gap + 2), np.uint8))
    contours, _ = cv2.findContours(union, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    outline = max(contours, key=cv2.contourArea)
    (cx, cy), radius = cv2.minEnclosingCircle(outline)
    area = cv2.contourArea(outline)
    if radius < 25 or area < 0.25 * pi * radius * radius:
        return None
    hull = cv2.contourArea(cv2.convexHull(outline))
    circular = area > 0.93 * pi * radius * radius and area > 0.93 * hull
    if not circular:
        centre = _meeting_point([mask for _, mask in found])
        if centre is None:
            return None
        cx, cy = centre
        radius = float(np.linalg.norm(outline.reshape(-1, 2) - np.array([cx, cy]), axis=1).max())
    owners = np.full(text_mask.shape, -1, np.int16)
    for i, (_, mask) in enumerate(found):
        owners[mask > 0] = i
    owners[text_mask > 0] = -2
    return _measure(owners, [colour for colour, _ in found], (cx, cy), radius, circular)


def disc(found: list[tuple[Colour, Mask]]) -> Pie | None:
    """A full circle of one colour: a pie whose other slices are too thin to be seen."""
    for colour, mask in found[:2]:
        x, y, w, h = (int(v) for v in cv2.boundingRect(mask))
        filled = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        share = np.count_nonzero(filled) / max(1, w * h)
        if abs(w - h) < 0.03 * w and 0.75 < share < 0.81 and w > 0.3 * min(mask.shape):
            sector = Sector(colour, 1.0, 180.0, w / 2)
            return Pie((x + w / 2, y + h / 2), w / 2, (sector,), False, 0.6)
    return None


def large_parts(pixels: Pixels, colours: list[Colour]) -> list[tuple[Colour, Mask]]:
    """The largest part of each colour, where it is large beside the largest of all."""
    parts: list[tuple[Colour, Mask, int]] = []
    for colour in colours:
        count, labels, stats, _ = components(mask_of(pixels, colour, slack=10), connectivity=8)
        if count > 1:
            best = 1 + int(stats[1:, 4].argmax())
            # A pie may give one colour to several slices: keep all its larger parts.
            big = stats[:, 4] > 0.05 * stats[best, 4]
            big[0] = False
            mask = (255 * big.astype(np.uint8)).take(labels)
            parts.append((colour, mask, int(stats[best, 4])))
    most = max((size for *_, size in parts), default=0)
    return [(colour, mask) for colour, mask, size in parts if size > max(80, 0.004 * most)]


def _meeting_point(masks: list[Mask]) -> tuple[float, float] | None:
    """The point whose distance to the farthest sector is least: where all sectors meet."""
    if len(masks) < 3:
        return None
    scale = min(1.0, 300 / max(masks[0].shape))
    farthest: NDArray[np.float32] | None = None
    for mask in masks:
        small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
        away = cv2.distanceTransform(255 - small, cv2.DIST_L2, 5).astype(np.float32)
        farthest = away if farthest is None else np.maximum(farthest, away)
    if farthest is None:
        return None
    ys, xs = np.nonzero(farthest <= farthest.min() + 0.7)
    return float(xs.mean()) / scale, float(ys.mean()) / scale


def _measure(
    owners: NDArray[np.int16],
    colours: list[Colour],
    centre: tuple[float, float],
    radius: float,
    circular: bool,
) -> Pie | None:
    angles = np.arange(_SAMPLES) * 2 * pi / _SAMPLES
    rings: list[NDArray[np.int16]] = []
    for part in _RINGS:
        xs = np.rint(centre[0] + part * radius * np.sin(angles)).astype(int)
        ys = np.rint(centre[1] - part * radius * np.cos(angles)).astype(int)
        inside = (xs >= 0) & (ys >= 0) & (xs < owners.shape[1]) & (ys < owners.shape[0])
        ring = np.full(_SAMPLES, -1, np.int16)
        ring[inside] = owners[ys[inside], xs[inside]]
        rings.append(ring)
    table = np.stack(rings)
    seen = np.stack([(table == i).sum(axis=0) for i in range(len(colours))])
    owner = np.where(seen.max(axis=0) > 0, seen.argmax(axis=0), -1)
    # Radial: along one angle all coloured rings have one colour.
    coloured = (table >= 0).sum(axis=0)
    pure = seen.max(axis=0) >= 0.99 * coloured
    trust = float((pure & (coloured > 0)).mean()) * float((owner >= 0).mean())
    sectors = _sectors(owner, colours, table, radius)
    if len(sectors) < 2 or trust < 0.88:
        return None
    reaches = np.array([s.reach for s in sectors])
    shares = np.array([s.share for s in sectors])
    alike = shares.max() < 1.25 * shares.min()
    rose = bool(not circular and alike and reaches.max() > 1.15 * reaches.min())
    if rose:
        total = float(reaches.sum())
        sectors = [Sector(s.colour, s.reach / total, s.middle, s.reach) for s in sectors]
    return Pie(centre, radius, tuple(sectors), rose, trust)


def _sectors(
    owner: NDArray[np.int64], colours: list[Colour], table: NDArray[np.int16], radius: float
) -> list[Sector]:
    """Runs of one owner around the circle; gaps (separators) are shared by their neighbours."""
    known = np.flatnonzero(owner >= 0)
    if len(known) == 0:
        return []
    filled = owner[known[np.searchsorted(known, np.arange(_SAMPLES)).clip(0, len(known) - 1)]]
    cuts = np.flatnonzero(filled != np.roll(filled, 1))
    if len(cuts) < 2:
        return []
    out: list[Sector] = []
    for a, b in zip(cuts, [*cuts[1:], cuts[0] + _SAMPLES], strict=True):
        if b - a < 4:
            continue
        span = np.arange(a, b) % _SAMPLES
        own = int(filled[a])
        hits = (table[:, span] == own).mean(axis=1)
        outer = max((r for r, hit in zip(_RINGS, hits, strict=True) if hit > 0.4), default=0.3)
        middle = ((a + b) / 2 % _SAMPLES) * 360 / _SAMPLES
        out.append(Sector(colours[own], float(b - a) / _SAMPLES, float(middle), outer * radius))
    total = sum(sector.share for sector in out) or 1.0
    out = [Sector(s.colour, s.share / total, s.middle, s.reach) for s in out]
    return sorted(out, key=lambda sector: sector.middle)


def enlarged(pie: Pie, scale: float) -> Pie:
    """The pie in pixels of a picture `scale` times as large."""
    x, y = pie.centre
    sectors = tuple(replace(sector, reach=sector.reach * scale) for sector in pie.sectors)
    return replace(pie, centre=(x * scale, y * scale), radius=pie.radius * scale, sectors=sectors)


def bearing(centre: tuple[float, float], point: tuple[float, float]) -> float:
    """Angle of a point in degrees, clockwise from the top."""
    return degrees(atan2(point[0] - centre[0], centre[1] - point[1])) % 360
