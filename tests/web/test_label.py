"""The page of a server that labels: the label below the text, and in what is copied."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_access import violations
from test_copying import copied

pytestmark = pytest.mark.browser

LABEL = "内容由AI生成 · Tuwen "


@pytest.fixture(scope="module")
def address(served: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    with served("--label", "--store", "memory", "--workers", "1") as address:
        yield address


def test_the_label_is_shown_and_copied(written: Page) -> None:
    expect(written.locator("#ai-label")).to_contain_text(LABEL)
    assert "AI生成" not in written.inner_text("#text")
    assert violations(written) == []
    shown = written.inner_text("#ai-label")
    assert copied(written, "text") == f"{written.inner_text('#text')}\n\n{shown}"
    assert copied(written, "html").endswith("</p>")
    assert '</figure>\n\n<p class="ai-label"' in copied(written, "html")
    assert f"\n\n> {LABEL}" in copied(written, "markdown")


def test_an_alt_text_is_copied_without(written: Page) -> None:
    assert "AI生成" not in copied(written, "alt")
    html = copied(written, "html")
    assert "AI生成" not in html[: html.index("</figure>")]


def test_of_several_texts_all_but_the_alt_text_are_labelled(page: Page, diagram_png: Path) -> None:
    page.set_input_files("#file", diagram_png)
    page.check("input[value=all]")
    page.click("#submit")
    expect(page.locator("#ai-label")).to_contain_text(LABEL)
    for task, count in (("summary", 1), ("alt", 0)):
        page.evaluate("navigator.clipboard.writeText('')")
        page.click(f"[data-part={task}]")
        expect(page.locator(f"[data-part={task}]")).to_have_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()").count(LABEL) == count
