"""Puts a request and its answer to moderation: what is to be masked is masked everywhere."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tuwen.service.answering import Restart
from tuwen.service.moderation import Review
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece
from tuwen.summary import Part, Summary

# Fields of a Reading that hold what the picture says; others name kinds, ids and colours.
SAID = frozenset(
    {"text", "label", "rows", "name", "title", "x_label", "y_label", "points", "prompt"}
)


async def reviewed_input(review: Review, brief: Brief, sight: Sight) -> tuple[Brief, Sight]:
    """The brief as it may go on, and the Sight as it may be told.

    Raises InputError where a text or the picture is rejected.
    """
    read = [text.text for text in (*sight.reading.texts, *sight.reading.furniture)]
    given = (brief.context, brief.title, *read)
    prompt, (context, title, *passed) = await review.before(
        brief.prompt, given, sight.shown, sight.digest
    )
    masked = {was: now for was, now in zip(read, passed, strict=True) if was != now}

    def told(text: str) -> str:
        for was, now in masked.items():
            text = text.replace(was, now)
        return review.masked(text)

    if review.masks:
        reading = await asyncio.to_thread(_each, sight.reading, told)
        sight = replace(sight, reading=reading)
    return replace(brief, prompt=prompt, context=context, title=title), sight


def _each(value: Any, change: Callable[[str], str], *, said: bool = False) -> Any:
    """A value with each of its texts changed: of a dataclass, those of the fields in SAID."""
    match value:
        case str() if said:
            return change(value)
        case tuple():
            return tuple(_each(each, change, said=said) for each in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            fresh = {
                field.name: _each(getattr(value, field.name), change, said=field.name in SAID)
                for field in fields(value)
            }
            return replace(value, **fresh)
        case _:
            return value


async def reviewed(review: Review, pieces: AsyncIterator[Piece]) -> AsyncGenerator[Piece]:
    """The answer as it may go out; what may yet be objected to waits. Raises EngineError."""
    async for piece in pieces:
        match piece:
            case str():
                if out := await review.piece(piece):
                    yield out
                continue
            case Restart():
                review.restart()
            case Section() | Summary():
                if out := await review.rest():
                    yield out
        yield await _masked(review, piece) if isinstance(piece, Summary) else piece


async def _masked(review: Review, summary: Summary) -> Summary:
    parts, words = summary.texts, summary.keywords
    passed = await review.after([*(part.text for part in parts), *words])
    texts = [_part(part, text) for part, text in zip(parts, passed, strict=False)]
    return replace(
        summary,
        text=texts[0].text,
        check=texts[0].check,
        parts=tuple(texts) if summary.parts else (),
        keywords=passed[len(parts) :],
        warnings=(*summary.warnings, *review.warnings),
    )


def _part(part: Part, text: str) -> Part:
    """The part with another text of the same length; its claims quote that."""
    if text == part.text:
        return part
    claims = tuple(replace(c, text=text[c.start : c.end]) for c in part.check.claims)
    return replace(part, text=text, check=replace(part.check, claims=claims))
