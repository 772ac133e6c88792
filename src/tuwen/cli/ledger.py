"""A JSONL file that a second run continues: one line a picture, safe on disk as written."""

import hashlib
import json
import os
from io import BufferedRandom
from pathlib import Path
from typing import Any

from tuwen.errors import InputError
from tuwen.figure.decode import read_picture

try:
    import fcntl
except ImportError:  # not on Windows; two runs at once are then the user's business
    fcntl = None


class Ledger:
    """Appends records; knows by key which pictures are done."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = self._open()
        self._done = self._load()

    def __contains__(self, key: str) -> bool:
        return key in self._done

    def add(self, record: dict[str, Any]) -> None:
        """Append one record and wait until it is on disk."""
        line = json.dumps(record, ensure_ascii=False) + "\n"
        self._file.write(line.encode("utf-8", "backslashreplace"))
        self._file.flush()
        os.fsync(self._file.fileno())
        if "error" not in record:
            self._done.add(record["key"])

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _open(self) -> BufferedRandom:
        try:
            Path(self._path).touch()
            file = open(self._path, "r+b")  # noqa: SIM115 - lives as long as this object
        except (OSError, ValueError) as error:
            message = f"无法写入 {self._path}；请检查文件夹是否存在、是否有写权限。"
            raise InputError("cannot_write", message) from error
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.close()
                message = f"另一个 tuwen 正在写入 {self._path}；请等它结束，或换一个文件。"
                raise InputError("already_running", message) from error
        return file

    def _load(self) -> set[str]:
        """Collect the keys of finished records; mend a last line that was torn."""
        done: set[str] = set()
        end = 0  # of the last whole line
        for number, line in enumerate(self._file):
            record = _parsed(line)
            if number == 0 and not line.startswith(b'{"image": '):
                self._file.close()
                message = f"{self._path} 不是 tuwen 写的 JSONL，没有改动；请换一个文件名。"
                raise InputError("not_our_file", message)
            if line.endswith(b"\n") or record is not None:
                end += len(line)
            if record is not None and "error" not in record and "key" in record:
                done.add(str(record["key"]))
        self._file.truncate(end)
        self._file.seek(end)
        if end:
            self._file.seek(end - 1)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")
        return done


def key_of(path: str, *wanted: str) -> str:
    """The identity of one piece of work: the picture's path and bytes, and what is wanted.

    "" for a picture that cannot be read: it is never done.
    """
    try:
        content = hashlib.sha256(read_picture(path)).hexdigest()
    except InputError:
        return ""
    said = json.dumps([path, content, *wanted])
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
