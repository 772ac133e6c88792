"""Pictures spoilt as files on the web are: compressed, scaled down, with few colours."""

import io
from random import Random

from PIL import Image

_WIDE = 800  # px: blogs scale pictures down to their column


def spoilt(picture: Image.Image, dice: Random) -> tuple[Image.Image, float]:
    """A part of the pictures, mildly: the picture and the scale it was brought to."""
    scale = dice.uniform(0.6, 0.95) if dice.random() < 0.15 else 1.0
    picture = _scaled(picture, scale)
    roll = dice.random()
    if roll < 0.2:
        picture = _compressed(picture, dice.randint(55, 90))
    elif roll < 0.3:
        picture = _reduced(picture, dice)
    return picture, scale


def webbed(picture: Image.Image, dice: Random) -> tuple[Image.Image, float]:
    """Every picture, as a blog shows it: at most 800 px wide, then JPEG or a palette."""
    scale = min(1.0, _WIDE / picture.width)
    picture = _scaled(picture, scale)
    if dice.random() < 0.7:
        return _compressed(picture, dice.randint(60, 85)), scale
    return _reduced(picture, dice), scale


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return picture
    size = round(picture.width * scale), round(picture.height * scale)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _compressed(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _reduced(picture: Image.Image, dice: Random) -> Image.Image:
    return picture.quantize(dice.choice([32, 64, 256])).convert("RGB")
