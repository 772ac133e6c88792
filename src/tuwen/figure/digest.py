"""The identity of a picture: what it shows, not how it was packed."""

import hashlib

from tuwen.figure.types import Pixels


def digest(pixels: Pixels) -> str:
    """Hash mode, size and pixels with SHA-256; metadata and compression do not count."""
    height, width = pixels.shape[:2]
    found = hashlib.sha256(f"RGB {width} {height} ".encode())
    found.update(pixels.data if pixels.flags.c_contiguous else pixels.tobytes())
    return found.hexdigest()
