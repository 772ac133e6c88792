"""The tools as a server of the protocol: lists them, understands calls, turns errors into words.

Light to start: what answers is built with the first call, so that an editor may start this
with itself and forget it.
"""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import anyio
from anyio.to_thread import run_sync
from mcp.server import Server, ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    InputRequiredResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)

from tuwen import __version__
from tuwen.errors import EngineError, InputError, TuwenError
from tuwen.server.mcp.forms import OFFERS

if TYPE_CHECKING:
    from tuwen.server.mcp.desk import Desk

Context = ServerRequestContext[Any, Any]
INSTRUCTIONS: Final = (
    "Tuwen (图文) reads pictures of technical articles on this machine and writes checked Chinese "
    "about them. Prefer it to looking at a picture yourself where exact labels, arrows or figures "
    "matter. Pass on its warnings to the user."
)
_log = logging.getLogger("tuwen.mcp")


class Tools:
    """The three tools; those that are not `local` read no file for whoever calls.

    `build` makes the desk that answers; it is called once, in a thread, with the first call. The
    desk is opened on the server's event loop, and closed when the server ends.
    """

    def __init__(self, build: "Callable[[], Desk]", *, local: bool = False) -> None:
        self._build = build
        self._local = local
        self._desk: Desk | None = None
        self._opening = anyio.Lock()
        self._opened = AsyncExitStack()

    def server(self) -> "Server[Any]":
        """The tools as a server, for any transport."""
        return Server(
            "tuwen",
            version=__version__,
            title="图文 Tuwen",
            instructions=INSTRUCTIONS,
            lifespan=self._life,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )

    async def open(self) -> "Desk":
        """What answers, opened now if it was not before. Raises TuwenError."""
        async with self._opening:
            desk = self._desk or await run_sync(self._build)
            if self._desk is None:
                with anyio.CancelScope(shield=True):  # half open it would serve nobody
                    await self._opened.enter_async_context(desk.running())
                self._desk = desk
            return desk

    @asynccontextmanager
    async def _life(self, _: "Server[Any]") -> AsyncGenerator[None]:
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await self._opened.aclose()

    async def _list(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[offer.tool(local=self._local) for offer in OFFERS])

    async def _call(
        self, context: Context, params: CallToolRequestParams
    ) -> CallToolResult | InputRequiredResult:
        offer = next((offer for offer in OFFERS if offer.name == params.name), None)
        if offer is None:
            names = "、".join(offer.name for offer in OFFERS)
            raise MCPError(INVALID_PARAMS, f"没有名为 {params.name[:80]} 的工具；可用：{names}。")
        try:
            given = offer.understood(params.arguments or {})
            if given.path and not self._local:
                message = "不读取服务器上的文件；请用 data 以 base64 或 data URL 给出图片。"
                raise InputError("path_refused", message)
            desk = await self.open()
            return await desk.answer(context, params, given)
        except TuwenError as error:
            if not isinstance(error, InputError):
                _log.warning("%s: %s", error.code, error.message)
            return _failed(error)
        except MCPError:
            raise
        except Exception as error:
            _log.error("unexpected error", exc_info=error)
            message = "内部出错；请把 tuwen mcp 的日志附在问题报告中。"
            return _failed(EngineError("internal_error", message))


def _failed(error: TuwenError) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(text=error.message)], is_error=True, _meta={"code": error.code}
    )
