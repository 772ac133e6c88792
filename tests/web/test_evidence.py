"""The second view: sentences and shapes light each other up; Mermaid and tables."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def answer(page: Page, address: str, picture: Path) -> dict[str, Any]:
    """What the server says of the picture, asked for without the page."""
    upload: Any = {"name": picture.name, "mimeType": "image/png", "buffer": picture.read_bytes()}
    fields = {"image": upload, "task": "summary", "include": "reading,check"}
    reply = page.request.post(f"{address}v1/multimodal/completion", multipart=fields)
    found: dict[str, Any] = json.loads(reply.body())
    return found


@pytest.fixture
def view(written: Page) -> Page:
    written.click("#tab-evidence")
    expect(written.locator("#canvas svg")).to_be_visible()
    return written


def lit(page: Page) -> set[str]:
    return set(page.eval_on_selector_all(".shape.lit", "all => all.map(one => one.dataset.id)"))


def hover(sentence: Locator) -> None:
    box = sentence.evaluate(
        "s => { s.scrollIntoView({ block: 'center' });"
        " const r = s.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }"
    )
    sentence.page.mouse.move(*box)


def test_hovering_a_sentence_lights_what_supports_it(view: Page, answer: dict[str, Any]) -> None:
    evidence = answer["check"]["evidence"]
    sentences = view.locator(".sentence")
    assert sentences.count() == len(evidence) > 0
    drawn = set(view.eval_on_selector_all(".shape", "all => all.map(one => one.dataset.id)"))
    for index, part in enumerate(evidence):
        sentence = sentences.nth(index)
        assert sentence.text_content() == answer["text"][part["start"] : part["end"]]
        hover(sentence)
        expect(sentence).to_have_class("sentence lit")
        assert lit(view) == set(part["ids"]) & drawn
        assert lit(view)
    view.mouse.move(0, 0)
    expect(view.locator(".shape.lit")).to_have_count(0)


def test_hovering_a_shape_lights_its_sentences(view: Page, answer: dict[str, Any]) -> None:
    evidence = answer["check"]["evidence"]
    node = next(node for node in answer["reading"]["nodes"]
                if any(node["id"] in part["ids"] for part in evidence))  # fmt: skip
    view.locator(f'.shape.node[data-id="{node["id"]}"] .mark').hover(position={"x": 3, "y": 3})
    expected = [i for i, part in enumerate(evidence) if node["id"] in part["ids"]]
    for index in range(len(evidence)):
        classes = view.locator(".sentence").nth(index).get_attribute("class") or ""
        assert ("lit" in classes.split()) == (index in expected)
    expect(view.locator("#because")).to_contain_text(" ".join(node["label"].split()))


def test_a_click_keeps_it_lit_and_escape_lets_go(view: Page) -> None:
    first = view.locator(".sentence").first
    first.click(position={"x": 12, "y": 12})
    view.mouse.move(0, 0)
    expect(first).to_have_attribute("aria-pressed", "true")
    assert lit(view)
    view.keyboard.press("Escape")
    expect(first).to_have_attribute("aria-pressed", "false")
    expect(view.locator(".shape.lit")).to_have_count(0)


def test_every_drawn_part_lies_on_the_picture(view: Page, answer: dict[str, Any]) -> None:
    reading = answer["reading"]
    box = view.locator("#canvas svg").get_attribute("viewBox")
    assert box == f"0 0 {reading['width']} {reading['height']}"
    sizes = "all => all.map(e => [e.clientWidth, e.clientHeight])"
    picture, overlay = view.eval_on_selector_all("#canvas > *", sizes)
    assert picture == overlay


def test_layers_can_be_hidden(view: Page) -> None:
    button = view.locator("button.layer.node")
    expect(view.locator(".shape.node").first).to_be_visible()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(view.locator(".shape.node").first).to_be_hidden()


def test_coverage_and_reasons_are_in_words(view: Page) -> None:
    expect(view.locator("#coverage")).to_contain_text("图中")
    hover(view.locator(".sentence").first)
    expect(view.locator("#because")).to_contain_text("依据：")


def test_mermaid_is_loaded_late_drawn_and_copied(view: Page, answer: dict[str, Any]) -> None:
    loaded = "performance.getEntriesByType('resource').some(r => r.name.includes('mermaid'))"
    assert view.evaluate(loaded) is False
    view.click("#tab-mermaid")
    drawing = view.locator("#mermaid-drawing svg")
    expect(drawing).to_be_visible(timeout=60_000)
    for node in answer["reading"]["nodes"]:
        for word in node["label"].split():
            expect(drawing).to_contain_text(word)
    expect(view.locator("#mermaid-state")).to_be_empty()
    view.click("#copy-mermaid")
    expect(view.locator("#copy-mermaid")).to_have_text("已复制")
    text: str = view.evaluate("navigator.clipboard.readText()")
    assert text.replace("\r\n", "\n").strip() == answer["reading"]["mermaid"].strip()


def test_the_list_says_the_same_and_leads_back(view: Page, answer: dict[str, Any]) -> None:
    view.click("#tab-table")
    for node in answer["reading"]["nodes"]:
        expect(view.locator(f'#panel-table [data-id="{node["id"]}"]')).to_be_visible()
    first = answer["reading"]["nodes"][0]["id"]
    view.click(f'#panel-table [data-id="{first}"]')
    expect(view.locator("#panel-overlay")).to_be_visible()
    assert lit(view) == {first}
