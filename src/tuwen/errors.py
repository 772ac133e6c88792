"""What can go wrong, in words fit to print. Knows nothing of exit codes or HTTP.

TuwenError            code (stable, snake_case) + message (what happened, what to do)
  InputError          the user's picture or request
  EngineError         the engine failed
  ConfigError         the set-up is wrong: nothing was started
  Unauthorized        no key, or not one that may do this
  StoreError          the database cannot be used at present
  Busy                the queue is full: try again after `retry_after` seconds
  TooMany             one's own allowance is used up: try again after `retry_after` seconds
"""

from typing import Any


class TuwenError(Exception):
    """Base of every error that may reach a user; `message` is Chinese, fit to print."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type["TuwenError"], tuple[Any, ...]]:
        return type(self), (self.code, self.message)  # survives a process border


class InputError(TuwenError):
    """The picture or the request cannot be used as given."""


class EngineError(TuwenError):
    """The engine could not produce an answer."""


class ConfigError(TuwenError):
    """Settings contradict each other or the machine."""


class Unauthorized(TuwenError):
    """A request without a key that allows it."""


class StoreError(TuwenError):
    """The store cannot be read or written at present."""


class Busy(TuwenError):
    """Too many requests are waiting."""

    retry_after = 2


class TooMany(TuwenError):
    """An allowance of `limit` requests is used up; in `retry_after` seconds there is some again."""

    def __init__(self, code: str, message: str, limit: int, retry_after: int) -> None:
        super().__init__(code, message)
        self.limit = limit
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[type["TuwenError"], tuple[Any, ...]]:
        return type(self), (self.code, self.message, self.limit, self.retry_after)
