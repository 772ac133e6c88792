"""Servers that count, and what tests ask of them."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tuwen.errors import TooMany
from tuwen.server.limits import Allowance, RateLimits

KEY = "key:1"
PATIENCE_S = 30.0  # of servers whose Redis is there: this machine may be busy


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def servers(
    url: str, patience_s: float = PATIENCE_S, **options: Any
) -> AsyncGenerator[tuple[RateLimits, RateLimits]]:
    """Two servers that count together; in memory they are one."""
    first = RateLimits.at(url, patience_s=patience_s, **options)
    second = RateLimits.at(url, patience_s=patience_s, **options) if url else first
    try:
        yield first, second
    finally:
        await first.close()
        await second.close()


async def ask(limits: RateLimits, subjects: Mapping[str, Allowance]) -> str:
    """One request that ends at once: "passed", or why not."""
    try:
        async with limits.enter(subjects):
            return "passed"
    except TooMany as error:
        return error.code
