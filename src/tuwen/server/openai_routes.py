"""OpenAI's interface: chat completions and the list of models, for the clients that speak it.

In a stream nothing can be taken back: what an engine writes that invents goes out once it is
checked, what the embedded engine writes at once.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tuwen.server.completion import Form, Writing, event
from tuwen.server.conversation import asked, loaded
from tuwen.server.errors import BadParam, answer_error
from tuwen.server.json_answers import briefs_for, fields_of
from tuwen.server.routes import included
from tuwen.server.running import in_turn, run
from tuwen.server.schema import ChatRequest, refuse_unsupported
from tuwen.server.whole import WholeRoute
from tuwen.service.json_form import Json
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece, Summarizer

CHAT = "/v1/chat/completions"
OWN_NAME = "tuwen"  # of whatever engine this server has
CREATED = 1767225600  # of every model, for clients that want a time: this interface's year
ALIVE_S = 15.0  # a silent stream says so often that it goes on; proxies cut what is silent

Told = AsyncGenerator[tuple[int, Sight | Piece]]


router = APIRouter(route_class=WholeRoute)


@router.get("/v1/models", summary="OpenAI 接口：可用的模型", response_model=None)
async def models(request: Request) -> Json:
    """List the names that `model` may have."""
    return {"object": "list", "data": list(_models(request).values())}


@router.get("/v1/models/{name:path}", summary="OpenAI 接口：一个模型", response_model=None)
async def model(request: Request, name: str) -> Json:
    """One of them."""
    if (found := _models(request).get(name)) is None:
        raise _no_model(request, name)
    return found


@router.post(CHAT, summary="OpenAI 接口：读图片，写出文字", response_model=None)
async def chat(request: Request, body: ChatRequest) -> Response:
    """Read the pictures of a conversation and write what its last message wants."""
    refuse_unsupported(body)
    summarizer: Summarizer = request.app.state.pipeline.summarizer
    engine = summarizer.engine
    if body.model and body.model not in (*_models(request), "auto", engine.name):
        raise _no_model(request, body.model)
    wanted, said = included(request, body.include), asked(body.messages)
    brief = Brief(said.prompt, body.task, body.context or said.article, body.title, body.language)
    brief = replace(brief, max_tokens=body.tokens or brief.max_tokens)
    order = summarizer.check_brief(brief)
    fields = fields_of(body.response_format, order)
    briefs = [brief] if fields is None else briefs_for(fields, brief, order)
    pictures = await loaded(said.pictures, request.app.state.features.fetcher)
    writing = Writing(
        figures=len(pictures),
        texts=len(briefs),
        order=order,
        language=body.language.strip() or summarizer.language,
        fields=fields,
        wanted=wanted,
        at_once=bool(body.stream) and not (engine.invents or engine.together),
    )
    runs = [
        run(request, "chat", picture, each, strict=body.strict, reading="reading" in wanted)
        for picture in pictures
        for each in briefs
    ]
    named = len(pictures) > 1
    names = [f"图 {i + 1}：" if named else "" for i in range(len(pictures)) for _ in briefs]
    pieces = in_turn(runs, names)
    form = Form(body.model or OWN_NAME)
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return await _streamed(request, pieces, writing, form, usage=usage)
    async with aclosing(pieces):
        text = "".join([writing.add(place, piece) async for place, piece in pieces])
    return JSONResponse(form.completion(text + writing.end(), writing))


def _models(request: Request) -> dict[str, Json]:
    engine = request.app.state.pipeline.summarizer.engine
    names = {OWN_NAME: "tuwen", engine.model: engine.name}
    return {
        name: {"id": name, "object": "model", "created": CREATED, "owned_by": owner}
        for name, owner in names.items()
        if name
    }


def _no_model(request: Request, name: str) -> BadParam:
    message = f"没有名为 {name[:100]} 的模型；可用：{'、'.join(_models(request))}。"
    return BadParam("model_not_found", message, "model")


async def _streamed(
    request: Request, pieces: Told, writing: Writing, form: Form, *, usage: bool
) -> Response:
    """Server-sent events; what goes wrong before all pictures are read is an ordinary error."""
    first = await anext(pieces)
    events = _events(request, first, pieces, writing, form, usage=usage)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(
        kept_alive(events, ALIVE_S), media_type="text/event-stream", headers=headers
    )


async def _events(
    request: Request,
    first: tuple[int, Sight | Piece],
    pieces: Told,
    writing: Writing,
    form: Form,
    *,
    usage: bool,
) -> AsyncGenerator[str]:
    later: Json = {"usage": None} if usage else {}
    try:
        async with aclosing(pieces):
            yield form.chunk({"role": "assistant", "content": ""}, **later)
            if text := writing.add(*first):
                yield form.chunk({"content": text}, **later)
            async for place, piece in pieces:
                if text := writing.add(place, piece):
                    yield form.chunk({"content": text}, **later)
        if text := writing.end():
            yield form.chunk({"content": text}, **later)
        yield form.chunk({}, writing.finish_reason, tuwen=writing.beside, **later)
        if usage:
            yield form.chunk(None, usage=writing.usage)
        yield "data: [DONE]\n\n"
    except Exception as error:
        yield event((await answer_error(request, error)).openai)


async def kept_alive(events: AsyncGenerator[str], every_s: float) -> AsyncGenerator[str]:
    """The events, and a comment that clients ignore wherever none comes for so long."""
    async with aclosing(events):
        while True:
            coming = asyncio.ensure_future(anext(events, None))
            try:
                while not (await asyncio.wait((coming,), timeout=every_s))[0]:
                    yield ": 正在处理\n\n"
            finally:
                if not coming.done():
                    coming.cancel()
                    await asyncio.wait((coming,))
            if (said := coming.result()) is None:
                return
            yield said
