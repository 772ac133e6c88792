"""What OpenAI's chat completions may be sent here; fields that are not named are ignored.

Whatever is sent that nothing here can honour is refused by name, in `refuse_unsupported`.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator

from tuwen.server.errors import BadParam

MOST_TOKENS = 8192  # clients send whatever their other models can do


class ImageURL(BaseModel):
    """Where a picture is: a data URL, or a URL on a host that the operator allows."""

    url: str


class TextPart(BaseModel):
    """Words of a message."""

    type: Literal["text"]
    text: str


class ImagePart(BaseModel):
    """A picture of a message."""

    type: Literal["image_url"]
    image_url: ImageURL

    @field_validator("image_url", mode="before")
    @classmethod
    def _bare(cls, given: Any) -> Any:
        return {"url": given} if isinstance(given, str) else given


class UserMessage(BaseModel):
    """What a user said; a text alone is one part."""

    role: Literal["user"]
    content: list[Annotated[TextPart | ImagePart, Field(discriminator="type")]]

    @field_validator("content", mode="before")
    @classmethod
    def _parts(cls, given: Any) -> Any:
        return [{"type": "text", "text": given}] if isinstance(given, str) else given


class OtherMessage(BaseModel):
    """What was said by others; nothing of it is used."""

    role: Literal["system", "developer", "assistant"]


Message = Annotated[UserMessage | OtherMessage, Field(discriminator="role")]


class JsonSchema(BaseModel):
    """A schema, and its name."""

    name: str = ""
    wanted: dict[str, Any] = Field(alias="schema")


class ResponseFormat(BaseModel):
    """Text, or JSON with or without a schema."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class StreamOptions(BaseModel):
    """How a stream ends."""

    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """A request; the last six fields are not OpenAI's: clients send them by `extra_body`."""

    messages: list[Message] = Field(
        min_length=1, description="对话；图片放在 user 消息的 image_url 部分，最多 8 张"
    )
    model: str | None = Field(None, description="tuwen、引擎名或引擎的模型名；可省略")
    stream: bool | None = Field(None, description="以服务器推送事件（SSE）返回")
    stream_options: StreamOptions | None = Field(
        None, description="include_usage：流的末尾附上用量"
    )
    max_tokens: int | None = Field(None, ge=1, description="回答长度上限，默认 1024")
    max_completion_tokens: int | None = Field(None, ge=1, description="同 max_tokens")
    response_format: ResponseFormat | None = Field(
        None, description="text、json_object，或带 schema 的 json_schema"
    )
    n: int | None = Field(None, description="只能为 1")
    tools: list[Any] | None = Field(None, description="不支持")
    functions: list[Any] | None = Field(None, description="不支持")
    logprobs: bool | None = Field(None, description="不支持")
    audio: Any = Field(None, description="不支持")
    modalities: list[str] | None = Field(None, description="只能为 text")
    task: str = Field("", max_length=40, description="summary、alt、describe … all")
    context: str = Field("", max_length=200_000, description="文章正文（Markdown）")
    title: str = Field("", max_length=1_000, description="文章标题")
    language: str = Field("", max_length=40, description="zh、zh-Hant 或 en")
    strict: bool = Field(False, description="图片质量不足以读准时返回 422")
    include: str = Field("", max_length=100, description="reading,check：附上依据")

    @field_validator("include", mode="before")
    @classmethod
    def _joined(cls, given: Any) -> Any:
        several = isinstance(given, list) and all(isinstance(each, str) for each in given)
        return ",".join(given) if several else given

    @property
    def tokens(self) -> int | None:
        """The bound on the answer's length, if one was given."""
        given = self.max_completion_tokens or self.max_tokens
        return min(given, MOST_TOKENS) if given else None


UNSUPPORTED: dict[str, tuple[Callable[[ChatRequest], object], str]] = {
    "n": (lambda body: body.n not in (None, 1), "只能给出一个回答：请去掉 n，或设为 1。"),
    "tools": (lambda body: body.tools, "不支持工具调用：请去掉 tools。"),
    "functions": (lambda body: body.functions, "不支持函数调用：请去掉 functions。"),
    "logprobs": (lambda body: body.logprobs, "不提供词元概率：请去掉 logprobs。"),
    "audio": (lambda body: body.audio, "不支持音频：请去掉 audio。"),
    "modalities": (
        lambda body: body.modalities not in (None, ["text"]),
        "只输出文字：请去掉 modalities。",
    ),
}


def refuse_unsupported(body: ChatRequest) -> None:
    """Raises BadParam for what cannot be honoured and would change the answer."""
    for param, (given, message) in UNSUPPORTED.items():
        if given(body):
            raise BadParam("unsupported_parameter", message, param)
