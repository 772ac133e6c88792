"""words.toml, read once: how labels speak and the verbs of relation, as plain data."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(section: str) -> dict[str, Any]:
    """Give one section of words.toml."""
    return tomllib.loads(files("tuwen.writing").joinpath("words.toml").read_text("utf-8"))[section]
