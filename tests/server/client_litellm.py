"""Asks the server at argv[1] about the picture argv[2] by litellm; prints what it got as JSON."""

# pyright: reportMissingImports=false

import base64
import json
import sys
from pathlib import Path

import litellm

address, picture = sys.argv[1:]
url = f"data:image/png;base64,{base64.b64encode(Path(picture).read_bytes()).decode()}"
messages = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "请根据图片内容生成一段技术博文摘要"},
            {"type": "image_url", "image_url": {"url": url}},
        ],
    }
]
given = {"model": "openai/tuwen", "api_base": f"{address}/v1", "api_key": "any", "num_retries": 0}

whole = litellm.completion(messages=messages, temperature=0.3, **given)
chunks = list(
    litellm.completion(
        messages=messages, stream=True, stream_options={"include_usage": True}, **given
    )
)
schema = {
    "type": "object",
    "properties": {
        "summary": {"type": "string"},
        "keywords": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["summary", "keywords"],
    "additionalProperties": False,
}
wanted = {"type": "json_schema", "json_schema": {"name": "f", "schema": schema, "strict": True}}
filled = litellm.completion(messages=messages, response_format=wanted, **given)
try:
    litellm.completion(messages=[{"role": "user", "content": "没有图"}], **given)
    refused = ""
except litellm.BadRequestError as error:
    refused = str(error)
try:
    litellm.completion(messages=messages, **given | {"model": "openai/other"})
    missing = ""
except litellm.NotFoundError as error:
    missing = str(error)
print(
    json.dumps(
        {
            "whole": whole.choices[0].message.content,
            "tokens": whole.usage.total_tokens,
            "streamed": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices),
            "finish": [c.choices[0].finish_reason for c in chunks if c.choices][-1],
            "filled": json.loads(filled.choices[0].message.content),
            "refused": refused,
            "missing": missing,
        }
    )
)
