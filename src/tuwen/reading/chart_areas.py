"""Filled areas of a chart: the upper and the lower rim of each at every column of the plot.

An area is often drawn with a stroke along its upper rim, in a stronger colour, and with marks
upon it; the value lies in the middle of the stroke. Knows nothing of labels.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.chart_colour import Colour, distance, mask_of, same_hue
from tuwen.reading.chart_lines import filled_rings
from tuwen.reading.components import components
from tuwen.reading.scene import Mask
from tuwen.reading.types import Box


@dataclass(frozen=True, slots=True)
class Band:
    """A filled area: upper and lower rim at each column, nan where there is none."""

    start: int
    top: NDArray[np.float64]
    foot: NDArray[np.float64]
    full: float  # share of the area between its rims that has its colour

    @property
    def thick(self) -> float:
        """Its area by the length of its rim."""
        seen = ~np.isnan(self.top)
        long = float(np.hypot(1.0, np.diff(self.top[seen])).sum())
        return float((self.foot - self.top)[seen].sum()) / max(1.0, long)


def find_bands(
    pixels: Pixels,
    mask: Mask,
    solids: list[Colour],
    named: Collection[Colour],
    paper: Colour,
    plot: Box,
    tall: float,
) -> dict[int, Band]:
    """The areas that run along the plot, by the number of their colour; `named`: by a legend."""
    x0, y0, x1, y1 = plot
    rough: dict[int, Band] = {}
    covered = filled = 0.0
    for i, colour in enumerate(solids):
        own = mask_of(pixels, colour) & mask
        share = np.count_nonzero(own) / max(1, (x1 - x0) * (y1 - y0))
        filled += share
        if share < (0.001 if colour in named else 0.004):
            continue
        found = band(own, plot)
        if found and found.full > 0.8 and len(found.top) > 0.35 * (x1 - x0):
            rough[i] = found
            covered += share
    thick = max((found.thick for found in rough.values()), default=0.0)
    if covered <= max(0.04, 0.8 * filled) or thick < max(6.0, 0.4 * tall):
        return {}  # lines
    out = {
        i: _with_stroke(pixels, mask, found, solids[i], paper, plot, tall)
        for i, found in rough.items()
        if not _is_stroke(i, rough, solids, named, paper, tall)
    }
    return {i: _on(found, out, max(5.0, 0.7 * tall)) for i, found in out.items()}


def band(mask: Mask, plot: Box) -> Band | None:
    """The rims of the largest part of a filled area."""
    x0, y0, x1, y1 = plot
    area = mask[y0:y1, x0:x1]
    count, labels, stats, _ = components(area)
    if count < 2:
        return None
    big = stats[1:, 4] > 0.02 * stats[1:, 4].max()
    keep = np.isin(labels, 1 + np.flatnonzero(big))
    columns = np.flatnonzero(keep.any(axis=0))
    if len(columns) < 0.2 * (x1 - x0):
        return None
    first, last = int(columns[0]), int(columns[-1])
    part = keep[:, first : last + 1]
    some = part.any(axis=0)
    top = np.where(some, part.argmax(axis=0) + y0, np.nan)
    foot = np.where(some, y1 - part[::-1].argmax(axis=0), np.nan)
    between = float(np.nansum(foot - top))
    return Band(first + x0, top, foot, float(part.sum()) / max(1.0, between))


def _is_stroke(
    i: int,
    bands: dict[int, Band],
    solids: list[Colour],
    named: Collection[Colour],
    paper: Colour,
    tall: float,
) -> bool:
    """Whether the band is but a stroke of a stronger colour upon another."""
    one = bands[i]
    if float(np.nanmedian(one.foot - one.top)) > 0.5 * tall:
        return False
    for j, other in bands.items():
        stronger = distance(solids[i], paper) > distance(solids[j], paper)
        both = solids[i] in named and solids[j] in named  # thin areas
        if j == i or both or not stronger or not same_hue(solids[i], solids[j], paper, 0.95):
            continue
        shift = other.start - one.start
        at = np.arange(max(0, shift), min(len(one.top), shift + len(other.top)))
        if len(at) and float(np.nanmedian(np.abs(one.foot[at] - other.top[at - shift]))) <= 4:
            return True
    return False


def _with_stroke(
    pixels: Pixels,
    mask: Mask,
    found: Band,
    fill: Colour,
    paper: Colour,
    plot: Box,
    tall: float,
) -> Band:
    """The band with its upper rim in the middle of the stroke that is drawn along it."""
    stroke = _stroke(pixels, found, fill, paper, plot)
    if stroke is None:
        return replace(found, top=found.top - _blended(pixels, found, fill))
    own = mask_of(pixels, fill) & mask
    line = mask_of(pixels, stroke, slack=28) & mask
    whole = band(filled_rings(own | line, tall), plot)
    if whole is None:
        return found
    shift = whole.start - found.start
    at = np.arange(max(0, shift), min(len(found.top), shift + len(whole.top)))
    thick = found.top[at] - whole.top[at - shift]
    typical = float(np.nanmedian(thick)) if len(at) else 0.0
    if not 0.5 <= typical <= max(6.0, 0.4 * tall):
        return found
    top = found.top.copy()
    near = np.abs(thick - typical) <= max(3.0, 0.7 * tall)  # elsewhere another line of that colour
    # A mark upon the stroke is thicker, with the value in its middle, too.
    top[at[near]] = whole.top[at - shift][near] + thick[near] / 2
    return replace(found, top=top)


def _blended(pixels: Pixels, found: Band, fill: Colour) -> NDArray[np.float64]:
    """Of each column the part of a pixel by which the area reaches beyond its upper rim."""
    out = np.zeros(len(found.top))
    columns = np.flatnonzero(found.top >= 2)
    rows = found.top[columns].astype(int)
    edge = pixels[rows - 1, columns + found.start].astype(np.float64)
    beyond = pixels[rows - 2, columns + found.start].astype(np.float64)
    way = np.array(fill, np.float64) - beyond
    length = (way**2).sum(axis=1)
    share = ((edge - beyond) * way).sum(axis=1) / np.maximum(1.0, length)
    out[columns] = np.where(length > 900, np.clip(share, 0.0, 1.0), 0.0)
    return out


def _stroke(pixels: Pixels, found: Band, fill: Colour, paper: Colour, plot: Box) -> Colour | None:
    """The colour drawn along the upper rim, where it is a stronger one of the same hue."""
    columns = np.flatnonzero(~np.isnan(found.top))[::3]
    rows = found.top[columns].astype(int) - 2
    inside = rows >= plot[1]
    if inside.sum() < 8:
        return None
    above = pixels[rows[inside], columns[inside] + found.start].astype(np.float64)
    red, green, blue = (round(float(v)) for v in np.median(above, axis=0))
    colour = (red, green, blue)
    stronger = distance(colour, paper) > 1.15 * distance(fill, paper)
    return colour if stronger and same_hue(colour, fill, paper, 0.95) else None


def _on(found: Band, others: dict[int, Band], slack: float) -> Band:
    """The band with its foot on the rim of the band below it: stroke and marks lie between."""
    near = np.full(len(found.foot), slack)  # to the nearest rim below
    foot = found.foot.copy()
    for other in others.values():
        if other is found:
            continue
        shift = other.start - found.start
        at = np.arange(max(0, shift), min(len(foot), shift + len(other.top)))
        below = other.top[at - shift]
        gap = np.abs(found.foot[at] - below)
        on = (gap <= near[at]) & (below >= found.top[at])
        foot[at[on]], near[at[on]] = below[on], gap[on]
    return replace(found, foot=foot)
