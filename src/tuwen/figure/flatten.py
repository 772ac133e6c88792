"""Any mode of Pillow's becomes opaque RGB with the content still visible."""

import numpy as np
from PIL import Image

WHITE = (255, 255, 255)
DARK = (30, 30, 30)
LIGHT_LIMIT, DARK_LIMIT = 200, 80  # luminance that vanishes on white, on dark


def flatten(image: Image.Image) -> tuple[Image.Image, bool]:
    """Return the picture as RGB, and whether it had to be laid on a dark background."""
    if image.mode.startswith("I"):  # 16 bits of grey, whatever the byte order
        return _from_16_bits(image), False
    if not image.has_transparency_data:
        return image.convert("RGB"), False
    clear = image.convert("RGBA")
    alpha = np.asarray(clear.getchannel("A"))
    if int(alpha.min()) == 255:
        return clear.convert("RGB"), False
    dark = _vanishes_on_white(clear, alpha)
    flat = Image.new("RGB", clear.size, DARK if dark else WHITE)
    flat.paste(clear, mask=clear.getchannel("A"))
    return flat, dark


def _from_16_bits(image: Image.Image) -> Image.Image:
    grey = np.asarray(image).astype(np.int32)
    return Image.fromarray((grey >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")


def _vanishes_on_white(clear: Image.Image, alpha: np.ndarray[tuple[int, int]]) -> bool:
    """Look at the visible pixels that touch the background: would more of them vanish on white?

    Only these meet the background; a white box with a dark outline stays readable on white.
    """
    visible = alpha >= 96
    inner = visible.copy()
    inner[1:] &= visible[:-1]
    inner[:-1] &= visible[1:]
    inner[:, 1:] &= visible[:, :-1]
    inner[:, :-1] &= visible[:, 1:]
    rim = np.asarray(clear.convert("L"))[visible & ~inner]
    return int((rim > LIGHT_LIMIT).sum()) > int((rim < DARK_LIMIT).sum())
