"""The interface described on one page of plain HTML, made from the OpenAPI document.

No script and nothing from elsewhere: it works offline and under the page's strict policy.
"""

from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; font: 16px/1.7 system-ui, "Noto Sans CJK SC", sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } code, pre { font: 0.9em/1.5 ui-monospace, monospace; }
pre { padding: 1rem; overflow-x: auto; border: 1px solid #8886; border-radius: 8px; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0;
  border-bottom: 1px solid #8884; }
.verb { font-weight: 700; margin-right: 0.5em; }
"""
EXAMPLE = """\
curl -F image=@figure.png \\
     -F prompt='请根据图片内容生成一段技术博文摘要' \\
     http://127.0.0.1:8080/v1/multimodal/completion"""
CLIENT = """\
import requests

with open("figure.png", "rb") as f:
    answer = requests.post(
        "http://127.0.0.1:8080/v1/multimodal/completion",
        files={"image": f},
        data={"prompt": "请根据图片内容生成一段技术博文摘要"},
    )
print(answer.json()["text"])"""
ANSWER = (
    ("text", "正文；task=all 时为摘要"),
    ("texts", "task=all 时：summary、alt、keywords、explain 四段文字"),
    ("id、task、engine、model", "编号、任务、引擎与模型"),
    ("keywords", "关键词"),
    ("warnings", "需要留意之处，例如图片模糊、动图只读了第一帧"),
    ("reading", "include 含 reading 时：读到的文字、节点、连线、分组、图表，以及 Mermaid 源码"),
    ("check", "include 含 check 时：覆盖率、每条陈述及其在图中的依据；task=all 时各段见 checks"),
    ("cached、usage、timing_ms", "是否来自缓存、用量、各阶段毫秒数"),
)
EVENTS = (
    ("reading", "include 含 reading 时最先到达：读到的内容"),
    ("delta", "{&quot;text&quot;: 一个或几个完整的句子}"),
    ("section", "task=all 时，在每段文字之前：{&quot;task&quot;: 这一段的任务}"),
    ("restart", "此前的 delta 作废，从头再来（换了引擎，或改正了说法）"),
    ("done", "完整的回答，与不用 stream 时相同"),
    ("error", "中途出错：与其他错误同形"),
)
ERRORS = (
    ("400", "图片损坏、为空、过小，或参数有误"),
    ("408", "上传过慢"),
    ("413", "超过 20 MB 或 5000 万像素"),
    ("415", "不是图片，或格式不受支持"),
    ("422", "strict=true 且图片质量不足以读准；或回答未通过内容审核"),
    ("429", "请求过于频繁，或同时过多；见 Retry-After 与 RateLimit-* 各头"),
    ("503", "忙（见 Retry-After）、正在启动或引擎出错"),
)


def docs_page(openapi: dict[str, Any]) -> str:
    """Render the document as HTML."""
    parts = [
        "<!doctype html><html lang=zh-CN><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>图文 Tuwen 接口说明</title><style>{STYLE}</style>",
        "<h1>图文 Tuwen 接口说明</h1>",
        "<p>上传一张图片，得到专业的中文。机器可读的版本：",
        "<a href=openapi.json>openapi.json</a>；页面：<a href='./'>首页</a>。</p>",
        f"<pre>{escape(EXAMPLE)}</pre><pre>{escape(CLIENT)}</pre>",
    ]
    for path, operations in openapi["paths"].items():
        for verb, operation in operations.items():
            parts.append(_operation(openapi, path, verb, operation))
    parts += [
        _table("回答（JSON）", ("字段", "含义"), ANSWER),
        _table("stream=true：服务器推送事件", ("事件", "内容"), EVENTS),
        "<p>错误同形：<code>{&quot;error&quot;: {&quot;type&quot;, &quot;code&quot;, "
        "&quot;message&quot;}}</code>，message 说明原因与办法。</p>",
        _table("错误", ("状态", "原因"), ERRORS),
        "</html>",
    ]
    return "\n".join(parts)


def _operation(openapi: dict[str, Any], path: str, verb: str, operation: dict[str, Any]) -> str:
    title = f"<span class=verb>{verb.upper()}</span><code>{escape(path)}</code>"
    lines = [f"<h2>{title}</h2>", f"<p>{escape(operation.get('summary', ''))}</p>"]
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        name = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
        schema = openapi["components"]["schemas"][name]
        rows = [
            (
                escape(field) + ("（必填）" if field in schema.get("required", ()) else ""),
                escape(about.get("description", "")),
                escape(str(default if (default := about.get("default")) is not None else "")),
            )
            for field, about in schema["properties"].items()
        ]
        lines.append(_table(f"请求体：{media}", ("字段", "含义", "默认值"), rows))
    return "\n".join(lines)


def _table(title: str, head: tuple[str, ...], rows: Any) -> str:
    cells = "".join(f"<th>{name}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<h3>{escape(title)}</h3><div class=table><table><tr>{cells}</tr>{body}</table></div>"
