"""Reading a picture sends nothing and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "order-flow.png"


def test_nothing_is_kept_to_be_sent_later(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-m", "tuwen", "summarize", str(EXAMPLE)],
        env=own | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert not list(tmp_path.rglob("*")), "ONNX Runtime keeps an id and events before it sends them"
