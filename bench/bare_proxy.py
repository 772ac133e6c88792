"""The least that a proxy in FastAPI does, for bench/service.py: takes a body, passes it on.

UPSTREAM=URL uvicorn bare_proxy:app
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI, Request
from starlette.responses import Response


@asynccontextmanager
async def life(app: FastAPI) -> AsyncGenerator[None]:
    async with httpx2.AsyncClient(base_url=os.environ["UPSTREAM"], timeout=60) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=life)


@app.post("/v1/chat/completions")
async def chat(request: Request) -> Response:
    form = await request.json()  # any proxy has to look at the model's name
    answer = await request.app.state.client.post("chat/completions", json=form)
    return Response(answer.content, answer.status_code, media_type="application/json")


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}
