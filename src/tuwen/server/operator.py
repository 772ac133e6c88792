"""What operators see: the journal as JSON under /v1/journal, and the page at /operator."""

import time
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import FileResponse

from tuwen.errors import InputError
from tuwen.server.keys import demand_operator
from tuwen.server.page import WEB
from tuwen.service.journal.search import Wanted, find, one, span
from tuwen.service.journal.stats import stats
from tuwen.service.store import Store

EXCERPT = 200  # characters of a prompt in a list
Json = dict[str, Any]
Since = Annotated[str, Query(max_length=10, description="多久以来：30m、24h、7d、4w")]
Name = Annotated[str, Query(max_length=100)]


page = APIRouter()
journal = APIRouter(prefix="/v1/journal", dependencies=[Depends(demand_operator)])


def _store(request: Request) -> Store:
    features = request.app.state.features
    if features.journal is None:
        raise InputError("journal_off", "服务没有记日志；请以 TUWEN_JOURNAL=true 启动。")
    return features.store


Journal = Annotated[Store, Depends(_store)]


@journal.get("", summary="日志：最近的请求（管理员）")
async def entries(
    store: Journal,
    since: Since = "",
    key: Name = "",
    task: Name = "",
    engine: Name = "",
    errors: Annotated[bool, Query(description="只要出错的")] = False,
    before: Annotated[str, Query(max_length=40, description="上一页的 next")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """List entries, the newest first, without outputs and with short prompts."""
    begin = time.time() - span(since) if since else 0.0
    wanted = Wanted(since=begin, key=key, task=task, engine=engine, errors=errors)
    found = await find(store, wanted, limit + 1, before)
    shown = [
        {**record, "prompt": (record["prompt"] or "")[:EXCERPT], "output": None}
        for record in found[:limit]
    ]
    return {"entries": shown, "next": shown[-1]["id"] if len(found) > limit else None}


@journal.get("/stats", summary="日志：统计（管理员）")
async def statistics(store: Journal, since: Since = "24h") -> Json:
    """Count, and say how long things took."""
    now = time.time()
    return asdict(await stats(store, now - span(since), now))


@journal.get("/{id}", summary="日志：一个请求的全部内容（管理员）")
async def entry(store: Journal, id: str) -> Json:
    """Give one entry whole."""
    return await one(store, id[:40])


@page.get("/operator", include_in_schema=False)
async def operator_page() -> FileResponse:
    """Serve the page; what it shows it asks for by itself."""
    return FileResponse(WEB / "operator.html")
