"""The copy of a picture that a model sees: small, without loss, and fit to be sent anywhere."""

from io import BytesIO

import pybase64
from PIL import Image

from tuwen.figure.types import Pixels

LONGEST_SIDE = 1024  # pixels


def shown(pixels: Pixels) -> bytes:
    """A PNG of the pixels, (height, width, 3) uint8, with at most LONGEST_SIDE a side."""
    image = Image.fromarray(pixels)
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def opened(copy: bytes) -> Image.Image:
    """Its pixels again, RGB."""
    image = Image.open(BytesIO(copy), formats=("PNG",))
    image.load()
    return image


def data_url(copy: bytes) -> str:
    """The copy as an address that holds it."""
    return f"data:image/png;base64,{pybase64.b64encode_as_string(copy)}"
