"""Moderation holds on the whole way: of the prompt, of a stream, of what the cache keeps."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import Scripted

from tuwen.errors import TuwenError
from tuwen.service.cache import Cache
from tuwen.service.entry import Entry
from tuwen.service.moderation import Moderator
from tuwen.service.pipeline import Ask, Pipeline
from tuwen.service.reader import reader_pool
from tuwen.service.sight import Sight
from tuwen.service.store import Store
from tuwen.service.summarizer import Brief, Piece, Summarizer
from tuwen.service.workers import WorkerPool
from tuwen.summary import Summary

SAID = ("该图展示了网关 Gateway 与数据库 MySQL。", "请求由密语甲转给后者。")


@pytest.fixture(scope="module")
def readers() -> Iterator[WorkerPool[Sight]]:
    pool = reader_pool(size=1)
    pool.start()
    yield pool
    pool.close()


def asked(
    readers: WorkerPool[Sight], folder: Path, ask: Ask, listed: str, times: int = 1
) -> tuple[list[list[Sight | Piece]], list[Entry]]:
    """What comes of a request made some times, with a list of words to judge it by."""
    words = folder / "words.txt"
    words.write_text(listed, "utf-8")

    async def run() -> tuple[list[list[Sight | Piece]], list[Entry]]:
        store, entries = Store(str(folder / "tuwen.db")), list[Entry]()
        await store.open()
        cache = Cache(store, ttl_s=1000, max_bytes=10**7)
        summarizer = Summarizer(Scripted(SAID))
        moderator = Moderator(word_lists=[str(words)])
        pipeline = Pipeline(summarizer, readers, cache, (entries.append,), moderator)
        heard: list[list[Sight | Piece]] = []
        try:
            for _ in range(times):
                heard.append(now := [])
                try:
                    async for piece in pipeline.run(ask, Entry()):
                        now.append(piece)
                except TuwenError:
                    pass
        finally:
            pipeline.close()
            await store.close()
        return heard, entries

    return asyncio.run(run())


@pytest.fixture
def ask(diagram_png: Path) -> Ask:
    return Ask(diagram_png.read_bytes(), "a.png", Brief(prompt="写一段摘要"))


def test_a_word_to_mask_is_masked_in_the_stream_the_answer_and_the_cached_answer(
    readers: WorkerPool[Sight], tmp_path: Path, ask: Ask
) -> None:
    heard, entries = asked(readers, tmp_path, ask, "[暗号 mask]\n密语甲\n", times=2)
    for pieces in heard:
        summary = pieces[-1]
        assert isinstance(summary, Summary)
        streamed = "".join(piece for piece in pieces if isinstance(piece, str))
        assert streamed == summary.text
        assert "密语甲" not in summary.text
        assert len(summary.text) == len("".join(SAID))
        assert "MySQL" in summary.text
        assert not any("密语甲" in claim.text for claim in summary.check.claims)
    assert [e.cached for e in entries] == [False, True]
    assert all(e.verdicts[0]["category"] == "暗号" for e in entries)
    assert all("密语甲" not in e.output for e in entries)


def test_a_word_to_mask_is_masked_in_what_was_read_too(
    readers: WorkerPool[Sight], tmp_path: Path, ask: Ask
) -> None:
    heard, _ = asked(readers, tmp_path, replace(ask, reading=True), "[暗号 mask]\nGateway\n", 2)
    for pieces in heard:
        sight = pieces[0]
        assert isinstance(sight, Sight)
        labels = {node.label for node in sight.reading.nodes}
        texts = {text.text for text in sight.reading.texts}
        assert labels == texts == {7 * "●", "MySQL"}
        assert {node.shape for node in sight.reading.nodes} == {"rect"}


def test_an_answer_with_a_forbidden_word_is_an_error_and_noted(
    readers: WorkerPool[Sight], tmp_path: Path, ask: Ask
) -> None:
    heard, entries = asked(readers, tmp_path, ask, "[暗号 reject]\n密语甲\n")
    assert not any("密语甲" in piece for piece in heard[0] if isinstance(piece, str))
    assert not isinstance(heard[0][-1], Summary)
    assert (entries[0].error, entries[0].verdicts[0]["action"]) == ("output_rejected", "reject")


@pytest.mark.parametrize("listed", ["写一段摘要", "Gateway"], ids=["prompt", "picture"])
def test_what_a_client_sends_is_judged_too(
    readers: WorkerPool[Sight], tmp_path: Path, ask: Ask, listed: str
) -> None:
    heard, entries = asked(readers, tmp_path, ask, listed)
    assert heard == [[]]
    assert entries[0].error == "content_rejected"


def test_honest_requests_pass_as_they_are(
    readers: WorkerPool[Sight], tmp_path: Path, ask: Ask
) -> None:
    heard, entries = asked(readers, tmp_path, ask, "无人说的话")
    summary = heard[0][-1]
    assert isinstance(summary, Summary)
    assert summary.text == "".join(SAID)
    assert entries[0].verdicts == ()
