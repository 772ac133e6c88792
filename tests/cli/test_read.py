"""`tuwen read`: every form of output."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from tuwen.cli import main

Capture = pytest.CaptureFixture[str]


def test_a_listing_is_what_one_gets(diagram_png: Path, capsys: Capture) -> None:
    assert main(["read", str(diagram_png)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{diagram_png}：")
    assert "Gateway → MySQL" in out


def test_json_is_one_object(diagram_png: Path, capsys: Capture) -> None:
    assert main(["read", str(diagram_png), "--json"]) == 0
    form = json.loads(capsys.readouterr().out)
    assert form["image"] == str(diagram_png)
    labels = {node["id"]: node["label"] for node in form["nodes"]}
    (edge,) = form["edges"]
    assert (labels[edge["source"]], labels[edge["target"]]) == ("Gateway", "MySQL")
    assert edge["directed"] is True


def test_jsonl_is_one_line_a_picture_in_the_order_given(
    tmp_path: Path, diagram: Image.Image, capsys: Capture
) -> None:
    names = [str(tmp_path / name) for name in ("c.png", "a.png", "b.png")]
    for name in names:
        diagram.save(name)
    Path(names[1]).write_bytes(b"torn")
    assert main(["read", *names, "--jsonl", "--jobs", "2"]) == 1
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["image"] for line in lines] == names
    assert lines[1]["error"]["code"] == "not_a_picture"
    assert lines[0]["nodes"] == lines[2]["nodes"]
    assert "失败 1 张" in err


def test_jsonl_of_one_picture_is_one_line(diagram_png: Path, capsys: Capture) -> None:
    assert main(["read", str(diagram_png), "--jsonl"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_folder_as_json_is_a_list(diagram_png: Path, capsys: Capture) -> None:
    assert main(["read", str(diagram_png.parent), "--json", "--jobs", "1"]) == 0
    assert [form["width"] for form in json.loads(capsys.readouterr().out)] == [420]


def test_mermaid_is_source(diagram_png: Path, capsys: Capture) -> None:
    assert main(["read", str(diagram_png), "--mermaid"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("flowchart")
    assert '"Gateway"' in out


CHART = str(Path(__file__).parents[2] / "examples" / "db-benchmark.png")


def test_a_chart_as_markdown_and_as_csv(capsys: Capture) -> None:
    assert main(["read", CHART, "--table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| 类别 | 写入 | 读取 |"
    assert "| TiDB 7.5 | 21.3 | 51.4 |" in lines
    assert main(["read", CHART, "--table", "csv"]) == 0
    assert "TiDB 7.5,21.3,51.4" in capsys.readouterr().out.splitlines()


def test_without_a_table_a_word_is_said(diagram_png: Path, capsys: Capture) -> None:
    assert main(["read", str(diagram_png), "--table"]) == 0
    assert "没有读到可以列成表格的数据" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["out.png", "out.jpg", "out.webp"])
def test_an_overlay_is_a_picture_of_the_same_width(
    diagram_png: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    assert main(["read", str(diagram_png), "--overlay", str(out)]) == 0
    with Image.open(out) as drawn:
        assert drawn.width >= 420
    assert [path.name for path in tmp_path.iterdir() if path.suffix == out.suffix] in (
        [name], sorted([name, "diagram.png"]), sorted([name, "diagram.png"], reverse=True),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("out", "words"),
    [("none/out.png", "无法写入"), ("out.txt", "应以 .png"), ("out", "应以 .png")],
)
def test_an_overlay_that_cannot_be_written_is_refused(
    diagram_png: Path, tmp_path: Path, capsys: Capture, out: str, words: str
) -> None:
    assert main(["read", str(diagram_png), "--overlay", str(tmp_path / out)]) == 2
    assert words in capsys.readouterr().err


def test_an_overlay_is_of_one_picture(diagram_png: Path, capsys: Capture) -> None:
    path = str(diagram_png)
    assert main(["read", path, path, "--overlay", "out.png"]) == 2
    assert "一次只能处理一张" in capsys.readouterr().err


def test_strict_refuses_a_picture_that_is_hard_to_read(
    tmp_path: Path, diagram: Image.Image, capsys: Capture
) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    diagram.resize((840, 240)).save(good)
    diagram.resize((840, 240)).filter(ImageFilter.GaussianBlur(5)).save(bad)
    assert main(["read", str(bad)]) == 0
    assert main(["read", str(bad), "--strict"]) != 0
    assert "模糊" in capsys.readouterr().err
    assert main(["read", str(good), str(bad), "--jsonl", "--strict", "--jobs", "1"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["nodes"]
    assert second["error"]["code"] == "too_poor_to_read"
    assert main(["summarize", str(bad), "--strict"]) != 0
