"""The page's modules one by one, imported in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Call = Callable[..., Any]
HOSTILE = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'


@pytest.fixture
def call(page: Page) -> Call:
    """Call an exported function of a module with JSON arguments."""

    def call_it(module: str, name: str, *arguments: Any) -> Any:
        script = """async ([module, name, args]) =>
            (await import(new URL(module, location.href)))[name](...args)"""
        return page.evaluate(script, [f"./{module}", name, list(arguments)])

    return call_it


@pytest.mark.parametrize(
    ("alt", "name", "expected"),
    [
        ("支付服务", "架构图.png", "![支付服务](架构图.png)"),
        ("a [b] *c* _d_ \\ `e` <f>", "a b.png",
         r"![a \[b\] \*c\* \_d\_ \\ \`e\` \<f\>](a%20b.png)"),
        ("两行\n文字", "a(1).png", "![两行 文字](a%281%29.png)"),
        ("R&D | $5", "50%#?.png", r"![R\&D \| \$5](50%25%23%3F.png)"),
        ("x", "javascript:alert(1).png", "![x](./javascript:alert%281%29.png)"),
        ("x", "../../up/图.png", "![x](图.png)"),
    ],
)  # fmt: skip
def test_markdown_is_escaped(call: Call, alt: str, name: str, expected: str) -> None:
    assert call("copy.js", "markdown", alt, name) == expected


def test_html_is_escaped(page: Page, call: Call) -> None:
    picture = {"name": 'a"b.png', "width": 640, "height": 480}
    html = call("copy.js", "figure", f'"A" & {HOSTILE}', f"第一段\n\n{HOSTILE}", picture)
    read = """(html) => {
        const doc = new DOMParser().parseFromString(html, "text/html");
        const [figure] = doc.body.children, img = figure.querySelector("img");
        return [doc.body.children.length, figure.children.length, img.alt, img.getAttribute("src"),
                img.width, figure.querySelector("figcaption").textContent,
                doc.querySelectorAll("script").length];
    }"""
    count, children, alt, source, width, caption, scripts = page.evaluate(read, html)
    assert (count, children, scripts, width) == (1, 2, 0, 640)
    assert alt == f'"A" & {HOSTILE}'
    assert source == "a%22b.png"
    assert caption.split() == f"第一段\n{HOSTILE}".split()


def test_sentences_are_cut_by_code_points(call: Call) -> None:
    text = "𠮷野家🍜用 Redis。第二句。"
    evidence = [{"start": 0, "end": 12, "ids": ["n1"]}, {"start": 12, "end": 16, "ids": ["n2"]}]
    pieces = call("sentences.js", "pieces", text, evidence)
    assert [piece["text"] for piece in pieces] == ["𠮷野家🍜用 Redis。", "第二句。"]


def test_sentences_join_to_the_text_whatever_the_evidence(call: Call) -> None:
    text = "一二三四五六七八九十"
    evidence = [
        {"start": 2, "end": 5, "ids": ["n1"]},
        {"start": 4, "end": 6, "ids": ["n2"]},  # overlaps
        {"start": 7, "end": 7, "ids": ["n3"]},  # empty
        {"start": 8, "end": 99, "ids": ["n4"]},  # runs over the end
    ]
    pieces = call("sentences.js", "pieces", text, evidence)
    assert "".join(piece["text"] for piece in pieces) == text
    assert [piece["ids"] for piece in pieces] == [None, ["n1"], None]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_events_survive_any_cut(page: Page, size: int) -> None:
    stream = 'event: delta\r\ndata: {"text": "你好"}\r\n\r\n: comment\n\nevent: done\ndata: {}\n\n'
    script = """async ([stream, size]) => {
        const { events } = await import(new URL("./stream.js", location.href));
        async function* chunks() {
            for (let i = 0; i < stream.length; i += size) yield stream.slice(i, i + size);
        }
        return Array.fromAsync(events(chunks()));
    }"""
    found = page.evaluate(script, [stream, size])
    assert found == [["delta", '{"text": "你好"}'], ["done", "{}"]]


def test_labels_from_a_picture_stay_text(page: Page) -> None:
    box = [10, 10, 90, 40]
    reading = {
        "width": 200, "height": 100, "kind": HOSTILE, "mermaid": "",
        "nodes": [{"id": HOSTILE, "label": HOSTILE, "shape": HOSTILE, "box": box},
                  {"id": "n2", "label": "B", "shape": "rect", "box": [120, 10, 190, 40]}],
        "edges": [{"id": "e1", "source": HOSTILE, "target": "n2", "label": HOSTILE}],
        "groups": [{"id": "g1", "label": HOSTILE, "members": [HOSTILE], "box": [0, 0, 200, 100]}],
        "texts": [{"id": "t1", "text": HOSTILE, "box": box, "confidence": 1}],
    }  # fmt: skip
    script = """async (reading) => {
        const at = (name) => import(new URL(name, location.href));
        const [{ parts }, { writeTables }] = [await at("./reading.js"), await at("./table.js")];
        const { evidenceView } = await at("./evidence.js");
        const view = evidenceView({ announceCopy() {} });
        view.show({ name: reading.kind, url: "icon.svg" });
        view.read(reading);
        writeTables(document.querySelector("#panel-table"), reading, parts(reading), () => {});
        view.answered({ text: reading.kind, reading, check: { evidence: [
            { start: 0, end: reading.kind.length, ids: [reading.kind] }] } });
        return [document.querySelector("#sentences").textContent, window.broken ?? null,
                document.querySelectorAll("main script, main img[src=x]").length];
    }"""
    assert page.evaluate(script, reading) == [HOSTILE, None, 0]


@pytest.mark.parametrize(
    "reading",
    [
        {},
        {"texts": [{"text": "a", "box": [0, 0, 9, 9]}]},
        {"nodes": [{"id": "n1", "label": "", "shape": "start", "box": [0, 0, 9, 9]}]},
        {"edges": [{"id": "e1", "source": "n8", "target": "n9"}]},
        {"chart": {"series": [{"id": "s1", "name": "QPS", "points": [["周一", 3]],
                               "box": [0, 0, 0, 0]}]}},
        {"screen": {"widgets": [{"id": "w1", "role": "button", "label": "好",
                                 "box": [1, 1, 9, 9]}]}},
    ],
)  # fmt: skip
def test_any_subset_of_a_reading_can_be_shown(page: Page, reading: dict[str, Any]) -> None:
    script = """async (reading) => {
        const at = (name) => import(new URL(name, location.href));
        const view = (await at("./evidence.js")).evidenceView({ announceCopy() {} });
        view.show({ name: "图.png", url: "icon.svg" });
        view.read(reading);
        view.answered({ text: "一句话。", reading });
        return document.querySelector("#panel-table").textContent.length > 0;
    }"""
    assert page.evaluate(script, {"width": 10, "height": 10, "kind": "other", **reading})


@pytest.mark.parametrize(
    ("heads", "expected"), [("end", "A → B (读)"), ("both", "A ↔ B (读)"), ("none", "A — B (读)")]
)
def test_connectors_are_named_by_their_ends(page: Page, heads: str, expected: str) -> None:
    reading = {
        "nodes": [{"id": "n1", "label": "A", "box": [0, 0, 10, 10]},
                  {"id": "n2", "label": "B", "box": [40, 0, 50, 10]}],
        "edges": [{"id": "e1", "source": "n1", "target": "n2", "label": "读", "heads": heads}],
    }  # fmt: skip
    script = """async (reading) => {
        const { parts, names } = await import(new URL("./reading.js", location.href));
        const all = parts(reading);
        return [names(all, ["n1", "n2", "e1"]), all.get("e1").path];
    }"""
    assert page.evaluate(script, reading) == [expected, [[10, 5], [40, 5]]]
