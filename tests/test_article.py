"""An article as people have it: Markdown, HTML, plain text, whole or broken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.article import Article, parse_article

POST = """---
title: "订单系统的微服务改造"
date: 2024-05-01
---

本文首发于某平台，转载请注明出处。

# 订单系统的微服务改造

电商大促时，单体系统难以扩容。我们把它拆成了[微服务](https://example.com/a_(b))。

![拆分前的单体](img/mono.png)

## 2.1 整体架构 {#arch}

请求先经过 **Ingress 网关**，再由网关路由到 `order-service`。

```java
// ![不是图](img/arch.png)
class A {}
```

下图展示了改造后的架构：

![微服务架构](./img/arch%20v2.png?w=800 "标题")

*图 2 改造后的系统架构*

订单服务以 Redis 作缓存，缓存命中率为 **92.5%**。

| 组件 | 作用 |
|---|---|
| Nacos | 注册中心 |

支付服务经 RocketMQ 异步解耦。

## 三、监控

Prometheus 抓取指标。
"""

PAGE = """<!DOCTYPE html><html><head><title>RAG 流程详解 - 某某博客</title>
<style>p { color: red }</style><script>var a = "<p>坏</p>";</script></head>
<body><nav><a href="/">首页</a></nav>
<article><h1>RAG 流程&amp;实践</h1>
<p>检索增强生成（RAG）先检索，
再生成。</p><h2>检索</h2>
<p>查询先被<strong>向量化</strong>，再到 <code>Milvus</code> 中检索。</p>
<pre><code>print("hi")</code></pre>
<figure><img alt="RAG 架构图" data-src="https://cdn.example.com/x/RAG.PNG#a">
<figcaption>图 3：RAG 的在线流程</figcaption></figure>
<p>最后由大模型生成答案。</p><ul><li>离线建库</li><li>在线问答</li></ul>
<img src="other.png" alt="别的图"><p>第二段&nbsp;文字。</p></article>
<footer>版权所有</footer></body></html>"""


def test_markdown_around_a_figure() -> None:
    article = parse_article(POST, "arch v2.png")
    assert article.title == "订单系统的微服务改造"
    assert article.heading == "整体架构"
    assert article.before == (
        "请求先经过 Ingress 网关，再由网关路由到 order-service。\n下图展示了改造后的架构："
    )
    assert article.after == (
        "订单服务以 Redis 作缓存，缓存命中率为 92.5%。\n支付服务经 RocketMQ 异步解耦。"
    )
    assert article.caption == "图 2 改造后的系统架构"


def test_markdown_without_the_figure_gives_the_opening() -> None:
    article = parse_article(POST)
    assert article.title == "订单系统的微服务改造"
    assert article.before.startswith("电商大促时，单体系统难以扩容。我们把它拆成了微服务。")
    assert "转载" not in article.before
    assert "拆分前的单体" not in article.text
    assert "class A" not in article.text
    assert article.after == article.caption == article.heading == ""
    assert parse_article(POST, "elsewhere.png") == article


def test_html_around_a_figure() -> None:
    article = parse_article(PAGE, "figures/rag.png")
    assert article.title == "RAG 流程&实践"
    assert article.heading == "检索"
    assert article.before == "查询先被向量化，再到 Milvus 中检索。"
    assert article.after == "最后由大模型生成答案。\n离线建库\n在线问答\n第二段 文字。"
    assert article.caption == "图 3：RAG 的在线流程"
    for noise in ("首页", "坏", "color", "版权", "print", "别的图"):
        assert noise not in article.text


def test_html_title_loses_the_name_of_the_site() -> None:
    page = "<html><head><title>深入 Kafka | 某站</title></head><body><p>正文。</p></body></html>"
    assert parse_article(page) == Article(title="深入 Kafka", before="正文。")


def test_plain_text() -> None:
    text = "分布式事务选型\n\n本文比较 TCC 与 Saga。\n\nSeata 支持两者。"
    assert parse_article(text, "a.png") == Article(
        title="分布式事务选型", before="本文比较 TCC 与 Saga。\nSeata 支持两者。"
    )
    assert parse_article("只有一句话。") == Article(before="只有一句话。")
    assert not parse_article("  \n\n ")


@pytest.mark.parametrize(
    "reference",
    [
        "![架构](a.png)",
        "![架构](<img/a.png>)",
        "![架构](https://x.cn/y/a.png?x=1#z 'T')",
        "![架构][fig]\n\n[fig]: ../a.png",
        "[![架构](a.png)](a-big.png)",
        "![[img/a.png|架构]]",
        "![架构](a.png){width=50%}",
        '<img src="a.png" alt="架构" width="300"/>',
        '<p align="center"><img src="/static/a.png" alt="架构"></p>',
        '{{< figure src="/a.png" title="架构" >}}',
        "{% asset_img a.png 架构 %}",
        "- ![架构](a.png)",
        "> ![架构](a.png)",
        "| ![架构](a.png) | 别的 |\n|---|---|",
        "<table><tr><td><img src=a.png alt=架构></td><td>别的</td></tr></table>",
        "![架构](a@2x.webp)",
    ],
)
def test_every_way_to_place_a_figure(reference: str) -> None:
    article = parse_article(f"# 题目\n\n## 节\n\n前文。\n\n{reference}\n\n后文。\n", "a.png")
    assert article == Article("题目", "节", "前文。", "后文。", "架构")


@pytest.mark.parametrize("alt", ["", "image", "img-1", "图片", "a", "a.png", "截图 2"])
def test_an_alt_that_says_nothing_is_no_caption(alt: str) -> None:
    assert parse_article(f"前文。\n\n![{alt}](a.png)", "a.png").caption == ""


def test_the_caption_of_another_figure_is_not_ours() -> None:
    text = "文。\n\n![](a.png)\n\n图 1：甲\n\n![](b.png)\n\n图 2：乙\n\n![](c.png)\n\n尾。"
    assert parse_article(text, "a.png").caption == "图 1：甲"
    assert parse_article(text, "b.png").caption == "图 2：乙"
    assert parse_article(text, "c.png").caption == ""
    assert parse_article(text, "c.png").before == "文。"


def test_markup_within_lines() -> None:
    text = (
        "# 题\n\n`List<String>` 与 **粗体**、*斜体*、~~旧~~、user_name_id、2 * 3 * 4、"
        "a < b，见[文档][d]和<https://x.cn>。[^1]\n\n[d]: https://y.cn\n"
    )
    assert parse_article(text).before == (
        "List<String> 与 粗体、斜体、旧、user_name_id、2 * 3 * 4、a < b，见文档和。"
    )


def test_lines_of_a_paragraph_join_as_the_script_wants() -> None:
    article = parse_article("# 题\n\n第一行，\n第二行 uses\nRedis。\n\n- 甲\n- 乙\n")
    assert article.before == "第一行，第二行 uses Redis。\n甲\n乙"


def test_long_context_is_cut_at_sentences() -> None:
    text = "# 题\n\n" + "这是一个相当长的句子。" * 500 + "\n\n![](a.png)\n\n" + "之后。" * 900
    near, opening = parse_article(text, "a.png"), parse_article(text)
    assert near.before.startswith("这是一个")
    assert near.before.endswith("句子。")
    assert 900 < len(near.before) <= 1000
    assert near.after.startswith("之后")
    assert near.after.endswith("。")
    assert 1900 < len(opening.before) <= 2000


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x",
        "+++\n+++",
        "---\n---\n",
        "```\nnever closed",
        "<![foo",
        "<!DOCTYPE html><![CDATA[",
        "<html><body><script>never closed",
        "<table><tr><td>只有表格",
        "![](",
        "![[",
        "[a]: b\n[a]: c",
        "# ",
        "<" * 3000,
        "[" * 3000,
        "![" * 2000,
        "*" * 3000,
        "{{<" * 1000,
        "&#x110000; &#0; &bogus;",
    ],
)
def test_broken_markup_is_only_text(text: str) -> None:
    for name in ("", "a.png", "\\", "?", "%"):
        assert isinstance(parse_article(text, name).text, str)


PIECES = ["# ", "\n\n", "![", "](a.png)", "<p>", "</p>", "<img src=a.png>", "<b", "```", "|", "---",
          "<table>", "{{<", "文字。", "*", "_", "`", "[x]",
          "&amp;", "<!--", "title: a"]  # fmt: skip


@settings(max_examples=200)
@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)),
    st.sampled_from(["", "a.png"]),
)
def test_never_fails(text: str, name: str) -> None:
    article = parse_article(text, name)
    assert not set("\ue000\ue001\ue002") & set(article.text)
    assert len(article.before) <= 2000
