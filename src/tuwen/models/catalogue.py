"""What a model consists of at the place it comes from, and which of it is wanted.

Everything a hub says is a stranger's word: names are checked before they become paths, and
only weights in safetensors and plain text are taken: no pickle, no code.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from tuwen.errors import InputError
from tuwen.models.folder import INDEX, PICKLES

TEXTS = (".json", ".jinja", ".txt", ".model", ".tiktoken", ".md")
PAPERS = ("LICENSE", "NOTICE")
FOLDERS = (".", "additional_chat_templates")  # others hold the same weights in other forms
CHUNK = 1 << 20  # bytes that are read or written at a time
LONGEST_WAIT = 120  # seconds that a hub may make us wait before the next try
OTHER_WEIGHTS = (*PICKLES, ".gguf", ".h5", ".msgpack", ".onnx")


class Digest(Protocol):
    """A sum that is being made."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""
        ...

    def hexdigest(self) -> str:
        """Return the sum so far."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """One file as its place describes it."""

    path: str
    size: int
    sha256: str = ""
    sha1: str = ""  # of git: over a header and the bytes
    url: str = ""

    def digest(self) -> "Digest | None":
        """Begin the sum by which the file is known, if any is."""
        if self.sha256:
            return hashlib.sha256()
        if self.sha1:
            return hashlib.sha1(b"blob %d\0" % self.size, usedforsecurity=False)
        return None

    @property
    def sum(self) -> str:
        """The sum that `digest` must arrive at."""
        return self.sha256 or self.sha1


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files of one model at one place."""

    model: str
    place: str
    revision: str
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """How many bytes there are to fetch."""
        return sum(file.size for file in self.files)


class Cut(Exception):
    """The bytes stopped coming; worth another try, `after` seconds if the place named any.

    `anew`: what there is cannot be carried on.
    """

    def __init__(self, why: str, after: float | None = None, *, anew: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.anew = anew


class Place(Protocol):
    """Where models come from."""

    def catalogue(self, model: str) -> Catalogue:
        """List the wanted files of a model."""
        ...

    def open(self, file: File, start: int) -> AbstractContextManager[tuple[int, Iterator[bytes]]]:
        """Give the bytes of a file, and where they really start: `start` or 0. Raises Cut."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


def wanted(model: str, files: list[File]) -> tuple[File, ...]:
    """Pick what a model is loaded from. Raises InputError."""
    for file in files:
        if not _is_safe(file.path) or file.size < 0:
            message = f"模型 {model} 的文件名 {file.path!r} 不安全，已拒绝下载；请换一个来源。"
            raise InputError("model_path_unsafe", message)
    if len({file.path.casefold() for file in files}) < len(files):
        raise InputError("model_path_unsafe", f"模型 {model} 有重名的文件，已拒绝下载。")
    chosen = tuple(file for file in files if _is_wanted(file.path))
    if any(file.path == INDEX for file in chosen):  # then what it does not number is a copy
        chosen = tuple(file for file in chosen if not file.path.startswith("consolidated"))
    if not any(file.path.endswith(".safetensors") for file in chosen):
        others = [file.path for file in files if file.path.endswith(OTHER_WEIGHTS)]
        what = f"只有 {others[0]} 之类的权重，没有 safetensors" if others else "没有权重文件"
        message = f"模型 {model} {what}；Tuwen 只下载不会执行代码的 safetensors，请换一个模型。"
        raise InputError("model_without_safetensors", message)
    return chosen


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    if path.name.startswith("."):
        return False
    if path.suffix == ".safetensors":
        return str(path.parent) == "."
    is_text = path.suffix in TEXTS or (path.name.startswith(PAPERS) and not path.suffix)
    return is_text and str(path.parent) in FOLDERS


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return not re.search(r'[\x00-\x1f\x7f\\:*?"<>|]', name) and all(
        part.strip() and part not in (".", "..") and len(part.encode("utf-8", "replace")) < 200
        for part in parts
    )
