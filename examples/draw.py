"""Draws the pictures whose tools are Python, Graphviz and PlantUML, and shrinks all of them.

    python draw.py                    draw all of them, then shrink every picture
    python draw.py cicd code          only these
    python draw.py --shrink           shrink only (draw.sh calls this after draw.mjs)

Sources in sources/, pictures beside this file. Needs requirements.txt, `dot` and `plantuml`.
"""

import sys
from pathlib import Path

from PIL import Image, ImageChops

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
LIMIT = 150_000  # bytes a picture


def shrink(picture: Path) -> None:
    """Store the picture without alpha, and with 256 colours where that is not seen."""
    with Image.open(picture) as loaded:
        loaded.load()
    if loaded.mode == "P":
        return
    rgba = loaded.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    reduced = flat.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    worst = max(high for _, high in ImageChops.difference(flat, reduced.convert("RGB")).getextrema())
    chosen = reduced if worst <= 24 else flat
    chosen.save(picture, optimize=True)
    size = picture.stat().st_size
    print(f"{picture.name}: {chosen.width} x {chosen.height}, {size // 1000} kB, {chosen.mode}")
    if size > LIMIT:
        raise SystemExit(f"{picture.name} is larger than {LIMIT} bytes")


def main() -> None:
    for picture in sorted(HERE.glob("*.png")):
        shrink(picture)


if __name__ == "__main__":
    main()
