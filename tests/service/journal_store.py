"""What the journal's tests are handed by their fixtures."""

from collections.abc import Awaitable, Callable

from tuwen.service.store import Store

Work = Callable[[Store], Awaitable[None]]
WithStore = Callable[[Work], None]
Write = Callable[..., Awaitable[None]]
