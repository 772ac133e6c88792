"""The stream of an OpenAI-compatible chat completion: server-sent events in, pieces out.

Raises Broken for what is no such stream, so that the caller can decide on another try.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

from tuwen.engines.base import Finish
from tuwen.summary import Usage


class Broken(Exception):
    """The stream ended too early, or is not what the protocol says."""


class Refusal(Exception):
    """The server reported an error in the middle of a stream."""


async def pieces(lines: AsyncIterator[str]) -> AsyncIterator[str | Finish]:
    """Yield the text of a stream piece by piece, then its Finish. Raises Broken, Refusal."""
    usage: Usage | None = None
    reason = ""
    async for line in lines:
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            break
        event = _parsed(data)
        if event.get("error"):
            raise Refusal(str(event["error"]))
        try:
            usage = _usage(event) or usage
            choices = [(each.get("finish_reason"), each.get("delta") or {})
                       for each in event.get("choices") or ()]  # fmt: skip
            texts = [delta.get("content") for _, delta in choices]
        except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
            raise Broken("an event is of another form") from error
        for text in texts:
            if isinstance(text, str) and text:
                yield text
        reason = next((each for each, _ in reversed(choices) if each), reason)
    if not reason:
        raise Broken("the stream ended before the answer did")
    yield Finish(usage, cut_off=reason == "length")


def _parsed(data: str) -> dict[str, Any]:
    try:
        event = json.loads(data)
    except ValueError as error:
        raise Broken("an event is not JSON") from error
    if not isinstance(event, dict):
        raise Broken("an event is not an object")
    return event


def _usage(event: dict[str, Any]) -> Usage | None:
    found = event.get("usage")
    if not isinstance(found, dict):
        return None
    return Usage(int(found.get("prompt_tokens") or 0), int(found.get("completion_tokens") or 0))
