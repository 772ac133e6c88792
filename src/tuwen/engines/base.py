"""The seam every engine implements. Knows no HTTP, cache, keys or files."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tuwen.article import Article
from tuwen.engines.options import Options
from tuwen.reading.types import Reading
from tuwen.summary import Usage
from tuwen.task import Order


class Cancellation:
    """Set once, from any thread, by whoever no longer wants an answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._then: list[Callable[[], object]] = []

    @property
    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        """Cancel; what was registered runs now, in this thread, and only once."""
        with self._lock:
            self._set = True
            then, self._then = self._then, []
        for call in then:
            call()

    def then(self, call: Callable[[], object]) -> None:
        """Have `call` run when this is set; at once where it is."""
        with self._lock:
            if not self._set:
                self._then.append(call)
                return
        call()


@dataclass(frozen=True, slots=True)
class Correction:
    """An answer that was given before, and what it says that the picture does not bear out."""

    answer: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One piece of work for an engine."""

    order: Order
    reading: Reading
    article: Article = field(default_factory=Article)
    shown: bytes | None = None  # figure.shown's copy; None only where an engine needs no pixels
    language: str = "zh"  # of the text: one of the engine's languages
    max_tokens: int = 1024
    correction: Correction | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)


@dataclass(frozen=True, slots=True)
class Finish:
    """How an answer ended; the last piece of a stream, where an engine has something to tell."""

    usage: Usage | None = None
    cut_off: bool = False  # it ran into `max_tokens`


@dataclass(frozen=True, slots=True)
class Health:
    """How an engine is doing, for whoever watches it; None: it has no such thing."""

    up: bool = True  # could answer now, as far as it knows
    restarts: int | None = None  # of a server of its own
    resting: bool | None = None  # its server keeps failing and is left alone for a while
    steps: tuple[int, ...] | None = None  # of the model, by how many rows shared one: 0, 1, 2 ...


class Engine(ABC):
    """Turns a Request into text; `__init__` is cheap, `start` may be heavy."""

    name: str
    model: str
    languages: tuple[str, ...] = ("zh",)
    needs_pixels: bool = True
    invents: bool = True  # what it writes has to be checked, and may be asked for again
    together: bool = False  # writes all parts of the task `all` in one answer, under their titles
    uses: frozenset[str] = frozenset()  # the fields of Options that mean something to it
    at_once: int = 64  # requests that it gets nothing out of having more of
    rank: int = 0  # `auto` takes the highest of those that are configured

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    @classmethod
    def configured(cls, options: Options) -> bool:
        """Whether a user has set up what this engine needs, so that `auto` may take it."""
        return False

    def start(self) -> None:  # noqa: B027 - most engines have something to start, not all
        """Load what is heavy. Raises EngineError, ConfigError."""

    @abstractmethod
    def stream(self, request: Request) -> Iterator[str | Finish]:
        """Yield the answer piece by piece. Raises EngineError."""

    @property
    def health(self) -> Health:
        """How it is doing; cheap, and asked from any thread."""
        return Health()

    def close(self) -> None:  # noqa: B027
        """Give back what `start` took."""
