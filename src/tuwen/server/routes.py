"""The route of Tuwen's own API: completion."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import JSONResponse, Response, StreamingResponse

from tuwen.errors import InputError, TuwenError
from tuwen.reading.mermaid import to_mermaid
from tuwen.server.errors import answer_error, error_form
from tuwen.server.running import run
from tuwen.server.whole import WholeRoute
from tuwen.service.answering import Restart
from tuwen.service.fetch import Fetcher, name_of
from tuwen.service.json_form import Json, checks_form, reading_form, summary_form
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece
from tuwen.summary import Summary

INCLUDABLE = ("reading", "check")
LABEL = "provenance"  # the operator's to include


router = APIRouter(route_class=WholeRoute)


@router.post("/v1/multimodal/completion", summary="读一张图片，写出文字", response_model=None)
async def completion(
    request: Request,
    image: Annotated[
        UploadFile | None, File(description="图片文件，不超过 20 MB、5000 万像素")
    ] = None,
    image_url: Annotated[
        str, Form(max_length=2_000, description="或图片的网址：仅限运营者允许的站点")
    ] = "",
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
    wanted = included(request, include)
    brief = Brief(prompt, task, context, title, language, engine or "auto", max_tokens)
    request.app.state.pipeline.summarizer.check_brief(brief)  # before a large body is read
    picture = await _picture(request, image, image_url.strip())
    pieces = run(request, "completion", picture, brief, strict=strict, reading="reading" in wanted)
    if stream:
        return await _streamed(request, pieces, wanted)
    sight = None
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, Sight):
                sight = piece
            if isinstance(piece, Summary):
                return JSONResponse(answer(piece, sight, wanted))
    raise AssertionError("a stream ends with its Summary")


async def _picture(request: Request, image: UploadFile | None, url: str) -> tuple[bytes, str]:
    """The picture's bytes and its name, sent or fetched. Raises InputError."""
    if (image is None) == (not url):
        message = (
            "缺少图片：请以 multipart/form-data 的 image 字段上传图片文件（带文件名），"
            "或用 image_url 给出图片的网址；两者只能取其一。"
        )
        raise InputError("bad_request", message)
    if image is not None:
        return await image.read(), sound(image.filename or "图片")
    fetcher: Fetcher = request.app.state.features.fetcher
    return await fetcher.fetch(url), name_of(url) or "图片"


def sound(name: str) -> str:
    """A name that can be answered with: forms may be in charsets that know lone surrogates."""
    return name.encode("utf-8", "replace").decode()


def included(request: Request, include: str) -> frozenset[str]:
    """What of INCLUDABLE is to stand beside the text, and LABEL. Raises InputError."""
    wanted = frozenset(part.strip() for part in include.split(",") if part.strip())
    if unknown := wanted.difference(INCLUDABLE):
        message = f"include 不认识 {'、'.join(sorted(unknown))}；可用：{'、'.join(INCLUDABLE)}。"
        raise InputError("bad_include", message)
    return wanted | {LABEL} if request.app.state.features.label else wanted


async def _streamed(
    request: Request, pieces: AsyncGenerator[Sight | Piece], wanted: frozenset[str]
) -> Response:
    """Server-sent events; what goes wrong before the first is an ordinary error."""
    first = await anext(pieces)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    events = _events(request, first, pieces, wanted)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _events(
    request: Request,
    first: Sight | Piece,
    pieces: AsyncGenerator[Sight | Piece],
    wanted: frozenset[str],
) -> AsyncIterator[str]:
    sight = first if isinstance(first, Sight) else None
    try:
        async with aclosing(pieces):
            yield _told(first, sight, wanted)
            async for piece in pieces:
                yield _told(piece, sight, wanted)
    except TuwenError as error:
        yield _event("error", error_form(error))
    except Exception as error:
        response = await answer_error(request, error)
        yield _event("error", json.loads(bytes(response.body)))


def _told(piece: Sight | Piece, sight: Sight | None, wanted: frozenset[str]) -> str:
    match piece:
        case Sight():
            return _event("reading", _reading(piece)) if "reading" in wanted else ""
        case Summary():
            return _event("done", answer(piece, sight, wanted))
        case Restart():
            return _event("restart", {})
        case Section():
            return _event("section", {"task": piece.task})
        case str():
            return _event("delta", {"text": piece})


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def answer(summary: Summary, sight: Sight | None, wanted: frozenset[str]) -> Json:
    """The answer's JSON, with what is wanted beside it."""
    form = summary_form(summary, label=LABEL in wanted)
    if "reading" in wanted and sight is not None:
        form["reading"] = _reading(sight)
    if "check" in wanted:
        form |= checks_form(summary)
    return form


def _reading(sight: Sight) -> Json:
    return {**reading_form(sight), "mermaid": to_mermaid(sight.reading)}
