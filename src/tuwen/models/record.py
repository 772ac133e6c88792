"""The note that a pull leaves in a folder: which model, where from, and every file's sum."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from tuwen.models.catalogue import Catalogue, File

NAME = ".tuwen.json"


def read_record(folder: Path) -> Catalogue | None:
    """Return what was pulled, or is being pulled, into a folder, if there is a readable note."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        files = tuple(File(**entry) for entry in found["files"])
        model, place, revision = (str(found[name]) for name in ("model", "place", "revision"))
        return Catalogue(model, place, revision, files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_record(folder: Path, catalogue: Catalogue) -> None:
    """Note what is to come into a folder."""
    found = asdict(catalogue)
    for file in found["files"]:
        del file["url"]
    draft = folder / f"{NAME}.part"
    draft.unlink(missing_ok=True)
    draft.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    os.replace(draft, folder / NAME)
