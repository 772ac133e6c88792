"""One SQL store for keys, cache and journal: SQLite by default, PostgreSQL by URL.

What the database says when something goes wrong becomes a StoreError in words; the schema
is brought up to date when the store is opened.
"""

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import AsyncGenerator, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tuwen.errors import ConfigError, StoreError

_log = logging.getLogger("tuwen.store")
PATIENCE_S = 5.0  # that a request waits for another process's write, or for a connection
LONGEST_S = 30.0  # that PostgreSQL may take for one statement, waiting for others included
LOCK_KEY = 0x7475_7765  # of the schema, while it is changed
LOCKED = "另一个程序正占用它；请稍后再试。"
REASONS = (
    ("locked", LOCKED),
    ("readonly", "它是只读的；请检查文件与文件夹的写权限。"),
    ("read-only", "它是只读的；请检查文件与文件夹的写权限。"),
    ("disk is full", "磁盘已满；请清出空间。"),
    ("no space left", "磁盘已满；请清出空间。"),
    ("unable to open", "文件打不开；请检查路径与权限。"),
    ("not a database", "该文件不是数据库，或已损坏；请用 --store 换一处。"),
    ("malformed", "该文件不是数据库，或已损坏；请用 --store 换一处。"),
    ("disk i/o error", "读写磁盘出错；请检查磁盘的空间与状态。"),
    ("password", "用户名或密码不对；请检查存储的 URL。"),
    ("does not exist", "没有这个数据库；请先建立它。"),
    ("connect", "连不上数据库服务；请检查地址与服务状态。"),
)
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg",
           "postgres": "postgresql+asyncpg"}  # fmt: skip
Look = Select[*tuple[Any, ...]]
MEMORY = "memory"
LOOKING = 4  # threads that look things up in SQLite


class Store:
    """The database at `place`: a file's path, `memory`, or a URL of SQLite or PostgreSQL.

    What waits for others, waits `patience_s` seconds.
    """

    def __init__(self, place: str, patience_s: float = PATIENCE_S) -> None:
        self._url = url_of(place)
        self._patience = patience_s
        self._engine: AsyncEngine | None = None
        self._kept: AsyncConnection | None = None  # what is in memory lasts as long as this
        self._look: Engine | None = None
        self._threads = ThreadPoolExecutor(LOOKING, thread_name_prefix="tuwen-store")
        self._one = asyncio.Lock()  # SQLite has one writer; waiting here is cheaper

    @property
    def shown(self) -> str:
        """Where it is, without a password."""
        return MEMORY if self._memory else self._url.render_as_string(hide_password=True)

    async def open(self) -> None:
        """Connect and bring the schema up to date. Raises ConfigError."""
        engine = _engine(self._url, self._patience)
        try:
            if self._memory:
                self._kept = await engine.connect()
            async with engine.execution_options(writes=True).begin() as connection:
                await connection.run_sync(_migrate)
        except BaseException as error:
            await engine.dispose()
            if isinstance(error, DBAPIError | NoConnection | OSError):
                message = f"无法打开存储 {self.shown}：{_reason(error)}"
                raise ConfigError("store_unusable", message) from error
            raise
        self._engine = engine
        if self._lite:
            look = create_engine(self._url.set(drivername="sqlite"), hide_parameters=True)
            self._look = _prepared(look, self._patience)

    async def close(self) -> None:
        """Give back the connections."""
        if self._look is not None:
            self._look.dispose()
            self._look = None
        if self._kept is not None:
            await self._kept.close()
            self._kept = None
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """A connection to look things up with. Raises StoreError."""
        with _told():
            async with self._alone(self._memory), self._opened().connect() as connection:
                yield connection

    async def first(self, wanted: Look, values: Mapping[str, Any]) -> Row[Any] | None:
        """The first row of a look-up. Raises StoreError.

        Each step of an asynchronous SQLite connection is a trip to its thread and back; here
        one trip does it all.
        """
        look = self._look
        if look is None:
            async with self.reading() as connection:
                return (await connection.execute(wanted, values)).first()

        def found() -> Row[Any] | None:
            with look.connect() as connection:
                return connection.execute(wanted, values).first()

        with _told():
            async with self._alone(self._memory):
                return await asyncio.get_running_loop().run_in_executor(self._threads, found)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """A transaction: what is done in it is kept whole, or not at all. Raises StoreError."""
        with _told():
            engine = self._opened().execution_options(writes=True)
            async with self._alone(self._lite), engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _alone(self, needed: bool) -> AsyncGenerator[None]:
        if not needed:
            yield
            return
        try:  # each of those before may wait as long for another process
            async with asyncio.timeout(self._patience):
                await self._one.acquire()
        except TimeoutError as error:
            raise StoreError("store_unavailable", f"存储暂时不可用：{LOCKED}") from error
        try:
            yield
        finally:
            self._one.release()

    @property
    def _memory(self) -> bool:
        """Whether it is in memory, where a reader would wait for a writer by trying again."""
        return self._url.query.get("vfs") == "memdb"

    @property
    def _lite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise StoreError("store_closed", "存储尚未打开或已关闭；请稍后再试。")
        return self._engine


def url_of(place: str) -> URL:
    """The URL of a store by path, `memory` or URL. Raises ConfigError."""
    if place == MEMORY:
        return _memory_url()
    if "://" not in place:
        return URL.create("sqlite+aiosqlite", database=str(Path(place).expanduser()))
    try:
        url = make_url(place)
    except (ArgumentError, ValueError) as error:
        raise ConfigError("bad_store", "存储的 URL 无法理解；例如 sqlite:///tuwen.db、"
                          "postgresql://用户:密码@主机/库名。") from error  # fmt: skip
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None:
        message = f"存储不支持 {url.get_backend_name()}；可用 SQLite（文件路径）或 PostgreSQL。"
        raise ConfigError("bad_store", message)
    if driver == DRIVERS["sqlite"]:
        if url.database in (None, "", ":memory:"):
            return _memory_url()
        return url.set(drivername=driver)
    if unknown := set(url.query).difference(("host", "ssl", "sslmode")):
        message = f"存储的 URL 不支持参数 {'、'.join(sorted(unknown))}；可用 sslmode 与 host。"
        raise ConfigError("bad_store", message)
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername=driver, query=query)


def _memory_url() -> URL:
    """A place in memory of its own, that several connections share.

    With a single one, a request that is cancelled would take the database along.
    """
    if sqlite3.sqlite_version_info < (3, 36):
        message = "这个 Python 的 SQLite 早于 3.36，不能使用 memory；请用 --store 给出文件路径。"
        raise ConfigError("bad_store", message)
    name = f"file:/tuwen-{uuid.uuid4().hex}"
    query = {"vfs": "memdb", "uri": "true"}
    return URL.create(DRIVERS["sqlite"], database=name, query=query)


def _engine(url: URL, patience: float) -> AsyncEngine:
    lite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"pool_timeout": patience, "hide_parameters": True}
    if lite:
        _make_room(url)
    else:
        limits = {"timeout": patience, "command_timeout": LONGEST_S}
        options |= {"pool_pre_ping": True, "connect_args": limits}
    try:
        engine = create_async_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        message = "使用 PostgreSQL 需要 asyncpg；请先运行 pip install 'tuwen[postgres]'。"
        raise ConfigError("no_driver", message) from error
    if lite:
        _prepared(engine.sync_engine, patience)
    return engine


def _prepared(engine: Engine, patience: float) -> Engine:
    """An engine of SQLite whose connections wait for others, and begin transactions themselves."""

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, below
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.close()
        except BaseException:  # the pool has not taken it over yet
            connection.close()
            raise

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_room(url: URL) -> None:
    """Make the file of an SQLite database, for its owner alone, and its folder."""
    if url.database is None or url.query.get("uri"):
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        message = f"无法在 {path.parent} 中建立存储；请检查权限与空间，或用 --store 换一处。"
        raise ConfigError("store_unusable", message) from error


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits for its turn before it reads


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":  # two servers that start at once
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
    config = Config()
    config.set_main_option("script_location", "tuwen.service.store:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        message = "存储由更新版本的图文建立，这个版本不认识它；请升级图文，或用 --store 换一处。"
        raise ConfigError("store_newer", message) from error


@contextmanager
def _told() -> Generator[None]:
    try:
        yield
    except (DBAPIError, NoConnection, OSError) as error:
        raise StoreError("store_unavailable", f"存储暂时不可用：{_reason(error)}") from error


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError | NoConnection):
        return "没有及时应答；请检查数据库服务是否正忙、网络是否通畅。"
    said = str(getattr(error, "orig", error))
    for sign, words in REASONS:
        if sign in said.lower():
            return words
    _log.error("the store failed: %s", said)
    return "原因见服务日志。"
