"""The seam every engine implements. Knows no HTTP, cache, keys or files."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field

from tuwen.article import Article
from tuwen.figure.types import Figure
from tuwen.reading.types import Reading
from tuwen.task import Order


@dataclass(frozen=True, slots=True)
class Request:
    """One piece of work for an engine."""

    order: Order
    reading: Reading
    article: Article = field(default_factory=Article)
    figure: Figure | None = None  # None only for engines that do not look at pixels
    language: str = "zh"  # of the text: one of the engine's languages
    max_tokens: int = 1024


class Engine(ABC):
    """Turns a Request into text; `__init__` is cheap, `start` may be heavy."""

    name: str
    model: str
    languages: tuple[str, ...] = ("zh",)
    needs_pixels: bool = True

    def start(self) -> None:  # noqa: B027 - most engines have something to start, not all
        """Load what is heavy."""

    @abstractmethod
    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer piece by piece. Raises EngineError."""

    def close(self) -> None:  # noqa: B027
        """Give back what `start` took."""
