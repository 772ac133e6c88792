"""The operators' page shows the journal, and what strangers wrote stays text in it."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tuwen.service.entry import Entry
from tuwen.service.journal import Journal
from tuwen.service.store import Store

Server = Callable[..., AbstractContextManager[str]]
WEB = Path(__file__).parents[2] / "src" / "tuwen" / "web"
NASTY = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>" \
        "</pre>\x1b[31m\u202e\u2066红"  # fmt: skip


async def fill(place: str) -> None:
    store = Store(place)
    await store.open()
    journal = Journal(store)
    await journal.start()
    now = time.time()
    for n in range(120):
        journal.note(Entry(
            at=now - 60 - n * 600, task="alt", engine=("embedded", "vllm")[n % 2], key="k1",
            total_ms=100.0 + n, read_ms=50.0, write_ms=20.0, score=1 - n / 1000,
            cached=n % 4 == 0, output=f"回答 {n}", error="busy" if n % 10 == 9 else "",
            prompt_tokens=10, completion_tokens=2,
        ))  # fmt: skip
    journal.note(Entry(
        id="tw-nasty", at=now - 1, task=NASTY, engine=NASTY, model=NASTY, key=NASTY, error=NASTY,
        route=NASTY, prompt=NASTY, output=f"第一行\n{NASTY}", score=0.0, total_ms=99_999.0,
        verdicts=({"found": NASTY},),
    ))  # fmt: skip
    await journal.close()
    await store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("operator") / "tuwen.db")
    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        thread.submit(asyncio.run, fill(place)).result()
    return place


@pytest.fixture(scope="module")
def operator_address(served: Server, filled: str) -> Iterator[str]:
    with served("--store", filled, "--workers", "1") as address:
        yield f"{address}operator"


@pytest.fixture
def board(browser: Browser, operator_address: str) -> Iterator[Page]:
    """The page once it shows something; nothing may be complained about."""
    complaints: list[str] = []
    page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text)
            if message.type in ("error", "warning") else None)  # fmt: skip
    page.goto(operator_address)
    expect(page.locator("#board")).to_be_visible()
    yield page
    title = page.title()
    page.close()
    assert (complaints, title) == ([], "运行情况 · 图文 Tuwen")


@pytest.mark.browser
def test_the_board_shows_what_happened(board: Page) -> None:
    numbers = board.locator("#numbers dd").all_inner_texts()
    assert [number.split()[0] for number in numbers] == ["121", "10.7%", "24.8%", "1,440"]
    told = board.evaluate("async () => (await fetch('/v1/journal/stats')).json()")
    hours = len(told["buckets"])  # of some 20 hours; how many begin in them, depends on the clock
    assert board.locator("#traffic .hit").count() == hours
    assert 20 <= hours <= 22
    assert "busy" in board.inner_text("#codes")
    assert "50 ms / 50 ms" in board.inner_text("#stages")
    assert "100.0 s" in board.inner_text("#slowest tr:nth-child(1) td:nth-child(5)")
    assert "第一行" in board.inner_text("#worst tbody tr:nth-child(1)")


@pytest.mark.browser
def test_the_latest_can_be_paged_and_filtered(board: Page) -> None:
    rows = board.locator("#latest tbody tr")
    expect(rows).to_have_count(50)
    board.click("#more")
    expect(rows).to_have_count(100)
    board.click("#more")
    expect(rows).to_have_count(121)
    expect(board.locator("#more")).to_be_hidden()
    board.check("#errors")
    expect(rows).to_have_count(13)
    ids = board.locator("#latest .link").all_inner_texts()
    assert len(set(ids)) == 13


@pytest.mark.browser
def test_one_request_is_shown_whole_and_stays_text(board: Page) -> None:
    shown = (
        NASTY.replace("\x1b", "\\u001b").replace("\u202e", "\\u202e").replace("\u2066", "\\u2066")
    )
    expect(board.locator("#latest tbody tr").first).to_contain_text(shown[:100])
    board.click("text=tw-nasty >> nth=0")
    expect(board.locator("#whole")).to_be_visible()
    assert board.locator("#entry pre").all_inner_texts() == [shown, f"第一行\n{shown}"]
    assert board.locator("main img, main script, dialog img, dialog script").count() == 0
    assert "\x1b" not in board.inner_text("body")
    board.keyboard.press("Escape")
    expect(board.locator("#whole")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 390, 768])
def test_no_sideways_scrolling(board: Page, width: int) -> None:
    board.set_viewport_size({"width": width, "height": 844})
    assert board.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    board.click("text=tw-nasty >> nth=0")
    assert board.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(board: Page, scheme: str) -> None:
    from test_access import violations

    board.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert violations(board) == []
    board.click("text=tw-nasty >> nth=0")
    assert violations(board) == []


@pytest.mark.browser
def test_a_key_is_asked_for_and_sent(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    refusal = {"error": {"code": "key_missing", "message": "请发送管理员的密钥。"}}
    page.route("**/v1/journal**", lambda route: route.fulfill(status=401, json=refusal))
    page.goto(f"{address}operator")
    expect(page.locator("#problem")).to_have_text("请发送管理员的密钥。")
    expect(page.locator("#board")).to_be_hidden()
    sent: list[str | None] = []
    page.unroute("**/v1/journal**")
    page.on("request", lambda request: sent.append(request.headers.get("authorization"))
            if "/v1/journal" in request.url else None)  # fmt: skip
    page.fill("#key", " tuwen-key ")
    page.keyboard.press("Enter")
    expect(page.locator("#board")).to_be_visible()
    expect(page.locator("#ask-key")).to_be_hidden()
    assert sent == ["Bearer tuwen-key"] * 2
    page.close()


def test_the_document_has_no_inline_script_or_style() -> None:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Tags().feed((WEB / "operator.html").read_text("utf-8"))
    for tag, attributes in found:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
