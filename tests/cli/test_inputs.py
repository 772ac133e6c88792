"""What paths mean."""

from pathlib import Path

import pytest

from tuwen.cli.inputs import article_text, pictures
from tuwen.errors import InputError


def test_folders_are_searched_in_natural_order(tmp_path: Path) -> None:
    for name in ("fig10.png", "fig2.JPG", "notes.md", ".hidden.png", "b/x.webp", ".git/y.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, many = pictures([str(tmp_path)])
    assert [Path(path).name for path in found] == ["fig2.JPG", "fig10.png", "x.webp"]
    assert many


def test_one_file_is_one_whatever_its_name() -> None:
    assert pictures(["a.txt"]) == (["a.txt"], False)
    assert pictures(["b.png", "a.png"]) == (["b.png", "a.png"], True)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        pictures([str(tmp_path)])
    assert caught.value.code == "no_pictures"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_articles_come_in_chinese_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 微服务架构", encoding)
    assert article_text(str(path)) == "# 微服务架构"


def test_no_article_is_empty() -> None:
    assert article_text(None) == ""


def test_what_is_no_article_is_refused(tmp_path: Path) -> None:
    binary, huge = tmp_path / "a.bin", tmp_path / "b.md"
    binary.write_bytes(b"\xff\xfe\x00\xd8\xff")
    with open(huge, "wb") as file:
        file.truncate(6 * 1024 * 1024)
    for path, code in (
        (binary, "not_text"),
        (huge, "article_too_large"),
        (tmp_path, "no_article"),
        (tmp_path / "none", "no_article"),
    ):
        with pytest.raises(InputError) as caught:
            article_text(str(path))
        assert caught.value.code == code
