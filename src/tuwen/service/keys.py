"""Keys: who may ask, and how much. A key is shown once; the store has its SHA-256 alone.

A key reads `tw-` and 48 characters: 32 random bytes and their CRC-32, so that one that was cut
off or mistyped is told without asking the store.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import logging
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from tuwen.errors import InputError, StoreError, Unauthorized
from tuwen.service.store import Store
from tuwen.service.store.tables import keys as table

PREFIX = "tw-"
RANDOM_BYTES = 32
HINT = len(PREFIX) + 6  # characters of a key that the store keeps, to tell it by
NOTED_AFTER_S = 60.0  # a key's last use is told to the store no oftener
LARGEST = 1_000_000_000  # of the numbers of an allowance
Clock = Callable[[], float]
_FOUND = select(table).where(table.c.hash == bindparam("sent"))  # built once: asked every time
_log = logging.getLogger("tuwen.keys")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one key or one address may ask for; 0: no bound."""

    rpm: int = 0  # requests a minute
    concurrent: int = 0  # at once
    daily: int = 0  # in 24 hours


@dataclass(frozen=True, slots=True)
class Key:
    """What the store knows of a key. Times in seconds since the epoch; None: never."""

    id: str
    name: str
    hint: str
    allowance: Allowance
    operator: bool  # may see journal and metrics
    created: float
    expires: float | None
    revoked: float | None
    used: float | None


class Keys:
    """The keys of a store. What the store cannot tell is a StoreError, never access."""

    def __init__(self, store: Store, clock: Clock = time.time) -> None:
        self._store, self._clock = store, clock
        self._noted: dict[str, float] = {}  # when each key's use was last told to the store
        self._noting: set[asyncio.Task[None]] = set()

    async def create(
        self,
        name: str,
        allowance: Allowance,
        *,
        expires: float | None = None,
        operator: bool = False,
    ) -> tuple[str, Key]:
        """Make a key; return it, for the only time, and what is known of it. Raises InputError."""
        now = self._clock()
        _demand(name, allowance, expires, now)
        secret = _new_secret()
        key_id = f"key-{secrets.token_hex(6)}"
        key = Key(key_id, name, secret[:HINT], allowance, operator, now, expires, None, None)
        values: dict[str, Any] = {
            "id": key.id, "name": name, "hash": _hash(secret), "hint": key.hint,
            "rpm": allowance.rpm, "concurrent": allowance.concurrent, "daily": allowance.daily,
            "operator": operator, "created": now, "expires": expires,
        }  # fmt: skip
        async with self._store.writing() as connection:
            try:
                await connection.execute(insert(table).values(values))
            except IntegrityError as error:
                message = f"已有名为“{name}”的密钥；请换一个名字，或先吊销它。"
                raise InputError("key_name_taken", message) from error
        return secret, key

    async def find(self, secret: str) -> Key:
        """The key that was sent, if it may be used. Raises Unauthorized, StoreError.

        The store is asked each time, so that a key revoked anywhere is refused at once.
        """
        if not secret:
            raise Unauthorized("key_missing", MISSING)
        if not _well_formed(secret):
            raise Unauthorized("key_unknown", "密钥有误：请检查是否完整复制，前后没有多余字符。")
        sent = _hash(secret)
        row = await self._store.first(_FOUND, {"sent": sent})
        if row is None or not hmac.compare_digest(row.hash, sent):
            raise Unauthorized("key_unknown", "没有这个密钥；请检查是否抄错，或向管理员要一个。")
        key, now = _key(row), self._clock()
        if key.revoked is not None:
            raise Unauthorized("key_revoked", "这个密钥已被吊销；请向管理员要一个新的。")
        if key.expires is not None and key.expires <= now:
            raise Unauthorized("key_expired", "这个密钥已过期；请向管理员要一个新的。")
        self._note_use(key, now)
        return key

    async def list(self) -> tuple[Key, ...]:
        """All keys, the oldest first. Raises StoreError."""
        async with self._store.reading() as connection:
            found = await connection.execute(select(table).order_by(table.c.created, table.c.id))
            return tuple(_key(row) for row in found)

    async def revoke(self, which: str) -> Key:
        """Revoke a key by id, or by name or hint where it is not revoked yet.

        Holds from the next request on, on every server. Raises InputError, StoreError.
        """
        live = table.c.revoked.is_(None)
        named = (table.c.name == which, table.c.hint == which)
        async with self._store.writing() as connection:
            for wanted in (table.c.id == which, *(and_(live, each) for each in named)):
                if not which.isprintable():  # not every text can be put to a database
                    break
                rows = (await connection.execute(select(table).where(wanted))).all()
                if len(rows) > 1:
                    ids = "、".join(row.id for row in rows)
                    raise InputError("key_ambiguous", f"不止一个密钥符合；请用编号：{ids}。")
                if rows:
                    ended = update(table).where(table.c.id == rows[0].id, live)
                    await connection.execute(ended.values(revoked=self._clock()))
                    found = select(table).where(table.c.id == rows[0].id)
                    return _key((await connection.execute(found)).one())
        raise InputError("key_not_found", "没有这个密钥，或已吊销；用 tuwen keys list 查看。")

    async def any(self, *, usable: bool = False) -> bool:
        """Whether a key was ever made, or whether one may be used now. Raises StoreError."""
        wanted = select(table.c.id).limit(1)
        if usable:
            lasting: ColumnElement[bool] = or_(
                table.c.expires.is_(None), table.c.expires > self._clock()
            )
            wanted = wanted.where(table.c.revoked.is_(None), lasting)
        async with self._store.reading() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def close(self) -> None:
        """Wait for what is still being written of uses."""
        await asyncio.gather(*self._noting)

    def _note_use(self, key: Key, now: float) -> None:
        last = max(key.used or 0.0, self._noted.get(key.id, 0.0))
        if now - last >= NOTED_AFTER_S:
            self._noted[key.id] = now
            noting = asyncio.create_task(self._write_use(key, now))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)

    async def _write_use(self, key: Key, now: float) -> None:
        try:
            async with self._store.writing() as connection:
                await connection.execute(update(table).where(table.c.id == key.id).values(used=now))
        except StoreError as error:  # the request goes on
            _log.warning("the last use of %s was not kept: %s", key.id, error.message)


MISSING = "缺少密钥：请用请求头 Authorization: Bearer 密钥（或 X-API-Key: 密钥）发送。"


def _new_secret() -> str:
    return _encoded(secrets.token_bytes(RANDOM_BYTES))


def _encoded(random: bytes) -> str:
    checked = random + zlib.crc32(random).to_bytes(4)
    return PREFIX + base64.urlsafe_b64encode(checked).decode()


def _well_formed(secret: str) -> bool:
    try:
        random = base64.urlsafe_b64decode(secret.removeprefix(PREFIX))[:RANDOM_BYTES]
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(_encoded(random).encode(), secret.encode("utf-8", "replace"))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: Row[Any]) -> Key:
    return Key(
        row.id, row.name, row.hint, Allowance(row.rpm, row.concurrent, row.daily),
        row.operator, row.created, row.expires, row.revoked, row.used,
    )  # fmt: skip


def _demand(name: str, allowance: Allowance, expires: float | None, now: float) -> None:
    if not (1 <= len(name) <= 100 and name.isprintable() and name == name.strip()):
        message = "密钥的名字应为 1 到 100 个可见字符，首尾不留空格，不含换行与控制字符。"
        raise InputError("bad_key_name", message)
    numbers = (allowance.rpm, allowance.concurrent, allowance.daily)
    if not all(0 <= number <= LARGEST for number in numbers):
        message = f"rpm、concurrent 与 daily 应为 0（不限）到 {LARGEST} 的整数。"
        raise InputError("bad_allowance", message)
    if expires is not None and expires <= now:
        raise InputError("bad_expiry", "到期时间已过；请给一个将来的时间。")
