"""Whatever the bytes: a right RGB picture, or an InputError in words."""

import errno
import os
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tuwen.errors import InputError
from tuwen.figure.decode import (
    FORMATS,
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SCANS,
    SUFFIXES,
    decode,
    open_figure,
    read_picture,
    unreadable,
)


def packed(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def refused(data: bytes, name: str = "a.png") -> InputError:
    with pytest.raises(InputError) as caught:
        decode(data, name)
    return caught.value


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_decodes_to_the_same_picture(diagram: Image.Image, kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95}
    figure = decode(packed(diagram, kind, **options), f"a.{kind.lower()}")
    assert (figure.width, figure.height, figure.format) == (*diagram.size, kind)
    assert figure.notes == ()
    assert np.abs(figure.pixels.astype(int) - np.asarray(diagram)).mean() < 3


def test_every_format_has_a_suffix() -> None:
    assert set(SUFFIXES.values()) == set(FORMATS)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 90, (90, 90, 90)),
        ("P", 5, None),
        ("I;16", 40_000, (156, 156, 156)),
        ("RGBA", (10, 20, 30, 255), (10, 20, 30)),
        ("LA", (50, 255), (50, 50, 50)),
    ],
)
def test_modes_become_rgb(mode: str, colour: Any, expected: tuple[int, ...] | None) -> None:
    figure = decode(packed(Image.new(mode, (32, 16), colour)), "a.png")
    assert figure.pixels.shape == (16, 32, 3)
    assert figure.pixels.dtype == np.uint8
    if expected:
        assert tuple(figure.pixels[0, 0]) == expected


def test_cmyk_keeps_its_colours() -> None:
    red = Image.new("CMYK", (32, 32), (0, 255, 255, 0))
    figure = decode(packed(red, "JPEG", quality=95), "a.jpg")
    assert np.abs(figure.pixels[16, 16].astype(int) - (254, 0, 0)).max() < 12


def test_palette_with_transparency_lies_on_white() -> None:
    image = Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 0, 0])
    image.paste(1, (5, 5, 15, 15))
    figure = decode(packed(image, transparency=0), "a.png")
    assert tuple(figure.pixels[0, 0]) == (255, 255, 255)
    assert tuple(figure.pixels[10, 10]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("ink", "ground", "dark"), [("white", "transparent", True), ("black", "transparent", False)]
)
def test_strokes_on_nothing_stay_visible(ink: str, ground: str, dark: bool) -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste(ink, (10, 18, 30, 22))
    figure = decode(packed(image), "a.png")
    stroke, around = figure.pixels[20, 20].astype(int), figure.pixels[2, 2].astype(int)
    assert abs(stroke - around).min() > 200
    assert any("深色背景" in note for note in figure.notes) is dark


def test_a_white_box_with_a_dark_outline_lies_on_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste("black", (8, 8, 32, 32))
    image.paste("white", (10, 10, 30, 30))
    assert tuple(decode(packed(image), "a.png").pixels[0, 0]) == (255, 255, 255)


def test_nothing_but_transparency_is_a_blank_picture() -> None:
    figure = decode(packed(Image.new("RGBA", (64, 64), (0, 0, 0, 0))), "a.png")
    assert (figure.pixels == 255).all()
    assert "单一颜色" in figure.quality.problems[0]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int) -> None:
    upright = Image.new("RGB", (40, 20), "white")
    upright.paste("red", (0, 0, 10, 10))
    back: dict[int, Callable[[Image.Image], Image.Image]] = {
        1: lambda im: im,
        2: lambda im: im.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda im: im.transpose(Image.Transpose.ROTATE_180),
        4: lambda im: im.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda im: im.transpose(Image.Transpose.TRANSPOSE),
        6: lambda im: im.transpose(Image.Transpose.ROTATE_90),
        7: lambda im: im.transpose(Image.Transpose.TRANSVERSE),
        8: lambda im: im.transpose(Image.Transpose.ROTATE_270),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    figure = decode(packed(back[orientation](upright), exif=exif), "a.png")
    assert (figure.pixels == np.asarray(upright)).all()


def test_only_the_first_frame_of_an_animation_counts() -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = packed(frames[0], kind, save_all=True, append_images=frames[1:])
        figure = decode(data, f"a.{kind.lower()}")
        assert figure.notes == ("这是一张动图，只读取了第一帧。",)
        assert figure.pixels[5, 5, 0] > 240


def test_a_torn_second_frame_does_not_spoil_the_first() -> None:
    frames = [Image.effect_noise((32, 32), spread).convert("P") for spread in (40, 90)]
    data = packed(frames[0], "GIF", save_all=True, append_images=frames[1:])
    for cut in (len(data) // 2 + 30, len(data) - 100):
        assert decode(data[:cut], "a.gif").width == 32


def test_content_wins_over_the_extension(diagram: Image.Image) -> None:
    figure = decode(packed(diagram, "JPEG"), "a.png")
    assert figure.format == "JPEG"
    assert figure.notes == ("扩展名 .png 与内容不符，已按 JPEG 格式读取。",)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty_file", "空文件"),
        (b"hello, world", "not_a_picture", "不是图片"),
        (b"\x89PNG\r\n\x1a\n", "damaged_picture", "损坏"),
        (b"\xff\xd8\xff", "damaged_picture", "损坏"),
        (b"<?xml version='1.0'?><svg/>", "unsupported_format", "SVG"),
        (b"%PDF-1.7", "unsupported_format", "PDF"),
        (b"II*\0\x08\0\0\0", "unsupported_format", "TIFF"),
        (b"\0\0\0\x18ftypheic", "unsupported_format", "HEIC"),
        (b"<!DOCTYPE html><html>", "unsupported_format", "HTML"),
        (b"PK\x03\x04", "unsupported_format", "Office"),
        (b"x" * (MAX_BYTES + 1), "file_too_large", "20 MB"),
        (png_header(40_000, 40_000), "too_many_pixels", "5000 万"),
        (png_header(8_000, 8_000), "too_many_pixels", "8000×8000"),
        (png_header(1, 1), "too_small", "1×1"),
        (png_header(30_000, 2), "too_small", "30000×2"),
        (png_header(30_000, 20), "too_narrow", "30000×20"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(data: bytes, code: str, words: str) -> None:
    error = refused(data, "图.png")
    assert error.code == code
    assert words in error.message
    assert error.message.endswith("。")


def test_a_tiff_is_refused_though_pillow_could_read_it(diagram: Image.Image) -> None:
    assert refused(packed(diagram, "TIFF")).code == "unsupported_format"


def test_size_is_checked_before_pixels_are_decoded() -> None:
    assert MAX_PIXELS == 50_000_000
    bomb = png_header(7_072, 7_071)  # just above; its pixels would fail to decode
    assert refused(bomb).code == "too_many_pixels"


def test_a_small_jpeg_cannot_ask_for_endless_work() -> None:
    data = packed(Image.new("L", (64, 64)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    assert decode(data, "a.jpg").width == 64
    bomb = data[:last] + data[last:-2] * MAX_SCANS + data[-2:]
    assert refused(bomb).code == "too_many_scans"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "AVIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_truncated_picture_is_refused(diagram: Image.Image, kind: str, share: float) -> None:
    noisy = Image.effect_noise((200, 150), 90).convert("RGB")
    data = packed(noisy, kind)
    assert refused(data[: int(len(data) * share)]).code in ("damaged_picture", "not_a_picture")


def test_metadata_does_not_change_the_digest(diagram: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    plain, tagged = packed(diagram), packed(diagram, exif=exif, compress_level=1)
    assert decode(plain, "a.png").digest == decode(tagged, "b.png").digest
    turned = packed(diagram.transpose(Image.Transpose.ROTATE_180))
    assert decode(turned, "a.png").digest != decode(plain, "a.png").digest


def test_the_name_keeps_no_folders(diagram: Image.Image) -> None:
    assert decode(packed(diagram), "../../etc/a.png").name == "a.png"


def test_the_name_is_fit_to_print(diagram: Image.Image) -> None:
    data = packed(diagram)
    assert decode(data, "a\x1b[2J\n\udcff.png").name == "a?[2J??.png"
    long = decode(data, f"{'长' * 500}.png").name
    assert len(long) < 80
    assert long.endswith(".png")
    assert decode(data, "").name == "图片"


def test_sources_embedded_by_drawing_tools_do_not_matter(diagram: Image.Image) -> None:
    comments = PngImagePlugin.PngInfo()
    comments.add_text("mxfile", "<mxGraphModel>" * 300_000, zip=True)
    comments.add_itxt("XML:com.adobe.xmp", "x" * 3_000_000, zip=True)
    figure = decode(packed(diagram, pnginfo=comments, icc_profile=bytes(3_000_000)), "a.png")
    assert figure.digest == decode(packed(diagram), "a.png").digest


def test_a_folder_a_missing_file_and_a_device_are_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.png"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "pipe.png")
    for path, code in (
        (tmp_path, "is_a_folder"),
        (tmp_path / "none.png", "not_found"),
        (tmp_path / ("x" * 300), "not_found"),
        (loop, "not_found"),
        (tmp_path / "pipe.png", "not_a_file"),
        ("a\0b.png", "not_found"),
    ):
        with pytest.raises(InputError) as caught:
            open_figure(path)
        assert caught.value.code == code


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with open(path, "wb") as file:
        file.truncate(MAX_BYTES * 1000)
    with pytest.raises(InputError) as caught:
        read_picture(path)
    assert caught.value.code == "file_too_large"


def test_other_trouble_with_a_file_is_put_into_words() -> None:
    assert unreadable("a.png", OSError(errno.EACCES, "")).code == "no_permission"
    assert unreadable("a.png", OSError(errno.EIO, "")).code == "unreadable_file"
