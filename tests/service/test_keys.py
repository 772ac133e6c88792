"""Keys are made, found, listed, revoked; the store never holds one."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tuwen.errors import InputError, StoreError, Unauthorized
from tuwen.service.keys import Allowance, Keys
from tuwen.service.store import Store

SOME = Allowance(60, 4, 5000)
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def with_keys(place: str, work: Callable[[Keys, Clock, Store], Awaitable[Any]]) -> None:
    async def run() -> None:
        store, clock = Store(place), Clock()
        await store.open()
        try:
            keys = Keys(store, clock)
            await work(keys, clock, store)
            await keys.close()
        finally:
            await store.close()

    asyncio.run(run())


async def refused(keys: Keys, secret: str) -> str:
    with pytest.raises(Unauthorized) as caught:
        await keys.find(secret)
    assert caught.value.message.endswith("。")
    return caught.value.code


def test_a_key_is_found_by_its_secret_alone(place: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        secret, made = await keys.create("博客", SOME, expires=clock.now + DAY, operator=True)
        other, _ = await keys.create("x", Allowance())
        assert re.fullmatch(r"tw-[\w-]{48}", secret)
        assert await keys.find(secret) == made
        assert (await keys.find(other)).allowance == Allowance(0, 0, 0)
        assert (made.operator, made.allowance, made.hint) == (True, SOME, secret[:9])
        await keys.close()
        async with store.reading() as connection:
            rows = str((await connection.execute(text("SELECT * FROM keys"))).all())
        assert secret not in rows
        assert secret[10:] not in rows

    with_keys(place, work)


def test_what_is_no_key_is_told_apart_from_what_was_never_made(place: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        secret, _ = await keys.create("x", SOME)
        assert await refused(keys, "") == "key_missing"
        await store.close()  # none of these asks the store
        for wrong in (secret[:-1], secret + "A", secret.swapcase(), f"{secret}\n", "tw-", "密钥"):
            assert await refused(keys, wrong) == "key_unknown"
        with pytest.raises(StoreError):
            await keys.find(secret)
        await store.open()
        stranger = Keys(Store("memory"))
        await stranger._store.open()  # pyright: ignore[reportPrivateUsage]
        foreign, _ = await stranger.create("x", SOME)
        await stranger._store.close()  # pyright: ignore[reportPrivateUsage]
        assert await refused(keys, foreign) == "key_unknown"

    with_keys(place, work)


@given(st.text())
def test_no_text_is_a_key_by_chance(sent: str) -> None:
    code = asyncio.run(refused(Keys(Store("memory")), sent))  # the store is not even open
    assert code == ("key_unknown" if sent else "key_missing")


def test_an_expired_key_is_refused_from_its_moment_on(place: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        secret, _ = await keys.create("x", SOME, expires=clock.now + DAY)
        clock.now += DAY - 1
        assert await keys.find(secret)
        assert await keys.any(usable=True)
        clock.now += 1
        assert await refused(keys, secret) == "key_expired"
        assert not await keys.any(usable=True)
        assert await keys.any()

    with_keys(place, work)


@pytest.mark.parametrize("by", ["id", "name", "hint"])
def test_a_revoked_key_is_refused_at_once_by_every_server(place: str, by: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        secret, made = await keys.create("试用", SOME)
        kept, _ = await keys.create("其他", SOME)
        elsewhere = Store(place)
        await elsewhere.open()
        others = Keys(elsewhere, clock)
        assert await others.find(secret) == made
        await others.close()
        clock.now += 5
        revoked = await keys.revoke(getattr(made, by))
        assert (revoked.id, revoked.revoked) == (made.id, clock.now)
        assert await refused(others, secret) == "key_revoked"
        assert await others.find(kept)
        clock.now += 5
        assert await keys.revoke(made.id) == revoked, "when it happened stays"
        await others.close()
        await elsewhere.close()

    with_keys(place, work)


def test_no_two_living_keys_have_one_name(place: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        made = [keys.create("博客", SOME) for _ in range(4)]  # at the same time
        results = await asyncio.gather(*made, return_exceptions=True)
        taken = [result for result in results if isinstance(result, InputError)]
        assert [error.code for error in taken] == ["key_name_taken"] * 3
        await keys.revoke("博客")
        _, again = await keys.create("博客", SOME)
        assert (await keys.revoke("博客")).id == again.id
        with pytest.raises(InputError, match="没有这个密钥"):
            await keys.revoke("博客")

    with_keys(place, work)


def test_an_id_is_not_hidden_by_a_name(place: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        _, first = await keys.create("x", SOME)
        await keys.create(first.id, SOME)
        assert (await keys.revoke(first.id)).name == "x"

    with_keys(place, work)


def test_the_last_use_is_kept_once_a_minute(place: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        secret, made = await keys.create("x", SOME)

        async def used() -> float | None:
            await keys.find(secret)
            await keys.close()
            return (await keys.list())[0].used

        first = clock.now
        assert await used() == first
        clock.now += 59
        assert await used() == first
        clock.now += 1
        assert await used() == clock.now
        assert await keys.list() == (replace(made, used=clock.now),)

    with_keys(place, work)


@pytest.mark.parametrize(
    "name", ["", " ", " a", "a" * 101, "a\r\nb", "a\x1b[31m", "a\x00", "\udcff", "a\u202eb"]
)
def test_a_name_is_short_and_printable(name: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        with pytest.raises(InputError) as caught:
            await keys.create(name, SOME)
        assert caught.value.code == "bad_key_name"
        assert "\x1b" not in caught.value.message
        with pytest.raises(InputError, match="没有这个密钥"):
            await keys.revoke(name)

    with_keys("memory", work)


HOSTILE = ("'; DROP TABLE keys; --", '" OR 1=1 --', "%", "_", "\\", "${x}", "{0}", "<script>")


@pytest.mark.parametrize("name", [*HOSTILE, "a" * 100, "汉" * 100, "😀"])
def test_any_printable_name_is_only_a_name(place: str, name: str) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        secret, _ = await keys.create(name, SOME)
        await keys.create("other", SOME)
        assert (await keys.find(secret)).name == name
        assert (await keys.revoke(name)).name == name
        assert {key.name: key.revoked is None for key in await keys.list()} == {
            name: False, "other": True,
        }  # fmt: skip

    with_keys(place, work)


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (0, -1, 0), (0, 0, 2**31)])
def test_an_allowance_fits_into_the_store(numbers: tuple[int, int, int]) -> None:
    async def work(keys: Keys, clock: Clock, store: Store) -> None:
        with pytest.raises(InputError, match="整数"):
            await keys.create("x", Allowance(*numbers))
        with pytest.raises(InputError, match="已过"):
            await keys.create("x", SOME, expires=clock.now)

    with_keys("memory", work)
