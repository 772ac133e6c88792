"""The options that say where the store is, and what a server makes of the settings with it."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from tuwen.cli.parser import Parser
from tuwen.settings import Settings, default_store

if TYPE_CHECKING:
    from tuwen.server.features import Features
    from tuwen.service.store import Store

Result = TypeVar("Result")
DAY_S = 86_400


def declare(parser: Parser) -> None:
    """Declare where the store is; TUWEN_STORE in the environment."""
    parser.options.add_argument(
        "--store", metavar="STORE", help="存储：文件路径、memory 或 postgresql:// URL"
    )


def at(place: str) -> "Store":
    """The store at a place given by a user, or the default one. Raises ConfigError."""
    from tuwen.service.store import Store

    return Store(place or default_store(os.environ))


def using(place: str | None, work: "Callable[[Store], Awaitable[Result]]") -> Result:
    """Run a command's work with the store opened. Raises ConfigError, StoreError."""

    async def opened() -> Result:
        store = at(Settings.load(os.environ, store=place).store)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


def check(settings: Settings) -> None:
    """See that a server with these settings would start. Raises ConfigError in words."""

    async def once() -> None:
        async with features(settings).running():
            pass

    asyncio.run(once())


def features(settings: Settings) -> "Features":
    """What a server has beside its engine, as the settings say. Raises ConfigError."""
    from tuwen.server.address import networks
    from tuwen.server.features import Features
    from tuwen.server.keys import Gate
    from tuwen.server.limits import RateLimits
    from tuwen.server.tracing import spans
    from tuwen.service.cache import Cache
    from tuwen.service.fetch import Fetcher
    from tuwen.service.journal import Journal
    from tuwen.service.keys import Allowance, Keys
    from tuwen.service.moderation import Moderator

    store = at(settings.store)
    cache = None
    if settings.cache_mb:
        cache = Cache(
            store, ttl_s=settings.cache_days * DAY_S, max_bytes=settings.cache_mb * 1024 * 1024
        )
    moderator = Moderator(
        word_lists=listed(settings.moderation_words),
        policy=settings.moderation_policy,
        hook_url=settings.moderation_hook,
        hook_timeout=settings.moderation_hook_timeout,
        hook_fails=settings.moderation_hook_fails,
        picture_threshold=settings.moderation_pictures,
    )
    journal = None
    if settings.journal:
        journal = Journal(store, texts=settings.journal_texts, days=settings.journal_days)
    return Features(
        store=store,
        cache=cache,
        shared_cache=settings.cache_scope == "global",
        gate=Gate(Keys(store), host=settings.host, allow_anonymous=settings.allow_anonymous),
        origins=settings.origins,
        label=settings.label,
        deadline_s=settings.deadline,
        moderator=moderator,
        limits=RateLimits.at(settings.redis_url),
        per_address=Allowance(*settings.address_allowance),
        trusted_proxies=networks(settings.trusted_proxies),
        fetcher=Fetcher(settings.allow_image_host),
        journal=journal,
        spans=spans(os.environ),
    )


def listed(text: str) -> list[str]:
    """The entries of a setting that lists several, commas between."""
    return [entry.strip() for entry in text.split(",") if entry.strip()]
