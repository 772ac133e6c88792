"""The real app with real workers and the real engine, once for all tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_redis import RealRedis, real_redis
from starlette.testclient import TestClient

from tuwen.server.app import create_app
from tuwen.service.reader import reader_pool
from tuwen.service.summarizer import Summarizer


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    readers: Any = reader_pool(size=1, queue_limit=8)
    with TestClient(create_app(Summarizer(), readers), raise_server_exceptions=False) as client:
        readers.wait_until_ready()
        yield client


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RealRedis]:
    with real_redis(tmp_path) as running:
        yield running
