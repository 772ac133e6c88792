"""The wheel carries every file of the package, not its Python alone."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "tuwen"


def test_every_data_file_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["tuwen"]
    declared = {path for pattern in patterns for path in PACKAGE.glob(pattern) if path.is_file()}
    lying = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".py"}
    assert {path for path in lying if "__pycache__" not in path.parts} == declared
