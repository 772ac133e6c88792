"""`tuwen summarize`: one picture, many, and a run that goes on where another stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tuwen.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, diagram: Image.Image) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    diagram.save(folder / "fig1.png")
    diagram.transpose(Image.Transpose.ROTATE_180).save(folder / "fig2.png")
    (folder / "fig3.png").write_bytes(b"torn")
    return folder


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_one_picture_prints_its_text(diagram_png: Path, capsys: Capture) -> None:
    assert main(["summarize", str(diagram_png)]) == 0
    out, err = capsys.readouterr()
    assert "MySQL" in out
    assert out.endswith("\n")
    assert err == ""


def test_task_prompt_title_and_context_are_used(
    diagram_png: Path, tmp_path: Path, capsys: Capture
) -> None:
    article = tmp_path / "article.md"
    article.write_text("# 订单系统\n\n![图](diagram.png)\n", "utf-8")
    arguments = ["--task", "alt", "--context", str(article), "--title", "订单系统", "--json"]
    assert main(["summarize", str(diagram_png), *arguments]) == 0
    (answer) = json.loads(capsys.readouterr().out)
    assert answer["task"] == "alt"
    assert answer["image"] == str(diagram_png)
    assert answer["check"]["unsupported"] == []
    assert answer["usage"]["prompt_tokens"] > 0


def test_english_by_option_and_by_setting(
    diagram_png: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["summarize", str(diagram_png), "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(("The ", "In the "))
    monkeypatch.setenv("TUWEN_LANGUAGE", "en")
    assert main(["summarize", str(diagram_png)]) == 0
    assert capsys.readouterr().out == told
    assert main(["summarize", str(diagram_png), "--language", "zh"]) == 0
    assert "图" in capsys.readouterr().out


def test_a_run_in_another_language_is_work_of_its_own(diagram_png: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    for language in ("zh", "en", "en"):
        assert (
            main(["summarize", str(diagram_png), "--jsonl", str(out), "--language", language]) == 0
        )
    texts = [record["text"] for record in records(out)]
    assert len(texts) == 2
    assert texts[1].startswith(("The ", "In the "))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--task", "paint"], "paint"),
        (["--task", "ask"], "问题"),
        (["--engine", "gpt"], "可用的引擎"),
        (["--context", "none.md"], "none.md"),
        (["--jobs", "-1"], "不能为负"),
    ],
)
def test_a_brief_that_makes_no_sense_exits_with_2(
    diagram_png: Path, capsys: Capture, arguments: list[str], words: str
) -> None:
    assert main(["summarize", str(diagram_png), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_many_pictures_are_printed_in_order(folder: Path, capsys: Capture) -> None:
    assert main(["summarize", str(folder), "--jobs", "2"]) == 1
    out, err = capsys.readouterr()
    assert out.index("fig1.png") < out.index("fig2.png")
    assert f"错误：{folder / 'fig3.png'}：fig3.png 不是图片" in err
    assert "完成 2 张，失败 1 张。" in err


def test_many_pictures_as_json(folder: Path, capsys: Capture) -> None:
    assert main(["summarize", str(folder), "--json", "--jobs", "1"]) == 1
    one, two, three = json.loads(capsys.readouterr().out)
    assert "text" in one
    assert "text" in two
    assert three["error"]["code"] == "not_a_picture"


def test_a_second_run_goes_on_where_the_first_stopped(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out.jsonl"
    command = ["summarize", str(folder), "--jsonl", str(out), "--jobs", "1"]
    assert main(command) == 1
    assert len(records(out)) == 3
    capsys.readouterr()

    whole = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(line for line in whole if b"fig1" in line) + b'{"image": "torn')
    assert main(command) == 1
    assert "完成 1 张，失败 1 张，跳过此前已完成的 1 张。" in capsys.readouterr().err
    assert sorted(Path(each["image"]).name for each in records(out)) == [
        "fig1.png", "fig2.png", "fig3.png",
    ]  # fmt: skip

    Image.new("RGB", (200, 200), "white").save(folder / "fig3.png")
    assert main(command) == 0
    assert main(command) == 0
    assert len(records(out)) == 4
    assert main([*command, "--task", "alt"]) == 0  # something else is wanted: all over again
    assert len(records(out)) == 7


def heed_interrupts() -> None:
    """A shell that starts the tests in the background has them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX process groups")
def test_an_interrupt_ends_all_processes_without_a_trace(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "tuwen", "summarize", *[str(folder)] * 40]
    with subprocess.Popen(
        [*command, "--jsonl", str(out)],
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    ) as run:
        while not (out.exists() and out.stat().st_size):
            assert run.poll() is None
        os.killpg(run.pid, signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "再次运行同一命令即可继续" in err.decode()
    assert "Traceback" not in err.decode(), err.decode()
    assert all(json.loads(line) for line in out.read_text("utf-8").splitlines())


def test_all_texts_are_printed_under_their_titles(diagram_png: Path, capsys: Capture) -> None:
    assert main(["summarize", str(diagram_png), "--task", "all"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("## 摘要\n\n")
    assert [line for line in printed.splitlines() if line.startswith("## ")] == [
        "## 摘要", "## 替代文本", "## 关键词", "## 新手讲解",
    ]  # fmt: skip
    assert main(["summarize", str(diagram_png), "--task", "all", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer["texts"]) == list(answer["checks"])
    assert all(text in printed for text in answer["texts"].values())


def test_titles_are_in_the_script_of_the_texts(diagram_png: Path, capsys: Capture) -> None:
    for language, title in (("zh-Hant", "## 關鍵詞"), ("en", "## Keywords")):
        arguments = ["--task", "all", "--language", language]
        assert main(["summarize", str(diagram_png), *arguments]) == 0
        assert title in capsys.readouterr().out
