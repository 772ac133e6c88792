"""A file that a command writes: whole under its name, or not there at all."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tuwen.errors import InputError


@contextmanager
def replacing(path: str) -> Generator[BinaryIO]:
    """Yield a file that takes the place of `path` once the block is done. Raises InputError."""
    try:
        handle, temporary = tempfile.mkstemp(suffix=Path(path).suffix, dir=Path(path).parent)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _cannot(path) from error


def demand_place(path: str) -> None:
    """Look, before long work, whether its outcome can be written. Raises InputError."""
    if os.path.isdir(path) or not os.access(Path(path).parent, os.W_OK):
        raise _cannot(path)


def _cannot(path: str) -> InputError:
    return InputError("cannot_write", f"无法写入 {path}；请检查文件夹是否存在、是否有写权限。")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
