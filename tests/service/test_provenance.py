"""Who made a text stands below it, whatever the maker is called."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen import __version__
from tuwen.service.provenance import Provenance, escape_markdown
from tuwen.summary import Check, Summary

MADE = Summary(
    id="tw-1",
    text="订单服务写入 MySQL。",
    task="summary",
    engine="openai",
    model="glm-4.6v-flash",
    keywords=(),
    warnings=(),
    check=Check(1.0),
    made=1_767_225_600.0,
)
HOSTILE = [
    "</p><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "[x](javascript:alert(1)) ![y](https://a.example/b.png)",
    "**粗** `code` ~~x~~ $x$ {{ site.x }} {% raw %}",
    "<https://a.example> https://a.example www.a.example &lt;b&gt;",
    "a\n\n# b\r\n---\n> c\u2028d",
    "a\u202eb\x00\u200bc",
]


class Page(HTMLParser):
    """The tags of a piece of HTML with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def of(model: str, **changes: Any) -> Provenance:
    return Provenance.of(replace(MADE, model=model, **changes))


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("zh", "内容由AI生成"),
        ("zh-Hant", "內容由AI生成"),
        ("zh_TW", "內容由AI生成"),
        ("en", "AI-generated content"),
        ("en-GB", "AI-generated content"),
    ],
)
def test_the_label_is_in_the_language_of_the_text(language: str, label: str) -> None:
    found = of("glm-4.6v-flash", language=language)
    assert found.line == (
        f"{label} · Tuwen {__version__} · openai · glm-4.6v-flash · 2026-01-01T00:00:00Z · tw-1"
    )
    assert found.markdown == f"> {found.line}"
    assert Page(found.html).text == found.line


def test_json_has_the_data_and_the_label_ready_to_be_put_below() -> None:
    found = of("glm-4.6v-flash")
    assert found.as_json() == {
        "label": "内容由AI生成",
        "tool": f"Tuwen {__version__}",
        "engine": "openai",
        "model": "glm-4.6v-flash",
        "time": "2026-01-01T00:00:00Z",
        "id": "tw-1",
        "forms": {"text": found.line, "markdown": found.markdown, "html": found.html},
    }


def test_what_is_not_known_leaves_no_gap() -> None:
    assert " · openai · 2026-" in of("").line


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_nothing_but_a_name(name: str) -> None:
    found = of(name)
    assert found.line.isprintable()
    (paragraph, said), (strong, none) = Page(found.html).tags
    assert (paragraph, strong, none) == ("p", "strong", {})
    assert set(said) == {
        "class", "data-tool", "data-engine", "data-model", "data-time", "data-id",
    }  # fmt: skip
    assert Page(found.html).text == found.line


@pytest.mark.parametrize(
    ("name", "markdown"),
    [
        ("</p><script>", "&#60;/p&#62;&#60;script&#62;"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("![y](https://a.example)", r"!\[y\](https&#58;//a.example)"),
        ("WWW.a.example", "WWW&#46;a.example"),
        ("`a` *b* __c__ ~d~", r"\`a\` \*b\* \_\_c\_\_ &#126;d&#126;"),
        ("{{ x }}", "&#123;&#123; x &#125;&#125;"),
        ("$y$ a|b &lt; \\", r"&#36;y&#36; a&#124;b &#38;lt; \\"),
        ("# a", r"\# a"),
        ("--- - a", r"\--- - a"),
        ("glm-4.6v:free #2", "glm-4.6v:free #2"),
    ],
)  # fmt: skip
def test_markdown_is_escaped_so_that_every_renderer_understands_it(
    name: str, markdown: str
) -> None:
    assert escape_markdown(name) == markdown


@given(st.text(), st.text())
def test_no_name_breaks_out_of_its_line_or_its_attributes(model: str, engine: str) -> None:
    found = of(model, engine=engine)
    assert "\n" not in found.markdown
    assert found.markdown.startswith("> 内容由AI生成 · ")
    page = Page(found.html)
    assert [tag for tag, _ in page.tags] == ["p", "strong"]
    assert page.text == found.line
