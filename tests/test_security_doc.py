"""docs/security.md claims nothing that no test shows."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
TEXT = (TESTS.parent / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", TEXT)))


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 50
    files = {path.name: path.read_text("utf-8") for path in TESTS.rglob("test_*.py")}
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if file not in files or (name and not re.search(rf"\bdef {name}\(", files[file]))
    ]
    assert missing == []
