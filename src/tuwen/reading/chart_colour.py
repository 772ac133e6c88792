"""Colours of a chart: which ones fill areas, which ones draw lines.

Thin lines are blends of their colour with the paper, so they are told apart by the direction
from the paper's colour, not by the colour itself. Knows nothing of axes, legends or values.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import contrast, strongest
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

Colour = tuple[int, int, int]
_APART = 26.0  # RGB distance of two colours that are not the same
_ANGLE = 0.965  # cosine between the directions of one hue


def distance(a: Colour, b: Colour) -> float:
    return float(np.linalg.norm(np.subtract(a, b)))


def same_hue(a: Colour, b: Colour, paper: Colour, least: float = 0.975) -> bool:
    """Whether two colours lie in one direction from the paper: a thin line and its marker."""
    u, v = np.subtract(a, paper), np.subtract(b, paper)
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    return lengths > 0 and float(u @ v) / lengths > least


def chroma(colour: Colour) -> int:
    return max(colour) - min(colour)


def paper_of(scene: Scene, box: Box) -> Colour:
    """The commonest colour along the top and the right of an area, where marks seldom reach."""
    x0, y0, x1, y1 = box
    rims = [scene.pixels[y0 : y0 + 4, x0:x1], scene.pixels[y0:y1, max(x0, x1 - 4) : x1]]
    flat = np.concatenate([rim.reshape(-1, 3) for rim in rims])
    if len(flat) == 0:
        return (255, 255, 255)
    keys = (flat >> 2).astype(np.int32) @ np.array([4096, 64, 1])
    best = np.bincount(keys).argmax()
    red, green, blue = (float(v) for v in np.median(flat[keys == best], axis=0))
    return (round(red), round(green), round(blue))


def solid_colours(
    pixels: Pixels, mask: Mask, paper: Colour, *, least: int, thick: int = 3
) -> list[Colour]:
    """Colours that fill areas (more than `thick` px) inside the mask, commonest first."""
    kernel = np.ones((thick, thick), np.uint8)
    step = strongest(cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, kernel))
    inside = np.flatnonzero((step <= 10) & (mask > 0))
    if len(inside) < least:
        return []
    channels = [np.asarray(channel, np.uint8).ravel()[inside] for channel in cv2.split(pixels)]
    red, green, blue = (channel.astype(np.int32) >> 3 for channel in channels)
    counts, means = _bins(red << 10 | green << 5 | blue, channels)
    out: list[Colour] = []
    for i in np.argsort(-counts)[:64]:
        if counts[i] < 0.2 * least:
            break
        near = np.abs(means - means[i]).max(axis=1) < 14
        red, green, blue = (float(v) for v in means[i])
        colour = (round(red), round(green), round(blue))
        if distance(colour, paper) < _APART or any(distance(colour, c) < _APART for c in out):
            continue
        if counts[near].sum() >= least:
            out.append(colour)
    return out


def _bins(
    keys: NDArray[np.signedinteger], channels: list[NDArray[np.uint8]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many pixels share each key that occurs, and the mean of those pixels."""
    counts = np.bincount(keys)
    used = np.flatnonzero(counts)
    sums = [np.bincount(keys, channel)[used] for channel in channels]
    return counts[used], np.stack(sums, axis=1) / counts[used][:, None]


def line_colours(pixels: Pixels, mask: Mask, paper: Colour, *, least: int) -> list[Colour]:
    """Colours of the thin marks inside the mask, each as its pixels farthest from the paper."""
    flat = pixels[mask > 0].astype(np.float32) - np.array(paper, np.float32)
    far = np.linalg.norm(flat, axis=1)
    flat, far = flat[far > 60], far[far > 60]
    if len(flat) < least:
        return []
    unit = flat / far[:, None]
    keys = np.rint((unit + 1) * 8).astype(np.int32) @ np.array([400, 20, 1])
    counts = np.bincount(keys)
    seeds: list[NDArray[np.float32]] = []
    out: list[Colour] = []
    for key in np.argsort(-counts)[:40]:
        if counts[key] < 0.25 * least:
            break
        seed = unit[keys == key].mean(axis=0)
        seed /= np.linalg.norm(seed)
        if any(float(seed @ other) > _ANGLE for other in seeds):
            continue
        member = unit @ seed > _ANGLE
        if member.sum() < least:
            continue
        seeds.append(seed)
        strong = flat[member & (far >= np.percentile(far[member], 80))].mean(axis=0)
        red, green, blue = (float(v) for v in np.clip(strong + np.array(paper), 0, 255))
        colour = (round(red), round(green), round(blue))
        # Blends of a line with a grid have a direction of their own, their strongest not.
        if not any(same_hue(colour, other, paper, 0.99) for other in out):
            out.append(colour)
    return out


def mask_of(pixels: Pixels, colour: Colour, *, slack: int = 16) -> Mask:
    """255 where the pixel has the colour."""
    low = np.clip(np.array(colour, np.int16) - slack, 0, 255).astype(np.uint8)
    high = np.clip(np.array(colour, np.int16) + slack, 0, 255).astype(np.uint8)
    return cv2.inRange(pixels, low, high).astype(np.uint8, copy=False)


def blend_masks(pixels: Pixels, colours: list[Colour], paper: Colour) -> list[Mask]:
    """For each colour, 255 where a pixel blends it with the paper, and no other fits better."""
    ys, xs = np.nonzero(contrast(pixels, paper) > 20)  # the rest is paper
    diff = pixels[ys, xs].astype(np.float32) - np.array(paper, np.float32)
    best = np.full(len(diff), np.inf, np.float32)
    owner = np.full(len(diff), -1, np.int16)
    for i, colour in enumerate(colours):
        way = np.array(colour, np.float32) - np.array(paper, np.float32)
        share = diff @ way / float(way @ way + 1e-6)
        rest = np.sqrt(((diff - share[:, None] * way) ** 2).sum(axis=1))
        cost = rest + 60 * np.maximum(share - 1.1, 0) + 12 * np.maximum(1 - share, 0)
        # A pale colour is nearer to gray grid lines than a strong one is.
        slack = np.minimum(12 + 34 * share, 4 + 0.35 * share * float(np.linalg.norm(way)))
        good = (share > 0.38) & (rest < slack) & (cost < best)
        owner[good], best[good] = i, cost[good]
    masks: list[Mask] = []
    for i in range(len(colours)):
        mask = np.zeros(pixels.shape[:2], np.uint8)
        mask[ys[owner == i], xs[owner == i]] = 255
        masks.append(mask)
    return masks
