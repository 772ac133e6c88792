"""Measures how well a picture can be read, in a few milliseconds.

Both figures come from sampled rows: in technical pictures letters and lines stand
everywhere, and vertical strokes show in the horizontal gradient.
"""

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels, Quality

SAMPLE = 400_000  # pixels looked at
EDGE = 10  # smaller steps of luminance are noise or shading
BLANK = 0.02  # contrast of a picture of one colour
BLURRED = 0.2  # sharpness below which letters run together
PALE = 0.25  # contrast below which letters drown
SMALL = 40_000  # pixels in all: less holds a logo, not a diagram


def measure(pixels: Pixels) -> Quality:
    """Measure sharpness and contrast, and put what is wrong into words."""
    luminance = _sample(pixels)
    low, high = _percentiles(luminance, 0.1, 99.9)
    contrast = (high - low) / 255
    sharpness = _sharpness(luminance)
    return Quality(round(sharpness, 3), round(contrast, 3), _problems(pixels, sharpness, contrast))


def _sample(pixels: Pixels) -> NDArray[np.int16]:
    height, width = pixels.shape[:2]
    step = max(1, -(-height * width // SAMPLE))
    rows = pixels[step // 2 :: step].astype(np.uint16)
    return ((rows[..., 0] * 77 + rows[..., 1] * 150 + rows[..., 2] * 29) >> 8).astype(np.int16)


def _sharpness(luminance: NDArray[np.int16]) -> float:
    """The 95th percentile of the steps between neighbours, where there is a step at all."""
    steps = np.abs(np.diff(luminance, axis=1))
    edges = steps[steps >= EDGE]
    if edges.size < 16:
        return 0.0
    return _percentiles(edges, 95)[0] / 255


def _percentiles(values: NDArray[np.int16], *percents: float) -> list[float]:
    counts = np.bincount(values.ravel(), minlength=256).cumsum()
    return [float(np.searchsorted(counts, counts[-1] * p / 100)) for p in percents]


def _problems(pixels: Pixels, sharpness: float, contrast: float) -> tuple[str, ...]:
    height, width = pixels.shape[:2]
    found: list[str] = []
    if contrast < BLANK:
        found.append("图片几乎是单一颜色，看不到内容；请检查是否导出了空白图。")
    elif contrast < PALE:
        found.append("图片对比度很低，文字可能读不出来；请提高前景与背景的反差后重新导出。")
    elif sharpness < BLURRED:
        found.append("图片较模糊，文字可能读错；请提供未缩放、未重复压缩的原图。")
    if width * height < SMALL and contrast >= BLANK:
        found.append(f"图片只有 {width}×{height} 像素，细小的文字可能读不出来；请提供更大的原图。")
    return tuple(found)
