"""Has an engine answer: what is no answer is tried again, what fails falls back, what is
not borne out is put to it once more. Knows the engine's stream, not what a text says.
"""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace

from tuwen.engines.base import Correction, Engine, Finish, Request
from tuwen.engines.prompt import titled
from tuwen.errors import EngineError
from tuwen.service.draft import Draft
from tuwen.service.sections import Section, Sections
from tuwen.summary import Usage
from tuwen.task import PARTS, TaskName

# Fewer characters are no answer to the task; a question may be answered in one.
LEAST: dict[TaskName, int] = {
    "summary": 10, "describe": 10, "explain": 10, "all": 10, "alt": 3, "keywords": 2, "ask": 1,
}  # fmt: skip
TRIES = 2
_log = logging.getLogger("tuwen.service")


@dataclass(frozen=True, slots=True)
class Restart:
    """What was yielded so far is void; what follows takes its place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The texts, one for each task, whose they are, and what a user should know of them."""

    texts: dict[TaskName, str]
    engine: Engine
    usage: Usage | None = None
    warnings: tuple[str, ...] = ()
    cut_off: bool = False


Piece = str | Section | Restart
Pieces = Generator[Piece, None, Answer]


def answer(
    engine: Engine, fallback: Engine | None, request: Request, voice: Callable[[str], str]
) -> Pieces:
    """Yield sentences in the voice wanted; return the Answer. Raises EngineError.

    Where `engine` fails and there is a `fallback`, that one answers, and this is said.
    """
    given = False

    def voiced(piece: Piece) -> Iterator[Piece]:
        nonlocal given
        given = not isinstance(piece, Restart)
        yield voice(piece) if isinstance(piece, str) else piece

    try:
        return (yield from _changed(_tried(engine, request), voiced))
    except EngineError as error:
        if fallback is None or request.cancellation.is_set:
            raise
        _log.warning("%s failed (%s), %s answers", engine.name, error.code, fallback.name)
        if given:
            yield Restart()
        instead = yield from answer(fallback, None, request, voice)
        return replace(
            instead, warnings=(fell_back(engine, error, request.language), *instead.warnings)
        )


def corrected(first: Answer, claims: tuple[str, ...], request: Request) -> Answer | None:
    """The same engine's second answer, told what is not borne out; None where it fails."""
    told = "\n".join(
        titled(task, text, request.language) if len(first.texts) > 1 else text
        for task, text in first.texts.items()
    )
    again = replace(request, correction=Correction(told, claims))
    try:
        next(_changed(_tried(first.engine, again), lambda _: ()))
    except StopIteration as stop:
        second: Answer = stop.value
        return replace(second, usage=_sum(first.usage, second.usage))
    except EngineError as error:
        _log.warning("%s did not mend its answer: %s", first.engine.name, error.code)
        return None


def _changed(pieces: Pieces, change: Callable[[Piece], Iterable[Piece]]) -> Pieces:
    """Yield what `change` makes of each piece; return the Answer that they end with."""
    while True:
        try:
            piece = next(pieces)
        except StopIteration as stop:
            return stop.value
        yield from change(piece)


def _tried(engine: Engine, request: Request) -> Pieces:
    """Yield sentences of an answer, of the task `all` with a Section before each part."""
    if request.order.task != "all":
        return (yield from _once(engine, request))
    made = Answer({}, engine)
    if engine.together:
        made = yield from _together(engine, request)
    for part in PARTS:
        if len(made.texts.get(part, "").strip()) < LEAST[part]:
            one = yield from _alone(engine, request, part)
            made = Answer(
                made.texts | one.texts, engine, _sum(made.usage, one.usage),
                (*made.warnings, *one.warnings), made.cut_off or one.cut_off,
            )  # fmt: skip
    return replace(made, texts={part: made.texts[part].strip() for part in PARTS})


def _together(engine: Engine, request: Request) -> Pieces:
    """All parts in one request; the part that was cut off is not among them."""
    sections = Sections()

    def sorted_out(piece: Piece) -> Iterator[Piece]:
        nonlocal sections
        if isinstance(piece, str):
            yield from sections.feed(piece)
        else:
            sections = Sections()
            yield piece

    whole = yield from _changed(_once(engine, request), sorted_out)
    texts = sections.texts
    if whole.cut_off and texts:
        texts.popitem()
    return Answer(texts, engine, whole.usage)


def _alone(engine: Engine, request: Request, part: TaskName) -> Pieces:
    """One part of the task `all`; empty where a picture has none, unless it is the summary."""
    order = replace(request.order, task=part)
    if part != "summary":
        order = replace(order, points=(), focus="")
    yield Section(part)
    alone = _once(engine, replace(request, order=order, correction=None))
    begun_again: dict[Piece, Piece] = {Restart(): Section(part)}
    try:
        return (yield from _changed(alone, lambda piece: (begun_again.get(piece, piece),)))
    except EngineError as error:
        if part == "summary" or error.code not in ("no_answer", "cut_off"):
            raise
        return Answer({part: ""}, engine)


def _once(engine: Engine, request: Request) -> Pieces:
    """Yield sentences of the first try that is an answer; a broken stream is begun again."""
    task = request.order.task
    for left in reversed(range(TRIES)):
        draft = Draft(LEAST[task])
        finish = Finish()
        try:
            for piece in engine.stream(request):
                if isinstance(piece, Finish):
                    finish = piece
                elif ready := draft.feed(piece):
                    yield ready
        except EngineError as error:
            if error.code != "broken_stream" or not left or not draft.is_answer:
                raise
            yield Restart()
            continue
        if rest := draft.finish(cut_off=finish.cut_off):
            yield rest
        if draft.is_answer or _decorative(request):
            warnings = (_cut_off(request),) if finish.cut_off else ()
            return Answer({task: draft.text}, engine, finish.usage, warnings, finish.cut_off)
        if finish.cut_off:
            message = f"回答在 {request.max_tokens} 个词元处被截断，不成句；请增大 max_tokens。"
            raise EngineError("cut_off", message)
    message = f"引擎 {engine.name} 没有给出可用的回答；请换一种提示词，或稍后再试。"
    raise EngineError("no_answer", message)


def _decorative(request: Request) -> bool:
    """The right alternative text of a decorative picture is the empty one (W3C)."""
    return request.order.task == "alt" and request.reading.kind == "decorative"


def _cut_off(request: Request) -> str:
    if request.language == "en":
        return f"The answer reached max_tokens={request.max_tokens}; it ends with a whole sentence."
    return f"回答达到长度上限（max_tokens={request.max_tokens}），已在句末截断。"


def fell_back(engine: Engine, error: EngineError, language: str) -> str:
    """Say that the embedded engine answers in place of another."""
    if language == "en":
        why = f"The engine {engine.name} did not answer ({error.code})"
        return f"{why}; the embedded engine wrote this."
    return f"引擎 {engine.name} 未能作答（{error.message.rstrip('。')}）；以下由内置引擎写成。"


def _sum(one: Usage | None, other: Usage | None) -> Usage | None:
    if one is None or other is None:
        return one or other
    return Usage(
        one.prompt_tokens + other.prompt_tokens, one.completion_tokens + other.completion_tokens
    )
