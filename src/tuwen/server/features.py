"""What a server may have beside its engine and its readers; each part works without the others."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tuwen.service.cache import Cache
from tuwen.service.fetch import Fetcher
from tuwen.service.pipeline import Observer
from tuwen.service.store import Store


@dataclass(frozen=True, kw_only=True)
class Features:
    """The parts that are switched on."""

    store: Store | None = None
    cache: Cache | None = None
    fetcher: Fetcher = field(default_factory=Fetcher)

    @property
    def observers(self) -> tuple[Observer, ...]:
        """Who is told what became of each request."""
        return ()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Open what has to be opened, and close it again. Raises ConfigError."""
        if self.store is not None:
            await self.store.open()
        try:
            yield
        finally:
            if self.store is not None:
                await self.store.close()
