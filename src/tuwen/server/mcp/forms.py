"""What the tools are called, take and give, as the AI that chooses among them reads it.

Descriptions are English, as the names and schemas around them are, and quote the Chinese words
that users ask with; titles, which editors show to people, are Chinese.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from mcp_types import Tool, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tuwen.errors import InputError

ONLY_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


class Picture(BaseModel):
    """Which picture; what every tool takes."""

    model_config = ConfigDict(extra="forbid")
    path: str = Field(
        default="",
        max_length=4_096,
        description="Path of the picture on this machine; absolute is best. Give this or `data`.",
    )
    data: str = Field(
        default="",
        description="The picture itself, as base64 or a data URL (data:image/png;base64,...). "
        "PNG, JPEG, WebP, GIF, BMP or AVIF, up to 20 MB and 50 million pixels.",
    )


class _Told(Picture):
    context: str = Field(
        default="",
        max_length=200_000,
        description="The article around the picture, Markdown or plain.",
    )
    title: str = Field(default="", max_length=1_000, description="The title of that article.")
    language: str = Field(
        default="",
        max_length=40,
        description="Language of the answer: zh (simplified Chinese, the usual default), "
        "zh-Hant (traditional) or en.",
    )


class Summarize(_Told):
    """What `summarize` takes."""

    task: Literal["auto", "summary", "alt", "describe", "explain", "keywords", "all"] = Field(
        default="auto",
        description="summary 摘要: abstract for an article; alt 替代文本: alt text; "
        "describe 长描述: long description; explain 讲解: for beginners; keywords 关键词; "
        "all: summary, alt, keywords and explain at once; "
        "auto: what `prompt` asks for, else summary.",
    )
    prompt: str = Field(
        default="",
        max_length=8_000,
        description="What is wanted, in the user's own words, if they said.",
    )


class Question(_Told):
    """What `ask` takes."""

    question: str = Field(
        min_length=1, max_length=8_000, description="The question, in the user's own words."
    )


class Written(BaseModel):
    """What `summarize` gives."""

    text: str = Field(description="The text asked for; of the task `all` its summary.")
    texts: dict[str, str] = Field(description="Of the task `all`: each text by its task.")
    task: str
    keywords: list[str]
    warnings: list[str] = Field(description="What to tell the user; e.g. claims to verify.")
    engine: str


class Answered(BaseModel):
    """What `ask` gives."""

    answer: str
    warnings: list[str]
    engine: str


class _Node(BaseModel):
    id: str
    label: str
    shape: str


class _Edge(BaseModel):
    source: str = Field(description="Id of a node or group.")
    target: str
    label: str
    directed: bool


class _Group(BaseModel):
    id: str
    label: str
    members: list[str]


class _Widget(BaseModel):
    role: str
    label: str
    state: str = ""


class ReadOff(BaseModel):
    """What `read` gives: what can be proved from the pixels, without places and confidences."""

    kind: str = Field(description="E.g. architecture, sequence, er, bar_chart, code, table.")
    title: str
    width: int
    height: int
    texts: list[str]
    nodes: list[_Node]
    edges: list[_Edge]
    groups: list[_Group]
    widgets: list[_Widget] = Field(description="Of a screenshot of a user interface.")
    code: str = Field(description="Of a picture of code or a terminal.")
    csv: str = Field(description="Of a chart or table: its data.")
    mermaid: str = Field(description="Mermaid source of a diagram or chart, where there is one.")
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool as it is offered: its words, and the forms of its arguments and result."""

    name: str
    title: str
    description: str
    takes: type[Picture]
    gives: type[BaseModel]

    def tool(self, *, local: bool) -> Tool:
        """The tool's entry in the list; a server that is not `local` takes no paths."""
        takes = self.takes.model_json_schema()
        if not local:
            del takes["properties"]["path"]
            takes["required"] = ["data", *takes.get("required", ())]
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=takes,
            output_schema=self.gives.model_json_schema(mode="serialization"),
            annotations=ONLY_READS,
        )

    def understood(self, arguments: dict[str, Any]) -> Picture:
        """The arguments as a form; null is as good as absent. Raises InputError."""
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return self.takes.model_validate(given)
        except ValidationError as error:
            raise InputError("bad_request", _what_is_wrong(error)) from error


OFFERS: Final = (
    Offer(
        "summarize",
        "图文：为图片写摘要、替代文本、讲解",
        "Write professional Chinese (or English) about a picture of a technical article: an "
        "architecture diagram, flowchart, sequence, class or ER diagram, chart, screenshot, code "
        "or table. Use it for 图片摘要, 配图说明, alt text, long descriptions, explanations for "
        "beginners and SEO keywords. Every claim is checked against what was read off the "
        "picture; `warnings` lists what could not be borne out. For the bare structure use "
        "`read`, for one question `ask`.",
        Summarize,
        Written,
    ),
    Offer(
        "read",
        "图文：读出图片的结构",
        "Read the structure off a picture of a technical article: its kind, texts (OCR, Chinese "
        "and English), nodes, edges and groups with Mermaid source for diagrams, data as CSV for "
        "charts and tables, the lines of code or terminals, the widgets of screenshots. Use it "
        "for 识别图中文字, 把图转成 Mermaid, 提取图表数据, or to see exactly what a diagram "
        "connects. No language model is involved: nothing is invented.",
        Picture,
        ReadOff,
    ),
    Offer(
        "ask",
        "图文：就图片提问",
        "Answer one question about a picture of a technical article from what was read off it, "
        'e.g. 图中 Redis 和 MySQL 之间是什么关系？ or "Which series is highest in May?".',
        Question,
        Answered,
    ),
)


def _what_is_wrong(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(map(str, first["loc"]))
    context = first.get("ctx", {})
    match first["type"]:
        case "missing" | "string_too_short":
            return f"缺少参数 {field}。"
        case "extra_forbidden":
            return f"没有名为 {field} 的参数；请按工具的 inputSchema 给出参数。"
        case "string_type":
            return f"参数 {field} 应为字符串。"
        case "string_too_long":
            return f"参数 {field} 过长，最多 {context.get('max_length')} 个字符。"
        case "literal_error":
            return f"参数 {field} 不能是 {str(first['input'])[:40]!r}；请从 inputSchema 中选用。"
        case _:
            return f"参数 {field} 无效；请按工具的 inputSchema 给出参数。"
