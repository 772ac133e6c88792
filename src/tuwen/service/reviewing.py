"""Puts a request and its answer to moderation: what is to be masked is masked everywhere."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from tuwen.service.answering import Restart
from tuwen.service.moderation import Review
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece
from tuwen.summary import Part, Summary


async def reviewed_brief(review: Review, brief: Brief, sight: Sight) -> Brief:
    """The brief as it may go on. Raises InputError where it or the picture is rejected."""
    read = [text.text for text in (*sight.reading.texts, *sight.reading.furniture)]
    given = (brief.context, brief.title, *read)
    prompt, (context, title, *_) = await review.before(
        brief.prompt, given, sight.shown, sight.digest
    )
    return replace(brief, prompt=prompt, context=context, title=title)


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
