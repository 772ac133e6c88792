"""The Python interface."""

import subprocess
import sys
from pathlib import Path

import pytest

from tuwen import Tuwen
from tuwen.errors import ConfigError, InputError


def test_a_path_or_bytes_get_a_summary(diagram_png: Path) -> None:
    tuwen = Tuwen()
    summary = tuwen.summarize(diagram_png, context="正文…")
    assert "MySQL" in summary.text
    assert tuwen.summarize(diagram_png.read_bytes(), context="正文…").text == summary.text
    *pieces, last = tuwen.stream(str(diagram_png), context="正文…")
    assert "".join(str(piece) for piece in pieces) == summary.text
    assert not isinstance(last, str)
    assert tuwen.look(diagram_png).reading.width == 420
    tuwen.close()


def test_bad_wishes_are_refused_before_the_picture_is_read() -> None:
    with pytest.raises(InputError) as caught:
        Tuwen().summarize("none.png", task="paint")
    assert caught.value.code == "unknown_task"
    with pytest.raises(ConfigError):
        Tuwen("gpt")


def test_importing_it_is_cheap() -> None:
    code = "import sys, tuwen, tuwen.cli; print([m for m in ('numpy', 'PIL', 'cv2', 'fastapi')\
 if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
