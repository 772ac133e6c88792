"""The page where one press gives several texts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TITLES = ["摘要", "替代文本", "关键词", "新手讲解"]


def ask_for_all(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.locator("input[value=all]").check()
    page.click("#submit")
    expect(page.locator("#after")).to_be_visible(timeout=30_000)


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.replace("\r\n", "\n")


def test_each_text_stands_under_its_title_and_is_copied_alone(page: Page, picture: Path) -> None:
    ask_for_all(page, picture)
    expect(page.locator("#text h3")).to_have_text(TITLES)
    expect(page.locator("#keywords")).to_be_hidden()
    alt = page.locator("#text .part").nth(1)
    alt.get_by_role("button", name="复制").click()
    expect(page.locator("#status")).to_contain_text("文字已复制")
    assert copied(page) == alt.locator("div").last.text_content()
    page.click("[data-copy=text]:not([data-part])")
    expect(page.locator("[data-copy=text]:not([data-part])")).to_have_text("已复制")
    assert [line for line in copied(page).splitlines() if line.startswith("## ")] == [
        f"## {title}" for title in TITLES
    ]


def test_the_alt_text_at_hand_is_not_asked_for_again(page: Page, picture: Path) -> None:
    ask_for_all(page, picture)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("[data-copy=html]")
    expect(page.locator("#status")).to_contain_text("HTML")
    assert asked == []
    assert (page.locator("#text .part div").nth(3).text_content() or "-") in copied(page)


def test_sentences_of_every_text_can_be_pointed_at(page: Page, picture: Path) -> None:
    ask_for_all(page, picture)
    page.click("#to-evidence")
    expect(page.locator("#sentences h3")).to_have_text(TITLES)
    page.locator("#sentences .part").nth(1).locator(".sentence").first.click()
    expect(page.locator("#because")).to_contain_text("依据：")
    expect(page.locator("#canvas .shape.lit").first).to_be_visible()
