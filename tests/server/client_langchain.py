"""Asks the server at argv[1] about the picture argv[2] by LangChain; prints what it got as JSON."""

# pyright: reportMissingImports=false

import base64
import json
import sys
from pathlib import Path

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from openai import BadRequestError
from pydantic import BaseModel, Field

address, picture = sys.argv[1:]
packed = base64.b64encode(Path(picture).read_bytes()).decode()
shown = HumanMessage(
    [
        {"type": "text", "text": "请根据图片内容生成一段技术博文摘要"},
        {"type": "image", "base64": packed, "mime_type": "image/png"},
    ]
)
model = ChatOpenAI(
    model="tuwen", base_url=f"{address}/v1", api_key="any", max_retries=0, temperature=0.3
)


class Figure(BaseModel):
    """What an article keeps of a figure."""

    summary: str = Field(description="一段摘要")
    alt: str
    keywords: list[str]


whole = model.invoke([SystemMessage("Be brief."), shown])
follow_up = model.invoke([shown, AIMessage(whole.content), HumanMessage("图中有几个节点？")])
chunks = list(model.stream([shown]))
figure = model.with_structured_output(Figure).invoke([shown])
try:
    model.invoke("没有图")
    refused = ""
except BadRequestError as error:
    refused = error.message
print(
    json.dumps(
        {
            "whole": whole.content,
            "tokens": whole.usage_metadata["total_tokens"],
            "streamed": "".join(chunk.content for chunk in chunks),
            "finish": whole.response_metadata["finish_reason"],
            "filled": figure.model_dump(),
            "follow_up": follow_up.content,
            "refused": refused,
        }
    )
)
