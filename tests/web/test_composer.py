"""From a picture to its text, and every way in which that can go wrong."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

PUT_ON_CLIPBOARD = """async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const blob = new Blob([bytes], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""
DROP = """([encoded, name, type]) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type }));
    const zone = document.querySelector("#zone");
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const bubbles = true, cancelable = true;
        zone.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles, cancelable }));
    }
}"""
PASTE = DROP.replace(
    'for (const kind of ["dragenter", "dragover", "drop"]) {',
    'for (const kind of ["paste"]) {',
).replace(
    "new DragEvent(kind, { dataTransfer", "new ClipboardEvent(kind, { clipboardData: dataTransfer"
)

WATCH_FORMS = """() => {
    const send = window.fetch;
    window.fetch = (url, options) => {
        window.sent = [...options.body].filter(([, value]) => typeof value === "string");
        return send(url, options);
    };
}"""


def encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def write(page: Page) -> None:
    page.click("#submit")
    expect(page.locator("#after")).to_be_visible()


def test_paste_a_screenshot_and_get_its_summary(page: Page, picture: Path) -> None:
    page.evaluate(PUT_ON_CLIPBOARD, encoded(picture))
    page.keyboard.press("Control+V")
    expect(page.locator(".preview")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#after")).to_be_visible()
    text = page.inner_text("#text")
    assert "Kubernetes" in text
    assert text.endswith("。")
    assert page.locator("#keywords li").count() > 0
    expect(page.locator("#status")).to_have_text("写好了。")
    expect(page.locator("#text")).to_have_attribute("aria-busy", "false")


def test_paste_of_a_copied_file_keeps_its_name(page: Page, picture: Path) -> None:
    page.evaluate(PASTE, [encoded(picture), "架构.png", "image/png"])
    expect(page.locator("#picture-facts")).to_contain_text("架构.png · ")


def test_pasting_words_into_a_field_is_left_alone(page: Page) -> None:
    page.evaluate("navigator.clipboard.writeText('支付服务依赖哪些组件？')")
    page.focus("#prompt")
    page.keyboard.press("Control+V")
    expect(page.locator("#prompt")).to_have_value("支付服务依赖哪些组件？")
    expect(page.locator("#problem")).to_be_empty()


def test_pasting_words_elsewhere_says_that_no_picture_came(page: Page) -> None:
    page.evaluate("navigator.clipboard.writeText('不是图片')")
    page.keyboard.press("Control+V")
    expect(page.locator("#problem")).to_contain_text("没有拿到图片文件")


def test_drop_a_picture(page: Page, picture: Path) -> None:
    page.evaluate(DROP, [encoded(picture), picture.name, "image/png"])
    expect(page.locator("#picture-facts")).to_contain_text(picture.name)
    expect(page.locator("body")).not_to_have_class("dropping")
    write(page)


def test_another_picture_replaces_the_former(written: Page, picture: Path) -> None:
    other = picture.with_name("order-flow.png")
    written.set_input_files("#file", other)
    expect(written.locator("#picture-facts")).to_contain_text(other.name)
    expect(written.locator("#text")).to_be_empty()
    expect(written.locator("#tab-evidence")).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize("task", ["alt", "describe", "explain", "keywords"])
def test_every_task_gives_a_text(page: Page, picture: Path, task: str) -> None:
    page.set_input_files("#file", picture)
    page.check(f"input[value={task}]")
    label = page.locator(f"input[value={task}] + span")
    write(page)
    expect(page.locator("#result-title")).to_have_text(label.inner_text())
    assert page.inner_text("#text").strip()


def test_a_question_is_answered(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.check("input[value=ask]")
    page.click("#submit")
    expect(page.locator("#problem")).to_have_text("先写下要问的问题。")
    expect(page.locator("#prompt")).to_be_focused()
    page.fill("#prompt", "图中有几个数据库？")
    write(page)
    expect(page.locator("#problem")).to_be_empty()
    expect(page.locator("#result-title")).to_have_text("提问")


def test_a_question_needs_no_task(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.fill("#prompt", "支付服务依赖哪些组件？")
    write(page)
    expect(page.locator("#result-title")).to_have_text("提问")


def test_the_article_goes_along(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.click(".context summary")
    page.fill("#title", "电商平台的微服务改造")
    page.fill("#context", "本文介绍一家电商平台怎样把单体应用拆成微服务。")
    page.evaluate(WATCH_FORMS)
    write(page)
    sent = dict(page.evaluate("window.sent"))
    assert sent["title"] == "电商平台的微服务改造"
    assert sent["context"] == "本文介绍一家电商平台怎样把单体应用拆成微服务。"


def test_an_oversized_file_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(20 * 1024 * 1024 + 1)
    page.set_input_files("#file", large)
    expect(page.locator("#problem")).to_have_text(
        "large.png 有 20.1 MB，超过 20 MB 的上限；请压缩或缩小后再试。"
    )
    expect(page.locator(".preview")).to_be_hidden()


def test_what_is_not_a_picture_is_refused(page: Page) -> None:
    words = {"name": "notes.png", "mimeType": "image/png", "buffer": "只是文字".encode()}
    page.set_input_files("#file", words)  # pyright: ignore[reportArgumentType]
    expect(page.locator("#problem")).to_contain_text("notes.png 不是图片")


def test_a_vector_picture_gets_its_own_advice(page: Page) -> None:
    drawing = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
    page.set_input_files("#file", drawing)  # pyright: ignore[reportArgumentType]
    expect(page.locator("#problem")).to_contain_text("请导出为 PNG")


def test_the_servers_error_is_shown_as_given(page: Page, picture: Path) -> None:
    torn = {"name": "torn.png", "mimeType": "image/png", "buffer": picture.read_bytes()[:5000]}
    page.set_input_files("#file", torn)  # pyright: ignore[reportArgumentType]
    with page.expect_response("**/v1/multimodal/completion") as answered:
        page.click("#submit")
    error = answered.value.json()["error"]
    expect(page.locator("#problem")).to_contain_text(error["message"])
    expect(page.locator("#problem")).to_contain_text(error["code"])
    expect(page.locator("#submit")).to_have_attribute("aria-disabled", "false")


def test_a_server_that_is_off_is_named(page: Page, picture: Path) -> None:
    page.set_input_files("#file", picture)
    page.route("**/v1/**", lambda route: route.abort())
    page.click("#submit")
    expect(page.locator("#problem")).to_contain_text("连不上图文服务")


def test_cancel_stops_and_says_so(page: Page, picture: Path) -> None:
    held: list[Route] = []
    page.set_input_files("#file", picture)
    page.route("**/v1/**", lambda route: held.append(route))  # the answer never comes
    page.click("#submit")
    expect(page.locator("#status")).to_have_text("正在读图…")
    page.click("#cancel")
    expect(page.locator("#status")).to_have_text("已取消。")
    expect(page.locator("#cancel")).to_be_hidden()
    expect(page.locator("#submit")).to_be_focused()
    assert len(held) == 1


def test_without_a_picture_the_page_asks_for_one(page: Page) -> None:
    page.click("#submit")
    expect(page.locator("#problem")).to_contain_text("先放一张图")
    expect(page.locator("#file")).to_be_focused()
