"""`tuwen serve` starts safely, says where it is, and stops."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from stored_keys import new_key
from tuwen.cli import main
from tuwen.cli.serve import announcement, listen
from tuwen.errors import ConfigError

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "0", "--host", "0.0.0.0", "--store", "memory"], "tuwen keys create"),
        (["--port", "0", "--host", "::", "--store", "memory"], "--allow-anonymous"),
        (["--port", "99999"], "端口 99999 无效"),
        (["--host", "no such host", "--allow-anonymous"], "请检查 --host"),
        (["--port", "0", "--engine", "gpt"], "可用的引擎"),
        (["--port", "0", "--device", "cuda:0"], "不接受 --device"),
        (["--port", "0", "--engine", "embedded", "--model-path", "model"], "不接受 --model-path"),
        (["--port", "0", "--model-path", "model"], "tuwen model pull zai-org/GLM-4.6V-Flash"),
    ],
)
def test_what_makes_no_sense_is_refused(capsys: Capture, arguments: list[str], words: str) -> None:
    assert main(["serve", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_port_in_use_is_said_to_be() -> None:
    with listen("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(ConfigError) as caught:
            listen("127.0.0.1", port)
        assert caught.value.code == "port_in_use"
        assert str(port) in caught.value.message


def test_small_answers_are_not_held_back() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY on no other


def test_the_announcement_gives_a_command_that_works(diagram_png: Path) -> None:
    command = [sys.executable, "-m", "tuwen", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=diagram_png.parent
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline().decode() for _ in range(6)]
        page = lines[0].removeprefix("页面：").strip()
        assert requests.get(page, timeout=30).status_code == 200
        assert lines[3].startswith("  curl -F image=@figure.png -F prompt=")
        url = lines[4].strip()
        answer = requests.post(url, files={"image": diagram_png.read_bytes()}, timeout=60)
        assert "MySQL" in answer.json()["text"]
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in err.decode()


def test_a_server_with_keys_says_so_and_refuses_a_large_body_in_words(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, _ = new_key(place)
    command = [sys.executable, "-m", "tuwen", "serve", "--port", "0", "--workers", "1"]
    command += ["--host", "0.0.0.0", "--store", place]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline().decode() for _ in range(6)]
        assert "需要密钥" in lines[2]
        assert 'curl -H "Authorization: Bearer $TUWEN_KEY" -F' in lines[3]
        url = lines[4].strip()
        large = {"image": bytes(19_000_000)}
        with requests.Session() as session:  # one connection: what follows a refusal is whole
            for _ in range(2):
                answer = session.post(url, files=large, timeout=60)
                assert answer.status_code == 401
                assert answer.json()["error"]["code"] == "key_missing"
            headers = {"X-API-Key": secret}
            answer = session.post(url, files=large, headers=headers, timeout=60)
            assert answer.status_code == 415
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in err.decode()
    assert secret not in err.decode()


def test_the_announcement_names_an_example_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with listen("127.0.0.1", 0) as listener:
        assert "image=@figure.png" in announcement(listener)
        (tmp_path / "examples").mkdir()
        (tmp_path / "examples" / "k8s-microservices.png").touch()
        assert "image=@examples/k8s-microservices.png" in announcement(listener)
