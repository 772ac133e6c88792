"""Processes killed with SIGKILL under load: whether a request, or the store, comes to harm.

    python bench/chaos.py [--kills 50] [--only WAY]... [--save]

workers   one of the readers, at a drawn moment, again and again
server    the server itself; a new one is started with the same store

What should not be: an answer with another text than usual, an error in another than the common
form; a request that ends in nothing while its server lives; a process that outlives its server;
a store that is damaged, or without a row of what was answered a second before.
"""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from asking import Answer, Client, Sent
from fuzz import wrong
from measuring import heading, parser, publish, quantiles, table
from service_ways import Server, small_picture, started, tuwen, upload

from tuwen.server.processes import below, stat_lines

AT_ONCE = 6
KNOWN = 8
BETWEEN_S = (0.5, 2.5)  # kills of a worker
LIVES_S = (0.5, 3.0)  # of a server, once it is ready
WRITTEN_AFTER_S = 1.0  # what was answered is in the store
ORPHANED_S = 5.0  # until a process without its server ends


@dataclass(slots=True)
class Told:
    """What came of the requests."""

    usual: str = ""  # the text of every answer: all pictures show the same
    statuses: Counter[str] = field(default_factory=Counter[str])
    wrong: Counter[str] = field(default_factory=Counter[str])
    took_ms: list[float] = field(default_factory=list[float])
    answered: dict[str, float] = field(default_factory=dict[str, float])  # id: when

    def take(self, answer: Answer, *, living: bool) -> None:
        self.statuses[answer.status] += 1
        if answer.status == "200":
            found = json.loads(answer.body)
            self.usual = self.usual or found["text"]
            self.answered[found["id"]] = time.time()
            self.took_ms.append(answer.took_ms)
            if found["text"] != self.usual:
                self.wrong["another text than usual"] += 1
        elif living or answer.status not in ("closed", "away"):
            cut = answer.status in ("closed", "away")
            complaint = "no answer" if cut else wrong(answer.status, answer.body)
            if complaint and "worker_died" not in complaint:
                self.wrong[complaint] += 1


def main() -> None:
    """Kill and print."""
    options = parser(__doc__)
    options.add_argument("--kills", type=int, default=50, help="of each way")
    options.add_argument("--only", choices=tuple(WAYS), action="append")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    text = heading("Chaos", "two boxes and an arrow; known ones and new ones by turns", ("Tuwen",))
    rows: list[dict[str, Any]] = []
    failed: Counter[str] = Counter()
    for name in given.only or WAYS:
        with tempfile.TemporaryDirectory() as folder:
            told, chance = Told(), random.Random(given.seed)
            row = WAYS[name](Path(folder) / "store.db", told, chance, given.kills)
        said = ", ".join(f"{status}: {n}" for status, n in sorted(told.statuses.items()))
        rows.append({"killed": name, "times": given.kills, "answers": said, **row})
        failed.update({f"{name}: {each}": n for each, n in told.wrong.items() if n})
    for row in rows:
        text += "\n" + table([{"": key, " ": value} for key, value in row.items()]) + "\n"
    listed = "\n".join(f"- {each} ({times} times)" for each, times in failed.items())
    text += f"\nWhat should not be:\n{listed or '- nothing'}\n"
    publish("chaos", text, rows, given)
    sys.exit(bool(failed))


def workers(store: Path, told: Told, chance: random.Random, kills: int) -> dict[str, Any]:
    """Kill readers of one server that goes on."""
    with started(_command(store), "/readyz") as server:

        async def killed() -> None:
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(*BETWEEN_S))
                if readers := _readers(server):
                    os.kill(chance.choice(readers), signal.SIGKILL)

        asyncio.run(_under_load(server, told, killed, count(), living=True))
        asyncio.run(asyncio.sleep(WRITTEN_AFTER_S))
        left = len(_readers(server))
    _look_into(store, told, until=time.time())
    median, slow = quantiles(told.took_ms)
    return {
        "answered after, p50 / p95 / max ms": f"{median:.0f} / {slow:.0f} / "
        f"{max(told.took_ms):.0f}",
        "readers in the end": left,
    }


def server(store: Path, told: Told, chance: random.Random, kills: int) -> dict[str, Any]:
    """Kill servers, each with the store of the one before."""
    ready_s: list[float] = []
    lost, numbers = 0, count()
    for _ in range(kills):
        begun = time.perf_counter()
        with started(_command(store), "/readyz") as one:
            ready_s.append(time.perf_counter() - begun)
            others = list(below(one.pid, stat_lines()))

            async def killed(one: Server = one) -> None:
                await asyncio.sleep(chance.uniform(*LIVES_S))
                os.kill(one.pid, signal.SIGKILL)

            asyncio.run(_under_load(one, told, killed, numbers, living=False))
            lost += _look_into(store, told, until=time.time() - WRITTEN_AFTER_S)
            told.wrong["a process that outlives its server"] += _orphans(others)
    median, slow = quantiles(ready_s)
    return {
        "ready again after, p50 / p95 / max s": f"{median:.1f} / {slow:.1f} / {max(ready_s):.1f}",
        "cut off, a kill": f"{told.statuses['closed'] / kills:.1f}",
        "answered within a second before, not in the journal": lost,
    }


WAYS: dict[str, Callable[[Path, Told, random.Random, int], dict[str, Any]]] = {
    "workers": workers,
    "server": server,
}


def _command(store: Path) -> list[str]:
    return tuwen("--engine", "embedded", "--store", str(store))


async def _under_load(
    server: Server, told: Told, harm: Callable[[], Any], numbers: Iterator[int], *, living: bool
) -> None:
    """Ask while harm is done; every request that was begun is waited for."""
    harming = asyncio.ensure_future(harm())

    async def asker() -> None:
        client = Client(server.port, kept=True)
        while not harming.done():
            number = next(numbers)
            shown = number % KNOWN if number % 2 else KNOWN + number
            told.take(await client.ask(Sent(upload(small_picture(shown)))), living=living)
        client.close()

    await asyncio.gather(harming, *(asker() for _ in range(AT_ONCE)))


def _readers(server: Server) -> list[int]:
    found: list[int] = []
    for pid in below(server.pid, stat_lines()):
        try:
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        except OSError:  # ended meanwhile
            continue
    return found


def _look_into(store: Path, told: Told, *, until: float) -> int:
    """Check the store; return how many answered after `until` are not in the journal."""
    with closing(sqlite3.connect(store)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            told.wrong["a damaged store"] += 1
        rows = connection.execute("SELECT id FROM journal WHERE error = ''").fetchall()
    written = {each for (each,) in rows}
    missing = [when for each, when in told.answered.items() if each not in written]
    told.answered.clear()
    told.wrong["answered, and not in the journal"] += sum(when <= until for when in missing)
    return sum(when > until for when in missing)


def _orphans(pids: list[int]) -> int:
    """How many of these processes do not end by themselves."""
    until = time.monotonic() + ORPHANED_S
    while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and (
        time.monotonic() < until
    ):
        time.sleep(0.05)
    return len(left)


if __name__ == "__main__":
    main()
