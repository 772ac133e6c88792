"""The routes of Tuwen's own API: completion, healthz, readyz."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse

from tuwen.engines.base import Cancellation
from tuwen.errors import EngineError, InputError, TuwenError
from tuwen.reading.mermaid import to_mermaid
from tuwen.server.errors import answer_error, error_form
from tuwen.service.answering import Restart
from tuwen.service.json_form import Json, checks_form, reading_form, summary_form
from tuwen.service.sections import Section
from tuwen.service.sight import Sight, demand_legible
from tuwen.service.summarizer import Brief, Piece, Summarizer
from tuwen.service.workers import WorkerPool
from tuwen.summary import Summary

INCLUDABLE = ("reading", "check")


@dataclass(frozen=True, slots=True)
class Backend:
    """What the routes work with; one to an app, under `app.state.backend`."""

    summarizer: Summarizer
    readers: WorkerPool[Sight]


router = APIRouter()


@router.post("/v1/multimodal/completion", summary="读一张图片，写出文字", response_model=None)
async def completion(
    request: Request,
    image: Annotated[UploadFile, File(description="图片文件，不超过 20 MB、5000 万像素")],
    prompt: Annotated[str, Form(max_length=8_000, description="想要什么，用自然语言写")] = "",
    task: Annotated[str, Form(max_length=40, description="summary、alt、describe … all")] = "",
    context: Annotated[str, Form(max_length=200_000, description="文章正文（Markdown）")] = "",
    title: Annotated[str, Form(max_length=1_000, description="文章标题")] = "",
    language: Annotated[
        str, Form(max_length=40, description="zh、zh-Hant 或 en；默认为服务器的设置，即 zh")
    ] = "",
    engine: Annotated[str, Form(max_length=100, description="引擎名")] = "auto",
    max_tokens: Annotated[int, Form(ge=1, le=8192, description="回答长度上限")] = 1024,
    stream: Annotated[bool, Form(description="以服务器推送事件（SSE）逐句返回")] = False,
    include: Annotated[str, Form(max_length=100, description="reading,check：附上依据")] = "",
    strict: Annotated[
        bool, Form(description="图片质量不足以读准时返回 422，而不是尽力而为")
    ] = False,
) -> Response:
    """Read a picture and write about it."""
    backend: Backend = request.app.state.backend
    brief = Brief(prompt, task, context, title, language, engine or "auto", max_tokens)
    backend.summarizer.check_brief(brief)
    wanted = _wanted(include)
    data = await image.read()
    sight = await _look(request, backend, data, image.filename or "图片")
    request.state.picture = f"{len(data)}B {sight.width}x{sight.height} {sight.digest[:16]}"
    if strict:
        demand_legible(sight)
    cancellation = Cancellation()
    pieces = _while_wanted(
        request, cancellation, backend.summarizer.stream(sight, brief, cancellation)
    )
    if stream:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        events = _events(request, pieces, sight, wanted)
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)
    async for piece in pieces:
        if isinstance(piece, Summary):
            return JSONResponse(_answer(piece, sight, wanted))
    raise AssertionError("a stream ends with its Summary")


@router.get("/healthz", summary="进程是否存活")
async def healthz() -> dict[str, str]:
    """Say that the event loop turns."""
    return {"status": "ok"}


@router.get("/readyz", summary="是否可以接受请求", response_model=None)
async def readyz(request: Request) -> dict[str, str]:
    """Say whether the readers are warm and the engine is started."""
    backend: Backend = request.app.state.backend
    if failure := backend.readers.failure:
        said = failure.message if isinstance(failure, TuwenError) else "读取进程无法启动。"
        raise EngineError("not_ready", said)
    if not (backend.readers.ready and request.app.state.engine_started):
        raise EngineError("not_ready", "正在启动；请稍候。")
    return {"status": "ready"}


def _wanted(include: str) -> frozenset[str]:
    wanted = frozenset(part.strip() for part in include.split(",") if part.strip())
    if unknown := wanted.difference(INCLUDABLE):
        message = f"include 不认识 {'、'.join(sorted(unknown))}；可用：{'、'.join(INCLUDABLE)}。"
        raise InputError("bad_include", message)
    return wanted


async def _look(request: Request, backend: Backend, data: bytes, name: str) -> Sight:
    """Have the picture read in another process; a client that goes away gives up its place."""
    work = asyncio.wrap_future(backend.readers.submit(data, name))
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
            raise InputError("client_gone", "客户端已断开。")
        return work.result()
    finally:
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _while_wanted(
    request: Request, cancellation: Cancellation, pieces: Iterator[Piece]
) -> AsyncIterator[Piece]:
    """The pieces, unless the client goes away: then the engine is told to stop."""
    gone = asyncio.ensure_future(_disconnected(request))
    gone.add_done_callback(lambda _: cancellation.set())
    try:
        async for piece in iterate_in_threadpool(pieces):
            yield piece
    except EngineError as error:
        if gone.done():
            raise InputError("client_gone", "客户端已断开。") from error
        raise
    finally:
        gone.cancel()  # which sets the cancellation: nobody waits for more


async def _events(
    request: Request, pieces: AsyncIterator[Piece], sight: Sight, wanted: frozenset[str]
) -> AsyncIterator[str]:
    try:
        if "reading" in wanted:
            yield _event("reading", _reading(sight))
        async for piece in pieces:
            if isinstance(piece, Summary):
                yield _event("done", _answer(piece, sight, wanted))
            elif isinstance(piece, Restart):
                yield _event("restart", {})
            elif isinstance(piece, Section):
                yield _event("section", {"task": piece.task})
            else:
                yield _event("delta", {"text": piece})
    except TuwenError as error:
        yield _event("error", error_form(error))
    except Exception as error:
        response = await answer_error(request, error)
        yield _event("error", json.loads(bytes(response.body)))


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _answer(summary: Summary, sight: Sight, wanted: frozenset[str]) -> Json:
    form = summary_form(summary)
    if "reading" in wanted:
        form["reading"] = _reading(sight)
    if "check" in wanted:
        form |= checks_form(summary)
    return form


def _reading(sight: Sight) -> Json:
    return {**reading_form(sight), "mermaid": to_mermaid(sight.reading)}
