"""Random, truncated and bit-flipped bytes never raise anything but InputError."""

from io import BytesIO

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tuwen.errors import InputError
from tuwen.figure.decode import FORMATS, decode

SIGNATURES = (
    b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"GIF89a", b"BM",
    b"RIFF\x24\x00\x00\x00WEBPVP8 ", b"\x00\x00\x00\x20ftypavif", b"<svg",
)  # fmt: skip


def samples() -> list[bytes]:
    random = np.random.default_rng(1)
    noise = Image.fromarray(random.integers(0, 255, (24, 31, 4), np.uint8), "RGBA")
    made: list[bytes] = []
    for kind in FORMATS:
        for mode in ("RGB", "P", "RGBA", "L", "1", "CMYK", "I;16"):
            buffer = BytesIO()
            try:
                image = noise.convert("L").convert(mode) if mode == "I;16" else noise.convert(mode)
                image.save(buffer, kind)
            except (OSError, ValueError):  # this format has no such mode
                continue
            made.append(buffer.getvalue())
    frames = [noise.convert("RGB"), noise.convert("RGB").rotate(90)]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    exif = Image.Exif()
    exif[0x0112] = 6
    tagged = BytesIO()
    frames[0].save(tagged, "JPEG", exif=exif)
    return [*made, buffer.getvalue(), tagged.getvalue()]


SAMPLES = samples()
RUNS = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def survives(data: bytes) -> None:
    try:
        figure = decode(data, "a.png")
    except InputError:
        return
    assert figure.pixels.shape == (figure.height, figure.width, 3)
    assert figure.pixels.dtype == np.uint8


@RUNS
@given(st.sampled_from(SIGNATURES), st.binary(max_size=400))
def test_random_bytes(signature: bytes, rest: bytes) -> None:
    survives(signature + rest)


@RUNS
@given(st.sampled_from(SAMPLES), st.data())
def test_truncated_pictures(sample: bytes, data: st.DataObject) -> None:
    survives(sample[: data.draw(st.integers(0, len(sample)))])


@RUNS
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_flipped_bytes(sample: bytes, flips: list[tuple[int, int]]) -> None:
    torn = bytearray(sample)
    for place, value in flips:
        torn[place % len(torn)] ^= value
    survives(bytes(torn))


@RUNS
@given(st.sampled_from(SAMPLES), st.integers(0, 100), st.binary(max_size=60))
def test_bytes_put_in_near_the_header(sample: bytes, place: int, extra: bytes) -> None:
    survives(sample[:place] + extra + sample[place:])
