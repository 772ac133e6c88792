"""A Summary as plain text, Markdown and HTML, with and without the label."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_provenance import MADE, Page

from tuwen import Tuwen
from tuwen.service.provenance import Provenance
from tuwen.service.publishing import Format, headed, published
from tuwen.summary import Check, Part, Summary

NOTE = Provenance.of(MADE)
ALT = replace(MADE, task="alt", text='订单服务写入 "MySQL" <主库>。')


def several(**texts: str) -> Summary:
    parts = tuple(Part(task, text, Check(1.0)) for task, text in texts.items())  # type: ignore[arg-type]
    return replace(MADE, task="all", text=parts[0].text, parts=parts)


def test_nothing_is_labelled_unless_it_is_wanted(diagram_png: Path) -> None:
    summary = Tuwen("embedded").summarize(diagram_png)
    assert published(summary, "a.png") == summary.text
    assert published(summary, "a.png", "html") == f"<p>{summary.text}</p>"


@pytest.mark.parametrize(
    ("form", "whole"),
    [
        ("text", f"订单服务写入 MySQL。\n\n{NOTE.line}"),
        ("markdown", f"订单服务写入 MySQL。\n\n{NOTE.markdown}"),
        ("html", f"<p>订单服务写入 MySQL。</p>\n{NOTE.html}"),
    ],
)
def test_the_label_stands_below_the_text(form: Format, whole: str) -> None:
    assert published(MADE, "a.png", form, label=True) == whole


def test_an_alt_text_is_never_labelled_within() -> None:
    assert published(ALT, "a.png", label=True) == ALT.text
    name = "图 (1) <b>.png"
    quoted = "%E5%9B%BE%20%281%29%20%3Cb%3E.png"
    assert published(ALT, f"pictures/{name}", "markdown", label=True) == (
        f'![订单服务写入 "MySQL" &#60;主库&#62;。]({quoted})\n\n{NOTE.markdown}'
    )
    html = published(ALT, f"pictures/{name}", "html", label=True)
    image = Page(html).tags[1]
    assert image == ("img", {"src": quoted, "alt": ALT.text})
    assert html.endswith(f"\n{NOTE.html}")


def test_a_name_that_is_no_text_is_an_address_all_the_same() -> None:
    assert published(ALT, "a\udcff.png", "markdown").endswith("(a%FF.png)")


def test_several_texts_stand_under_their_titles_below_the_picture() -> None:
    summary = several(summary="一。\n二。", alt="图", keywords="", explain="词：\n- `a`\n- b\n# 完")
    assert published(summary, "a.png", "markdown", label=True) == (
        "![图](a.png)\n\n## 摘要\n\n一。\n\n二。\n\n"
        f"## 新手讲解\n\n词：\n\n- \\`a\\`\n- b\n\n\\# 完\n\n{NOTE.markdown}"
    )
    assert published(summary, "a.png", "html", label=True) == (
        '<p><img src="a.png" alt="图"></p>\n<h2>摘要</h2>\n<p>一。</p>\n<p>二。</p>\n'
        "<h2>新手讲解</h2>\n<p>词：</p>\n<ul>\n<li>`a`</li>\n<li>b</li>\n</ul>\n<p># 完</p>\n"
        f"{NOTE.html}"
    )


def test_one_of_several_pictures_stands_under_its_path() -> None:
    assert headed("a_<b>.png", "x", "text") == "# a_<b>.png\n\nx"
    assert headed("a_<b>.png", "x", "markdown") == "# a\\_&#60;b&#62;.png\n\nx"
    assert headed("a_<b>.png", "x", "html") == "<h1>a_&lt;b&gt;.png</h1>\nx"


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_text_and_no_name_breaks_out_of_the_html(text: str, name: str) -> None:
    html = published(several(summary=text, alt=text), name, "html", label=True)
    tags = [tag for tag, _ in Page(html).tags]
    assert tags[:3] == ["p", "img", "h2"]
    assert set(tags) <= {"p", "img", "h2", "ul", "li", "strong"}
    assert tags[-2:] == ["p", "strong"]
