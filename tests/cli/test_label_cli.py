"""`tuwen summarize --label` and `--format`: texts that can be published as they are."""

import json
import re
from pathlib import Path

import pytest

from tuwen.cli import main
from tuwen.cli.store import features
from tuwen.settings import Settings

Capture = pytest.CaptureFixture[str]
LINE = r"内容由AI生成 · Tuwen \S+ · embedded · tuwen-embedded · 20[\dT:-]+Z · tw-\w+"


def said(capsys: Capture, *arguments: str) -> str:
    assert main(["summarize", *arguments, "--engine", "embedded"]) == 0
    return capsys.readouterr().out.rstrip("\n")


def test_the_label_is_the_last_line_of_a_text(diagram_png: Path, capsys: Capture) -> None:
    path = str(diagram_png)
    text = said(capsys, path)
    assert "AI" not in text
    assert re.fullmatch(re.escape(text) + r"\n\n" + LINE, said(capsys, path, "--label"))
    alt = said(capsys, path, "--task", "alt")
    assert said(capsys, path, "--task", "alt", "--label") == alt


def test_markdown_and_html_can_be_published(diagram_png: Path, capsys: Capture) -> None:
    options = (str(diagram_png), "--task", "all", "--format")
    markdown = said(capsys, *options, "markdown", "--label")
    assert re.match(r"!\[.+\]\(diagram\.png\)\n\n## 摘要\n\n", markdown)
    assert re.search(rf"\n\n> {LINE}\Z", markdown)
    html = said(capsys, *options, "html", "--label")
    assert re.match(r'<p><img src="diagram\.png" alt="[^"]+"></p>\n<h2>摘要</h2>\n<p>', html)
    assert re.search(r'\n<p class="ai-label" data-tool="Tuwen .+</p>\Z', html)
    assert "AI生成" not in said(capsys, *options, "html")


def test_several_pictures_are_labelled_each(diagram_png: Path, capsys: Capture) -> None:
    told = said(capsys, str(diagram_png), str(diagram_png), "--format", "html", "--label")
    assert told.count('<p class="ai-label"') == 2
    assert told.count(f"<h1>{diagram_png}</h1>") == 2


def test_the_environment_labels_and_json_tells(
    diagram_png: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(diagram_png)
    assert "provenance" not in json.loads(said(capsys, path, "--json"))
    monkeypatch.setenv("TUWEN_LABEL", "true")
    told = json.loads(said(capsys, path, "--json"))
    assert told["provenance"]["id"] == told["id"]
    assert "AI生成" not in told["text"]
    (many, _) = json.loads(said(capsys, path, path, "--json"))
    assert many["provenance"]["label"] == "内容由AI生成"


def test_a_labelled_run_is_work_of_its_own(diagram_png: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    for label in ([], ["--label"], ["--label"]):
        assert main(["summarize", str(diagram_png), "--jsonl", str(out), *label]) == 0
    bare, labelled = map(json.loads, out.read_text("utf-8").splitlines())
    assert "provenance" not in bare
    assert labelled["provenance"]["engine"] == "embedded"


def test_what_does_not_go_together_is_said(diagram_png: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["summarize", str(diagram_png), "--json", "--format", "html"])
    assert "--format 与 --json 不能同时使用" in capsys.readouterr().err


def test_a_server_labels_by_setting() -> None:
    assert features(Settings.load({"TUWEN_STORE": "memory", "TUWEN_LABEL": "1"})).label
    assert not features(Settings.load({"TUWEN_STORE": "memory"})).label
