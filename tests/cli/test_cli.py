"""The command line as a user meets it: exit code, stdout, stderr."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuwen.cli import main
from tuwen.service.sight import look

Capture = pytest.CaptureFixture[str]

REFUSED = {
    "empty.png": "空文件",
    "truncated.png": "损坏",
    "text.png": "不是图片",
    "vector.svg": "SVG",
    "one-pixel.png": "1×1",
    "line.png": "30000×2",
    "bomb.png": "5000 万",
    "heavy.bmp": "20 MB",
}
TAKEN = {
    "wrong-extension.jpg": "扩展名 .jpg 与内容不符",
    "animated.gif": "只读取了第一帧",
    "cmyk.jpg": "",
    "sixteen-bit.png": "",
    "palette.png": "",
    "no-text.png": "单一颜色",
    "photograph.jpg": "",
}


@pytest.fixture
def folder(tmp_path: Path, odd_pictures: dict[str, bytes]) -> Path:
    for name, data in odd_pictures.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def nobody() -> Iterator[None]:
    """Run as a user without rights, also where tests run as root."""
    assert look  # imported here, while its source may still be read
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        yield


@pytest.mark.parametrize("command", ["read", "summarize"])
@pytest.mark.parametrize("name", REFUSED)
def test_bad_pictures_are_refused(folder: Path, capsys: Capture, command: str, name: str) -> None:
    assert main([command, str(folder / name)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("错误：")
    assert REFUSED[name] in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", TAKEN)
def test_odd_pictures_are_summarized(folder: Path, capsys: Capture, name: str) -> None:
    assert main(["summarize", str(folder / name)]) == 0
    out, err = capsys.readouterr()
    assert len(out.strip()) >= 10
    assert TAKEN[name] in err


@pytest.mark.parametrize("command", ["read", "summarize"])
def test_an_empty_folder_and_a_missing_file_are_refused(
    tmp_path: Path, capsys: Capture, command: str
) -> None:
    assert main([command, str(tmp_path)]) == 2
    assert "没有图片" in capsys.readouterr().err
    assert main([command, str(tmp_path / "none.png")]) == 2
    assert "找不到文件" in capsys.readouterr().err


@pytest.mark.usefixtures("nobody")
def test_files_and_folders_without_permission_are_refused(capsys: Capture) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "secret.png"
        path.write_bytes(b"x")
        path.chmod(0)
        assert main(["read", str(path)]) == 2
        assert "没有权限读取" in capsys.readouterr().err
        inner = Path(folder) / "closed"
        inner.mkdir(mode=0)
        assert main(["read", str(inner)]) == 2
        assert "没有权限列出" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数"),
        (["paint"], "paint"),
        (["read"], "缺少参数：IMAGE"),
        (["read", "a.png", "--json", "--mermaid"], "不能同时使用"),
        (["read", "a.png", "--jobs", "x"], "'x' 无效"),
        (["summarize", "a.png", "--colour", "red"], "不认识的参数"),
        (["summarize", "a.png", "--prompt"], "后面需要一个值"),
    ],
)
def test_bad_usage_exits_with_2(capsys: Capture, arguments: list[str], words: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["read"], ["summarize"], ["serve"]])
def test_help_is_chinese(capsys: Capture, command: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：tuwen")
    assert "选项：" in out
    assert "usage" not in out


def test_the_version_is_that_of_the_project(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    version = capsys.readouterr().out.split()[1]
    assert f'version = "{version}"' in project
