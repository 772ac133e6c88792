"""Puts the app together: routes, page, limits, errors, and the life of its workers."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tuwen.server import operator
from tuwen.server.access_log import AccessLog
from tuwen.server.address import TrustedProxies
from tuwen.server.body import CHAT_BYTES, BodyLimit
from tuwen.server.docs import docs_page
from tuwen.server.errors import answer_errors
from tuwen.server.features import Features
from tuwen.server.gauges import Gauges
from tuwen.server.health import Health
from tuwen.server.health import router as health_router
from tuwen.server.http_metrics import Counted
from tuwen.server.keys import KeyCheck, demand_operator
from tuwen.server.limited import Limited
from tuwen.server.metrics import Metrics
from tuwen.server.openai_routes import CHAT
from tuwen.server.openai_routes import router as openai_router
from tuwen.server.page import SafeHeaders, add_page
from tuwen.server.routes import router
from tuwen.server.shedding import LoopDelay, Shedding
from tuwen.service.pipeline import Pipeline
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Summarizer
from tuwen.service.workers import WorkerPool

CORS: dict[str, Any] = {
    "allow_methods": ("GET", "POST"),
    "allow_headers": ("Authorization", "X-API-Key", "Content-Type", "Cache-Control"),
    "expose_headers": (
        "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "X-Request-ID",
    ),
    "allow_private_network": True,  # of the sites listed, and of no other
}  # fmt: skip


def create_app(
    summarizer: Summarizer, readers: WorkerPool[Sight], features: Features | None = None
) -> FastAPI:
    """Make the app; it starts the engine, the readers and its features, and ends them."""
    features = features or Features()
    metrics, delay = Metrics(), LoopDelay()
    observers = (metrics.observe, *features.observers)
    pipeline = Pipeline(summarizer, readers, features.cache, observers, features.moderator)
    metrics.watch(
        Gauges(pipeline, store=features.store, cache=features.cache, journal=features.journal)
    )

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        readers.start()
        delay.start()
        try:
            async with features.running():
                await run_in_threadpool(summarizer.start, wait=False)
                yield
        finally:
            delay.stop()
            pipeline.close()
            await run_in_threadpool(readers.close)
            summarizer.close()

    app = FastAPI(title="Tuwen 图文", version="1", docs_url=None, redoc_url=None, lifespan=life)
    app.state.pipeline = pipeline
    app.state.features = features
    app.state.health = Health(pipeline, features)
    answer_errors(app)
    for each in (router, health_router, openai_router, operator.journal, operator.page):
        app.include_router(each)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi()))

    @app.get("/metrics", include_in_schema=False)
    async def scraped(request: Request) -> Response:
        demand_operator(request)
        return await metrics.answer(request)

    add_page(app)
    app.add_middleware(Limited, limits=features.limits, per_address=features.per_address)
    app.add_middleware(BodyLimit, larger={CHAT: CHAT_BYTES})
    if features.gate is not None:
        app.add_middleware(
            KeyCheck, gate=features.gate, guesses=features.limits, origins=features.origins
        )
    app.add_middleware(AccessLog)
    app.add_middleware(Shedding, delay=delay)  # outside the log: a flood shall not fill it
    if features.origins:
        app.add_middleware(CORSMiddleware, allow_origins=features.origins, **CORS)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Counted, registry=metrics.registry)
    app.add_middleware(TrustedProxies, trusted=features.trusted_proxies)
    return app
