"""The Summarizer: understands the brief, has the engine write, checks what was written."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tuwen.article import Article, parse_article
from tuwen.checking import check, unjudged
from tuwen.checking.conflicts import conflicts
from tuwen.engines.base import Cancellation, Engine, Options, Request
from tuwen.errors import EngineError, InputError, TuwenError
from tuwen.service.answering import Answer, Restart, answer, corrected, fell_back
from tuwen.service.registry import AUTO, load_engine, unknown_engine
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.summary import Part, Summary, Usage
from tuwen.task import Order
from tuwen.writing.english.keywords import keywords as english_keywords
from tuwen.writing.english.notes import noted
from tuwen.writing.keywords import keywords
from tuwen.writing.prompt import understand
from tuwen.writing.traditional import NAMES as TRADITIONAL
from tuwen.writing.traditional import places, traditional

_log = logging.getLogger("tuwen.service")
Piece = str | Section | Restart | Summary  # of a stream; the Summary comes last
PATIENCE = 1.0  # seconds that a server waits for its engine before it answers without
# Python computes in one thread at a time: were many at it, an event loop would wait for them all.
_TURN = threading.Lock()
INSTEAD = "embedded"  # answers where `auto` chose an engine that fails


@dataclass(frozen=True, slots=True)
class Brief:
    """What is wanted of a picture, in the user's words."""

    prompt: str = ""
    task: str = ""
    context: str = ""  # the article, Markdown or plain
    title: str = ""
    language: str = ""  # zh, zh-Hant or en; empty for the Summarizer's own
    engine: str = AUTO
    max_tokens: int = 1024


@dataclass(frozen=True, slots=True)
class _Now:
    """Who answers at present, who stands in for it, and in whose place it answers."""

    engine: Engine
    fallback: Engine | None = None
    unstarted: tuple[Engine, EngineError] | None = None


class Summarizer:
    """Turns a Sight and a Brief into a Summary with one engine."""

    def __init__(
        self, engine: str | Engine = AUTO, language: str = "zh", options: Options | None = None
    ) -> None:
        self.engine = engine if isinstance(engine, Engine) else load_engine(engine, options)
        self.language = language
        fallback = None
        if engine == AUTO and self.engine.name != INSTEAD:
            fallback = load_engine(INSTEAD)
        self._now = _Now(self.engine, fallback)
        self._started = False
        in_script(language, self.engine.languages)

    def start(self, *, wait: bool = True) -> None:
        """Load what the engine needs, once. Raises ConfigError, EngineError where it was named.

        Where `auto` chose an engine that takes long and one cannot `wait`, it is loaded on the
        side, and the embedded engine answers until then.
        """
        if self._started:
            return
        chosen = self._now
        if chosen.fallback is None:
            chosen.engine.start()
        elif wait:
            self._start(chosen, chosen.fallback)
        else:
            loading = EngineError("loading", "模型还在加载")
            self._now = _Now(chosen.fallback, unstarted=(chosen.engine, loading))
            work = (chosen, chosen.fallback)
            thread = threading.Thread(target=self._start, args=work, name="start", daemon=True)
            thread.start()
            thread.join(PATIENCE)
        self._started = True

    def _start(self, chosen: _Now, fallback: Engine) -> None:
        engine = chosen.engine
        try:
            engine.start()
        except Exception as error:
            known = isinstance(error, TuwenError)
            _log.warning("%s could not start: %s", engine.name, error, exc_info=not known)
            said = error.message if known else "启动出错，详情见日志"
            engine.close()
            self.engine = fallback
            self._now = _Now(fallback, unstarted=(engine, EngineError("not_started", said)))
        else:
            self._now = chosen

    @property
    def absent(self) -> Engine | None:
        """The engine that loads still or could not start; the embedded one answers for it."""
        return self._now.unstarted[0] if self._now.unstarted else None

    def close(self) -> None:
        """Give back what `start` took."""
        self.engine.close()
        self._started = False

    def summarize(self, sight: Sight, brief: Brief) -> Summary:
        """Write about one picture. Raises InputError, EngineError."""
        *_, summary = self.stream(sight, brief)
        assert isinstance(summary, Summary)
        return summary

    def stream(
        self, sight: Sight, brief: Brief, cancellation: Cancellation | None = None
    ) -> Iterator[Piece]:
        """Yield the text sentence by sentence, then the Summary. Raises as `summarize`.

        Of the task `all` a Section comes before each text. The brief is looked at before
        anything is yielded, at the call.
        """
        order = self.check_brief(brief)
        return self._write(sight, brief, order, cancellation or Cancellation())

    def check_brief(self, brief: Brief) -> Order:
        """Understand the brief without a picture. Raises InputError."""
        if brief.engine not in (AUTO, "", self.engine.name):
            raise InputError("unknown_engine", unknown_engine(brief.engine))
        language = brief.language.strip() or self.language
        in_script(language, self.engine.languages)
        order = understand(brief.prompt, brief.task)
        return replace(order, language=language_of(language))

    def _write(
        self, sight: Sight, brief: Brief, order: Order, cancellation: Cancellation
    ) -> Iterator[Piece]:
        started, now = time.perf_counter(), self._now
        article = _article(brief, sight.name)
        request = Request(
            order=order,
            reading=sight.reading,
            article=article,
            shown=sight.shown if now.engine.needs_pixels else None,
            language=order.language,
            max_tokens=brief.max_tokens,
            cancellation=cancellation,
        )
        language = brief.language.strip() or self.language
        voice = in_script(language, now.engine.languages)
        first = yield from answer(now.engine, now.fallback, request, voice)
        written = time.perf_counter()
        last, parts = _checked(first, request)
        if last is not first:
            yield Restart()
            for part in parts:
                if len(parts) > 1:
                    yield Section(part.task)
                yield voice(part.text)
        words, warnings = _around(sight, parts, request)
        notes = (fell_back(*now.unstarted, order.language),) if now.unstarted else ()
        if voice is traditional:
            parts = list(map(_moved, parts))
        done = time.perf_counter()
        timing = {
            **sight.timing_ms,
            "write": round((written - started) * 1000, 1),
            "check": round((done - written) * 1000, 1),
        }
        timing["total"] = round(sum(timing.values()), 1)
        yield Summary(
            id=f"tw-{uuid.uuid4().hex[:16]}",
            text=parts[0].text,
            task=order.task,
            engine=last.engine.name,
            model=last.engine.model,
            keywords=tuple(voice(word) for word in words),
            warnings=tuple(map(voice, (*notes, *last.warnings, *warnings))),
            check=parts[0].check,
            parts=tuple(parts) if len(parts) > 1 else (),
            cut_off=last.cut_off,
            usage=last.usage
            or Usage(
                len(brief.prompt) + len(article.text),
                sum(len(part.text) for part in parts),
                counted=False,
            ),
            timing_ms=timing,
            language=language,
        )


def _checked(first: Answer, request: Request) -> tuple[Answer, list[Part]]:
    """The answer's texts checked; where they invent relations, the better of it and a second."""
    parts = _parts(first, request)
    wrong = (claim for part in parts for claim in part.check.unsupported)
    invented = tuple(claim.text for claim in wrong if claim.kind == "relation")
    if invented and first.engine.invents and (len(parts) == 1 or first.engine.together):
        second = corrected(first, invented, request)
        if second is not None:
            again = _parts(second, request)
            if sum(part.check.score for part in again) > sum(part.check.score for part in parts):
                return second, again
    return first, parts


def _parts(given: Answer, request: Request) -> list[Part]:
    reading, article = request.reading, request.article
    with _TURN:
        if request.language == "en":
            return [Part(t, text, unjudged(text, reading)) for t, text in given.texts.items()]
        return [Part(t, text, check(text, reading, article)) for t, text in given.texts.items()]


def _around(
    sight: Sight, parts: list[Part], request: Request
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands beside the text: keywords, and what a user should know."""
    reading, article = sight.reading, request.article
    with _TURN:
        contradicted = conflicts(reading, article, request.language)
        if request.language == "en":
            told = noted(sight.problems, sight.flaws)
            return english_keywords(reading, article), (*told, *contradicted)
        return keywords(reading, article), (*_warnings(sight, parts), *contradicted)


def in_script(language: str, written: Sequence[str] = ("zh",)) -> Callable[[str], str]:
    """What puts a text into the script that a language tag names. Raises InputError."""
    if language_of(language) not in written:
        more = "与英文（en）" if "en" in written else ""
        message = f"只写中文（zh；繁体为 zh-Hant）{more}，不支持语言 {language}；请改用其中之一。"
        raise InputError("language_unsupported", message)
    return traditional if _tag(language) in TRADITIONAL else str


def language_of(language: str) -> str:
    """The language of a tag without its script and region: zh, en."""
    return _tag(language).split("-")[0]


def _tag(language: str) -> str:
    return language.strip().lower().replace("_", "-") or "zh"


def _moved(part: Part) -> Part:
    """A text in its Traditional form, the verdicts on it at their places there."""
    to, checked = places(part.text), part.check
    claims = tuple(
        replace(c, text=traditional(c.text), start=to[c.start], end=to[c.end])
        for c in checked.claims
    )
    evidence = tuple(replace(e, start=to[e.start], end=to[e.end]) for e in checked.evidence)
    missing = tuple(traditional(name) for name in checked.missing)
    moved = replace(checked, claims=claims, evidence=evidence, missing=missing)
    return Part(part.task, traditional(part.text), moved)


def _article(brief: Brief, figure_name: str) -> Article:
    article = parse_article(brief.context, figure_name) if brief.context.strip() else Article()
    return replace(article, title=brief.title.strip()) if brief.title.strip() else article


def _warnings(sight: Sight, parts: list[Part]) -> tuple[str, ...]:
    found = [*sight.problems]
    if wrong := [claim.text for part in parts for claim in part.check.unsupported]:
        said = "、".join(dict.fromkeys(wrong))
        found.append(f"以下说法在图中找不到依据，发布前请核实：{said}。")
    return tuple(dict.fromkeys(found))
