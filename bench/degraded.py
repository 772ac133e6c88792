"""Clean pictures made as bad as those that people send, each with the one problem it has.

How bad is measured against the height of the letters, so that every verdict is a fair one: what
is called blurred is hard to read, not merely soft. The same seed gives the same pictures.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tuwen.reading.types import Reading, Text

Pixels = NDArray[np.uint8]
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
_STAMPS = ("CSDN @code_farmer", "内部资料 请勿外传", "版权所有 翻印必究", "CONFIDENTIAL",
           "张三 20261129", "SAMPLE 样张", "www.example.com")  # fmt: skip


@dataclass(frozen=True)
class Clean:
    """A clean picture with what has to be known of it: where its texts are, and how high."""

    image: Image.Image
    texts: tuple[Text, ...]
    tall: float  # px: height of its letters


def clean(path: Path, reading: Reading) -> Clean:
    """A picture with what was read off it."""
    heights = [t.box[3] - t.box[1] for t in reading.texts]
    image = Image.open(path)
    if image.mode in ("RGBA", "LA", "P"):
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return Clean(image.convert("RGB"), reading.texts, float(np.median(heights or [12])))


def blurred(picture: Clean, dice: Random) -> Image.Image:
    """Out of focus, or scaled down and up again."""
    image = picture.image
    if dice.random() < 0.5:
        return image.filter(ImageFilter.GaussianBlur(dice.uniform(0.13, 0.2) * picture.tall))
    share = dice.uniform(4.0, 5.5) / picture.tall
    small = image.resize((_at_least(image.width * share), _at_least(image.height * share)))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def pale(picture: Clean, dice: Random) -> Image.Image:
    """What is left of the contrast is between a tenth and a fifth."""
    left = dice.uniform(0.09, 0.18)
    ground = int(np.median(np.asarray(picture.image.convert("L"))))
    grey = dice.choice([ground, ground, 200 if ground > 128 else 60])
    mist = Image.new("RGB", picture.image.size, (grey, grey, grey))
    return Image.blend(mist, picture.image, left)


def small(picture: Clean, dice: Random) -> Image.Image:
    """Scaled down until the letters are 3 to 6 px high."""
    share = dice.uniform(3.5, 5.8) / picture.tall
    size = _at_least(picture.image.width * share), _at_least(picture.image.height * share)
    return picture.image.resize(size, Image.Resampling.LANCZOS)


def compressed(picture: Clean, dice: Random) -> Image.Image:
    """JPEG of quality 5 to 15, more than once."""
    image = picture.image
    for _ in range(dice.randint(2, 3)):
        image = _jpeg(image, dice.randint(5, 15))
    return image


def stamped(picture: Clean, dice: Random) -> Image.Image:
    """Slanted words laid over all of it, translucent."""
    image = picture.image
    words = dice.choice(_STAMPS)
    size = round(dice.uniform(1.6, 3.0) * max(picture.tall, 12))
    font = _font(size)
    box = font.getbbox(words)
    wide, high = round(box[2] - box[0]) + size, round(box[3]) + size
    side = 2 * max(image.size)
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    gap = dice.uniform(1.2, 2.2)
    for row, y in enumerate(range(0, side, round(high * gap) + size)):
        for x in range(-(row % 2) * wide // 2, side, round(wide * dice.uniform(1.05, 1.3))):
            draw.text((x, y), words, fill=255, font=font)
    layer = layer.rotate(dice.choice([-1, 1]) * dice.uniform(18, 42), Image.Resampling.BICUBIC)
    left, top = (side - image.width) // 2, (side - image.height) // 2
    layer = layer.crop((left, top, left + image.width, top + image.height))
    strong = dice.uniform(0.25, 0.45)
    mask = Image.fromarray((np.asarray(layer) * strong).astype(np.uint8))
    colour = dice.choice(["#808080", "#808080", "#c00000", "#2050c0"])
    done = image.copy()
    done.paste(Image.new("RGB", image.size, colour), mask=mask)
    return done


def cut(picture: Clean, dice: Random) -> Image.Image:
    """Cropped through the middle of a word; at least half of the picture stays."""
    wide, high = picture.image.size
    choices: list[tuple[int, int, int, int]] = []
    for text in picture.texts:
        x0, y0, x1, y1 = text.box
        if x1 - x0 > 2.5 * (y1 - y0) and len(text.text) >= 4:
            middle = round(x0 + dice.uniform(0.35, 0.65) * (x1 - x0))
            choices += [(0, 0, middle, high), (middle, 0, wide, high)]
            level = round(y0 + dice.uniform(0.4, 0.6) * (y1 - y0))
            choices += [(0, 0, wide, level), (0, level, wide, high)]
    fair = [c for c in choices if 0.5 < (c[2] - c[0]) * (c[3] - c[1]) / (wide * high) < 0.95]
    fair = fair or choices or [(0, 0, wide * 2 // 3, high)]
    return picture.image.crop(dice.choice(fair))


def turned(picture: Clean, dice: Random) -> Image.Image:
    """On its side, or upside down."""
    ways = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    return picture.image.transpose(dice.choice(ways))


def skewed(picture: Clean, dice: Random) -> Image.Image:
    """A few degrees askew, as scanned."""
    angle = dice.choice([-1, 1]) * dice.uniform(2, 7)
    paper = picture.image.getpixel((2, 2))
    return picture.image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)


def photographed(picture: Clean, dice: Random) -> Image.Image:
    """A screen taken with a telephone: perspective, moiré, uneven light, noise."""
    image = picture.image
    if image.width < 900:
        scale = 900 / image.width
        image = image.resize((900, round(image.height * scale)), Image.Resampling.BICUBIC)
    pixels = np.asarray(image).astype(np.float32)
    high, wide = pixels.shape[:2]
    far = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    inwards = np.where(far == 0, 1, -1) * np.array([wide, high])
    bent = far + inwards * [[dice.uniform(0.01, 0.06) for _ in "xy"] for _ in far]
    matrix = cv2.getPerspectiveTransform(far, bent.astype(np.float32))
    dark = (dice.randint(10, 60),) * 3
    pixels = cv2.warpPerspective(pixels, matrix, (wide, high), borderValue=dark)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    u, v = dice.uniform(0.55, 0.9), dice.uniform(0.02, 0.2)
    moire = np.sin(x * u + y * v) * np.sin(y * u - x * v) * dice.uniform(3, 8)
    cx, cy = dice.uniform(0, wide), dice.uniform(0, high)
    light = 1 - dice.uniform(0.25, 0.5) * np.hypot(x - cx, y - cy) / np.hypot(wide, high)
    noise = np.random.default_rng(dice.randrange(2**31)).normal(0, dice.uniform(4, 8), pixels.shape)
    shot = np.clip(pixels * light[..., None] + moire[..., None] + noise, 0, 255)
    shot = cv2.GaussianBlur(shot.astype(np.uint8), (0, 0), dice.uniform(0.5, 0.9))
    return _jpeg(Image.fromarray(np.asarray(shot, np.uint8)), dice.randint(70, 88))


@dataclass(frozen=True)
class Sort:
    """One way to be bad: how many of a hundred, the verdict, and what else may truly be said."""

    make: Callable[[Clean, Random], Image.Image]
    count: int
    code: str
    also: frozenset[str] = frozenset()


SORTS: dict[str, Sort] = {
    "blurred": Sort(blurred, 12, "blurred"),
    "low contrast": Sort(pale, 12, "pale"),
    "small letters": Sort(small, 11, "small_text", frozenset({"small_picture"})),
    "strong compression": Sort(compressed, 12, "compressed", frozenset({"blurred"})),
    "watermark": Sort(stamped, 12, "watermark"),
    "cut off": Sort(cut, 11, "cut_off"),
    "turned": Sort(turned, 10, "turned"),
    "askew": Sort(skewed, 8, "skewed"),
    "photographed screen": Sort(
        photographed, 12, "photographed", frozenset({"skewed", "blurred", "uneven"})
    ),
}


def _at_least(side: float) -> int:
    return max(24, round(side))


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _FONTS:
        if Path(path).is_file():
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)
