"""The page before a model that is slow, and that takes back what it said."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from openai_server import Handler, Server, piece, says, serving

FALSE = "MySQL 把请求转发给 Gateway，由它处理。"
TRUE = "Gateway 接收请求，并从 MySQL 读写数据。"


def waits(handler: Handler, body: object) -> None:
    """Gives the better answer once the page has been seen to show the first one."""
    handler.server.released.wait(20)
    says(TRUE)(handler, {})


@pytest.fixture(scope="module")
def model() -> Iterator[Server]:
    with serving(says(FALSE)) as server:
        yield server


@pytest.fixture(scope="module")
def address(model: Server, served: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    with served("--engine", "openai", "--base-url", model.url) as address:
        yield address


def test_what_is_taken_back_leaves_the_page(page: Page, model: Server, diagram_png: Path) -> None:
    model.scripts[:] = [says(FALSE), waits]
    model.released.clear()
    page.set_input_files("#file", diagram_png)
    page.click("#submit")
    expect(page.locator("#text")).to_have_text(FALSE)
    model.released.set()
    expect(page.locator("#text")).to_have_text(TRUE)
    expect(page.locator("#facts")).to_contain_text("openai")
    expect(page.locator("#warnings")).not_to_contain_text("找不到依据")


SUMMARY = "【摘要】\nGateway 接收请求，并从 MySQL 读写数据。\n"
REST = (
    "【替代文本】\nGateway 从 MySQL 读写数据。\n【关键词】\nGateway、MySQL\n"
    "【新手讲解】\n先看 Gateway，它从 MySQL 读写数据。"
)


def in_two_halves(handler: Handler, body: object) -> None:
    """Gives the other three texts once the page has been seen to show the first one."""
    handler.stream(piece(SUMMARY))
    handler.server.released.wait(20)
    event = json.dumps(piece(REST, "stop"))
    handler.wfile.write(f"data: {event}\n\ndata: [DONE]\n\n".encode())


def test_several_texts_come_one_after_the_other(
    page: Page, model: Server, diagram_png: Path
) -> None:
    model.scripts[:] = [in_two_halves]
    model.released.clear()
    page.set_input_files("#file", diagram_png)
    page.locator("input[value=all]").check()
    page.click("#submit")
    expect(page.locator("#text h3")).to_have_text(["摘要"])
    expect(page.locator("#text .part")).to_contain_text("读写数据")
    model.released.set()
    expect(page.locator("#after")).to_be_visible()
    expect(page.locator("#text h3")).to_have_text(["摘要", "替代文本", "关键词", "新手讲解"])
    expect(page.locator("#facts")).to_contain_text("openai")
