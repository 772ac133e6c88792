"""The notices name every package that is installed beside ours, under the licence it states."""

import re
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTICES = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
TABLE = NOTICES.split("### All of them")[1].split("\n## ")[0]
NAMED = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|;]+?)(?:;[^|]*)? \|", TABLE, re.MULTILINE))
del NAMED["package"]
PINNED = set(
    re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
)
ELSEWHERE = {"colorama", "httpx2-jsfetch"}  # installed on Windows, in browsers only


def test_every_pinned_package_is_named() -> None:
    assert set(NAMED) == PINNED


@pytest.mark.parametrize("package", sorted(PINNED - ELSEWHERE))
def test_the_licence_is_the_one_that_the_package_states(package: str) -> None:
    stated = metadata(package)
    said = [*(stated.get_all("License-Expression") or stated.get_all("License") or [])]
    said = [line for text in said for line in text.splitlines()[:1]]  # some give the whole text
    said += [each for each in stated.get_all("Classifier") or [] if "License ::" in each]
    family = re.split(r"[- ]", NAMED[package])[0]  # "BSD-3-Clause" and "BSD License" are of BSD
    assert family in " ".join(said)
