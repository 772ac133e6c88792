"""Equal work is done once for all who want it at the same time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from tuwen.errors import Busy
from tuwen.service.flights import Flights


class Work:
    """Says a, b and end, each when it is let; counts how often it was begun and cancelled."""

    def __init__(self) -> None:
        self.begun = self.cancelled = 0
        self.may = asyncio.Semaphore(0)

    async def run(self) -> AsyncGenerator[str]:
        self.begun += 1
        try:
            for piece in ("a", "b", "end"):
                await self.may.acquire()
                yield piece
            await self.may.acquire()  # keeps what was said
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def flights() -> Flights[str]:
    return Flights(last=lambda piece: piece == "end")


def let(work: Work, times: int) -> None:
    for _ in range(times):
        work.may.release()


async def heard(flights: Flights[str], work: Work) -> list[str]:
    return [piece async for piece in flights.join("key", work.run)]


def test_what_is_too_much_is_refused_at_once_and_what_is_under_way_is_not() -> None:
    async def run() -> None:
        work, all_ = Work(), Flights[str](last=lambda piece: piece == "end", most=1)
        first = asyncio.ensure_future(heard(all_, work))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(heard(all_, work))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await anext(all_.join("other", work.run))
        let(work, 4)
        assert await first == await second == ["a", "b", "end"]

    asyncio.run(run())


def test_a_hundred_who_want_the_same_have_it_done_once() -> None:
    async def run() -> None:
        work, all_ = Work(), flights()
        listening = [asyncio.ensure_future(heard(all_, work)) for _ in range(100)]
        await asyncio.sleep(0)
        let(work, 4)
        assert await asyncio.gather(*listening) == [["a", "b", "end"]] * 100
        assert work.begun == 1

    asyncio.run(run())


def test_who_comes_late_hears_all_of_it() -> None:
    async def run() -> None:
        work, all_ = Work(), flights()
        async with aclosing(all_.join("key", work.run)) as early:
            let(work, 1)
            assert await anext(early) == "a"
            late = asyncio.ensure_future(heard(all_, work))
            await asyncio.sleep(0)
            let(work, 3)
            assert await late == ["a", "b", "end"]
        assert work.begun == 1

    asyncio.run(run())


def test_done_work_is_begun_again_for_the_next() -> None:
    async def run() -> None:
        work, all_ = Work(), flights()
        let(work, 8)
        assert await heard(all_, work) == await heard(all_, work) == ["a", "b", "end"]
        assert work.begun == 2

    asyncio.run(run())


def test_the_work_ends_when_the_last_listener_leaves_and_not_before() -> None:
    async def run() -> None:
        work, all_ = Work(), flights()
        first, second = all_.join("key", work.run), all_.join("key", work.run)
        let(work, 1)
        assert (await anext(first), await anext(second)) == ("a", "a")
        await first.aclose()
        let(work, 1)
        assert await anext(second) == "b"
        await second.aclose()
        let(work, 4)
        assert await heard(all_, work) == ["a", "b", "end"]
        assert (work.begun, work.cancelled) == (2, 1)

    asyncio.run(run())


def test_work_that_has_said_all_is_left_to_keep_it() -> None:
    async def run() -> None:
        work, all_ = Work(), flights()
        let(work, 3)
        async with aclosing(all_.join("key", work.run)) as pieces:
            async for piece in pieces:
                if piece == "end":
                    break
        let(work, 1)
        assert await heard(all_, work) == ["a", "b", "end"]  # still under way, heard at once
        assert (work.begun, work.cancelled) == (1, 0)

    asyncio.run(run())


def test_what_goes_wrong_goes_wrong_for_all() -> None:
    async def broken() -> AsyncGenerator[str]:
        yield "a"
        raise ValueError("broken")

    async def one(all_: Flights[str]) -> None:
        async for _ in all_.join("key", broken):
            pass

    async def run() -> None:
        all_ = flights()
        results = await asyncio.gather(*(one(all_) for _ in range(3)), return_exceptions=True)
        assert [str(each) for each in results] == ["broken"] * 3
        with pytest.raises(ValueError, match="broken"):  # and is tried anew
            await one(all_)

    asyncio.run(run())
