"""Keyboard, screen readers, small screens, dark mode, two languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
Opener = Callable[..., Page]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found: dict[str, Any] = page.evaluate("tags => axe.run(document, { runOnly: tags })", tags)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"]
            for node in rule["nodes"]]  # fmt: skip


def write(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.click("#submit")
    expect(page.locator("#after")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Opener, picture: Path, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    assert violations(page) == []
    page.click("#submit")  # an error is on the page
    assert violations(page) == []
    write(page, picture)
    assert violations(page) == []
    page.click("#tab-evidence")
    page.locator(".sentence").first.focus()
    assert violations(page) == []
    page.click("#tab-mermaid")
    expect(page.locator("#mermaid-drawing svg")).to_be_visible(timeout=60_000)
    assert violations(page) == []
    page.click("#tab-table")
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 390, 768, 1024])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_no_sideways_scrolling(open_page: Opener, picture: Path, width: int, locale: str) -> None:
    page = open_page(width=width, locale=locale)
    page.click(".context summary")

    def overflow() -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    assert overflow() <= 0
    write(page, picture)
    assert overflow() <= 0
    page.click("#tab-evidence")
    for tab in ("#tab-overlay", "#tab-mermaid", "#tab-table"):
        page.click(tab)
        assert overflow() <= 0


def test_on_a_phone_a_tap_lights_the_shapes(open_page: Opener, picture: Path) -> None:
    page = open_page(width=390, has_touch=True, is_mobile=True)
    write(page, picture)
    page.tap("#tab-evidence")
    page.locator(".sentence").first.tap(position={"x": 12, "y": 12})
    expect(page.locator(".shape.lit").first).to_be_visible()
    expect(page.locator("#canvas")).to_be_in_viewport()


def test_the_keyboard_alone_is_enough(page: Page, picture: Path) -> None:
    page.on("filechooser", lambda _: None)  # has the browser hand its file dialog to us from here
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#file")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(picture)
    expect(page.locator(".preview")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("input[value=summary]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[value=alt]")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    for target in ("#prompt", ".context summary", "#submit"):
        page.keyboard.press("Tab")
        expect(page.locator(target)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#after")).to_be_visible()

    page.locator("#tab-write").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-evidence")).to_be_focused()
    expect(page.locator("#view-evidence")).to_be_visible()
    sentence = page.locator(".sentence").first
    while not sentence.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    expect(page.locator(".shape.lit").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(sentence).to_have_attribute("aria-pressed", "true")


def test_focus_can_be_seen(page: Page) -> None:
    for _ in range(9):
        page.keyboard.press("Tab")
        outlined = """() => {
            const it = document.activeElement;
            const shown = it.matches("#file") ? it.parentElement
                : it.matches("[type=radio]") ? it.nextElementSibling : it;
            const style = getComputedStyle(shown);
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        }"""
        assert page.evaluate(outlined), page.evaluate("document.activeElement.outerHTML")


def test_english_is_chosen_and_remembered(page: Page, picture: Path) -> None:
    write(page, picture)
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#submit span")).to_have_text("Summarize")
    expect(page.locator("#result-title")).to_have_text("Summary")
    expect(page.locator("#status")).to_have_text("Done.")
    assert page.inner_text("#text").strip(), "the answer stays"
    page.reload()
    expect(page.locator(".hero h1")).to_have_text("It writes what the picture shows")
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-TW", "zh-CN"), ("en-GB", "en"), ("de-DE", "en")]
)
def test_the_browser_chooses_first(open_page: Opener, locale: str, language: str) -> None:
    expect(open_page(locale=locale).locator("html")).to_have_attribute("lang", language)


def test_nothing_is_stored_but_the_language(page: Page, picture: Path) -> None:
    write(page, picture)
    page.click("#language")
    stored = page.evaluate("[Object.keys(localStorage), sessionStorage.length, document.cookie]")
    assert stored == [["tuwen.language"], 0, ""]
