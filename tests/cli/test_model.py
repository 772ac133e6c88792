"""`tuwen model`: what is asked, fetched, listed and refused, as a user sees it."""

import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))
from small_hub import SmallHub, serving
from small_model import files, lay

from tuwen.cli import main

MODEL = "zai-org/GLM-4.6V-Flash"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def hub() -> Generator[SmallHub]:
    with serving(SmallHub({MODEL: files() | {"modeling.py": b"boom", "x.bin": b"\x80"}})) as found:
        yield found


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUWEN_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_a_model_is_pulled_and_listed(hub: SmallHub, home: Path, capsys: Capture) -> None:
    assert main(["model", "pull", MODEL, "--from", hub.url, "--yes"]) == 0
    out, err = capsys.readouterr()
    assert str(home / "zai-org--GLM-4.6V-Flash") in out
    assert "磁盘可用" in err
    assert main(["model", "list"]) == 0
    out = capsys.readouterr().out
    assert "zai-org--GLM-4.6V-Flash" in out
    assert "完整\tglm4v" in out
    assert not list(home.rglob("*.py"))
    assert not list(home.rglob("*.bin"))
    asked = len(hub.asked)
    assert main(["model", "pull", MODEL, "--from", hub.url, "--yes"]) == 0
    assert "无需下载" in capsys.readouterr().out
    assert len(hub.asked) == asked


def test_nothing_is_fetched_without_consent(hub: SmallHub, home: Path, capsys: Capture) -> None:
    assert main(["model", "pull", MODEL, "--from", hub.url]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not hub.asked
    assert not home.exists()


def test_what_is_half_finished_is_listed_as_such(
    hub: SmallHub, home: Path, capsys: Capture
) -> None:
    shard = "model-00001-of-00002.safetensors"
    hub.refusals[shard] = [403]
    assert main(["model", "pull", MODEL, "--from", hub.url, "--yes"]) == 1
    assert "HF_TOKEN" in capsys.readouterr().err
    assert main(["model", "list"]) == 0
    out = capsys.readouterr().out
    assert "未下载完；再次运行 tuwen model pull zai-org/GLM-4.6V-Flash" in out
    assert "完整\t" not in out
    assert main(["model", "pull", MODEL, "--from", hub.url, "--yes"]) == 0
    assert [path.name for path in home.iterdir()] == ["zai-org--GLM-4.6V-Flash"]


def test_a_folder_can_be_the_source(tmp_path: Path, capsys: Capture) -> None:
    source = lay(tmp_path / "source", files())
    target = tmp_path / "there"
    command = ["model", "pull", MODEL, "--from", str(source), "--to", str(target), "--yes"]
    assert main(command) == 0
    assert main(["model", "list", str(target)]) == 0
    assert "完整\tglm4v" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pull", "GLM"], "组织/名称"),
        (["pull", "../x"], "组织/名称"),
        (["pull", "a/.."], "组织/名称"),
        (["pull", MODEL, "--from", "nowhere"], "--from 不能是 nowhere"),
        (["pull", MODEL, "--from", "http://127.0.0.1:9"], "连接不上"),
        (["list", "/no/such"], "不存在"),
    ],
)
def test_what_makes_no_sense_is_refused(capsys: Capture, arguments: list[str], words: str) -> None:
    assert main(["model", *arguments]) in (1, 2)
    assert words in capsys.readouterr().err


def test_an_unknown_model_is_named_with_the_hubs_asked(hub: SmallHub, capsys: Capture) -> None:
    assert main(["model", "pull", "zai-org/none", "--from", hub.url]) == 2
    err = capsys.readouterr().err
    assert "找不到模型 zai-org/none" in err
    assert hub.url in err


def test_a_folder_that_is_broken_is_not_touched(home: Path, hub: SmallHub, capsys: Capture) -> None:
    folder = lay(home / "zai-org--GLM-4.6V-Flash", {"config.json": b"{}", "mine.txt": b"1"})
    assert main(["model", "pull", MODEL, "--from", hub.url, "--yes"]) == 2
    assert "请移走" in capsys.readouterr().err
    assert (folder / "mine.txt").read_bytes() == b"1"


def test_no_models_yet(capsys: Capture) -> None:
    assert main(["model", "list"]) == 0
    assert "还没有模型" in capsys.readouterr().out


def test_ctrl_c_keeps_what_there_is(hub: SmallHub, home: Path) -> None:
    shard = "model-00001-of-00002.safetensors"
    hub.stalls.add(shard)
    command = ["model", "pull", MODEL, "--from", hub.url, "--yes"]
    with subprocess.Popen(
        [sys.executable, "-m", "tuwen", *command], stderr=subprocess.PIPE, text=True
    ) as pulling:
        assert hub.stalled.wait(20)
        pulling.send_signal(signal.SIGINT)
        _, err = pulling.communicate(timeout=20)
    assert pulling.returncode == 130
    assert "再次运行同一命令即可继续" in err
    assert not (home / "zai-org--GLM-4.6V-Flash").exists()
    hub.stalls.clear()
    assert main(command) == 0
