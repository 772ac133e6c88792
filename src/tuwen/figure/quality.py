"""Measures how well a picture can be read, in a few milliseconds, from pixels alone.

Everything comes from sampled rows and from strips of sixteen rows: in technical pictures
letters and lines stand everywhere. Only what pixels alone prove is called a problem here;
what has to do with letters is left to the reader.
"""

from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.slant import find_slants
from tuwen.figure.types import Pixels, Problem, Quality

SAMPLE = 400_000  # pixels looked at in rows
STRIPS = 280_000  # pixels looked at in strips
HIGH = 16  # px: a strip
EDGE = 10  # smaller steps of luminance are noise or shading
BLANK = 0.02  # contrast of a picture of one colour
STEEP = 50  # levels between letters and ground
BLURRED = 0.25  # sharpness below which letters run together
PALE = 0.25  # contrast below which letters drown
SMALL = 40_000  # pixels in all: less holds a logo, not a diagram
WAVES = cv2.dct(np.eye(8, dtype=np.float32), flags=cv2.DCT_ROWS).T
FINE = np.add.outer(np.arange(8), np.arange(8)) >= 6


def measure(pixels: Pixels) -> Quality:
    """Measure sharpness, contrast and what spoils them, and put what is wrong into words."""
    luminance = _sample(pixels)
    low, high = _percentiles(luminance, 0.1, 99.9)
    contrast = (high - low) / 255
    strips = _strips(pixels) if min(pixels.shape[:2]) >= HIGH else _strips(pixels[:0])
    sharpness = _sharpness(luminance) or _sharpness(strips.transpose(0, 2, 1).astype(np.int16))
    ringing, raster = _ringing(strips)
    noise, shading = _ground(strips)
    slant, stamped = find_slants(pixels, strips[::2])
    return Quality(
        sharpness=round(sharpness, 3),
        contrast=round(contrast, 3),
        found=_problems(pixels, sharpness, contrast),
        slant=slant,
        stamped=stamped,
        ringing=round(ringing, 1),
        raster=round(raster, 3),
        noise=round(noise, 1),
        shading=round(shading, 1),
    )


def _sample(pixels: Pixels) -> NDArray[np.int16]:
    height, width = pixels.shape[:2]
    step = max(1, -(-height * width // SAMPLE))
    rows = pixels[step // 2 :: step].astype(np.uint16)
    return ((rows[..., 0] * 77 + rows[..., 1] * 150 + rows[..., 2] * 29) >> 8).astype(np.int16)


def _strips(pixels: Pixels) -> NDArray[np.uint8]:
    """Level strips from top to bottom, (strips, 16, width), on the raster of JPEG; maybe none."""
    height, width = pixels.shape[:2]
    most = height // HIGH
    count = min(most, max(4, STRIPS // (HIGH * width)))
    tops = np.linspace(0, most - 1, count).astype(int) * HIGH if count else []
    strips = [cv2.cvtColor(pixels[y : y + HIGH], cv2.COLOR_RGB2GRAY) for y in sorted({*tops})]
    return np.stack(strips).astype(np.uint8) if strips else np.zeros((0, HIGH, width), np.uint8)


def _sharpness(luminance: NDArray[np.int16]) -> float:
    """The 95th percentile of the steps between neighbours, where there is a step at all."""
    steps = np.abs(np.diff(luminance))
    edges = steps[steps >= EDGE]
    if edges.size < 16:
        return 0.0
    return _percentiles(edges, 95)[0] / 255


def _blocks(strips: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Squares of 8 px in order of the picture, as rows of 64."""
    wide = strips.shape[2] // 8 * 8
    cut = strips[:, :, :wide].reshape(len(strips), 2, 8, wide // 8, 8)
    return cut.transpose(0, 1, 3, 2, 4).reshape(-1, 64)


def _ringing(strips: NDArray[np.uint8]) -> tuple[float, float]:
    """How far the pixels of squares with letters in them are off their ground; how evident the
    raster of JPEG is.

    Around what was drawn they are on it exactly; compression leaves waves, and takes the finest
    detail away, by which it is told from hatching and photographs. It takes it away in the
    squares of the raster only: blur takes it from all.
    """
    wide = strips.shape[2] // 8 * 8
    if strips.size < 24 * 64 or wide < 16:
        return 0.0, 0.0
    blocks = _lettered(strips[:, :, :wide])
    if len(blocks) < 16:
        return 0.0, 0.0
    off = np.abs(blocks - np.median(blocks, axis=(1, 2), keepdims=True))
    near = off < 48
    waves = (off * near).sum(axis=(1, 2)) / np.maximum(near.sum(axis=(1, 2)), 1)
    smooth = _smooth(blocks)
    between = _lettered(strips[:, 4:12, 4 : wide - 4])
    raster = smooth - _smooth(between) if len(between) >= 8 else 0.0
    return float(np.median(waves) * (0.5 + smooth)), raster


def _lettered(strips: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Squares of 8 px, some hundreds at most, that have steep steps in both directions."""
    count, high, wide = strips.shape
    columns = [strips[:, :, k::8] for k in range(8)]
    rows = [strips[:, k::8] for k in range(8)]
    across = reduce(np.maximum, columns) - reduce(np.minimum, columns) > STEEP
    down = reduce(np.maximum, rows) - reduce(np.minimum, rows) > STEEP
    lettered = across.reshape(count, high // 8, 8, -1).any(axis=2)
    lettered &= down.reshape(count, high // 8, -1, 8).any(axis=3)
    cut = strips.reshape(count, high // 8, 8, wide // 8, 8).transpose(0, 1, 3, 2, 4)
    blocks = cut[lettered]
    return blocks[:: max(1, len(blocks) // 600)].astype(np.float32)


def _smooth(blocks: NDArray[np.float32]) -> float:
    """Share of the finest detail of squares that is not there."""
    return float((np.abs(WAVES @ blocks @ WAVES.T)[:, FINE] < 4).mean())


def _ground(strips: NDArray[np.uint8]) -> tuple[float, float]:
    """Noise of the flatter squares, and how much darker the ground is in places."""
    blocks = _blocks(strips)
    if len(blocks) < 24:
        return 0.0, 0.0
    blocks = blocks[:: max(1, len(blocks) // 800)].astype(np.float32)
    spread = blocks.std(axis=1)
    calm = spread <= np.percentile(spread, 40)
    levels = blocks[calm].mean(axis=1)
    usual = np.percentile(levels, 50, method="lower")  # one of them, of two halves, too
    ground = levels[np.abs(levels - usual) < 80]
    low, high = np.percentile(ground, [10, 90])
    return float(np.median(spread[calm])), float(high - low)


def _percentiles(values: NDArray[np.int16], *percents: float) -> list[float]:
    counts = np.bincount(values.ravel(), minlength=256).cumsum()
    return [float(np.searchsorted(counts, counts[-1] * p / 100)) for p in percents]


def _problems(pixels: Pixels, sharpness: float, contrast: float) -> tuple[Problem, ...]:
    height, width = pixels.shape[:2]
    found: list[Problem] = []
    if contrast < BLANK:
        text = "图片几乎是单一颜色，看不到内容；请检查是否导出了空白图。"
        found.append(Problem("blank", round(contrast, 3), text))
    elif contrast < PALE:
        text = f"图片对比度很低（明暗只差 {contrast:.0%}），文字可能读不出来；请加深前景后导出。"
        found.append(Problem("pale", round(contrast, 3), text))
    elif sharpness < BLURRED:
        text = "图片较模糊，文字可能读错；请提供未缩放、未重复压缩的原图。"
        found.append(Problem("blurred", round(sharpness, 3), text))
    if width * height < SMALL and contrast >= BLANK:
        text = f"图片只有 {width}×{height} 像素，细小的文字可能读不出来；请提供更大的原图。"
        found.append(Problem("small_picture", float(width * height), text))
    return tuple(found)
