"""Asks an external service for its judgement: JSON over HTTP, texts and a digest, no pixels."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import httpx2

from tuwen.errors import ConfigError
from tuwen.service.moderation.verdict import POLICIES, Policy, Stage, printable, unavailable

_log = logging.getLogger("tuwen.service.moderation")
LARGEST: Final = 65_536  # bytes of an answer
CATEGORY: Final = "外部审核"  # where the service names none


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the service said; spans are (text, start, end), to be masked."""

    action: Policy | Literal["allow"]
    category: str
    reason: str
    spans: tuple[tuple[int, int, int], ...] = ()


class Hook:
    """An external service at `url`; raises ConfigError where that is no address."""

    def __init__(self, url: str, timeout: float) -> None:
        try:
            address = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError):
            address = httpx2.URL("")
        port = 0 < (address.port or 80) < 65_536
        if address.scheme not in ("http", "https") or not address.host or not port:
            message = "审核服务的地址无效；应以 http:// 或 https:// 开头，并带主机名。"
            raise ConfigError("bad_moderation_hook", message)
        if not 0 < timeout <= 600:
            raise ConfigError("bad_moderation_hook", "审核服务的时限应为 0 到 600 秒。")
        self._address = address
        self._timeout = timeout
        self._client = httpx2.AsyncClient(
            timeout=timeout, follow_redirects=False, headers={"accept-encoding": "identity"}
        )

    async def ask(
        self, stage: Literal["input", "output"], texts: Sequence[tuple[Stage, str]], digest: str
    ) -> Judgement:
        """What the service says to all of it. Raises EngineError where it says nothing usable."""
        body = {
            "stage": stage,
            "texts": [{"kind": kind, "text": text} for kind, text in texts],
            "picture": {"digest": digest} if digest else None,
        }
        data = json.dumps(body).encode("ascii")
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._posted(data)
            return _judgement(json.loads(answer), [text for _, text in texts])
        except (httpx2.HTTPError, TimeoutError, ValueError, RecursionError) as error:
            _log.warning("the moderation hook failed: %s", type(error).__name__)
            raise unavailable() from error

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    async def _posted(self, data: bytes) -> bytes:
        headers = {"content-type": "application/json"}
        sent = self._client.stream("POST", self._address, content=data, headers=headers)
        async with sent as response:
            if response.status_code != 200:
                raise ValueError(f"status {response.status_code}")
            answer = bytearray()
            async for chunk in response.aiter_raw():
                answer += chunk
                if len(answer) > LARGEST:
                    raise ValueError("too large an answer")
        return bytes(answer)


def _judgement(answer: Any, texts: Sequence[str]) -> Judgement:
    """The answer, if it has the agreed form. Raises ValueError."""
    if not isinstance(answer, dict):
        raise ValueError("not an object")
    action, spans = answer.get("action"), answer.get("spans") or []
    category, reason = answer.get("category") or CATEGORY, answer.get("reason") or ""
    if action != "allow" and action not in POLICIES:
        raise ValueError("unknown action")
    if not (isinstance(category, str) and isinstance(reason, str) and isinstance(spans, list)):
        raise ValueError("wrong types")
    if action == "mask" and not spans:
        raise ValueError("nothing to mask")
    return Judgement(
        action,
        printable(category) or CATEGORY,
        printable(reason, 200),
        tuple(_span(span, texts) for span in spans),
    )


def _span(span: Any, texts: Sequence[str]) -> tuple[int, int, int]:
    match span:
        case [int(text), int(start), int(end)] if 0 <= text < len(
            texts
        ) and 0 <= start < end <= len(texts[text]):
            return text, start, end
        case _:
            raise ValueError("a span that is none")
