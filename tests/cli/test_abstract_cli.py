"""`tuwen abstract` as a user runs it."""

import json
from pathlib import Path

import pytest

from tuwen.cli import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_article_of_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["abstract", str(EXAMPLES / "articles" / "k8s-microservices.md"), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert len(done["figures"]) == 2
    assert "商城微服务架构" in done["text"]
    assert done["warnings"] == []


def test_figures_that_are_not_here_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    post = tmp_path / "post.md"
    post.write_text(
        "# 缓存\n\n订单服务先查询 Redis 缓存，未命中再查询 MySQL 数据库。\n\n"
        "![甲](https://example.org/a.png)\n\n![乙](b.png)\n", "utf-8"
    )  # fmt: skip
    assert main(["abstract", str(post)]) == 0
    out, err = capsys.readouterr()
    assert "Redis" in out
    assert "https://example.org/a.png（不在本机）" in err
    assert "b.png" in err


@pytest.mark.parametrize("text", ["", "# 只有标题\n", "![图](a.png)\n"])
def test_an_article_that_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    post = tmp_path / "post.md"
    post.write_text(text, "utf-8")
    assert main(["abstract", str(post)]) == 2
    assert "没有可以单独成句的正文" in capsys.readouterr().err


def test_an_article_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["abstract", "nowhere.md"]) == 2
    assert "nowhere.md" in capsys.readouterr().err


def test_another_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post = EXAMPLES / "articles" / "k8s-microservices.md"
    assert main(["abstract", str(post), "--language", "fr"]) == 2
    assert "不支持语言 fr" in capsys.readouterr().err
