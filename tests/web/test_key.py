"""The page before a server that asks for a key."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_access import violations

from stored_keys import new_key, with_keys

pytestmark = pytest.mark.browser

STORED = "[sessionStorage.getItem('tuwen.key'), localStorage.getItem('tuwen.key')]"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("keys") / "tuwen.db")


@pytest.fixture(scope="module")
def secret(place: str) -> str:
    return new_key(place)[0]


@pytest.fixture(scope="module")
def address(
    place: str, secret: str, served: Callable[..., AbstractContextManager[str]]
) -> Iterator[str]:
    with served("--store", place, "--workers", "1") as address:
        yield address


def ask(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.click("#submit")


def give(page: Page, key: str) -> None:
    page.fill("#key", key)
    page.keyboard.press("Enter")


def test_the_key_is_asked_for_and_kept_for_this_visit(
    page: Page, diagram_png: Path, secret: str
) -> None:
    expect(page.locator("#forget-key")).to_be_hidden()
    ask(page, diagram_png)
    expect(page.locator("#key-problem")).to_contain_text("缺少密钥")
    expect(page.locator("#key")).to_be_focused()
    assert violations(page) == []
    give(page, f"{secret[:-1]}")
    expect(page.locator("#key-problem")).to_contain_text("是否完整复制")
    give(page, f" {secret} ")
    expect(page.locator("#after")).to_be_visible()
    expect(page.locator("#key-dialog")).to_have_count(0)
    assert page.evaluate(STORED) == [secret, None]
    page.reload()
    ask(page, diagram_png)
    expect(page.locator("#after")).to_be_visible()
    page.click("#forget-key")
    expect(page.locator("#status")).to_have_text("已忘记密钥。")
    expect(page.locator("#forget-key")).to_be_hidden()
    assert page.evaluate(STORED) == [None, None]
    page.click("#submit")
    expect(page.locator("#key-dialog")).to_be_visible()


def test_a_key_may_be_remembered(page: Page, diagram_png: Path, secret: str) -> None:
    ask(page, diagram_png)
    page.check("#key-remember")
    give(page, secret)
    expect(page.locator("#after")).to_be_visible()
    assert page.evaluate(STORED) == [None, secret]
    another = page.context.new_page()
    another.goto(page.url)
    expect(another.locator("#forget-key")).to_be_visible()
    ask(another, diagram_png)
    expect(another.locator("#after")).to_be_visible()


@pytest.mark.parametrize("how", ["Escape", "#key-dialog .plain"])
def test_who_has_no_key_is_told_so(page: Page, diagram_png: Path, how: str) -> None:
    ask(page, diagram_png)
    expect(page.locator("#key")).to_be_focused()
    if how == "Escape":
        page.keyboard.press(how)
    else:
        page.click(how)
    expect(page.locator("#key-dialog")).to_have_count(0)
    expect(page.locator("#submit")).to_have_attribute("aria-disabled", "false")
    if how != "Escape":
        expect(page.locator("#problem")).to_contain_text("缺少密钥")
        expect(page.locator("#problem")).to_contain_text("key_missing")


def test_what_cannot_be_a_key_is_not_sent(page: Page, diagram_png: Path) -> None:
    ask(page, diagram_png)
    expect(page.locator("#key")).to_be_focused()
    give(page, "我的密钥")
    expect(page.locator("#key:invalid")).to_be_visible()
    assert page.evaluate(STORED) == [None, None]


def test_a_key_that_ends_is_asked_for_anew(page: Page, diagram_png: Path, place: str) -> None:
    short, key = new_key(place, "short")
    ask(page, diagram_png)
    give(page, short)
    expect(page.locator("#after")).to_be_visible()
    with_keys(place, lambda keys: keys.revoke(key.id))
    page.click("#submit")
    expect(page.locator("#key-problem")).to_contain_text("已被吊销")
