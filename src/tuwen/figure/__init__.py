"""A picture of an article, decoded safely. Knows no tasks, engines or HTTP."""

from tuwen.figure.decode import MAX_BYTES, MAX_PIXELS, decode, open_figure
from tuwen.figure.types import Figure, Quality

__all__ = ["MAX_BYTES", "MAX_PIXELS", "Figure", "Quality", "decode", "open_figure"]
