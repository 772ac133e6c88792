"""A folder on this machine as the place that a model comes from."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from tuwen.errors import ConfigError
from tuwen.models.catalogue import CHUNK, FOLDERS, Catalogue, Cut, File, wanted
from tuwen.models.folder import examine, examine_adapter, is_adapter, unreadable
from tuwen.models.record import read_record


class LocalFolder:
    """A folder that holds a whole model; what a link leads out of it to is left alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def catalogue(self, model: str) -> Catalogue:
        """List the wanted files, once the folder is known to be whole. Raises ConfigError."""
        path = self._path
        if is_adapter(path):
            examine_adapter(path)
        else:
            examine(path)
        record = read_record(path)
        sums = {file.path: file.sha256 for file in record.files} if record else {}
        files: list[File] = []
        try:
            for file in (entry for name in FOLDERS for entry in sorted((path / name).glob("*"))):
                if file.is_file():
                    name = file.relative_to(path).as_posix()
                    found = File(
                        name, file.stat().st_size, sums.get(name, ""), url=str(self._real(file))
                    )
                    files.append(found)
        except OSError as error:
            raise unreadable(path, error) from error
        return Catalogue(model, str(path), record.revision if record else "", wanted(model, files))

    @contextmanager
    def open(self, file: File, start: int) -> Generator[tuple[int, Iterator[bytes]]]:
        """Give the bytes of a file from `start`. Raises Cut."""
        path = Path(file.url)
        if not path.is_file():
            raise Cut("文件已不在")
        with path.open("rb") as source:
            source.seek(start)
            yield start, iter(lambda: source.read(CHUNK), b"")

    def close(self) -> None:
        """Nothing is held."""

    def _real(self, file: Path) -> Path:
        real = file.resolve()
        store = self._path.resolve().parents  # a cache keeps snapshots/X/file -> blobs/Y
        homes = [self._path.resolve(), *(home / "blobs" for home in store[1:2])]
        if not any(real.is_relative_to(home) for home in homes):
            message = f"{file} 是指向文件夹之外的链接，已拒绝复制；请换成真正的文件。"
            raise ConfigError("model_link", message)
        return real
