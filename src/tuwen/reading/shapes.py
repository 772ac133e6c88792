"""Closed shapes: every flat region that fills a box, an ellipse, a diamond… well enough.

A shape's form is decided by the overlap of its filled outline with ideal forms drawn in
the same bounding box. Knows nothing of labels or connectors.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.bars import with_whole_bars
from tuwen.reading.blobs import find_hatched
from tuwen.reading.compartments import join_compartments
from tuwen.reading.cylinders import with_lids
from tuwen.reading.forms import FIT, cloudy, form_of
from tuwen.reading.outline import Outline, bounds, corners, distance, inside
from tuwen.reading.scene import Region, Scene
from tuwen.reading.targets import find_targets
from tuwen.reading.types import Box, Shape

_DENTED, _WHOLE = 0.65, 0.95  # least share that dents leave; overlap of the form without them
_ROOM = 2  # glyph heights: lower ones may be dented by anything
_HEAD = 24  # px: along a side from its corner, where the head of an arrow may lie
_PASSING = 3  # of the four ways in which the sides of two things run on beyond corners
_RIM, _PAST = 5, 14  # px: a border is no thicker; how far beyond a corner it is looked for
_BORDERED = 0.97  # of its outline runs along ink
_FIGURES = ("parallelogram", "hexagon", "ellipse", "document")  # have their text in the middle


def find_outlines(scene: Scene, *, hollow: bool = True) -> list[Outline]:
    """Closed shapes of the scene, largest first, compartments joined.

    `hollow`: with those that hold nothing and are not filled, as the inputs of a form.
    """
    targets = find_targets(scene)
    found = [o for o in (_outline(scene, r) for r in scene.regions) if o is not None]
    found += find_hatched(scene, found)
    found = [o for o in found if not any(inside(o.box, target.box, 6) for target in targets)]
    found = with_lids(scene, _without_double_borders(found))
    if not hollow:
        found = [o for o in found if not _hollow(scene, o, found)]
    found = with_whole_bars(scene, found) + targets
    return sorted(join_compartments(scene, found), key=lambda o: (-o.area, o.box))


def _outline(scene: Scene, region: Region) -> Outline | None:
    if scene.paper is not None and region.label == scene.paper.label:
        return None
    x0, y0, x1, y1 = region.box
    if region.width * region.height < 110:
        return None
    if region.width > 0.985 * scene.width and region.height > 0.985 * scene.height:
        return None
    mask = (scene.labels[y0:y1, x0:x1] == region.label).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contour = max(contours, key=cv2.contourArea)
    shape, fit = form_of(contour, region.width, region.height)
    around = _surroundings(scene, region)
    filled = around is None or distance(region.colour, around) > 6
    room = min(region.width, region.height) / scene.glyph_height
    large = room >= 3
    if room >= _ROOM and fit < FIT:
        contour, shape, fit = _dented(scene, region, contour, (shape, fit))
    if large and fit < FIT and cloudy(contour, region.width, region.height):
        shape = "cloud"
    elif fit < FIT and not (filled and fit > 0.7 and _solid(contour)):
        return None
    if _between_arrows(scene, region):
        return None
    polygon = (contour + np.array([[x0, y0]])).astype(np.int32)
    if shape == "rect":  # what a connector cut out of it belongs to it all the same
        polygon = corners(region.box)
    return Outline(polygon, region.box, shape, fit, region.colour, filled)


def _between_arrows(scene: Scene, region: Region) -> bool:
    """Paper between two things and two arrows that join them: heads lie in some corners only.

    The borders of the things run on beyond the corners, which those of a box do not.
    """
    x0, y0, x1, y1 = region.box
    turned = (y0, x0, y1, x1)
    past = _run_past(scene.ink, region.box), _run_past(scene.ink.T, turned)
    if max(past) < _PASSING or min(past):
        return False
    own = scene.labels[y0:y1, x0:x1] == region.label
    arrows = own if past[0] else own.T
    dents = [_dent(side[::way]) for side in (arrows, arrows[:, ::-1]) for way in (1, -1)]
    return 1 <= sum(dents) <= 2


def _dent(own: NDArray[np.bool_]) -> bool:
    """The left side of a region steps back soon after its upper corner, and not at the corner."""
    near = own[: min(_HEAD, len(own) // 2 - 2)]
    if len(near) < 4 or not near.any(axis=1).all():
        return False
    steps = near.argmax(axis=1)
    return bool(steps[2:].max() >= steps[:2].min() + 2 and own[len(own) // 2].argmax() <= 1)


def _run_past(ink: NDArray[np.uint8], box: Box) -> int:
    """How often the ink along the upper and lower side of a box runs on beyond a corner."""
    x0, y0, x1, y1 = box
    found = 0
    for side in (slice(max(0, y0 - _RIM), y0), slice(y1, y1 + _RIM)):
        for past in (slice(max(0, x0 - _PAST), max(0, x0 - _RIM)), slice(x1 + _RIM, x1 + _PAST)):
            beyond = ink[side, past] > 0
            found += bool(beyond.size and beyond.all(axis=1).any())
    return found


def _dented(
    scene: Scene, region: Region, contour: NDArray[np.int32], form: tuple[Shape, float]
) -> tuple[NDArray[np.int32], Shape, float]:
    """The form without dents, if its border runs past them: a drawing inside may touch it."""
    hull = cv2.convexHull(contour).astype(np.int32)
    slim = cv2.contourArea(contour) < _DENTED * cv2.contourArea(hull)
    if slim or not scene.texts_in(region.box):
        return contour, *form
    whole, better = form_of(hull, region.width, region.height)
    if better < _WHOLE:
        return contour, *form
    x0, y0 = max(0, region.box[0] - 5), max(0, region.box[1] - 5)
    near = cv2.dilate(scene.ink[y0 : region.box[3] + 5, x0 : region.box[2] + 5], np.ones((7, 7)))
    rim = np.zeros_like(near)
    offset = np.array([region.box[0] - x0, region.box[1] - y0])
    cv2.polylines(rim, [hull + offset], True, 255, 1)
    bordered = float((near[rim > 0] > 0).mean())
    return (hull, whole, better) if bordered > _BORDERED else (contour, *form)


def _hollow(scene: Scene, outline: Outline, others: list[Outline]) -> bool:
    """Paper between lines: neither filled nor holding a text or a shape."""
    x0, y0, x1, y1 = outline.box
    slanted = outline.shape in _FIGURES
    if min(x1 - x0, y1 - y0) < 2.2 * scene.glyph_height or (
        outline.filled and not (slanted and _runs_on(scene, outline))
    ):
        return False
    if any(o is not outline and inside(o.box, outline.box) for o in others):
        return False
    own = scene.texts_in(outline.box)
    if not own or not slanted:
        return not own
    left, top, right, bottom = bounds(own)
    aside = abs(left + right - x0 - x1) > 0.4 * (x1 - x0)
    return aside or abs(top + bottom - y0 - y1) > 0.6 * (y1 - y0)


def _runs_on(scene: Scene, outline: Outline) -> bool:
    """Much of what is outside has the colour of the inside."""
    x0, y0, x1, y1 = outline.box
    window = np.s_[max(0, y0 - 9) : y1 + 9, max(0, x0 - 9) : x1 + 9]
    beyond = np.ones(scene.gray[window].shape, np.uint8)
    polygon = outline.polygon - np.array([max(0, x0 - 9), max(0, y0 - 9)])
    cv2.fillPoly(beyond, [polygon], 0)
    cv2.polylines(beyond, [polygon], True, 0, 9)
    pixels = scene.pixels[window][beyond > 0].astype(np.int16)
    return float((np.abs(pixels - np.array(outline.colour)).max(axis=1) <= 6).mean()) > 0.3


def _solid(contour: NDArray[np.int32]) -> bool:
    """Clouds and odd badges: nearly convex although no ideal form fits."""
    hull = cv2.contourArea(cv2.convexHull(contour))
    return hull > 0 and cv2.contourArea(contour) / hull > 0.9


def _surroundings(scene: Scene, region: Region) -> tuple[int, int, int] | None:
    """Colour of the flat region met most often a few pixels outside the bounding box's sides."""
    x0, y0, x1, y1 = region.box
    rows = [y for gap in (5, 9) for y in (y0 - gap, y1 - 1 + gap) if 0 <= y < scene.height]
    columns = [x for gap in (5, 9) for x in (x0 - gap, x1 - 1 + gap) if 0 <= x < scene.width]
    strips = [scene.labels[y, x0:x1] for y in rows] + [scene.labels[y0:y1, x] for x in columns]
    if not strips:  # it fills the picture
        return None
    labels, counts = np.unique(np.concatenate(strips), return_counts=True)
    for label in labels[np.argsort(-counts, kind="stable")].tolist():
        if label in scene.by_label and label != region.label:
            return scene.by_label[label].colour
    return None


# ---- borders -----------------------------------------------------------------------------


def _without_double_borders(found: list[Outline]) -> list[Outline]:
    """Of nested outlines a border's width apart keep the innermost; drop shadows."""
    kept: list[Outline] = []
    for outline in sorted(found, key=lambda o: o.area):
        twin = any(
            inside(inner.box, outline.box)
            and inner.area > 0.72 * outline.area
            and max(abs(a - b) for a, b in zip(inner.box, outline.box, strict=True)) <= 12
            for inner in kept
        )
        if not twin:
            kept.append(outline)
    return [o for o in kept if not any(_shadow(o, other) for other in kept)]


def _shadow(one: Outline, other: Outline) -> bool:
    """Lies behind another shape of its size, a few pixels to the right and below."""
    right, down = one.box[0] - other.box[0], one.box[1] - other.box[1]
    if not (0 <= right <= 12 and 0 <= down <= 16 and right + down > 2):
        return False
    alike = 0.6 < one.area / max(other.area, 1) < 1.7
    return alike and not inside(one.box, other.box) and one.box[2] >= other.box[2]
