"""The model server that benches put behind proxies: always the same answer, at once or later.

    python bench/upstream.py PORT [SECONDS]

Speaks chat completions, streamed where that is asked for; takes about so many seconds.
"""

import asyncio
import json
import random
import sys

TEXT = "该图展示了系统的各个组成部分及其名称，可作为理解整体结构的参考。"
MODEL = "mock"
DELAY_S = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
STREAM = (b'"stream": true', b'"stream":true')
HEAD = {"id": "chatcmpl-1", "created": 1767225600, "model": MODEL}
USAGE = {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320}


def whole() -> bytes:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": TEXT},
        "finish_reason": "stop",
    }
    return response(
        "application/json",
        json.dumps({**HEAD, "object": "chat.completion", "choices": [choice], "usage": USAGE}),
    )


def streamed() -> bytes:
    def chunk(delta: dict[str, str], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        form = {**HEAD, "object": "chat.completion.chunk", "choices": [choice]}
        return f"data: {json.dumps(form)}\n\n"

    usage = {**HEAD, "object": "chat.completion.chunk", "choices": [], "usage": USAGE}
    events = [chunk({"role": "assistant", "content": ""}), chunk({"content": TEXT})]
    events += [chunk({}, "stop"), f"data: {json.dumps(usage)}\n\n", "data: [DONE]\n\n"]
    return response("text/event-stream", "".join(events))


def response(kind: str, body: str) -> bytes:
    data = body.encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n\r\n"
    return head.encode() + data


WHOLE, STREAMED = whole(), streamed()
MODELS = response("application/json", json.dumps({"object": "list", "data": [{"id": MODEL}]}))


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length:")[2].split(b"\r")[0].strip()
            body = await reader.readexactly(int(length or 0))
            stream = any(sign in body for sign in STREAM)
            if head.startswith(b"get"):
                writer.write(MODELS)
            else:
                await asyncio.sleep(DELAY_S * random.uniform(0.5, 1.5))
                writer.write(STREAMED if stream else WHOLE)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 23)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
