"""A circuit breaker: a server that keeps failing is left alone for a while."""

import threading
import time
from collections.abc import Callable
from typing import Final

FAILURES: Final = 3  # in a row, after which the circuit opens
REST: Final = 15.0  # seconds until one request may try again


class Breaker:
    """Counts failures in a row; safe to share between threads."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        failures: int = FAILURES,
        rest: float = REST,
    ) -> None:
        self._clock = clock
        self._bearable = failures
        self._rest = rest
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    @property
    def open(self) -> bool:
        """Whether requests are held back."""
        return self._failures >= self._bearable

    def allows(self) -> bool:
        """Whether a request may go out now; after the rest one may, and the next wait for it."""
        with self._lock:
            if self._failures < self._bearable:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + self._rest
            return True

    def record(self, *, good: bool) -> None:
        """Take note of how a request went."""
        with self._lock:
            self._failures = 0 if good else self._failures + 1
            if self._failures >= self._bearable:
                self._open_until = self._clock() + self._rest
