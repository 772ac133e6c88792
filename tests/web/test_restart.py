"""The page before a model that takes back what it said."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from openai_server import Handler, Server, says, serving

FALSE = "MySQL 把请求转发给 Gateway，由它处理。"
TRUE = "Gateway 接收请求，并从 MySQL 读写数据。"


def waits(handler: Handler, body: object) -> None:
    """Gives the better answer once the page has been seen to show the first one."""
    handler.server.released.wait(20)
    says(TRUE)(handler, {})


@pytest.fixture(scope="module")
def model() -> Iterator[Server]:
    with serving(says(FALSE), waits) as server:
        yield server


@pytest.fixture(scope="module")
def address(model: Server, served: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    with served("--engine", "openai", "--base-url", model.url) as address:
        yield address


def test_what_is_taken_back_leaves_the_page(page: Page, model: Server, diagram_png: Path) -> None:
    page.set_input_files("#file", diagram_png)
    page.click("#submit")
    expect(page.locator("#text")).to_have_text(FALSE)
    model.released.set()
    expect(page.locator("#text")).to_have_text(TRUE)
    expect(page.locator("#facts")).to_contain_text("openai")
    expect(page.locator("#warnings")).not_to_contain_text("找不到依据")
