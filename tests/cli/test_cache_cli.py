"""`tuwen cache` shows and empties what the store keeps."""

import asyncio
import json
from pathlib import Path

import pytest

from tuwen.cli import main
from tuwen.figure.types import Quality
from tuwen.service.cache import Cache, Copy
from tuwen.service.store import Store

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path) -> str:
    path = str(tmp_path / "deep" / "tuwen.db")

    async def fill() -> None:
        store = Store(path)
        await store.open()
        cache = Cache(store, ttl_s=1000, max_bytes=10**6)
        cache.put("k", Copy("d", "PNG", 1, 1, Quality(0.5, 1.0), ()))
        await cache.flush()
        await store.close()

    asyncio.run(fill())
    return path


def test_it_is_shown_and_emptied(place: str, capsys: Capture) -> None:
    assert main(["cache", "stats", "--store", place]) == 0
    assert "图片文件：1 条" in capsys.readouterr().out
    assert main(["cache", "clear", "--store", place]) == 0
    assert "共 1 条" in capsys.readouterr().out
    assert main(["cache", "stats", "--store", place, "--json"]) == 0
    assert [each["entries"] for each in json.loads(capsys.readouterr().out)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("store", "words"),
    [
        ("mysql://a/b", "PostgreSQL"),
        ("postgresql://a:geheim@127.0.0.1:9/x", "连不上"),
        ("/proc/no/t.db", "--store"),
    ],
)
def test_a_store_that_cannot_be_used_is_named(store: str, words: str, capsys: Capture) -> None:
    assert main(["cache", "stats", "--store", store]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "geheim" not in told
