"""A server says which of its parts are away, and whether it answers all the same."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tuwen.engines.base import Health
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.server.app import create_app
from tuwen.server.features import Features
from tuwen.service.reader import reader_pool
from tuwen.service.sight import Sight
from tuwen.service.store import Store
from tuwen.service.summarizer import Summarizer
from tuwen.service.workers import WorkerPool


class Resting(EmbeddedEngine):
    """An engine whose server is left alone for a while."""

    @property
    def health(self) -> Health:
        return Health(up=False, resting=True)


@pytest.fixture(scope="module")
def readers() -> Iterator[WorkerPool[Sight]]:
    pool = reader_pool(size=1)
    pool.start()
    pool.wait_until_ready()
    yield pool
    pool.close()


def ready(app: Any) -> tuple[int, Any]:
    """What /readyz answers, outside the app's life, in which the store was opened or not."""
    answer = TestClient(app).get("/readyz")
    return answer.status_code, answer.json()


def test_a_resting_engine_is_told(readers: WorkerPool[Sight]) -> None:
    status, said = ready(create_app(Summarizer(Resting()), readers))
    assert (status, said["status"], said["parts"]["engine"]) == (200, "degraded", "resting")


def test_a_store_that_is_away_is_told(readers: WorkerPool[Sight], tmp_path: Path) -> None:
    features = Features(store=Store(str(tmp_path / "never-opened.db")))
    status, said = ready(create_app(Summarizer(), readers, features))
    assert (status, said["status"], said["parts"]["store"]) == (200, "degraded", "down")


def test_a_store_that_is_there_is_fine(readers: WorkerPool[Sight], tmp_path: Path) -> None:
    store = Store(str(tmp_path / "tuwen.db"))
    app = create_app(Summarizer(), readers, Features(store=store))

    async def asked() -> Any:
        await store.open()
        try:
            return await app.state.health.report()
        finally:
            await store.close()

    assert asyncio.run(asked()) == {
        "status": "ready",
        "parts": {"readers": "ok", "engine": "ok", "store": "ok"},
    }
