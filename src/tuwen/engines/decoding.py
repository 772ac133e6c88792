"""Continuous batching: one thread owns the model, requests join and leave while it decodes.

Where memory runs out, rows go back into the queue with what they have said, and are read again
later: none is lost. Knows no tokenizer and no text.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tuwen.engines.base import Cancellation
from tuwen.engines.batch import Batch, Row
from tuwen.engines.cache import torch
from tuwen.errors import EngineError

log = logging.getLogger(__name__)

PREFILL_TOKENS = 8192  # of one pass, padding included: those who decode must not wait for long
WEIGHT = 8  # a token that is being read takes about as much memory as so many in the cache
PADDED = 1.25  # so many times its tokens is the most that a pass may take
GATHER = 0.004  # seconds that a first request waits for others, so that they are read together
ROWS = 64
TOO_LARGE = "out_of_memory"
OUT_OF_MEMORY = ("out of memory", "not enough memory", "can't allocate memory")


@dataclass(frozen=True, slots=True)
class End:
    """The last that is heard of a sequence."""

    cut_off: bool = False
    error: EngineError | None = None


@dataclass(eq=False, slots=True)
class Sequence(Row):
    """A row with someone who waits for it."""

    cancellation: Cancellation = field(default_factory=Cancellation)
    abandoned: bool = False
    out: queue.SimpleQueue[int | End] = field(default_factory=queue.SimpleQueue[int | End])

    @property
    def unwanted(self) -> bool:
        return self.abandoned or self.cancellation.is_set


class Decoder:
    """Decodes greedily; `ends` are the tokens that close an answer."""

    def __init__(self, model: Any, ends: set[int], *, token_budget: int) -> None:
        """`token_budget` is how many tokens the cache has room for, padding included."""
        self._batch = Batch(model)
        self._ends = ends
        self._budget = token_budget
        self._pass = min(PREFILL_TOKENS, token_budget // WEIGHT)
        self._limit = ROWS
        self._steps = [0] * (ROWS + 1)
        self._waiting: deque[Sequence] = deque()
        self._news = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="decoder", daemon=True)
        self._thread.start()

    def decode(self, sequence: Sequence) -> Iterator[int | End]:
        """Yield the sequence's tokens and an End. Raises EngineError."""
        with self._news:
            if self._closed:
                raise EngineError("engine_closed", "引擎已经关闭，请重新启动服务后再试。")
            self._waiting.append(sequence)
            self._news.notify()
        sequence.cancellation.then(self._wake)
        try:
            while True:
                item = sequence.out.get()
                if isinstance(item, End) and item.error:
                    raise item.error
                yield item
                if isinstance(item, End):
                    return
        finally:
            sequence.abandoned = True  # whoever reads no further wants no further tokens

    @property
    def steps(self) -> tuple[int, ...]:
        """How many steps were taken with 0, 1, 2 ... rows."""
        return tuple(self._steps)

    def close(self) -> None:
        """End the thread; those who wait get an error."""
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()

    def _wake(self) -> None:
        with self._news:
            self._news.notify()

    def _run(self) -> None:
        while self._rest():
            if failure := _failure(self._turn):  # not of the model's: the loop goes on
                self._drop(failure)
        closing = EngineError("engine_closed", "引擎正在关闭，这个请求没有做完，请稍后再试。")
        self._end([*self._rows, *self._waiting], error=closing)

    @property
    def _rows(self) -> list[Sequence]:
        return [row for row in self._batch.rows if isinstance(row, Sequence)]

    def _rest(self) -> bool:
        """Wait for work; whether there is any."""
        with self._news:
            if not self._batch.rows and not self._waiting:
                self._news.wait_for(lambda: self._waiting or self._closed)
                if not self._closed:
                    self._news.wait_for(lambda: self._closed, GATHER)
            return not self._closed

    def _turn(self) -> None:
        if newcomers := self._admitted():
            self._read(newcomers)
        self._sort_out()
        if self._batch.rows:
            self._advance()
            self._sort_out()

    def _admitted(self) -> list[Sequence]:
        """Take from the queue what fits: into memory, and into one pass."""
        with self._news:
            unwanted = [row for row in self._waiting if row.unwanted]
            self._waiting = deque(row for row in self._waiting if not row.unwanted)
            chosen: list[Sequence] = []
            for one in list(self._waiting):  # the first is never passed over
                if not self._fits(chosen, one):
                    break
                if not chosen or self._alike(chosen, one):
                    chosen.append(one)
                    self._waiting.remove(one)
        self._end(unwanted)
        return chosen

    def _fits(self, chosen: list[Sequence], one: Sequence) -> bool:
        if not self._batch.rows and not chosen:
            return True  # alone it must be tried
        rows: list[Row] = [*self._batch.rows, *chosen, one]
        return len(rows) <= self._limit and len(rows) * max(r.longest for r in rows) <= self._budget

    def _alike(self, chosen: list[Sequence], one: Sequence) -> bool:
        """Whether it can be read with the others, and little of the pass would be padding."""
        unread = [row.unread for row in [*chosen, one]]
        read = len(unread) * max(unread)
        return one.like(chosen[0]) and read <= min(self._pass, sum(unread) * PADDED)

    def _read(self, newcomers: list[Sequence]) -> None:
        failure = _failure(lambda: self._batch.join(newcomers))
        if failure is None:
            for row in newcomers:
                self._tell(row)
        elif len(newcomers) > 1:  # too many at once, or one of them is to blame
            half = len(newcomers) // 2
            self._read(newcomers[:half])
            self._read(newcomers[half:])
        elif failure.code == TOO_LARGE and self._batch.rows:
            self._limit = len(self._batch.rows)
            self._put_back(newcomers)
        else:
            self._end(newcomers, error=failure)

    def _advance(self) -> None:
        failure = _failure(self._batch.advance)
        rows = self._rows
        if failure is None:
            self._steps[len(rows)] += 1
            for row in rows:
                self._tell(row)
        elif failure.code == TOO_LARGE and len(rows) > 1:
            self._limit = len(rows) // 2
            self._put_back(rows[self._limit :])
            self._batch.keep(rows[: self._limit])
        else:
            self._drop(failure)

    def _drop(self, failure: EngineError) -> None:
        """Empty the batch; what only lacked memory is read again, fewer at once."""
        rows = self._rows
        self._batch.keep(())
        if failure.code == TOO_LARGE and len(rows) > 1:
            self._limit = len(rows) // 2
            self._put_back(rows)
        else:
            self._end(rows, error=failure)

    def _tell(self, row: Sequence) -> None:
        if row.tokens[-1] not in self._ends:
            row.out.put(row.tokens[-1])

    def _sort_out(self) -> None:
        """Let those go that are done, and those whom nobody waits for."""
        rows = self._rows
        ended = [row for row in rows if row.tokens[-1] in self._ends]
        full = [row for row in rows if len(row.tokens) >= row.max_tokens and row not in ended]
        unwanted = [row for row in rows if row.unwanted and row not in [*ended, *full]]
        gone = [*ended, *full, *unwanted]
        self._end([*ended, *unwanted])
        self._end(full, cut_off=True)
        self._limit = min(ROWS, self._limit + len(gone))
        self._batch.keep(row for row in rows if row not in gone)

    def _put_back(self, rows: list[Sequence]) -> None:
        with self._news:
            self._waiting.extendleft(reversed(rows))

    def _end(
        self, rows: list[Sequence], *, cut_off: bool = False, error: EngineError | None = None
    ) -> None:
        for row in rows:
            row.out.put(End(cut_off, error))


def _failure(step: Callable[[], None]) -> EngineError | None:
    """Do it; what went wrong, without the traceback, which would hold on to memory."""
    try:
        step()
    except MemoryError:
        pass
    except RuntimeError as error:  # torch.OutOfMemoryError is one
        if not any(words in str(error).lower() for words in OUT_OF_MEMORY):
            return _failed()
    except Exception:
        return _failed()
    else:
        return None
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return EngineError(
        TOO_LARGE, "内存装不下这张图片和提示词：请缩小图片，换用更低的精度（int4），或换一台机器。"
    )


def _failed() -> EngineError:
    log.exception("the model failed")
    return EngineError("model_failed", "模型运行出错；请稍后再试，详情见服务的日志。")
