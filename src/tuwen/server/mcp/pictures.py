"""From what a call names to the bytes of a picture: a file of this machine, or base64."""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from tuwen.errors import InputError
from tuwen.figure.decode import MAX_BYTES, read_picture
from tuwen.server.mcp.forms import Picture

MAX_BASE64 = MAX_BYTES * 4 // 3 + 4


def is_relative(path: str) -> bool:
    """Whether it takes a folder to find this path."""
    return bool(path) and not _local(path).is_absolute()


def folder_of(uri: str) -> Path:
    """The folder that a client's root names."""
    return _local(uri)


def load(given: Picture, folders: Sequence[Path]) -> tuple[bytes, str]:
    """The picture's bytes and name; a relative path is looked for in `folders`.

    Blocks: it reads a file. Raises InputError.
    """
    if bool(given.path) == bool(given.data):
        said = "path 与 data 只能给一个" if given.path else "缺少图片：请用 path 或 data 给出"
        raise InputError("no_picture", f"{said}；path 为本机文件，data 为 base64 或 data URL。")
    if given.data:
        return _decoded(given.data), ""
    path = _local(given.path)
    if path.is_absolute():
        return read_picture(path), path.name
    for folder in folders:
        try:
            return read_picture(folder / path), path.name
        except InputError as error:
            if error.code != "not_found":
                raise
    looked = "、".join(map(str, folders))
    raise InputError("not_found", f"在 {looked} 中找不到 {path}；请给出绝对路径。")


def _local(path: str) -> Path:
    """A path or file URI as a Path. Raises InputError where it lies on the net."""
    scheme, parted, _ = path.partition("://")
    if not parted or scheme.lower() == "file":
        try:
            return Path(url2pathname(urlsplit(path).path) if parted else path).expanduser()
        except (RuntimeError, ValueError) as error:  # ~ of a user that there is not, file://[
            raise InputError("not_found", f"找不到 {path}；请给出绝对路径。") from error
    message = f"不会从网上获取图片（{path[:80]}）；请先下载，再给出文件的路径。"
    raise InputError("not_local", message)


def _decoded(data: str) -> bytes:
    head, comma, body = data.partition(",")
    if comma and not (head.startswith("data:") and head.endswith(";base64")):
        raise InputError("bad_base64", "data 应为 base64，或 data:image/png;base64, 开头的地址。")
    text = "".join((body if comma else data).split())
    if len(text) > MAX_BASE64:
        megabytes = MAX_BYTES // 1024 // 1024
        raise InputError("file_too_large", f"图片超过 {megabytes} MB 的上限；请压缩或缩小后再试。")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "data 不是完整的 base64；请重新编码，或改用 path 给出文件的路径。"
        raise InputError("bad_base64", message) from error
