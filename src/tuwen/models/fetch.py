"""One file from a place to the disk: resumed, tried again, verified, and only then renamed.

Until its sum is right a file is called `NAME.SUM.part`; the sum in the name keeps the bytes of
another version from being carried on.
"""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

from tuwen.errors import EngineError
from tuwen.models.catalogue import CHUNK, LONGEST_WAIT, Cut, File, Place
from tuwen.models.folder import PART

TRIES = 6  # in a row without a byte between them
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
Moved = Callable[[int], object]


def part_of(folder: Path, file: File) -> Path:
    """Where the bytes of a file lie until it is whole."""
    return folder / f"{file.path}.{file.sum[:8] or file.size}{PART}"


def fetch(place: Place, file: File, folder: Path, moved: Moved, stop: Event, pause: float) -> None:
    """Bring one file into a folder, or return early when told to stop. Raises EngineError.

    What has been written is told to `moved`, with a minus where it had to be thrown away.
    """
    target = folder / file.path
    target.parent.mkdir(exist_ok=True)
    with _Growing(part_of(folder, file), file, moved, stop) as part:
        if part.adopt(target) or stop.is_set():
            return
        failures = doubts = 0
        while not stop.is_set():
            before = part.have
            try:
                if part.have < file.size:
                    _stream(place, file, part)
            except Cut as cut:
                if not cut.anew:
                    failures = 1 if part.have > before else failures + 1
                    if failures == TRIES:
                        raise _gave_up(file, cut) from cut
                    wait = pause * 2 ** (failures - 1) if cut.after is None else cut.after
                    stop.wait(min(wait, LONGEST_WAIT))
                    continue
            if part.is_right:
                part.rename(target)
                return
            if stop.is_set():
                return
            part.restart()
            doubts += 1
            if doubts == 2:
                message = (
                    f"{file.path} 的长度或校验和两次都不对，已丢弃；来源的文件可能已损坏，"
                    "请稍后再试，或用 --from 换一个来源。"
                )
                raise EngineError("model_checksum", message)


def _stream(place: Place, file: File, part: "_Growing") -> None:
    with place.open(file, part.have) as (start, chunks):
        if start != part.have:
            part.restart()
        for chunk in chunks:
            part.add(chunk)
            if part.stop.is_set():
                return
    if part.have < file.size:
        raise Cut("连接中断")


def _gave_up(file: File, cut: Cut) -> EngineError:
    message = (
        f"下载 {file.path} 时多次失败：{cut}。已下载的部分保留着，"
        "再次运行同一命令即可继续，或用 --from 换一个来源。"
    )
    return EngineError("model_cut_off", message)


class _Growing:
    """A file that is being written, with the sum of what it holds so far."""

    def __init__(self, path: Path, file: File, moved: Moved, stop: Event) -> None:
        self.stop = stop
        self.have = 0
        self._path = path
        self._file = file
        self._moved = moved
        self._digest = file.digest()
        self._disk = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | NOFOLLOW, 0o644), "r+b")

    def __enter__(self) -> "_Growing":
        self._take_in()
        return self

    def __exit__(self, *_: object) -> None:
        self._disk.close()
        if self._path.suffix == PART and self._path.exists() and not self._path.stat().st_size:
            self._path.unlink()

    @property
    def is_right(self) -> bool:
        """Whether all is there, and with the right sum."""
        right = self._digest is None or self._digest.hexdigest() == self._file.sum
        return self.have == self._file.size and right

    def adopt(self, target: Path) -> bool:
        """Whether the file is there already from an earlier run; if it is wrong, remove it."""
        if target.is_symlink() or not target.is_file():
            target.unlink(missing_ok=True)
            return False
        with _Growing(target, self._file, self._moved, self.stop) as there:
            if there.is_right or self.stop.is_set():
                return there.is_right
            self._moved(-there.have)
        target.unlink(missing_ok=True)
        return False

    def add(self, chunk: bytes) -> None:
        """Write what came. Raises Cut where more comes than there should be."""
        if self.have + len(chunk) > self._file.size:
            raise Cut("得到的比目录所说的更长", anew=True)
        self._disk.write(chunk)
        self._count(chunk)

    def restart(self) -> None:
        """Throw away what there is."""
        self._disk.seek(0)
        self._disk.truncate()
        self._moved(-self.have)
        self.have = 0
        self._digest = self._file.digest()

    def rename(self, target: Path) -> None:
        """Give the file its name, once it is safe on the disk."""
        self._disk.flush()
        os.fsync(self._disk.fileno())
        self._disk.close()
        os.replace(self._path, target)

    def _take_in(self) -> None:
        while not self.stop.is_set() and (chunk := self._disk.read(CHUNK)):
            self._count(chunk)
            if self.have > self._file.size:
                self.restart()

    def _count(self, chunk: bytes) -> None:
        if self._digest is not None:
            self._digest.update(chunk)
        self.have += len(chunk)
        self._moved(len(chunk))
