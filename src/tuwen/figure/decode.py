"""From bytes to a Figure, safely: nothing but InputError comes out of bad bytes.

Formats are an allow-list; width × height is checked from the header before a pixel is
decoded; metadata stays behind. Knows nothing of what the picture is wanted for.
"""

import errno
import stat
import warnings
from io import BytesIO
from pathlib import Path, PurePath

import numpy as np
from PIL import Image, UnidentifiedImageError

from tuwen.errors import InputError
from tuwen.figure.digest import digest
from tuwen.figure.flatten import flatten
from tuwen.figure.foreign import foreign_format
from tuwen.figure.png import without_comments
from tuwen.figure.quality import measure
from tuwen.figure.types import Figure

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_SIDE = 8
MAX_ASPECT = 100
MAX_SCANS = 200  # of a JPEG: a few bytes each, and each a walk over all its pixels
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF")
SUFFIXES = {
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG",
    ".webp": "WEBP", ".gif": "GIF", ".bmp": "BMP", ".avif": "AVIF", ".apng": "PNG",
}  # fmt: skip
SUPPORTED = "PNG、JPEG、WebP、GIF、BMP、AVIF"
ORIENTATION = 0x0112
START_OF_SCAN = b"\xff\xda"
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def open_figure(path: str | Path) -> Figure:
    """Read and decode the picture at `path`. Raises InputError."""
    return decode(read_picture(path), str(path))


def read_picture(path: str | Path) -> bytes:
    """Read the bytes of the file at `path`, within the limit. Raises InputError."""
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
        if not stat.S_ISREG(status.st_mode):
            raise InputError("not_a_file", f"{path} 不是普通文件；请给出一张图片的路径。")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:  # a path with a NUL byte
        raise InputError("not_found", f"路径 {str(path)!r} 无效，请检查文件名。") from error
    _check_bytes(data, str(path))
    return data


def decode(data: bytes, name: str) -> Figure:
    """Decode a picture into upright, opaque RGB. Raises InputError."""
    name = _fit_to_print(PurePath(name).name) or "图片"
    _check_bytes(data, name)
    with warnings.catch_warnings():  # Pillow's warnings say what is checked here anyway
        warnings.simplefilter("ignore")
        with _open(data, name) as image:
            _check_size(image, name)
            if image.format in ("JPEG", "MPO") and data.count(START_OF_SCAN) > MAX_SCANS:
                message = f"{name} 的扫描次数过多（超过 {MAX_SCANS}）；请重新导出后再试。"
                raise InputError("too_many_scans", message)
            try:
                image.load()
                flat, dark = flatten(_upright(image))
                pixels = np.asarray(flat, dtype=np.uint8)
            except Exception as error:  # decoders raise anything at all on damaged bytes
                raise _damaged(name) from error
            kind = {"MPO": "JPEG", "DIB": "BMP"}.get(image.format or "", image.format or "")
            notes = _notes(image, name, kind)
    if dark:
        notes += ("图片背景透明而内容偏浅，已衬以深色背景。",)
    return Figure(
        name=name,
        pixels=pixels,
        digest=digest(pixels),
        format=kind,
        quality=measure(pixels),
        notes=notes,
    )


def check_start(data: bytes, name: str) -> None:
    """Refuse what does not begin like a picture of ours; decodes nothing. Raises InputError."""
    foreign = foreign_format(data)
    if foreign == "!":
        return
    if foreign:
        message = f"{name} 是 {foreign}，不能直接读取；请导出为 PNG 后再试。"
        raise InputError("unsupported_format", message)
    message = f"{name} 不是图片，或其格式不受支持；请使用 {SUPPORTED}。"
    raise InputError("not_a_picture", message)


def too_large(name: str) -> InputError:
    """What is said of more than MAX_BYTES."""
    limit = MAX_BYTES // 1024 // 1024
    return InputError("file_too_large", f"{name} 超过 {limit} MB 的上限；请压缩或缩小后再试。")


def _fit_to_print(name: str) -> str:
    """Names come from strangers: no control characters, no endless ones."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in name)
    return clean if len(clean) <= 80 else f"{clean[:50]}…{clean[-20:]}"


def _open(data: bytes, name: str) -> Image.Image:
    try:
        return Image.open(BytesIO(without_comments(data)), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except UnidentifiedImageError as error:
        check_start(data, name)
        raise _damaged(name) from error
    except Exception as error:  # header parsers, too, raise anything at all
        raise _damaged(name) from error


def _notes(image: Image.Image, name: str, kind: str) -> tuple[str, ...]:
    notes: list[str] = []
    suffix = PurePath(name).suffix.lower()
    if suffix and SUFFIXES.get(suffix) != kind:
        notes.append(f"扩展名 {suffix} 与内容不符，已按 {kind} 格式读取。")
    if image.format != "MPO" and _is_animated(image):
        notes.append("这是一张动图，只读取了第一帧。")
    return tuple(notes)


def _is_animated(image: Image.Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except Exception:  # looks for a second frame, which may be torn
        return True


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # damaged metadata does not spoil a picture
        turn = None
    return image if turn is None else image.transpose(turn)


def _check_bytes(data: bytes, name: str) -> None:
    if not data:
        raise InputError("empty_file", f"{name} 是空文件（0 字节）；请重新导出或上传。")
    if len(data) > MAX_BYTES:
        raise too_large(name)


def _check_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(name, f"（{width}×{height}）")
    if min(width, height) < MIN_SIDE:
        message = f"{name} 只有 {width}×{height} 像素，容不下可辨认的内容；请提供原图。"
        raise InputError("too_small", message)
    if max(width, height) > MAX_ASPECT * min(width, height):
        message = f"{name} 过于狭长（{width}×{height}），无法辨认；请裁成几段后再试。"
        raise InputError("too_narrow", message)


def _too_many_pixels(name: str, size: str = "") -> InputError:
    limit = MAX_PIXELS // 10_000
    message = f"{name} 的像素数{size}超过 {limit} 万的上限；请缩小后再试。"
    return InputError("too_many_pixels", message)


def _damaged(name: str) -> InputError:
    message = f"{name} 已损坏或不完整，无法解码；请重新导出或重新下载。"
    return InputError("damaged_picture", message)


def unreadable(path: str | Path, error: OSError) -> InputError:
    """Put into words why a file could not be read."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return InputError("not_found", f"找不到文件 {path}；请检查路径。")
        case errno.EISDIR:
            return InputError("is_a_folder", f"{path} 是文件夹；请给出一张图片的路径。")
        case errno.EACCES | errno.EPERM:
            return InputError("no_permission", f"没有权限读取 {path}；请检查文件权限。")
        case errno.ELOOP:
            return InputError("not_found", f"{path} 是指向自身的符号链接；请检查路径。")
        case errno.ENAMETOOLONG:
            return InputError("not_found", "路径过长，无法打开；请检查路径。")
        case _:
            return InputError("unreadable_file", f"读取 {path} 时出错；请检查磁盘与路径。")
