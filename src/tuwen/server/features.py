"""What a server may have beside its engine and its readers; each part works without the others."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from tuwen.errors import ConfigError
from tuwen.server.address import Networks
from tuwen.server.keys import Gate
from tuwen.server.limits import Allowance, RateLimits
from tuwen.server.tracing import Spans
from tuwen.service.cache import Cache
from tuwen.service.fetch import Fetcher
from tuwen.service.journal import Journal
from tuwen.service.moderation import Moderator
from tuwen.service.pipeline import Observer
from tuwen.service.store import Store


@dataclass(frozen=True, kw_only=True)
class Features:
    """The parts that are switched on."""

    store: Store | None = None
    cache: Cache | None = None
    moderator: Moderator = field(default_factory=Moderator)
    limits: RateLimits = field(default_factory=RateLimits)
    per_address: Allowance = field(default_factory=Allowance)  # of who has no key
    trusted_proxies: Networks = ()
    fetcher: Fetcher = field(default_factory=Fetcher)
    journal: Journal | None = None  # in the store
    spans: Spans | None = None
    shared_cache: bool = False  # what was made for one key may serve another
    gate: Gate | None = None
    deadline_s: float = 300.0  # that one answer may take
    label: bool = False  # each answer tells its provenance
    origins: tuple[str, ...] = ()  # of other sites whose pages may ask

    @property
    def observers(self) -> tuple[Observer, ...]:
        """Who is told what became of each request."""
        return tuple(part.note for part in (self.journal, self.spans) if part is not None)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Open what has to be opened, and close it again. Raises ConfigError."""
        if self.store is not None:
            await self.store.open()
        try:
            if self.journal is not None:
                await self.journal.start()
            if self.gate is not None:
                await self.gate.open()
            self._demand_key_of_strangers()
            yield
        finally:
            if self.gate is not None:
                await self.gate.keys.close()
            await self.moderator.close()
            await self.limits.close()
            if self.cache is not None:
                await self.cache.flush()
            if self.journal is not None:
                await self.journal.close()
            if self.spans is not None:
                await run_in_threadpool(self.spans.close)
            if self.store is not None:
                await self.store.close()

    def _demand_key_of_strangers(self) -> None:
        if "*" in self.origins and not (self.gate and self.gate.required):
            message = (
                "cors_origins 为 * 而服务不要求密钥：任何网页都能借访客的浏览器使用它。"
                "请列出具体的来源，例如 https://blog.example.com；或建立密钥后再用 *。"
            )
            raise ConfigError("open_to_all_pages", message)
