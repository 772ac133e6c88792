"""Draws the pictures whose tools are matplotlib, Graphviz and PlantUML; shrinks every picture.

    python draw.py                    all of them
    python draw.py cicd order-class   only these

Sources in sources/, pictures beside this file. Needs requirements.txt, `dot` and `plantuml`.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
LIMIT = 150_000  # bytes a picture


def shrink(picture: Path) -> None:
    """Store the picture without alpha, and with 256 colours where that is not seen."""
    with Image.open(picture) as loaded:
        loaded.load()
    if loaded.mode == "P":  # shrunk before
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


def graphviz(name: str, source: Path) -> None:
    subprocess.run(["dot", "-Tpng", str(source), "-o", str(HERE / f"{name}.png")], check=True)


def plantuml(name: str, source: Path) -> None:
    subprocess.run(["plantuml", "-tpng", "-o", str(HERE), str(source)], check=True)


def bars(name: str, source: Path) -> None:
    sys.path.insert(0, str(source.parent))
    from db_benchmark import draw

    draw(str(HERE / f"{name}.png"))


PICTURES: dict[str, tuple[Callable[[str, Path], None], str]] = {
    "cicd": (graphviz, "cicd.dot"),
    "payment-state": (plantuml, "payment-state.puml"),
    "order-class": (plantuml, "order-class.puml"),
    "db-benchmark": (bars, "db_benchmark.py"),
}


def main() -> None:
    wanted = sys.argv[1:]
    for name, (draw, source) in PICTURES.items():
        if not wanted or name in wanted:
            draw(name, SOURCES / source)
    for picture in sorted(HERE.glob("*.png")):
        shrink(picture)


if __name__ == "__main__":
    main()
