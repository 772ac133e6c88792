"""What makes a picture hard to read, once its texts are known: each with advice on what to do.

Measures come from pixels (figure/quality.py), letters and rim; here they become verdicts. One
cause is named, not its consequences: what is photographed is also soft, uneven and noisy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Problem, Quality
from tuwen.reading.letter_height import letter_height, unread_height
from tuwen.reading.line import Line
from tuwen.reading.rim import cut_sides
from tuwen.reading.scene import Scene
from tuwen.reading.types import Kind
from tuwen.reading.upright import Pose

_TINY = 7.0  # px: letters below are guessed rather than read
_WORDS = 8  # letters: fewer may be anything
_GOOD = 12  # px: letters that are read without fault
_FAINT = 45  # levels between letters and ground
_SOFT, _SMEARED = 0.35, 0.15  # steepest step in a line of text; width of an edge in letter heights
_WAVES, _RASTER = (16.5, 12.0), 0.07  # levels of ringing: alone, and on the raster of JPEG
_CRISP = 0.4  # sharpness of what is not blurred, whose edges look like waves
_NOISE, _SHADE, _DULL = 1.2, 12.0, 0.6  # of a photograph: noise, shading, sharpness
_LARGE = 100_000  # px that a photograph has
_NATURAL = frozenset({"pale", "blurred"})
_PAPER = 0.3  # share of the picture that the background of a drawing takes at least
_WORDLESS = frozenset({"photo", "decorative"})
_PANES = frozenset({"ui_screenshot", "code", "terminal", "table"})  # windows end anywhere
_SAMPLE = 10  # lines of text that are looked at


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the picture besides its scene."""

    quality: Quality
    kind: Kind
    pose: Pose
    stamp: str  # the words of a watermark
    gray: NDArray[np.uint8]  # put upright
    lines: Sequence[Line]  # all that was read, furniture included


def find_flaws(scene: Scene, seen: Evidence) -> tuple[Problem, ...]:
    """Everything about the picture itself that makes reading less than sure."""
    quality = seen.quality
    flaws = [flaw for flaw in quality.found if flaw.code not in _soft_by_nature(scene, seen)]
    known = {flaw.code for flaw in flaws}
    if "blank" in known:
        return tuple(flaws)
    flaws += _turned(seen.pose)
    if _photographed(seen):
        text = (
            "图片像是对着屏幕拍摄的（光线不匀、有噪点），文字和线条可能读错；"
            "请改用截图，或直接导出原图。"
        )
        flaws.append(Problem("photographed", quality.noise, text))
        return tuple(flaws)
    if seen.kind == "photo" and _bare(scene):
        return tuple(flaws)
    tall = _letter_height(scene, seen)
    if 0 < tall < _TINY:  # such letters are soft, whatever was done to them
        flaws = [flaw for flaw in flaws if flaw.code != "blurred"]
        flaws.append(_small(tall, unread=not scene.lines))
    if seen.kind in _WORDLESS:
        natural = known & _NATURAL or _bare(scene)
        return (*flaws, *([] if natural else _compressed(quality)))
    if known & _NATURAL:
        return tuple(flaws)
    sharp = _sharpness_of_letters(scene)
    crushed = _compressed(quality)
    flaws += sharp or crushed
    if seen.stamp:
        text = f"图上铺有斜向水印「{seen.stamp}」，会盖住文字和线条；请换用没有水印的原图。"
        flaws.append(Problem("watermark", abs(quality.stamped), text))
    elif not crushed:  # which spoils the rim as well
        flaws += _cut(seen, scene.glyph_height)
    return tuple(flaws)


def _soft_by_nature(scene: Scene, seen: Evidence) -> frozenset[str]:
    """What is no flaw of a photograph or a texture: it has no paper, and no letters to read."""
    return _NATURAL if seen.kind in _WORDLESS and _bare(scene) else frozenset()


def _bare(scene: Scene) -> bool:
    """Whether there is no paper to speak of."""
    return scene.paper is None or scene.paper.area < _PAPER * scene.gray.size


def _compressed(quality: Quality) -> list[Problem]:
    on_raster = quality.raster > _RASTER and quality.ringing > _WAVES[1]
    rescaled = quality.sharpness > _CRISP and quality.ringing > _WAVES[0]
    if not (on_raster or rescaled) or quality.noise >= _NOISE:
        return []
    text = "图片压缩过度，字的周围满是杂纹；请改存为 PNG，或提高 JPEG 的质量后重新导出。"
    return [Problem("compressed", quality.ringing, text)]


def _turned(pose: Pose) -> list[Problem]:
    if pose.turn:
        way = {1: "顺时针旋转了 90°", 2: "倒置了", 3: "逆时针旋转了 90°"}[pose.turn]
        text = f"图片被{way}，已转正后识读；建议转正后再发布。"
        return [Problem("turned", 90.0 * pose.turn, text)]
    if pose.slant:
        text = f"图片倾斜了约 {abs(pose.slant):.0f}°，已摆正后识读；建议摆正后重新导出。"
        return [Problem("skewed", pose.slant, text)]
    return []


def _photographed(seen: Evidence) -> bool:
    quality = seen.quality
    lit = quality.noise >= _NOISE and quality.shading >= _SHADE
    taken = lit and quality.sharpness < _DULL and seen.gray.size > _LARGE
    return taken and (seen.kind not in _WORDLESS or len(seen.lines) >= 4)


def _letter_height(scene: Scene, seen: Evidence) -> float:
    """The height of the letters in px; where hardly any was read, of what may be letters."""
    if sum(len(line.text) for line in scene.lines) < _WORDS and len(scene.lines) < 2:
        return unread_height(seen.gray)
    return letter_height(scene.gray, scene.snug, scene.glyph_height)


def _small(tall: float, *, unread: bool) -> Problem:
    times = max(2, ceil(_GOOD / max(tall, 1)))
    height = max(1, round(tall))
    text = f"文字高度约 {height} 像素，建议导出 {times} 倍大小的图片。"
    if unread:
        text = f"图中的字小到读不出来（高约 {height} 像素），建议导出 {times} 倍大小的图片。"
    return Problem("small_text", float(tall), text)


def _sharpness_of_letters(scene: Scene) -> list[Problem]:
    """Whether the letters themselves are faint or soft, however crisp the lines around them."""
    steps: list[float] = []
    contrasts: list[float] = []
    level = [line for line in scene.snug if line.upright]
    for line in sorted(level, key=lambda line: -len(line.text))[:_SAMPLE]:
        x0, y0, x1, y1 = line.box
        window = scene.gray[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2].astype(np.int16)
        if min(window.shape) < 4:
            continue
        low, high = np.percentile(window, (2, 98))
        contrasts.append(float(high - low))
        steps.append(float(np.percentile(np.abs(np.diff(window, axis=1)), 97)) / max(high - low, 8))
    if len(steps) < 3:
        return []
    contrast, steep = float(np.median(contrasts)), float(np.median(steps))
    if contrast < _FAINT:
        share = contrast / 255
        text = f"文字与背景的明暗只差 {share:.0%}，可能读不出来；请加深文字颜色后重新导出。"
        return [Problem("pale", round(share, 3), text)]
    if steep < _SOFT and 1 / max(steep, 0.01) > _SMEARED * scene.glyph_height:
        text = "图片较模糊，文字可能读错；请提供未缩放、未重复压缩的原图。"
        return [Problem("blurred", round(steep, 3), text)]
    return []


def _cut(seen: Evidence, tall: float) -> list[Problem]:
    sides = cut_sides(seen.gray, tall, seen.lines, pane=seen.kind in _PANES)
    if not sides:
        return []
    where = "、".join(f"{side}边" for side in sides)
    text = f"图片的{where}似乎被裁断了，边上的文字或线条不完整；请确认是否截全。"
    return [Problem("cut_off", float(sum(map(len, sides.values()))), text)]
