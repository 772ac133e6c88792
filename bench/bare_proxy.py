"""The least that FastAPI does, for bench/service.py: a proxy takes a body and passes it on, and
a form with a picture is taken and dropped.

UPSTREAM=URL uvicorn bare_proxy:app
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx2
from fastapi import FastAPI, Form, Request, UploadFile
from starlette.responses import Response


@asynccontextmanager
async def life(app: FastAPI) -> AsyncGenerator[None]:
    async with httpx2.AsyncClient(base_url=os.environ.get("UPSTREAM", ""), timeout=60) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=life)


@app.post("/v1/chat/completions")
async def chat(request: Request) -> Response:
    form = await request.json()  # any proxy has to look at the model's name
    answer = await request.app.state.client.post("chat/completions", json=form)
    return Response(answer.content, answer.status_code, media_type="application/json")


@app.post("/v1/multimodal/completion")
async def form(
    image: UploadFile,
    prompt: Annotated[str, Form()] = "",
    task: Annotated[str, Form()] = "",
    context: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    engine: Annotated[str, Form()] = "",
    max_tokens: Annotated[int, Form()] = 1024,
    stream: Annotated[bool, Form()] = False,
) -> dict[str, int]:
    return {"bytes": len(await image.read())}


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}
