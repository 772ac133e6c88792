"""A real server in its own process, a real Chromium, and a page that tells on itself."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXAMPLES = Path(__file__).parents[2] / "examples"

expect.set_options(timeout=60_000)  # ms: other tests may be busy beside these

Opener = Callable[..., Page]
Server = Callable[..., AbstractContextManager[str]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def picture() -> Path:
    """The picture that most tests write about."""
    return EXAMPLES / "k8s-microservices.png"


@pytest.fixture(scope="module")  # its loop runs in this thread, where other tests run theirs
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _served(*options: str) -> Generator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "tuwen", "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        assert server.stdout.readline(), "the server ended before it was ready"
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="package")
def served() -> Server:
    """Start a server with these options; gives its address once it has said that it is there."""
    return _served


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """The address of a server as it is without options."""
    with _served() as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Opener]:
    """Open the page in a fresh browser context; what must never happen is checked at the end."""
    complaints: list[str] = []
    opened: list[Page] = []

    def watch_console(kind: str, text: str) -> None:
        # A refused request is logged by the browser itself; the page shows it in words.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            complaints.append(text)

    def watch_request(url: str) -> None:
        if not url.startswith((address, "blob:", "data:")):
            complaints.append(f"request to {url}")

    def open_it(*, locale: str = "zh-CN", width: int = 1280, **context: Any) -> Page:
        where = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 860},
            permissions=["clipboard-read", "clipboard-write"],
            **context,
        )
        page = where.new_page()
        page.on("console", lambda message: watch_console(message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: watch_request(request.url))
        page.goto(address)
        opened.append(page)
        return page

    yield open_it
    for page in opened:
        page.context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


@pytest.fixture
def written(page: Page, picture: Path) -> Page:
    """The page with a summary on it."""
    page.set_input_files("#file", picture)
    page.click("#submit")
    page.wait_for_selector("#after:not([hidden])")
    return page
