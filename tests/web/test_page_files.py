"""The files of the page keep their promises: small, no inline script, no markup from data."""

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tuwen.figure.decode import MAX_BYTES, MAX_PIXELS
from tuwen.task import TASKS

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "tuwen" / "web"
OURS = sorted(path for path in WEB.iterdir() if path.suffix in {".js", ".css", ".html", ".svg"})
SCRIPTS = [path for path in OURS if path.suffix == ".js"]


def ids(path: Path) -> str:
    return path.name


class Tags(HTMLParser):
    """Collects (tag, attributes) of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags() -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed((WEB / "index.html").read_text("utf-8"))
    return parser.found


@pytest.mark.parametrize("path", OURS, ids=ids)
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SCRIPTS, ids=ids)
def test_scripts_say_what_they_are_and_put_no_data_into_markup(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("// ")
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    code = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    assert re.findall(sinks, code) == []


@pytest.mark.parametrize("path", OURS, ids=ids)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    urls = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text("utf-8"))
    assert [url for url in urls if "www.w3.org" not in url] == []


def test_the_document_has_no_inline_script_or_style() -> None:
    for tag, attributes in tags():
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not any(name.startswith("on") or name == "style" for name in attributes)


def test_the_document_offers_every_task() -> None:
    radios = [attributes["value"] for _, attributes in tags() if attributes.get("type") == "radio"]
    assert radios == list(TASKS)


def test_every_word_exists_in_both_languages() -> None:
    text = (WEB / "words.js").read_text("utf-8")
    chinese, english = text.split("const EN = {")
    key = re.compile(r'(?:^|[{,])\s*(\w+): "', re.MULTILINE)
    assert sorted(key.findall(chinese)) == sorted(key.findall(english.split("\n};")[0]))
    used = {attributes.get(name) for _, attributes in tags()
            for name in ("data-i18n", "data-i18n-label")} - {None}  # fmt: skip
    for path in SCRIPTS:
        used |= set(re.findall(r"\bt\(\"(\w+)\"", path.read_text("utf-8")))
    assert used <= set(key.findall(chinese))


def test_limits_are_those_of_the_server() -> None:
    text = (WEB / "picture.js").read_text("utf-8")
    size = re.search(r"MAX_BYTES = (\d+) \* 1024 \* 1024;", text)
    pixels = re.search(r"MAX_PIXELS = ([\d_]+);", text)
    assert size is not None
    assert pixels is not None
    assert int(size[1]) * 1024 * 1024 == MAX_BYTES
    assert int(pixels[1]) == MAX_PIXELS


def test_the_package_carries_every_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["tuwen"]
    carried = {path for pattern in patterns for path in (WEB.parent).glob(pattern)}
    assert [path for path in WEB.rglob("*") if path.is_file() and path not in carried] == []
