"""A whole model from a place into a folder, which gets its name only once all of it is there.

Until then it is called `NAME.partial`. Files come in parallel; two pulls never share a folder;
a pull that was cut short goes on where it stopped.
"""

import errno
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from tuwen.errors import ConfigError, InputError
from tuwen.models.catalogue import Catalogue, File, Place
from tuwen.models.fetch import Moved, fetch, part_of
from tuwen.models.folder import (
    ADAPTER,
    PARTIAL,
    contents,
    examine_adapter,
    promised_shards,
    unreadable,
)
from tuwen.models.record import NAME, read_record, write_record

try:
    import fcntl
except ImportError:  # not on Windows: there two pulls at once are not noticed
    fcntl = None

SPARE = 64 << 20  # bytes that a disk should have left over
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def partial_of(folder: Path) -> Path:
    """What a folder is called until it is whole."""
    return folder.with_name(folder.name + PARTIAL)


def missing_bytes(catalogue: Catalogue, folder: Path) -> int:
    """How much is still to be fetched."""
    partial, left = partial_of(folder), 0
    for file in catalogue.files:
        for path in (partial / file.path, part_of(partial, file)):
            if path.is_file():
                left += max(0, file.size - path.stat().st_size)
                break
        else:
            left += file.size
    return left


def free_space(folder: Path) -> int:
    """How many bytes the disk can still take where the folder is to be."""
    there = folder.absolute()
    while not there.is_dir():
        there = there.parent
    return shutil.disk_usage(there).free


def check_before(catalogue: Catalogue, folder: Path, *, adapter_ok: bool = False) -> None:
    """Refuse what cannot end well before a byte is fetched. Raises ConfigError, InputError."""
    names = {file.path for file in catalogue.files}
    if ADAPTER in names and "config.json" not in names and not adapter_ok:
        message = (
            f"{catalogue.model} 只是适配器（LoRA），不是完整的模型；请改为下载它的基础模型，"
            "确实需要适配器时加 --adapter-ok yes。"
        )
        raise InputError("model_is_adapter", message)
    left, free = missing_bytes(catalogue, folder), free_space(folder)
    if left + SPARE > free:
        message = (
            f"磁盘空间不足：还需 {amount(left)}，{folder.parent} 所在的磁盘只剩 {amount(free)}；"
            "请腾出空间，或用 --to 换一个磁盘。"
        )
        raise ConfigError("disk_short", message)


def pull(
    place: Place,
    catalogue: Catalogue,
    folder: Path,
    moved: Moved = lambda _: None,
    *,
    pause: float = 1,
    workers: int = 4,
) -> None:
    """Fetch all files, verify them, and give the folder its name. Raises TuwenError."""
    partial = partial_of(folder)
    try:
        with _claimed(partial, folder, catalogue):
            texts, weights = _sorted(catalogue.files)
            _fetch_all(place, texts, partial, moved, pause, workers)
            if lacking := promised_shards(partial) - {file.path for file in weights}:
                message = (
                    f"{catalogue.place} 上的 {catalogue.model} 缺少分片 {min(lacking)}，"
                    "下载了也无法使用；请用 --from 换一个来源。"
                )
                raise InputError("model_incomplete", message)
            _fetch_all(place, weights, partial, moved, pause, workers)
            _sweep(partial, catalogue)
            if (partial / "config.json").is_file():
                contents(partial)
            else:
                examine_adapter(partial)
            os.rename(partial, folder)
    except OSError as error:
        if error.errno in FULL:
            message = (
                f"磁盘已满，无法继续写入 {partial}；已下载的部分保留着，"
                "请腾出空间后再次运行同一命令。"
            )
            raise ConfigError("disk_full", message) from error
        raise unreadable(partial, error) from error


def amount(size: float) -> str:
    """Write a number of bytes for people."""
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _sorted(files: tuple[File, ...]) -> tuple[list[File], list[File]]:
    """The small files, which tell whether the weights are worth fetching; then the weights."""
    ordered = sorted(files, key=lambda file: -file.size)
    weights = [file for file in ordered if file.path.endswith(".safetensors")]
    return [file for file in ordered if file not in weights], weights


@contextmanager
def _claimed(partial: Path, folder: Path, catalogue: Catalogue) -> Generator[None]:
    """Keep a folder for ourselves until we are done with it."""
    if partial.is_symlink():
        raise ConfigError("model_link", f"{partial} 是链接，已拒绝写入；请删除它或换一个 --to。")
    partial.mkdir(parents=True, exist_ok=True)
    handle = None if fcntl is None else os.open(partial, os.O_RDONLY)
    try:
        if fcntl is not None and handle is not None:
            _lock(partial, folder, handle)
        record = read_record(partial)
        if record is None and any(entry.name != f"{NAME}.part" for entry in partial.iterdir()):
            message = f"{partial} 中有别的文件，不敢改动；请移走它们，或用 --to 换一个文件夹。"
            raise ConfigError("model_folder_taken", message)
        if record is not None and record.model != catalogue.model:
            message = (
                f"{partial} 中是尚未下载完的另一个模型 {record.model}；"
                "请先下载完或删除它，或用 --to 换一个文件夹。"
            )
            raise ConfigError("model_folder_taken", message)
        write_record(partial, catalogue)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(partial: Path, folder: Path, handle: int) -> None:
    assert fcntl is not None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = os.path.samestat(os.fstat(handle), partial.stat())
    except BlockingIOError as error:
        message = f"另一个 tuwen 正在下载到 {partial}；请等它完成，或用 --to 换一个文件夹。"
        raise ConfigError("pull_running", message) from error
    except FileNotFoundError:
        ours = False
    if not ours:  # renamed between our opening and our locking it
        message = f"另一个 tuwen 刚刚下载完 {folder}；可以直接使用它。"
        raise ConfigError("pull_running", message)


def _fetch_all(
    place: Place, files: list[File], folder: Path, moved: Moved, pause: float, workers: int
) -> None:
    """Fetch files side by side; the first failure stops all."""
    stop, counting = Event(), Lock()
    todo: SimpleQueue[File] = SimpleQueue()
    failures: list[BaseException] = []
    for file in files:
        todo.put(file)

    def count(size: int) -> None:
        with counting:
            moved(size)

    def work() -> None:
        while not stop.is_set():
            try:
                fetch(place, todo.get_nowait(), folder, count, stop, pause)
            except Empty:
                return
            except BaseException as error:  # handed over to the thread that waits
                failures.append(error)
                stop.set()

    threads = [Thread(target=work, daemon=True) for _ in range(min(workers, len(files)))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
    finally:  # on Ctrl-C a stalled connection must not hold us up
        stop.set()
        for thread in threads:
            thread.join(2)
    if failures:
        raise failures[0]


def _sweep(partial: Path, catalogue: Catalogue) -> None:
    """Remove what earlier versions of the model have left."""
    keep = {partial / file.path for file in catalogue.files} | {partial / NAME}
    for path in partial.rglob("*"):
        if path not in keep and (path.is_symlink() or path.is_file()):
            path.unlink()
