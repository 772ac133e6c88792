"""Processes that die, hang or are many: real ones."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tuwen.errors import Busy, ConfigError, EngineError, InputError
from tuwen.service.workers import WorkerPool, cores

Job = Callable[..., Any]


def job(what: str, *details: Any) -> Any:
    """Runs in a worker process."""
    match what:
        case "pid":
            return os.getpid()
        case "refuse":
            raise InputError("bad", "坏图。")
        case "defect":
            return 1 / 0
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "die once":
            mark = Path(details[0])
            if not mark.exists():
                mark.touch()
                os._exit(3)
            return "second try"
        case "wait for":
            while not Path(details[0]).exists():
                time.sleep(0.01)
            return "done"
        case "hang":
            threading.Event().wait()
        case _:
            pass
    return what


def cannot_start() -> None:
    raise ConfigError("no_model", "缺少模型。")


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool[Any]]:
    pool = WorkerPool[Any](job, size=2)
    pool.start()
    yield pool
    pool.close()


def test_work_is_done_in_other_processes(pool: WorkerPool[Any]) -> None:
    pids = {pool.submit("pid").result() for _ in range(6)}
    assert os.getpid() not in pids
    pool.wait_until_ready()
    assert pool.ready
    assert pool.failure is None


def test_errors_come_back_as_they_were(pool: WorkerPool[Any]) -> None:
    with pytest.raises(InputError) as caught:
        pool.submit("refuse").result()
    assert (caught.value.code, caught.value.message) == ("bad", "坏图。")


def test_a_defect_comes_back_with_its_trace(pool: WorkerPool[Any]) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        pool.submit("defect").result()


def test_a_worker_that_dies_is_replaced_and_its_work_retried(
    pool: WorkerPool[Any], tmp_path: Path
) -> None:
    assert pool.submit("die once", str(tmp_path / "mark")).result() == "second try"


def test_work_that_kills_twice_fails_alone(pool: WorkerPool[Any]) -> None:
    others = [pool.submit("pid") for _ in range(3)]
    deadly = pool.submit("die")
    others += [pool.submit("pid") for _ in range(3)]
    with pytest.raises(EngineError) as caught:
        deadly.result()
    assert caught.value.code == "worker_died"
    assert all(isinstance(other.result(), int) for other in others)


def test_a_full_queue_is_busy_and_cancelled_work_is_dropped(tmp_path: Path) -> None:
    go, never = tmp_path / "go", tmp_path / "never"
    pool = WorkerPool[Any](job, size=1, queue_limit=1)
    pool.start()
    running = pool.submit("wait for", str(go))
    while not running.running():
        pass
    waiting = pool.submit("die once", str(never))
    with pytest.raises(Busy):
        pool.submit("pid")
    while pool.load != (1, 1):
        pass
    assert waiting.cancel()
    assert pool.load == (1, 0)
    again = pool.submit("pid")  # the place is free again
    go.touch()
    assert running.result() == "done"
    assert isinstance(again.result(), int)
    with pytest.raises(CancelledError):
        waiting.result()
    assert not never.exists()
    pool.close()


def test_work_that_hangs_is_ended() -> None:
    pool = WorkerPool[Any](job, size=1, timeout_s=0.2)
    pool.start()
    with pytest.raises(EngineError) as caught:
        pool.submit("hang").result()
    assert caught.value.code == "too_slow"
    assert pool.restarts == 0
    assert isinstance(pool.submit("pid").result(), int)
    assert pool.restarts == 1
    pool.close()


def test_a_worker_that_cannot_start_says_why() -> None:
    pool = WorkerPool[Any](job, size=1, prepare=cannot_start)
    pool.start()
    with pytest.raises(ConfigError) as caught:
        pool.submit("pid").result()
    assert caught.value.message == "缺少模型。"
    assert not pool.ready
    assert isinstance(pool.failure, ConfigError)
    pool.close()


def test_closing_ends_what_runs() -> None:
    pool = WorkerPool[Any](job, size=1)
    pool.start()
    running, waiting = pool.submit("hang"), pool.submit("hang")
    while not running.running():
        pass
    pool.close()
    assert isinstance(running.exception(), EngineError)
    assert waiting.cancelled()


def test_partials_cross_the_border() -> None:
    pool = WorkerPool[Any](partial(job, "echo"), size=1)
    pool.start()
    assert pool.submit().result() == "echo"
    pool.close()


def test_cores_are_counted() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


def asking(*questions: str) -> Iterator[str]:
    """A job that asks, one thing after the other, and says what it was told."""
    told = []
    for question in questions:
        told.append((yield question))
    return told


@pytest.fixture(scope="module")
def curious() -> Iterator[WorkerPool[Any]]:
    pool = WorkerPool[Any](asking, size=1)
    pool.start()
    yield pool
    pool.close()


def test_a_job_is_told_what_it_asks(curious: WorkerPool[Any]) -> None:
    assert curious.submit("a", "b", answering=str.upper).result() == ["A", "B"]
    assert curious.submit("a").result() == [None]  # nobody knows


def test_who_cannot_answer_hears_why_and_the_next_is_served(curious: WorkerPool[Any]) -> None:
    def answering(question: str) -> str:
        raise EngineError("asleep", "没人。")

    with pytest.raises(EngineError, match="没人"):
        curious.submit("a", answering=answering).result()
    assert curious.submit("a", answering=str.upper).result() == ["A"]
