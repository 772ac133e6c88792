"""Spoilt pictures of bench/fuzz.py: drawn ones of every format, and ways to break them.

python bench/fuzz_pictures.py --count 20000      the decoder alone, in this process
PYTHON bench/fuzz_pictures.py --atheris -runs=20000      the same, led by coverage
"""

import random
import struct
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tuwen.errors import InputError
from tuwen.figure.decode import FORMATS, decode

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
MODES = ("RGB", "RGBA", "P", "L", "1", "CMYK")
LARGE = (0, 1, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
Spoil = Callable[[random.Random, bytearray, Sequence[bytes]], bytes]


def originals() -> list[bytes]:
    """A small picture in every format and mode, animated and tagged ones, and an example."""
    drawn = Image.new("RGBA", (96, 64), (255, 255, 255, 200))
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((8, 16, 40, 48), outline="black", width=2)
    draw.line((40, 32, 80, 32), fill="red", width=2)
    found: list[bytes] = []
    for kind in FORMATS:
        for mode in MODES:
            found += _saved(drawn, kind, mode)
        found += _saved(drawn, kind, "RGB", save_all=True, append_images=[drawn.rotate(90)])
    exif = Image.Exif()
    exif[0x0112] = 6
    found += _saved(drawn, "JPEG", "RGB", exif=exif, progressive=True, comment=b"x" * 40)
    found += _saved(drawn, "WEBP", "RGBA", lossless=True, exif=exif)
    found += _saved(drawn, "PNG", "RGB", exif=exif, icc_profile=b"not a profile")
    found.append((EXAMPLES / "cache-aside.png").read_bytes())
    return found


def spoilt(chance: random.Random, among: Sequence[bytes]) -> bytes:
    """One of the pictures, broken in one to four ways."""
    data = bytearray(chance.choice(among))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        data = bytearray(chance.choice(SPOILS)(chance, data, among))
        if not data:
            break
    return bytes(data)


def _flipped(chance: random.Random, data: bytearray, among: Sequence[bytes]) -> bytes:
    reach = chance.choice((64, 400, len(data)))
    for _ in range(chance.choice((1, 2, 8, 40))):
        data[chance.randrange(min(reach, len(data)))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> bytes:
    begin = chance.randrange(len(data))
    return bytes(data[:begin] + data[begin + chance.choice((1, 4, 100, len(data))) :])


def _spliced(chance: random.Random, data: bytearray, among: Sequence[bytes]) -> bytes:
    other = chance.choice(among)
    return bytes(data[: chance.randrange(len(data))]) + other[chance.randrange(len(other)) :]


def _enlarged(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> bytes:
    """Put a large or odd number where a header may have a size, an offset or a count."""
    layout = chance.choice((">B", "<H", ">H", "<I", ">I"))
    width = struct.calcsize(layout)
    place = chance.randrange(max(1, min(len(data), 200) - width))
    value = chance.choice((*LARGE, chance.getrandbits(32))) % 256**width
    data[place : place + width] = struct.pack(layout, value)
    return bytes(data)


def _repeated(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> bytes:
    begin = chance.randrange(len(data))
    piece = data[begin : begin + chance.choice((4, 40, 400))]
    return bytes(data[:begin] + piece * chance.choice((2, 9, 60)) + data[begin:])


def _begun(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> bytes:
    """Nothing but a beginning, then noise."""
    return bytes(data[: chance.randrange(1, 60)]) + chance.randbytes(chance.choice((0, 30, 2000)))


SPOILS: tuple[Spoil, ...] = (
    _flipped, _flipped, _enlarged, _enlarged, _cut, _spliced, _repeated, _begun,
)  # fmt: skip


def _saved(drawn: Image.Image, kind: str, mode: str, **options: Any) -> list[bytes]:
    buffer = BytesIO()
    try:
        drawn.convert(mode).save(buffer, kind, **options)
    except (KeyError, OSError, ValueError):  # the format has no such mode, or no frames
        return []
    return [buffer.getvalue()]


def tried(data: bytes) -> tuple[str, float]:
    """What becomes of a picture: the error's code, `read`, or the name of what should not come."""
    begun = time.perf_counter()
    try:
        decode(data, "a.png")
        said = "read"
    except InputError as error:
        said = error.code
    except Exception as error:
        traceback.print_exc()
        said = f"!{type(error).__name__}"
    return said, time.perf_counter() - begun


def decoder(seed: int, count: int, seconds: float) -> dict[str, Any]:
    """Give the decoder so many spoilt pictures, for so long at most; the figures."""
    among, said = originals(), Counter[str]()
    slowest, begun = 0.0, time.perf_counter()
    for number in range(count):
        if time.perf_counter() - begun > seconds:
            break
        outcome, took = tried(spoilt(random.Random(f"{seed} decoder {number}"), among))
        said[outcome] += 1
        slowest = max(slowest, took)
    return {
        "inputs": said.total(),
        "read": said["read"],
        "refused": sum(n for code, n in said.items() if code != "read" and code[0] != "!"),
        "other exceptions": sum(n for code, n in said.items() if code[0] == "!"),
        "slowest s": round(slowest, 2),
        "codes": dict(said.most_common()),
    }


def main() -> None:
    """Try the decoder in this process."""
    options = ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--seconds", type=float, default=600.0)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    print(decoder(given.seed, given.count, given.seconds))


if __name__ == "__main__":
    main()
