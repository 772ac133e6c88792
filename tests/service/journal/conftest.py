"""A store that is open for as long as a test's work takes."""

import asyncio
from typing import Any

import pytest
from journal_store import WithStore, Work, Write

from tuwen.service.entry import Entry
from tuwen.service.journal import Journal
from tuwen.service.store import Store


@pytest.fixture
def with_store(place: str) -> WithStore:
    """Runs some work with a new store, in each kind of database."""

    def run(work: Work) -> None:
        async def opened() -> None:
            store = Store(place)
            await store.open()
            try:
                await work(store)
            finally:
                await store.close()

        asyncio.run(opened())

    return run


@pytest.fixture
def write() -> Write:
    """Writes entries into a store's journal, which is closed afterwards."""

    async def write(store: Store, *entries: Entry, **options: Any) -> None:
        journal = Journal(store, **options)
        await journal.start()
        for entry in entries:
            journal.note(entry)
        await journal.close()
        assert journal.dropped == 0

    return write
