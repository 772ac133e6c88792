"""The note that a pull leaves in a folder: which model, where from, and every file's sum."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from tuwen.models.catalogue import Catalogue, File

NAME = ".tuwen.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What was pulled, or is being pulled, into a folder."""

    model: str
    place: str
    revision: str
    files: tuple[File, ...]

    @classmethod
    def read(cls, folder: Path) -> "Record | None":
        """Return the note of a folder, if there is a readable one."""
        try:
            found = json.loads((folder / NAME).read_text("utf-8"))
            files = tuple(File(**entry) for entry in found["files"])
            return cls(str(found["model"]), str(found["place"]), str(found["revision"]), files)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @classmethod
    def write(cls, folder: Path, catalogue: Catalogue) -> None:
        """Note what is to come into a folder."""
        found = asdict(cls(catalogue.model, catalogue.place, catalogue.revision, catalogue.files))
        for file in found["files"]:
            del file["url"]
        draft = folder / f"{NAME}.part"
        draft.unlink(missing_ok=True)
        draft.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
        os.replace(draft, folder / NAME)

    @property
    def size(self) -> int:
        """How many bytes it is when whole."""
        return sum(file.size for file in self.files)
