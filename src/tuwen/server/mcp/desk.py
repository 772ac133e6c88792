"""Does what a call asks: finds the picture, has it read and written about, words the result.

Importing this loads all of reading and writing; `tools` does so with the first call.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import anyio
from anyio.to_thread import run_sync
from mcp.server import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    InputRequiredResult,
    ListRootsRequest,
    ListRootsResult,
    TextContent,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import BaseModel
from starlette.requests import Request

from tuwen.errors import ConfigError
from tuwen.reading.mermaid import to_mermaid
from tuwen.reading.rows import to_csv
from tuwen.reading.tabular import rows_of
from tuwen.server.calls import new_entry
from tuwen.server.features import Features
from tuwen.server.keys import caller
from tuwen.server.limited import subjects
from tuwen.server.mcp.forms import Answered, Picture, Question, ReadOff, Summarize, Written
from tuwen.server.mcp.pictures import folder_of, is_relative, load
from tuwen.service.entry import Entry
from tuwen.service.json_form import reading_form
from tuwen.service.listing import listing
from tuwen.service.pipeline import Ask, Pipeline
from tuwen.service.plain import plain
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.service.workers import WorkerPool
from tuwen.summary import Summary

Context = ServerRequestContext[Any, Any]
Result = TypeVar("Result")
ROUTE: Final = "mcp"
ROOTS: Final = "roots"  # the key of the one thing that a client may be asked for
ROOTS_TIMEOUT_S: Final = 10.0
_log = logging.getLogger("tuwen.mcp")


class Desk:
    """Where calls are worked on; engine and readers are started when first needed.

    Inside `running`, calls go through a pipeline with the `features`. Where these have no gate,
    one user is alone with it, and a store that cannot be opened is done without.
    """

    def __init__(
        self, summarizer: Summarizer, readers: WorkerPool[Sight], features: Features | None = None
    ) -> None:
        self.features = features or Features()
        self._summarizer = summarizer
        self._readers = readers
        self._pipeline: Pipeline
        self._starting = anyio.Lock()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Open the features, and in the end give back all that the calls took.

        Raises ConfigError, StoreError.
        """
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self.features.running())
            except ConfigError as error:
                if self.features.gate is not None:
                    raise
                _log.warning("%s这次运行没有缓存，也不记日志。", error.message)
                self.features = replace(self.features, store=None, cache=None, journal=None)
                await stack.enter_async_context(self.features.running())
            has = self.features
            self._pipeline = Pipeline(
                self._summarizer, self._readers, has.cache, has.observers, has.moderator
            )
            try:
                yield
            finally:
                self._pipeline.close()
                await run_sync(self._readers.close)
                self._summarizer.close()

    async def answer(
        self, context: Context, params: CallToolRequestParams, given: Picture
    ) -> CallToolResult | InputRequiredResult:
        """Answer a call that asks for `given`. Raises TuwenError."""
        folders: Sequence[Path] = ()
        if is_relative(given.path):
            roots = await _roots(context, params)
            if isinstance(roots, InputRequiredResult):
                return roots
            folders = roots
        brief = self._brief(given)
        await context.session.report_progress(0, message="正在读取图片")
        data, name = await _in_thread(partial(load, given, folders))
        self._readers.start()
        if brief is None:
            return await _apart(self._read(context, Ask(data, name, Brief()), given.path))
        async with self._starting:
            await run_sync(partial(self._summarizer.start, wait=False))
        summary = await _apart(self._write(context, Ask(data, name, brief)))
        return (_answered if isinstance(given, Question) else _written)(summary, brief.language)

    def _brief(self, given: Picture) -> Brief | None:
        """What is to be written, if anything. Raises InputError."""
        if not isinstance(given, Summarize | Question):
            return None
        asked = isinstance(given, Question)
        brief = Brief(
            prompt=given.question if asked else given.prompt,
            task="ask" if asked else given.task.removeprefix("auto"),
            context=given.context,
            title=given.title,
            language=given.language or self._summarizer.language,
        )
        self._summarizer.check_brief(brief)
        return brief

    async def _read(self, context: Context, ask: Ask, path: str) -> CallToolResult:
        async with self._allowed(context, ask) as (ask, entry):
            entry.task = "read"
            sight = await self._pipeline.look(ask, entry)
        return _told(_reading(sight), _listed(path or sight.name, sight))

    async def _write(self, context: Context, ask: Ask) -> Summary:
        async with (
            self._allowed(context, ask) as (ask, entry),
            aclosing(self._pipeline.run(ask, entry)) as pieces,
        ):
            number = 0
            async for piece in pieces:
                if isinstance(piece, Summary):
                    return piece
                number += 1
                await context.session.report_progress(number, message="正在撰写")
        raise AssertionError("a stream ends with its Summary")

    @asynccontextmanager
    async def _allowed(self, context: Context, ask: Ask) -> AsyncGenerator[tuple[Ask, Entry]]:
        """The ask and an Entry in the caller's name, while it may be worked on. Raises TooMany."""
        request: Request | None = context.request  # None on stdio
        if request is None:
            yield ask, Entry(route=ROUTE)
            return
        key, entry = caller(request), new_entry(request, ROUTE)
        entry.key = key.id if key else ""
        scope = "" if self.features.shared_cache else entry.key
        counted = subjects(request.scope, self.features.per_address)
        async with self.features.limits.enter(counted):
            yield replace(ask, scope=scope), entry


async def _apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run what is told of a cancellation once, and given the time to end in order.

    A scope of anyio goes on cancelling what it holds, clearing up included; no scope holds
    this task.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait((task,))
    finally:
        task.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.gather(task, return_exceptions=True)
    return task.result()


async def _in_thread(work: Callable[[], Result]) -> Result:
    """Run what blocks; who is cancelled does not wait for it."""
    return await run_sync(work, abandon_on_cancel=True)


async def _roots(
    context: Context, params: CallToolRequestParams
) -> Sequence[Path] | InputRequiredResult:
    """The folders that the client works in; where it names none, the one this was started in."""
    capabilities = context.session.client_capabilities
    if capabilities is None or capabilities.roots is None:
        return (Path.cwd(),)
    if context.protocol_version in MODERN_PROTOCOL_VERSIONS:
        found = (params.input_responses or {}).get(ROOTS)
        if found is None:
            return InputRequiredResult(input_requests={ROOTS: ListRootsRequest()})
    else:
        try:
            found = await context.session.send_request(
                ListRootsRequest(), ListRootsResult, ROOTS_TIMEOUT_S
            )
        except MCPError:
            found = None
    roots = found.roots if isinstance(found, ListRootsResult) else ()
    return [folder_of(str(root.uri)) for root in roots] or (Path.cwd(),)


def _listed(name: str, sight: Sight) -> str:
    """The reading for a model: the listing, then what it can pass on as it is."""
    reading = sight.reading
    listed = listing(name, sight)
    if reading.chart:
        return f"{listed}\nCSV：\n```csv\n{to_csv(rows_of(reading)[0]).strip()}\n```"
    source = to_mermaid(reading)
    return f"{listed}\nMermaid：\n```mermaid\n{source.strip()}\n```" if source else listed


def _reading(sight: Sight) -> ReadOff:
    form = reading_form(sight)
    rows, _ = rows_of(sight.reading)
    lines = sight.reading.code.lines if sight.reading.code else ()
    more = {
        "texts": [text["text"] for text in form["texts"]],
        "widgets": (form["screen"] or {"widgets": []})["widgets"],
        "code": "\n".join(f"{line.prompt} {line.text}".lstrip(" ") if line.prompt else line.text
                          for line in lines),
        "csv": to_csv(rows),
        "mermaid": to_mermaid(sight.reading),
        "warnings": sight.problems,
    }  # fmt: skip
    return ReadOff.model_validate(form | more)


def _written(summary: Summary, language: str) -> CallToolResult:
    english = language.lower().startswith("en")
    lines = [plain(summary, language), ""]
    if summary.keywords and summary.task != "keywords":
        words = (", " if english else "、").join(summary.keywords)
        lines.append(f"Keywords: {words}" if english else f"关键词：{words}")
    written = Written(
        text=summary.text,
        texts={part.task: part.text for part in summary.parts},
        task=summary.task,
        keywords=list(summary.keywords),
        warnings=list(summary.warnings),
        engine=summary.engine,
    )
    return _told(written, "\n".join([*lines, *_notes(summary, english)]))


def _answered(summary: Summary, language: str) -> CallToolResult:
    answered = Answered(answer=summary.text, warnings=list(summary.warnings), engine=summary.engine)
    notes = _notes(summary, language.lower().startswith("en"))
    return _told(answered, "\n".join([summary.text, *notes]))


def _notes(summary: Summary, english: bool) -> list[str]:
    return [f"{'Note: ' if english else '提示：'}{warning}" for warning in summary.warnings]


def _told(structure: BaseModel, text: str) -> CallToolResult:
    content = [TextContent(text=text.strip())]
    return CallToolResult(content=list(content), structured_content=structure.model_dump())
