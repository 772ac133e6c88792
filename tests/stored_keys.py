"""Keys in a store, as another process would make and revoke them."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tuwen.service.keys import Allowance, Key, Keys
from tuwen.service.store import Store

Result = TypeVar("Result")


def with_keys(place: str, work: Callable[[Keys], Awaitable[Result]]) -> Result:
    """Do something with the keys of a store."""

    async def run() -> Result:
        store = Store(place)
        await store.open()
        try:
            return await work(Keys(store))
        finally:
            await store.close()

    with ThreadPoolExecutor(1) as thread:  # Playwright has a loop in this one
        return thread.submit(asyncio.run, run()).result()


def new_key(place: str, name: str = "x", **options: Any) -> tuple[str, Key]:
    """Make a key without bounds."""
    return with_keys(place, lambda keys: keys.create(name, Allowance(), **options))
