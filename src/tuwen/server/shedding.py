"""Load shedding: while the event loop cannot keep up, new work is refused at the door.

What is under way then ends as fast as before, and whoever is refused knows it at once and not
after a wait. A queue that stands is told from one that passes as in CoDel (Nichols, Jacobson
2012): by the least delay of late, not by the longest; one large request delays the loop once.
"""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Receive, Scope, Send

from tuwen.errors import Busy
from tuwen.server.errors import error_response

LOOKED_EVERY_S = 0.01
LATE_S = 0.025
LATE_LOOKS, TIMELY_LOOKS = 2, 5  # in a row, until the loop is taken not to keep up, or to
FEW = 32  # requests under way that are no overload, however slow the machine is
BUSY = Busy("busy", "服务繁忙，暂时无法接受新的请求；请稍后再试。")


class LoopDelay:
    """How late the event loop is of late; looks from `start` to `stop`."""

    def __init__(self) -> None:
        self.stands = False  # the loop does not keep up with what it is given
        self._looks: deque[bool] = deque([False], TIMELY_LOOKS)
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look, on the running loop."""
        loop = asyncio.get_running_loop()
        self._look(loop, loop.time())

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        now = loop.time()
        self._looks.append(now - due > LATE_S)
        if self.stands:
            self.stands = any(self._looks)
        else:
            self.stands = all(list(self._looks)[-LATE_LOOKS:])
        due = now + LOOKED_EVERY_S
        self._timer = loop.call_at(due, self._look, loop, due)


class Shedding:
    """ASGI middleware: 503 for requests under /v1/ where there is more than the loop can do.

    Stands around all that is work, and inside what gives an answer its headers.
    """

    def __init__(self, app: ASGIApp, delay: LoopDelay, few: int = FEW) -> None:
        self._app, self._delay, self._few = app, delay, few
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        if self._under_way >= self._few and self._delay.stands:
            await error_response(BUSY)(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
