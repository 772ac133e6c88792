"""A server that ends while its local model writes, and one that cannot load it."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import requests


def command(folder: Path) -> list[str]:
    model = ["--engine", "transformers", "--model-path", str(folder), "--device", "cpu"]
    return ["serve", "--port", "0", "--workers", "1", *model]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_sigterm_ends_a_server_whose_model_is_writing(models: Path, diagram_png: Path) -> None:
    arguments = [sys.executable, "-m", "tuwen", *command(models / "glm4v")]
    impatient = {**os.environ, "TUWEN_GRACE": "1"}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=impatient
    ) as server:
        assert server.stdout is not None
        url = [server.stdout.readline().decode() for _ in range(5)][-1].strip()
        answer = requests.post(
            url,
            files={"image": diagram_png.read_bytes()},
            data={"stream": "true", "max_tokens": "8192"},  # a minute's work
            stream=True,
            timeout=60,
        )
        assert answer.status_code == 200  # the picture is read, the answer has begun
        server.send_signal(signal.SIGTERM)
        with suppress(requests.RequestException):
            assert b"event: done" not in answer.content  # it ends, and not as if it were whole
        # both pipes end only when no process is left that holds them
        _, err = server.communicate(timeout=30)
    assert server.returncode == 0, err.decode()
    assert "Traceback" not in err.decode()


@pytest.mark.parametrize("lacking", ["torch", "transformers"])
def test_without_the_libraries_it_says_what_to_install(models: Path, lacking: str) -> None:
    script = (
        f"import sys; sys.modules[{lacking!r}] = None\n"
        "from tuwen.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *command(models / "glm4v")],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr.decode()
    assert "pip install 'tuwen[transformers]'" in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()
