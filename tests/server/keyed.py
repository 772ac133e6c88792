"""A server with keys, as small as it gets: the real app, but nobody to read pictures."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.testclient import TestClient

from tuwen.server.app import create_app
from tuwen.server.features import Features
from tuwen.server.keys import Gate, caller, demand_operator
from tuwen.service.cache import Cache
from tuwen.service.entry import Entry
from tuwen.service.keys import Keys
from tuwen.service.pipeline import Observer
from tuwen.service.sight import Sight
from tuwen.service.store import Store
from tuwen.service.summarizer import Summarizer
from tuwen.service.workers import WorkerPool

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Telling(Features):
    """Features that keep what they are told of requests."""

    told: list[Entry] = field(default_factory=list[Entry])

    @property
    def observers(self) -> tuple[Observer, ...]:
        return (self.told.append,)


def features(place: str, *, host: str = LOOPBACK, anonymous: bool = False, **more: Any) -> Telling:
    """What `tuwen serve` would make of these settings."""
    store = Store(place)
    gate = Gate(Keys(store), host=host, allow_anonymous=anonymous)
    cache = Cache(store, ttl_s=1000, max_bytes=10**7)
    return Telling(store=store, cache=cache, gate=gate, **more)


def bearer(secret: str) -> dict[str, str]:
    """The header that carries a key."""
    return {"authorization": f"Bearer {secret}"}


def reads_nothing(*_: Any) -> Any:
    """Runs in a worker process."""
    raise AssertionError("no picture was to be read")


@contextmanager
def serving(
    made: Features, readers: WorkerPool[Sight] | None = None, host: str = LOOPBACK
) -> Generator[TestClient]:
    """Run the app with these features, and two places more that say who came in."""
    app = create_app(Summarizer(), readers or WorkerPool(reads_nothing, size=1), made)

    @app.get("/v1/whoami")
    async def whoami(request: Request) -> str:
        key = caller(request)
        return key.name if key else "nobody"

    @app.get("/v1/secret")
    async def secret(request: Request) -> str:
        demand_operator(request)
        return "secret"

    url = f"http://{host}"
    with TestClient(app, base_url=url, raise_server_exceptions=False) as client:
        yield client
