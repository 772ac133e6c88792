"""The openai engine: any server that speaks OpenAI's chat completions with pictures.

vLLM, SGLang, LMDeploy, Ollama, llama.cpp, TensorRT-LLM, Zhipu's hosted GLM. Requests run on
one event loop in a thread of its own; they are not batched here, the server does that.
"""

import asyncio
import logging
import queue
import random
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import CancelledError, Future
from typing import Any, Final

import httpx2
from pydantic_core import to_json

from tuwen.engines.base import Engine, Finish, Health, Options, Request
from tuwen.engines.breaker import Breaker
from tuwen.engines.events import Broken, Refusal, pieces
from tuwen.engines.prompt import messages
from tuwen.errors import ConfigError, EngineError
from tuwen.figure.shown import data_url

_log = logging.getLogger("tuwen.engines.openai")
BUSY: Final = (408, 409, 425, 429, 500, 502, 503, 504)  # worth another try
JSON: Final = {"content-type": "application/json"}
LONGEST_WAIT: Final = 20.0  # seconds that a Retry-After may ask for
# Not in every server's vocabulary: left out once a server has refused them.
EXTRAS: Final[dict[str, Any]] = {
    "stream_options": {"include_usage": True},
    "chat_template_kwargs": {"enable_thinking": False},  # vLLM, SGLang, llama.cpp
    "thinking": {"type": "disabled"},  # Zhipu
}


class OpenAIEngine(Engine):
    """Streams from a server at `Options.base_url`."""

    name = "openai"
    languages = ("zh", "en")
    together = True
    uses = frozenset({"base_url", "api_key", "model", "timeout", "retries"})
    rank = 20

    def __init__(self, options: Options | None = None, first_wait: float = 0.5) -> None:
        super().__init__(options)
        self.model = self.options.model
        self._first_wait = first_wait  # seconds before the second try; doubles with each
        self._breaker = Breaker()
        self._extras = EXTRAS
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def configured(cls, options: Options) -> bool:
        """Whether a server is named."""
        return bool(options.base_url)

    def start(self) -> None:
        """Begin to be able to ask; whether the server answers shows with the first request."""
        if not self.options.base_url:
            message = (
                "引擎 openai 需要服务地址；请用 --base-url 或环境变量 TUWEN_BASE_URL 指定，"
                "例如 http://127.0.0.1:8000/v1。"
            )
            raise ConfigError("no_base_url", message)
        self._connect(self.options.base_url, self.options.api_key)

    def _connect(self, address: str, key: str, *, proxies: bool = True) -> None:
        """Begin to be able to ask; `proxies`: go by those that the environment names."""
        self._address = re.sub("//[^/@]*@", "//", address)  # as it is told: without a password
        self._client = httpx2.AsyncClient(
            base_url=address.rstrip("/") + "/",
            headers={"authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(self.options.timeout, connect=min(5.0, self.options.timeout)),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64),
            trust_env=proxies,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tuwen-openai")
        self._thread.daemon = True
        self._thread.start()

    @property
    def health(self) -> Health:
        """Resting is down; whether a server that is asked no more has come back is not known."""
        resting = self._breaker.open
        return Health(up=not resting, resting=resting)

    def close(self) -> None:
        """Drop what is under way and end the loop."""
        if (loop := self._loop) is None:
            return
        self._loop = None
        asyncio.run_coroutine_threadsafe(_all_cancelled(), loop).result()
        asyncio.run_coroutine_threadsafe(self._client.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        loop.close()

    def stream(self, request: Request) -> Iterator[str | Finish]:
        """Yield the server's answer as it comes. Raises EngineError."""
        if self._loop is None:
            raise closed()
        if not self._breaker.allows():
            message = f"模型服务 {self._address} 接连出错，暂停请求；请稍后再试。"
            raise EngineError("server_resting", message)
        come: queue.SimpleQueue[str | Finish | None] = queue.SimpleQueue()
        answer = self._answer(self._body(request), come.put)
        work = asyncio.run_coroutine_threadsafe(answer, self._loop)
        work.add_done_callback(lambda _: come.put(None))
        request.cancellation.then(work.cancel)
        try:
            while (piece := come.get()) is not None:
                yield piece
            _settled(work)
        finally:
            work.cancel()

    async def _answer(self, body: dict[str, Any], give: Callable[[str | Finish], None]) -> None:
        """Ask until there is an answer or no hope; nothing is asked again once text came."""
        tried = 0
        while True:
            given = False
            try:
                await self._ready(tried)
                body["model"] = await self._model()
                async for piece in self._asked(body):
                    given = True
                    give(piece)
                self._breaker.record(good=True)
                return
            except Failed as failure:
                again = failure.again and not given and tried < self.options.retries
                if not again:
                    if failure.again:
                        self._breaker.record(good=False)
                    raise failure.error from failure
                wait = self._first_wait * 2**tried * (0.5 + random.random())
                await asyncio.sleep(min(max(wait, failure.wait), LONGEST_WAIT))
                tried += 1

    async def _ready(self, tried: int) -> None:
        """Wait until the server can be asked, for the first time or again. Raises Failed."""

    async def _asked(self, body: dict[str, Any]) -> AsyncIterator[str | Finish]:
        """One try. Raises Failed."""
        extras = self._extras
        try:
            content = to_json({**body, **extras})  # a picture is long: no other way is as fast
            sent = self._client.stream("POST", "chat/completions", content=content, headers=JSON)
            async with sent as response:
                if response.status_code == 200:
                    async for piece in pieces(response.aiter_lines()):
                        yield piece
                    return
                said = (await response.aread())[:2000].decode("utf-8", "replace")
        except (httpx2.HTTPError, Broken, Refusal) as error:
            raise self._failure(error) from error
        if response.status_code in (400, 422) and extras:
            _log.info("the server refused the extras; asking without: %s", said)
            self._extras = {}
            async for piece in self._asked(body):
                yield piece
            return
        raise self._refused(response, said)

    async def _model(self) -> str:
        """The model's name; the first that the server lists, where none is set."""
        if not self.model:
            try:
                response = await self._client.get("models")
                if response.status_code != 200:
                    raise self._refused(response, response.text[:2000])
                self.model = str(response.json()["data"][0]["id"])
            except httpx2.HTTPError as error:
                raise self._failure(error) from error
            except (ValueError, LookupError, TypeError) as error:
                message = "模型服务没有列出模型；请用 --model 或环境变量 TUWEN_MODEL 指定。"
                raise Failed(EngineError("no_model", message)) from error
        return self.model

    def _body(self, request: Request) -> dict[str, Any]:
        system, user = messages(request)
        content: list[dict[str, Any]] = [{"type": "text", "text": user}]
        if request.shown is not None:
            url = {"url": data_url(request.shown)}
            content.insert(0, {"type": "image_url", "image_url": url})
        return {
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": content},
            ],
            "max_tokens": request.max_tokens,
            "temperature": 0,
            "stream": True,
        }

    def _failure(self, error: Exception) -> "Failed":
        """What went wrong on the way, in words, and whether to try again."""
        where = self._address
        match error:
            case httpx2.ConnectError() | httpx2.ConnectTimeout():
                code, said = "unreachable", f"连不上模型服务 {where}；请确认它已启动、地址无误。"
            case httpx2.TimeoutException():
                seconds = f"{self.options.timeout:g}"
                code, said = (
                    "timed_out",
                    f"模型服务 {where} 在 {seconds} 秒内没有回应；请稍后再试。",
                )
            case Refusal():
                code, said = "server_failed", f"模型服务 {where} 中途报错；详情见日志。"
            case _:
                code, said = "broken_stream", f"模型服务 {where} 的回答中断或格式有误；请稍后再试。"
        _log.warning("%s: %s: %s", code, type(error).__name__, error)
        return Failed(EngineError(code, said), again=True)

    def _refused(self, response: httpx2.Response, said: str) -> "Failed":
        """What a status other than 200 means, and whether to try again."""
        status, where = response.status_code, self._address
        _log.warning("the server answered %d: %s", status, said)
        match status:
            case 401 | 403:
                message = f"模型服务 {where} 拒绝了密钥；请检查环境变量 TUWEN_API_KEY。"
            case 404:
                message = f"模型服务 {where} 没有这个地址或模型；请检查 --base-url 与 --model。"
            case 429:
                message = f"模型服务 {where} 限制了请求频率；请稍后再试。"
            case 400 | 413 | 422:
                message = (
                    f"模型服务 {where} 不接受这个请求（{status}）；它可能不支持图片，详情见日志。"
                )
            case _:
                message = f"模型服务 {where} 出错（{status}）；请稍后再试。"
        asked = response.headers.get("retry-after", "")
        wait = float(asked) if asked.isdigit() else 0.0
        return Failed(EngineError(f"server_{status}", message), again=status in BUSY, wait=wait)


class Failed(Exception):
    """One try failed: the error to show, whether to try again, and when at the earliest."""

    def __init__(self, error: EngineError, *, again: bool = False, wait: float = 0.0) -> None:
        super().__init__(error.message)
        self.error = error
        self.again = again
        self.wait = wait


def closed() -> EngineError:
    """What is said to whoever still asks."""
    return EngineError("closing", "服务正在关闭；请稍后再试。")


def _settled(work: Future[None]) -> None:
    try:
        work.result()
    except CancelledError as error:
        raise EngineError("cancelled", "请求已取消。") from error


async def _all_cancelled() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
