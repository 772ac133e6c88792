"""What one click puts on the clipboard."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


class Figure(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.image: dict[str, str | None] = {}
        self.caption = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "img":
            self.image = dict(attrs)

    def handle_data(self, data: str) -> None:
        if "figcaption" in self.tags:
            self.caption += data


SAID = {"text": "文字", "alt": "替代文本", "markdown": "Markdown", "html": "HTML"}


def copied(page: Page, kind: str) -> str:
    page.click(f"[data-copy={kind}]")
    expect(page.locator("#status")).to_contain_text(SAID[kind])
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.replace("\r\n", "\n")


def test_text(written: Page) -> None:
    assert copied(written, "text") == written.locator("#text").text_content()
    expect(written.locator("[data-copy=text]")).to_have_text("已复制")
    expect(written.locator("[data-copy=text]")).to_have_text("复制文字")


def test_alt_text_is_written_when_it_is_wanted(written: Page) -> None:
    alt = copied(written, "alt")
    assert 0 < len(alt) <= 125
    assert alt != written.inner_text("#text")


def test_alt_text_is_asked_for_once(written: Page) -> None:
    asked: list[str] = []
    written.on("request", lambda request: asked.append(request.url))
    alt = copied(written, "alt")
    assert alt in copied(written, "markdown").replace("\\", "")
    assert len(asked) == 1


def test_markdown(written: Page, picture: Path) -> None:
    text = copied(written, "markdown")
    assert text.startswith("![")
    assert text.endswith(f"]({picture.name})")
    assert "\n" not in text


def test_html(written: Page, picture: Path) -> None:
    figure = Figure(copied(written, "html"))
    assert figure.tags[:3] == ["figure", "img", "figcaption"]
    assert figure.image["src"] == picture.name
    assert figure.image["alt"]
    assert int(figure.image["width"] or 0) > 0
    said = "".join(figure.caption.split())
    assert said == "".join((written.text_content("#text") or "").split())


def test_html_after_an_alt_text_has_the_summary_as_caption(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.check("input[value=alt]")
    page.click("#submit")
    expect(page.locator("#after")).to_be_visible()
    figure = Figure(copied(page, "html"))
    assert figure.image["alt"] == page.text_content("#text")
    assert len(figure.caption.strip()) > len(figure.image["alt"] or "")


def test_without_a_secure_context_the_old_way_is_used(written: Page) -> None:
    written.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    button = written.locator("[data-copy=text]")
    button.click()
    expect(button).to_have_text("已复制")


def test_a_failed_copy_says_why(written: Page) -> None:
    written.route("**/v1/**", lambda route: route.abort())
    written.click("[data-copy=alt]")
    expect(written.locator("#problem")).to_contain_text("连不上图文服务")
    expect(written.locator("[data-copy=alt]")).to_have_text("替代文本")
