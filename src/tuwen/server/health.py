"""How the parts of a server stand, for whoever decides whether to send it requests."""

import asyncio
import time

from fastapi import APIRouter, Request
from sqlalchemy import literal, select

from tuwen.errors import EngineError, StoreError, TuwenError
from tuwen.server.features import Features
from tuwen.service.pipeline import Pipeline
from tuwen.service.store import Store

STORE_ASKED_EVERY_S = 5.0
STORE_PATIENCE_S = 2.0
_PING = select(literal(1))

router = APIRouter()


@router.get("/healthz", summary="进程是否存活")
async def healthz() -> dict[str, str]:
    """Say that the event loop turns."""
    return {"status": "ok"}


@router.get("/readyz", summary="是否可以接受请求，各部分是否正常", response_model=None)
async def readyz(request: Request) -> dict[str, object]:
    """Say how the parts stand: `ready`, or `degraded` where one of them is away.

    A part that is away takes no server out of use: what needs it is refused in words. Raises
    EngineError where nothing could be answered.
    """
    return await request.app.state.health.report()


class Health:
    """Looks at the parts of one app; the store is asked seldom, however often this is."""

    def __init__(self, pipeline: Pipeline, features: Features) -> None:
        self._pipeline, self._features = pipeline, features
        self._store_up, self._asked = True, float("-inf")
        self._asking = asyncio.Lock()

    async def report(self) -> dict[str, object]:
        """The status, and each part by name. Raises EngineError."""
        readers = self._pipeline.readers
        if failure := readers.failure:
            said = failure.message if isinstance(failure, TuwenError) else "读取进程无法启动。"
            raise EngineError("not_ready", said)
        if not readers.ready:
            raise EngineError("not_ready", "正在启动；请稍候。")
        parts = {"readers": "ok", "engine": self._engine()}
        if (store := self._features.store) is not None:
            parts["store"] = "ok" if await self._up(store) else "down"
        if (together := self._features.limits.together) is not None:
            parts["redis"] = "ok" if together else "down"
        fine = all(each == "ok" for each in parts.values())
        return {"status": "ready" if fine else "degraded", "parts": parts}

    def _engine(self) -> str:
        summarizer = self._pipeline.summarizer
        if summarizer.absent is not None:
            return "absent"  # it loads or could not start; the embedded engine answers
        health = summarizer.engine.health
        return "resting" if health.resting else "ok" if health.up else "down"

    async def _up(self, store: Store) -> bool:
        async with self._asking:
            if time.monotonic() >= self._asked + STORE_ASKED_EVERY_S:
                try:
                    async with asyncio.timeout(STORE_PATIENCE_S):
                        await store.first(_PING, {})
                    self._store_up = True
                except (StoreError, TimeoutError):
                    self._store_up = False
                self._asked = time.monotonic()
        return self._store_up
