"""The official client, driven from plain tests: its event loop runs in a thread of its own."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp_types import CallToolResult, TextContent

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
