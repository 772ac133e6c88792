"""The store: one schema on both databases, and every mishap in words."""

import asyncio
import logging
import sqlite3
import stat
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, text

from tuwen.errors import ConfigError, StoreError
from tuwen.service.store import Store, url_of
from tuwen.service.store.tables import cache, metadata

SHORT_S = 0.1
ROW: dict[str, Any] = {
    "key": "k", "kind": "answer", "scope": "", "body": b"x", "size": 1, "made": 0.0, "used": 0.0,
}  # fmt: skip


def opened(place: str, work: Callable[[Store], Awaitable[Any]], patience_s: float = 5.0) -> Any:
    async def run() -> Any:
        store = Store(place, patience_s)
        try:
            await store.open()
            return await work(store)
        finally:
            await store.close()
            for thread in threading.enumerate():  # of what was given up: they speak to this loop
                if "_connection_worker_thread" in thread.name:
                    await asyncio.to_thread(thread.join, 10)

    return asyncio.run(run())


async def nothing(_store: Store) -> None:
    pass


async def write(store: Store, **changes: Any) -> None:
    async with store.writing() as connection:
        await connection.execute(insert(cache).values(ROW | changes))


async def count(store: Store) -> Any:
    async with store.reading() as connection:
        return await connection.scalar(text("SELECT count(*) FROM cache"))


def refusal(place: str, patience_s: float = SHORT_S) -> str:
    with pytest.raises(ConfigError) as caught:
        opened(place, nothing, patience_s)
    assert caught.value.message.endswith("。")
    return caught.value.message


def test_the_migrations_make_the_tables_that_the_code_knows(place: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async def work(store: Store) -> list[Any]:
        async with store.reading() as connection:
            return await connection.run_sync(differences)

    assert opened(place, work) == []


def test_what_was_written_is_there_when_it_is_opened_again(place: str) -> None:
    opened(place, write)
    assert opened(place, count) == 1


def test_several_servers_may_start_at_once_on_nothing(place: str) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        try:
            opened(place, nothing)
        except BaseException as error:
            failed.append(error)

    starting = [threading.Thread(target=start) for _ in range(4)]
    for each in starting:
        each.start()
    for each in starting:
        each.join()
    assert failed == []
    assert opened(place, count) == 0


def test_a_transaction_is_kept_whole_or_not_at_all(place: str) -> None:
    async def work(store: Store) -> None:
        async with store.writing() as connection:
            await connection.execute(insert(cache).values(ROW))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened(place, work)
    assert opened(place, count) == 0


def test_writers_take_turns_and_lose_nothing(place: str) -> None:
    async def work(store: Store) -> Any:
        await asyncio.gather(*(write(store, key=str(number)) for number in range(30)))
        return await count(store)

    assert opened(place, work) == 30


@pytest.mark.parametrize("memory", ["memory", "sqlite://", "sqlite:///:memory:"])
def test_in_memory_nothing_is_lost_by_requests_that_are_given_up(memory: str) -> None:
    async def work(store: Store) -> Any:
        await write(store)
        for waits in range(40):
            task = asyncio.create_task(count(store))
            for _ in range(waits):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        with pytest.raises(StoreError):
            await count(Store(memory))
        return await count(store)

    assert opened(memory, work) == 1
    assert opened(memory, count) == 0
    assert Store(memory).shown == "memory"


def test_a_store_of_a_newer_version_is_left_alone(place: str) -> None:
    async def work(store: Store) -> None:
        async with store.writing() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    opened(place, work)
    assert "更新版本的图文" in refusal(place)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tuwen.db"
    opened(str(path), write)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_locked_file_is_waited_for_and_then_said_to_be(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")

    async def work(store: Store) -> None:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="另一个程序正占用它"):
            await write(store)
        assert await count(store) == 0, "readers need not wait"
        other.execute("ROLLBACK")
        await write(store)

    opened(place, nothing)
    other = sqlite3.connect(place, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        assert "另一个程序正占用它" in refusal(place)
        other.execute("ROLLBACK")
        opened(place, work, SHORT_S)
    finally:
        other.close()


def test_a_read_only_file_can_be_read_and_no_more(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        assert await count(store) == 1
        with pytest.raises(StoreError, match="只读"):
            await write(store, key="more")

    opened(str(tmp_path / "tuwen.db"), write)
    opened(f"sqlite:///file:{tmp_path}/tuwen.db?mode=ro&uri=true", work)
    assert not Path("file:").exists()
    assert "只读" in refusal(f"sqlite:///file:{_empty(tmp_path)}?mode=ro&uri=true")


def _empty(folder: Path) -> Path:
    path = folder / "empty.db"
    path.touch()
    return path


def test_a_full_disk_is_said_to_be(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        async with store.writing() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 20")
        with pytest.raises(StoreError, match="磁盘已满"):
            await write(store, body=b"x" * 200_000)
        await write(store)

    opened(str(tmp_path / "tuwen.db"), work)


@pytest.mark.parametrize(
    "bytes_", [b"not a database, " * 100, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_another_kind_of_file_is_said_to_be(tmp_path: Path, bytes_: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(bytes_)
    assert "不是数据库，或已损坏" in refusal(str(path))
    assert path.read_bytes() == bytes_


def test_a_place_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "请检查权限" in refusal(str(tmp_path / "file" / "tuwen.db"))
    assert "文件打不开" in refusal(str(tmp_path))


def test_where_nobody_answers_is_said_without_the_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    message = refusal("postgresql://tuwen:geheim@127.0.0.1:9/tuwen")
    assert "连不上数据库服务" in message
    assert "127.0.0.1:9" in message
    assert "geheim" not in message + caplog.text


def test_a_wrong_password_and_a_missing_database_are_said(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert "没有这个数据库" in refusal(f"{postgres_url}_not")
        assert "用户名或密码不对" in refusal(postgres_url.replace(":geheim@", ":falsch@"))
    assert "geheim" not in caplog.text
    assert "falsch" not in caplog.text


def test_connections_that_the_server_ended_are_made_anew(fresh_postgres: str) -> None:
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"

    async def work(store: Store) -> Any:
        await write(store)
        other = Store(fresh_postgres)
        await other.open()
        async with other.reading() as connection:
            await connection.execute(text(f"{ended} AND datname = current_database()"))
        await other.close()
        return await count(store)

    assert opened(fresh_postgres, work) == 1


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("mysql://a:geheim@localhost/x", "不支持 mysql"),
        ("postgresql://a:geheim@host:port/x", "无法理解"),
        ("://", "无法理解"),
        ("postgresql://a:geheim@localhost/x?fast=1", "不支持参数 fast"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(place: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Store(place)
    assert words in caught.value.message
    assert "geheim" not in caught.value.message


def test_a_url_may_ask_for_encryption_as_elsewhere() -> None:
    url = url_of("postgres://tuwen@db/tuwen?sslmode=require")
    assert url.render_as_string() == "postgresql+asyncpg://tuwen@db/tuwen?ssl=require"


def test_what_nobody_foresaw_is_in_the_log(
    fresh_postgres: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(store: Store) -> None:
        with pytest.raises(StoreError, match="原因见服务日志"):
            async with store.reading() as connection:
                await connection.execute(text("SELECT 1/0"))

    opened(fresh_postgres, work)
    assert "division by zero" in caplog.text
