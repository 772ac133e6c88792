"""The official client, driven from plain tests: its event loop runs in a thread of its own.

And readers for servers in this process, which several of them may have one after the other.
"""

from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp_types import CallToolResult, TextContent

from tuwen.service.reader import prepare
from tuwen.service.sight import Sight, looking
from tuwen.service.workers import WorkerPool

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Editor:
    portal: BlockingPortal
    client: Client

    def run(self, work: Callable[[Client], Awaitable[Result]]) -> Result:
        """Run `work` in the client's event loop."""
        return self.portal.call(work, self.client)

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        return self.run(lambda client: client.call_tool(tool, arguments))

    def refusal(self, tool: str, **arguments: Any) -> str:
        """The message of a call that is to fail."""
        result = self.call(tool, **arguments)
        assert result.is_error
        assert result.structured_content is None
        return said(result)


def said(result: CallToolResult) -> str:
    """What a model is shown of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def code_of(result: CallToolResult) -> str:
    """The stable code of an error."""
    assert result.meta is not None
    return result.meta["code"]


@contextmanager
def editor(client: Client) -> Generator[Editor]:
    """The client, connected."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client) as entered:
        yield Editor(portal, entered)


class Lent(WorkerPool[Sight]):
    """Readers that outlive the desks that have them, and count what they are given."""

    submitted = 0

    def submit(self, *args: Any, **more: Any) -> Future[Sight]:
        self.submitted += 1
        return super().submit(*args, **more)

    def close(self) -> None: ...

    def end(self) -> None:
        super().close()


@contextmanager
def lent_readers() -> Generator[Lent]:
    """One reader, inside the block."""
    readers = Lent(looking, prepare=prepare, size=1)
    try:
        yield readers
    finally:
        readers.end()
