"""Keeps one server running: starts it, watches its health, starts it again, ends it.

Knows processes and what they print, not what they serve. Every server has a watchdog as its
parent, which ends the server and its children with us, even where we are killed.
"""

import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from tuwen.engines import watchdog

_log = logging.getLogger("tuwen.engines.supervisor")
LAST: Final = 40  # lines that are kept of what a server printed
LONGEST_LINE: Final = 500  # characters of a line that are passed on
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
State = Literal["starting", "up", "down", "given_up", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How patient a supervisor is; all in seconds but the counts."""

    poll: float = 0.2  # between looks at a server that is coming up
    check: float = 5.0  # between looks at one that is up
    sick: int = 3  # looks in a row that a server may fail before it counts as hung
    first_wait: float = 1.0  # before the first restart; doubles with each
    longest_wait: float = 60.0
    falls: int = 5  # in a row, after which it is left alone
    steady: float = 300.0  # up for so long, and what was before is forgotten
    grace: float = 10.0  # between asking a server to end and killing it


class Supervisor:
    """One server that is kept running between `start` and `stop`; safe to share."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        healthy: Callable[[], bool],
        pace: Pace | None = None,
    ) -> None:
        self._name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._healthy = healthy
        self._pace = pace or Pace()
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: deque[str] = deque(maxlen=LAST)
        self._state: State = "starting"
        self._lives = 0
        self._thread = threading.Thread(target=self._run, name=f"tuwen-{name}", daemon=True)

    @property
    def state(self) -> State:
        return self._state

    @property
    def restarts(self) -> int:
        """How often the server was started again."""
        return max(0, self._lives - 1)

    @property
    def lines(self) -> tuple[str, ...]:
        """The last lines that the server printed."""
        return tuple(self._lines)

    def start(self) -> State:
        """Start the server; return once it is up, has ended before it was, or `stop` was called."""
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._state != "starting")
        return self._state

    def stop(self) -> None:
        """End the server and whatever it started; returns when nothing of it is left."""
        with self._changed:
            self._stopping.set()
            process = self._process
        if process is not None:
            _close(process)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        pace, falls = self._pace, 0
        while not self._stopping.is_set():
            seconds_up = self._one_life()
            if self._stopping.is_set():
                break
            falls = 1 if seconds_up > pace.steady else falls + 1
            if self._state == "starting" or falls >= pace.falls:
                _log.error("%s ended and is not started again; %s", self._name, self._last())
                self._change("given_up")
                return
            wait = min(pace.first_wait * 2 ** (falls - 1), pace.longest_wait)
            _log.error("%s ended, starting again in %g s; %s", self._name, wait, self._last())
            self._stopping.wait(wait)
        self._change("stopped")

    def _one_life(self) -> float:
        """Start the server and stay with it until it has ended; return how long it was up."""
        with self._changed:
            if self._stopping.is_set():
                return 0.0
            self._lines.clear()
            self._lives += 1
            try:
                process = self._process = self._started()
            except OSError as error:
                self._lines.append(str(error))
                return 0.0
        ended, seconds_up = threading.Event(), 0.0
        threading.Thread(target=self._read, args=(process, ended), daemon=True).start()
        if self._came_up(process, ended):
            self._change("up")
            began = time.monotonic()
            self._stays_up(process, ended)
            seconds_up = time.monotonic() - began
            if not self._stopping.is_set():
                self._change("down")
        self._end(process, ended)
        return seconds_up

    def _started(self) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-I", "-S", str(Path(watchdog.__file__))]
        return subprocess.Popen(
            [*program, str(self._pace.grace), *self._command],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _came_up(self, process: subprocess.Popen[bytes], ended: threading.Event) -> bool:
        while process.poll() is None and not self._stopping.is_set():
            if self._healthy():
                return True
            ended.wait(self._pace.poll)
        return False

    def _stays_up(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """Return when the server has ended, has lost its watchdog, or hangs."""
        sick = 0
        while not ended.wait(self._pace.check) and process.poll() is None:
            sick = 0 if self._healthy() else sick + 1
            if sick >= self._pace.sick:
                _log.error("%s no longer answers; ending it", self._name)
                return

    def _end(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """Leave nothing of a server behind."""
        _close(process)
        patience = self._pace.grace + 5 if process.poll() is None else 1.0
        if not ended.wait(patience):  # the watchdog is gone, or cannot do it
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            ended.wait(self._pace.grace)

    def _read(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """Pass on what the server prints; its end is when nobody is left who could print."""
        assert process.stdout is not None
        with process.stdout as output:
            for raw in iter(lambda: output.readline(64 * LONGEST_LINE), b""):
                text = _COLOURS.sub("", raw.decode("utf-8", "replace")).strip()[:LONGEST_LINE]
                if text:
                    self._lines.append(text)
                    _log.info("%s: %s", self._name, text)
        process.wait()
        ended.set()

    def _change(self, state: State) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def _last(self) -> str:
        return "\n  ".join(("its last lines:", *self._lines))


def _close(process: subprocess.Popen[bytes]) -> None:
    """Let go of the pipe that the watchdog holds the other end of."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
