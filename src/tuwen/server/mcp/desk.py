"""Does what a call asks: finds the picture, has it read, has an engine write, words the result.

Importing this loads all of reading and writing; `tools` does so with the first call.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
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

from tuwen.engines.base import Cancellation
from tuwen.reading.mermaid import to_mermaid
from tuwen.reading.rows import to_csv
from tuwen.reading.tabular import rows_of
from tuwen.server.mcp.forms import Answered, Ask, Picture, ReadOff, Summarize, Written
from tuwen.server.mcp.pictures import folder_of, is_relative, load
from tuwen.service.json_form import reading_form
from tuwen.service.listing import listing
from tuwen.service.plain import plain
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.service.workers import WorkerPool
from tuwen.summary import Summary

Context = ServerRequestContext[Any, Any]
Result = TypeVar("Result")
ROOTS: Final = "roots"  # the key of the one thing that a client may be asked for
ROOTS_TIMEOUT_S: Final = 10.0


class Desk:
    """Where calls are worked on; engine and readers are started when first needed."""

    def __init__(self, summarizer: Summarizer, readers: WorkerPool[Sight]) -> None:
        self._summarizer = summarizer
        self._readers = readers
        self._starting = anyio.Lock()

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
        if not isinstance(given, Summarize | Ask):
            sight = await self._look(context, given, folders)
            return _told(_reading(sight), _listed(given.path or sight.name, sight))
        asked = isinstance(given, Ask)
        brief = Brief(
            prompt=given.question if asked else given.prompt,
            task="ask" if asked else given.task.removeprefix("auto"),
            context=given.context,
            title=given.title,
            language=given.language or self._summarizer.language,
        )
        self._summarizer.check_brief(brief)
        sight = await self._look(context, given, folders)
        summary = await self._write(context, sight, brief)
        return (_answered if asked else _written)(summary, brief.language)

    def close(self) -> None:
        """Give back what the calls took."""
        self._readers.close()
        self._summarizer.close()

    async def _look(self, context: Context, given: Picture, folders: Sequence[Path]) -> Sight:
        """Have the picture read in another process; a call that is cancelled gives up its place."""
        await context.session.report_progress(0, message="正在读取图片")
        data, name = await _in_thread(partial(load, given, folders))
        self._readers.start()
        return await asyncio.wrap_future(self._readers.submit(data, name))

    async def _write(self, context: Context, sight: Sight, brief: Brief) -> Summary:
        async with self._starting:
            await run_sync(partial(self._summarizer.start, wait=False))
        cancellation = Cancellation()
        pieces = self._summarizer.stream(sight, brief, cancellation)
        try:
            for number in count(1):
                await context.session.report_progress(number, message="正在撰写")
                piece = await _in_thread(partial(next, pieces))
                if isinstance(piece, Summary):
                    return piece
        finally:
            cancellation.set()  # after a whole answer there is nobody left to hear it
        raise AssertionError("a stream ends with its Summary")


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
