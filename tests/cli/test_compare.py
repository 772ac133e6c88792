"""`tuwen compare`: several engines on the same picture, on a terminal, as JSON and as a page."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from openai_server import Server, says, serving
from tuwen.cli import main
from tuwen.cli.compare_text import columns, wrapped

Capture = pytest.CaptureFixture[str]
TRUE = "Gateway 把请求写入 MySQL。"
FALSE = "MySQL 调用 Gateway，再写入 Redis。"
DOWN = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUWEN_RETRIES", "0")


@pytest.fixture
def good() -> Iterator[Server]:
    with serving(says(TRUE)) as server:
        yield server


@pytest.fixture
def bad() -> Iterator[Server]:
    with serving(says("MySQL 调用 Gateway，", "再写入 Redis。")) as server:
        yield server


class Page(HTMLParser):
    """Raises where an element is not closed; keeps elements, attributes and what stands in each."""

    VOID = ("meta", "img", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def marked(self, verdict: str) -> list[str]:
        marks = [attrs for tag, attrs in self.tags if tag == "mark"]
        return [
            text
            for attrs, text in zip(marks, self.texts["mark"], strict=True)
            if attrs["class"] == verdict
        ]


def test_engines_stand_side_by_side_and_the_invented_is_named(
    diagram_png: Path, good: Server, bad: Server, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    engines = f"embedded,openai:glm,openai:qwen@{bad.url}"
    command = ["compare", str(diagram_png), "--engines", engines, "--base-url", good.url]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert err == ""
    head = next(line for line in out.splitlines() if line.startswith("引擎"))
    assert re.fullmatch(rf"引擎 +embedded +openai:glm +openai:qwen@{re.escape(bad.url)}", head)
    assert re.search(r"模型 +tuwen-embedded +glm +qwen\n", out)
    assert re.search(r"有据/无据 +\d+/0 +\d+/0 +\d+/[1-9]\n", out)
    texts = next(line for line in out.splitlines() if TRUE in line)
    assert texts.index(TRUE) < texts.index(FALSE)
    wrong = [line for line in out.splitlines() if "✗" in line]
    assert any("Redis" in line for line in wrong)
    at = columns(head[: head.index("openai:qwen")])
    assert {columns(line[: line.index("✗")]) for line in wrong} == {at}
    assert {body["model"] for body in good.bodies} == {"glm"}
    assert {body["model"] for body in bad.bodies} == {"qwen"}


def test_a_narrow_terminal_has_them_one_below_the_other(
    diagram_png: Path, good: Server, bad: Server, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    engines = f"embedded,openai:glm,openai:qwen@{bad.url}"
    assert main(["compare", str(diagram_png), "--engines", engines, "--base-url", good.url]) == 0
    out = capsys.readouterr().out
    assert out.index("-- openai:glm") < out.index(TRUE) < out.index("-- openai:qwen")
    assert out.index("-- openai:qwen") < out.index(FALSE) < out.index("图中无据：\n✗ ")
    assert all(columns(line) <= 72 for line in out.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("网关把请求转给支付。", 6, ["网关把", "请求转", "给支", "付。"]),
        ("经 API Gateway（网关）进入", 12, ["经 API", "Gateway（网", "关）进入"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("一\n\n二\x1b[2J\u202e", 4, ["一", "", "二", "[2J"]),
    ],
)
def test_lines_break_by_columns_and_keep_their_punctuation(
    text: str, width: int, lines: list[str]
) -> None:
    assert wrapped(text, width) == lines


def test_one_that_is_down_is_told_and_the_others_go_on(
    diagram_png: Path, bad: Server, capsys: Capture
) -> None:
    engines = f"openai:gone@{DOWN},openai:qwen"
    command = ["compare", str(diagram_png), "--engines", engines, "--base-url", bad.url]
    assert main([*command, "--json", "--repeat", "2"]) == 1
    down, up = json.loads(capsys.readouterr().out)
    assert down["name"] == f"openai:gone@{DOWN}"
    assert down["error"]["code"] == "unreachable"
    assert DOWN in down["error"]["message"]
    assert up["text"] == FALSE
    assert "Redis" in [claim["text"] for claim in up["check"]["unsupported"]]
    assert 0 < up["first_ms"] <= up["total_ms"]
    assert len(up["runs"]) == 2
    assert up["usage"]["prompt_tokens"] > 0
    assert up["tokens_per_second"] > 0


def test_what_cannot_start_is_told_too(diagram_png: Path, tmp_path: Path, capsys: Capture) -> None:
    engines = f"transformers:{tmp_path / 'none'},embedded"
    assert main(["compare", str(diagram_png), "--engines", engines, "--json"]) == 1
    none, embedded = json.loads(capsys.readouterr().out)
    assert str(tmp_path / "none") in none["error"]["message"]
    assert embedded["check"]["unsupported"] == []
    assert embedded["tokens_per_second"] is None  # characters are no tokens


def test_many_pictures_end_with_a_table_over_all(
    diagram_png: Path, diagram: Image.Image, bad: Server, capsys: Capture
) -> None:
    folder = diagram_png.parent
    diagram.save(folder / "second.png")
    (folder / "torn.png").write_bytes(b"torn")
    command = ["compare", str(folder), "--engines", "embedded，openai", "--base-url", bad.url]
    assert main([*command, "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert "torn.png 不是图片" in err
    assert out.index("diagram.png") < out.index("second.png") < out.index("# 各图合计（2）")
    one, _, overall = (int(found) for found in re.findall(r"有据/无据 +\d+/0 +\d+/(\d+)\n", out))
    assert overall == 2 * one


def test_a_page_marks_what_is_not_borne_out(
    diagram_png: Path, bad: Server, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "page.html"
    engines = f"embedded,openai:qwen,openai:gone@{DOWN}"
    command = ["compare", str(diagram_png), "--engines", engines, "--base-url", bad.url]
    assert main([*command, "--html", str(out)]) == 1
    assert str(out) in capsys.readouterr().err
    html = out.read_text("utf-8")
    page = Page(html)
    assert any("Redis" in text for text in page.marked("unsupported"))
    assert any("MySQL" in text for text in page.marked("supported"))
    assert FALSE in page.texts["p"]
    assert any("连不上模型服务" in text for text in page.texts["p"])
    (picture,) = (attrs["src"] or "" for tag, attrs in page.tags if tag == "img")
    assert picture.startswith("data:image/png;base64,")
    assert "script" not in page.texts
    for _, attrs in page.tags:
        assert not any("http" in (value or "") for value in attrs.values())
        assert "href" not in attrs
    assert not re.search(r"url\(|@import", page.texts["style"][0])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diagram.png", "page.html"]


def test_hostile_words_stay_words(diagram: Image.Image, tmp_path: Path, capsys: Capture) -> None:
    picture = tmp_path / "<script>alert(1)<!--.png"
    diagram.save(picture)
    out = tmp_path / "page.html"
    said = "Gateway 把请求写入<script>alert(2)</script>\x1b[31m与 MySQL</p>。"
    with serving(says(said)) as server:
        command = ["compare", str(picture), "--base-url", server.url]
        command += ["--engines", "openai:<img src=x onerror=alert(3)>", "--html", str(out)]
        assert main([*command, "--prompt", "<script>alert(4)</script>总结"]) == 0
    page = Page(out.read_text("utf-8"))
    assert "script" not in page.texts
    assert [tag for tag, _ in page.tags].count("img") == 1
    assert any("<script>alert(2)</script>" in text for text in page.texts["p"])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Engines compared"), ("zh-Hant", "引擎對比")]
)
def test_it_speaks_the_language_of_the_texts(
    diagram_png: Path, tmp_path: Path, capsys: Capture, language: str, title: str
) -> None:
    out = tmp_path / "page.html"
    command = ["compare", str(diagram_png), "--engines", "embedded", "--language", language]
    assert main([*command, "--html", str(out)]) == 0
    assert Page(out.read_text("utf-8")).texts["h1"] == [title]
    told = capsys.readouterr().out
    assert ("Score" in told) == (language == "en")


def test_task_and_length_are_those_asked_for(
    diagram_png: Path, good: Server, capsys: Capture
) -> None:
    command = ["compare", str(diagram_png), "--engines", "openai,embedded", "--json"]
    command += ["--base-url", good.url, "--task", "alt", "--max-tokens", "99"]
    assert main(command) == 0
    records: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [record["task"] for record in records] == ["alt", "alt"]
    assert records[0]["model"] == "glm-4.6v-flash"  # the first that the server lists
    assert good.bodies[0]["max_tokens"] == 99


def test_the_key_goes_to_no_server_named_in_engines(
    diagram_png: Path, good: Server, bad: Server, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUWEN_API_KEY", "geheim")
    engines = f"openai,openai@{bad.url}"
    assert main(["compare", str(diagram_png), "--engines", engines, "--base-url", good.url]) == 0
    assert "geheim" not in capsys.readouterr().out
    assert good.asked[-1][1]["authorization"] == "Bearer geheim"
    assert all("authorization" not in headers for _, headers, _ in bad.asked)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--engines", ","], "为空"),
        (["--engines", "gpt"], "可用的引擎"),
        (["--engines", "embedded:glm"], "不需要模型"),
        (["--engines", f"embedded@{DOWN}"], "不需要服务地址"),
        (["--engines", "openai:@http"], "看不懂"),
        (["--engines", "embedded", "--model", "glm"], "不接受 --model"),
        (["--engines", f"openai:a@{DOWN}", "--model", "glm"], "不接受 --model"),
        (["--engines", "embedded", "--task", "paint"], "paint"),
        (["--engines", "embedded", "--repeat", "0"], "正整数"),
        (["--engines", "embedded", "--html", "none/page.html"], "无法写入"),
        ([], "--engines"),
    ],
)
def test_what_makes_no_sense_says_what_to_do(
    diagram_png: Path, arguments: list[str], said: str, capsys: Capture
) -> None:
    try:
        code = main(["compare", str(diagram_png), *arguments])
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert said in capsys.readouterr().err


def test_of_all_texts_each_stands_under_its_title(
    diagram_png: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "c.html"
    titles = ["摘要", "替代文本", "关键词", "新手讲解"]
    arguments = ["--engines", "embedded", "--task", "all", "--html", str(out)]
    assert main(["compare", str(diagram_png), *arguments]) == 0
    printed = capsys.readouterr().out
    assert re.findall(r"^ *## (\S+)$", printed, re.MULTILINE) == titles
    assert Page(out.read_text("utf-8")).texts["h4"][: len(titles)] == titles
    assert re.search(r"词元 +—", printed)  # characters are no tokens
