"""Work in other processes: one process a core, each with its own queue of one.

A process that dies or hangs takes nobody's work with it but its own: it is replaced,
and its work tried once more. A job that is a generator asks: what it yields is put to
whoever submitted it, and the answer goes back. Knows nothing of what the work is.
"""

import logging
import math
import multiprocessing
import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from tuwen.errors import Busy, EngineError, TuwenError

Result = TypeVar("Result")
Job = Callable[..., Result | Generator[Any, Any, Result]]
Answering = Callable[[Any], Any]
START_TIMEOUT_S = 120.0
_log = logging.getLogger("tuwen.workers")


def _nothing() -> None:
    pass


def _knows_nothing(_question: Any) -> None:
    pass


class WorkerDied(Exception):
    """The process ended, or had to be ended, before it answered."""


class Worker(Generic[Result]):
    """One process that runs `job`; used by one thread at a time."""

    def __init__(self, job: Job[Result], prepare: Callable[[], None]) -> None:
        self._job = job
        self._prepare = prepare
        self._process: SpawnProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self.starts = 0

    def start(self) -> None:
        """Start the process and wait until it is warm. Raises what `prepare` raised."""
        self.starts += 1
        self._pipe, theirs = multiprocessing.Pipe()
        process = SpawnProcess(target=_work, args=(theirs, self._job, self._prepare), daemon=True)
        self._process = process
        try:
            with _interrupts_held_back():
                process.start()
            theirs.close()
            self._answer(START_TIMEOUT_S, _knows_nothing)
        except BaseException:
            self.stop()
            raise

    def call(
        self, args: tuple[Any, ...], timeout: float, answering: Answering = _knows_nothing
    ) -> Result:
        """Run the job once. Raises what the job or `answering` raised, or WorkerDied."""
        if self._pipe is None:
            self.start()
        assert self._pipe is not None
        try:
            self._pipe.send(args)
        except OSError as error:
            self.stop()
            raise WorkerDied from error
        return self._answer(timeout, answering)

    def stop(self) -> None:
        """End the process at once."""
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def kill(self) -> None:
        """End the process from another thread; the one that waits for it notices."""
        if self._process is not None and self._process.pid is not None:
            self._process.kill()

    def _answer(self, timeout: float, answering: Answering) -> Result:
        assert self._pipe is not None
        try:
            while True:
                if not self._pipe.poll(timeout):
                    message = f"处理超过 {timeout:.0f} 秒，已中止；请缩小图片后再试。"
                    raise EngineError("too_slow", message)
                said, answer = self._pipe.recv()
                if said != "asks":
                    break
                self._pipe.send(answering(answer))
        except (EOFError, OSError) as error:
            self.stop()
            raise WorkerDied from error
        except BaseException:
            self.stop()  # it would wait for its answer for ever
            raise
        if said == "done":
            return answer
        raise answer


class WorkerPool(Generic[Result]):
    """As many workers as cores, and a queue in front of them that does not grow without end."""

    def __init__(
        self,
        job: Job[Result],
        *,
        prepare: Callable[[], None] = _nothing,
        size: int | None = None,
        queue_limit: int | None = None,
        timeout_s: float = 120.0,
    ) -> None:
        self.size = size or cores()
        self.queue_limit = queue_limit
        self._limit = None if queue_limit is None else self.size + queue_limit
        self._timeout = timeout_s
        self._workers = [Worker(job, prepare) for _ in range(self.size)]
        self._idle: queue.SimpleQueue[Worker[Result]] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="tuwen-worker")
        self._starting: list[Future[None]] = []
        self._lock = threading.Lock()
        self._admitted = 0
        self._closed = False

    def start(self) -> None:
        """Begin to start the workers, once; work may be submitted at once."""
        if not self._starting:
            self._starting = [self._threads.submit(self._warm, each) for each in self._workers]

    @property
    def ready(self) -> bool:
        """Whether every worker is warm."""
        return bool(self._starting) and all(
            start.done() and not start.cancelled() and start.exception() is None
            for start in self._starting
        )

    def wait_until_ready(self) -> None:
        """Wait for every worker to be warm. Raises why one could not start."""
        for start in self._starting:
            start.result()

    @property
    def failure(self) -> BaseException | None:
        """Why a worker could not start, if so."""
        for start in self._starting:
            if start.done() and not start.cancelled() and start.exception():
                return start.exception()
        return None

    @property
    def load(self) -> tuple[int, int]:
        """How many workers are busy (with getting warm, too), and how much work waits for one."""
        busy = self.size - self._idle.qsize()
        return busy, max(0, self._admitted - busy)

    @property
    def restarts(self) -> int:
        """How many processes were started in place of one that died or hung."""
        return sum(max(0, worker.starts - 1) for worker in self._workers)

    def submit(self, *args: Any, answering: Answering = _knows_nothing) -> Future[Result]:
        """Queue one piece of work; cancelling drops it unless it has begun. Raises Busy.

        What the job asks is `answering`'s, called in a thread of the pool.
        """
        with self._lock:
            if self._limit is not None and self._admitted >= self._limit:
                raise Busy("busy", "当前排队的图片过多；请稍后再试。")
            self._admitted += 1
        future = self._threads.submit(self._run, args, answering)
        future.add_done_callback(self._leave)
        return future

    def close(self) -> None:
        """End every worker and drop what waits."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.kill()
        self._threads.shutdown(wait=True)
        for worker in self._workers:
            worker.stop()

    def _leave(self, _future: Future[Result]) -> None:
        with self._lock:
            self._admitted -= 1

    def _warm(self, worker: Worker[Result]) -> None:
        try:
            worker.start()
        finally:
            self._idle.put(worker)

    def _run(self, args: tuple[Any, ...], answering: Answering) -> Result:
        worker = self._idle.get()
        try:
            if self._closed:
                raise EngineError("closing", "服务正在关闭；请稍后再试。")
            try:
                return worker.call(args, self._timeout, answering)
            except WorkerDied:
                if self._closed:
                    raise
                _log.warning("a worker died; its work is tried once more")
                return worker.call(args, self._timeout, answering)
        except WorkerDied as error:
            message = "处理图片的进程意外退出（可能是内存不足）；请缩小图片，或稍后再试。"
            raise EngineError("worker_died", message) from error
        finally:
            self._idle.put(worker)


def cores() -> int:
    """Count the cores this process may use, a container's quota included."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
        count = min(count or 1, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):  # no quota, or not Linux
        pass
    return max(1, count or 1)


def _work(
    pipe: "Connection[Any, Any]", job: Callable[..., Any], prepare: Callable[[], None]
) -> None:
    """The life of a worker process; ends when the other end of the pipe does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        prepare()
        pipe.send(("done", None))
        while True:
            args = pipe.recv()
            pipe.send(_outcome(job, args, pipe))
    except TuwenError as error:
        pipe.send(("failed", error))
    except (EOFError, OSError):
        pass


def _outcome(
    job: Callable[..., Any], args: tuple[Any, ...], pipe: "Connection[Any, Any]"
) -> tuple[str, Any]:
    try:
        result = job(*args)
        return "done", _asked(result, pipe) if isinstance(result, Generator) else result
    except TuwenError as error:
        return "failed", error
    except Exception:
        return "failed", RuntimeError(f"in a worker process:\n{traceback.format_exc()}")


def _asked(job: Generator[Any, Any, Any], pipe: "Connection[Any, Any]") -> Any:
    try:
        question = next(job)
        while True:
            pipe.send(("asks", question))
            question = job.send(pipe.recv())
    except StopIteration as stop:
        return stop.value


@contextmanager
def _interrupts_held_back() -> Generator[None]:
    """Ctrl-C is the parent's business: the child inherits a blocked SIGINT."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which would take the block away again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
