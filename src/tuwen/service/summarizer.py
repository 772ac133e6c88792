"""The Summarizer: understands the brief, has the engine write, checks what was written."""

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tuwen.article import Article, parse_article
from tuwen.checking import check, unjudged
from tuwen.checking.conflicts import conflicts
from tuwen.engines.base import Cancellation, Engine, Options, Request
from tuwen.errors import ConfigError, EngineError, InputError
from tuwen.service.answering import Answer, Restart, answer, corrected, fell_back
from tuwen.service.registry import AUTO, load_engine, unknown_engine
from tuwen.service.sight import Sight
from tuwen.summary import Check, Summary, Usage
from tuwen.task import Order
from tuwen.writing.english.keywords import keywords as english_keywords
from tuwen.writing.english.notes import noted
from tuwen.writing.keywords import keywords
from tuwen.writing.prompt import understand
from tuwen.writing.traditional import NAMES as TRADITIONAL
from tuwen.writing.traditional import places, traditional

_log = logging.getLogger("tuwen.service")
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


class Summarizer:
    """Turns a Sight and a Brief into a Summary with one engine."""

    def __init__(
        self, engine: str | Engine = AUTO, language: str = "zh", options: Options | None = None
    ) -> None:
        self.engine = engine if isinstance(engine, Engine) else load_engine(engine, options)
        self.language = language
        self._started = False
        self._fallback: Engine | None = None
        if engine == AUTO and self.engine.name != INSTEAD:
            self._fallback = load_engine(INSTEAD)
        self._unstarted: tuple[Engine, ConfigError | EngineError] | None = None
        in_script(language, self.engine.languages)

    def start(self) -> None:
        """Load what the engine needs, once. Raises ConfigError, EngineError where it was named."""
        if self._started:
            return
        try:
            self.engine.start()
        except (ConfigError, EngineError) as error:
            if self._fallback is None:
                raise
            _log.warning("%s could not start: %s", self.engine.name, error.message)
            self.engine.close()
            self._unstarted = self.engine, error
            self.engine, self._fallback = self._fallback, None
        self._started = True

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
    ) -> Iterator[str | Restart | Summary]:
        """Yield the text sentence by sentence, then the Summary. Raises as `summarize`.

        The brief is looked at before anything is yielded, at the call.
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
    ) -> Iterator[str | Restart | Summary]:
        started = time.perf_counter()
        article = _article(brief, sight.name)
        request = Request(
            order=order,
            reading=sight.reading,
            article=article,
            figure=sight.figure if self.engine.needs_pixels else None,
            language=order.language,
            max_tokens=brief.max_tokens,
            cancellation=cancellation,
        )
        voice = in_script(brief.language.strip() or self.language, self.engine.languages)
        first = yield from answer(self.engine, self._fallback, request, voice)
        written = time.perf_counter()
        last, checked = _checked(first, request)
        if last is not first:
            yield Restart()
            yield voice(last.text)
        words, warnings = _around(sight, checked, request)
        notes = (fell_back(*self._unstarted, order.language),) if self._unstarted else ()
        if voice is traditional:
            checked = _moved(checked, last.text)
        done = time.perf_counter()
        timing = {
            **sight.timing_ms,
            "write": round((written - started) * 1000, 1),
            "check": round((done - written) * 1000, 1),
        }
        timing["total"] = round(sum(timing.values()), 1)
        yield Summary(
            id=f"tw-{uuid.uuid4().hex[:16]}",
            text=voice(last.text),
            task=order.task,
            engine=last.engine.name,
            model=last.engine.model,
            keywords=tuple(voice(word) for word in words),
            warnings=tuple(map(voice, (*notes, *last.warnings, *warnings))),
            check=checked,
            usage=last.usage or Usage(len(brief.prompt) + len(article.text), len(last.text)),
            timing_ms=timing,
        )


def _checked(first: Answer, request: Request) -> tuple[Answer, Check]:
    """The answer with its check; where it invents relations, the better of it and a second."""
    if request.language == "en":
        return first, unjudged(first.text, request.reading)
    checked = check(first.text, request.reading, request.article)
    invented = tuple(claim.text for claim in checked.unsupported if claim.kind == "relation")
    if invented and first.engine.invents:
        second = corrected(first, invented, request)
        if second is not None:
            rechecked = check(second.text, request.reading, request.article)
            if rechecked.score > checked.score:
                return second, rechecked
    return first, checked


def _around(
    sight: Sight, checked: Check, request: Request
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands beside the text: keywords, and what a user should know."""
    reading, article = sight.reading, request.article
    contradicted = conflicts(reading, article, request.language)
    if request.language == "en":
        return english_keywords(reading, article), (
            *noted(sight.problems, sight.flaws),
            *contradicted,
        )
    return keywords(reading, article), (*_warnings(sight, checked), *contradicted)


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


def _moved(checked: Check, text: str) -> Check:
    """The verdicts on a text at their places in its Traditional form."""
    to = places(text)
    claims = tuple(
        replace(c, text=traditional(c.text), start=to[c.start], end=to[c.end])
        for c in checked.claims
    )
    evidence = tuple(replace(e, start=to[e.start], end=to[e.end]) for e in checked.evidence)
    missing = tuple(traditional(name) for name in checked.missing)
    return replace(checked, claims=claims, evidence=evidence, missing=missing)


def _article(brief: Brief, figure_name: str) -> Article:
    article = parse_article(brief.context, figure_name) if brief.context.strip() else Article()
    return replace(article, title=brief.title.strip()) if brief.title.strip() else article


def _warnings(sight: Sight, checked: Check) -> tuple[str, ...]:
    found = [*sight.problems]
    if checked.unsupported:
        said = "、".join(dict.fromkeys(claim.text for claim in checked.unsupported))
        found.append(f"以下说法在图中找不到依据，发布前请核实：{said}。")
    return tuple(dict.fromkeys(found))
