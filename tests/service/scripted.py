"""Engines that say what a test gives them."""

from collections.abc import Iterator

from tuwen.engines.base import Engine, Finish, Request
from tuwen.engines.options import Options
from tuwen.errors import EngineError

DEAD = Options(base_url="http://127.0.0.1:9/v1", retries=0)  # nobody listens on the discard port

GOOD = ("该图展示了网关 Gateway ", "与 MySQL。", "请求由前者", "转给后者。")


class Scripted(Engine):
    """Says what it is given, one script for each try, and keeps the requests."""

    name = "scripted"
    model = "by hand"
    needs_pixels = False

    def __init__(self, *scripts: tuple[str, ...]) -> None:
        super().__init__()
        self._scripts = list(scripts)
        self.requests: list[Request] = []

    def stream(self, request: Request) -> Iterator[str | Finish]:
        self.requests.append(request)
        yield from self._scripts.pop(0)


class Ending(Scripted):
    """Says its scripts, and how they ended: a Finish is yielded, an error raised."""

    def __init__(self, *scripts: tuple[str, ...], ends: tuple[Finish | EngineError, ...]) -> None:
        super().__init__(*scripts)
        self._ends = list(ends)

    def stream(self, request: Request) -> Iterator[str | Finish]:
        yield from super().stream(request)
        end = self._ends.pop(0)
        if isinstance(end, EngineError):
            raise end
        yield end


BROKEN = EngineError("broken_stream", "回答中断。")
