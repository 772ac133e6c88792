"""The Summarizer: understands the brief, has the engine write, checks what was written."""

import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from tuwen.article import Article, parse_article
from tuwen.checking import check, unjudged
from tuwen.checking.conflicts import conflicts
from tuwen.engines.base import Engine, Request
from tuwen.errors import EngineError, InputError
from tuwen.service.draft import Draft
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

# Fewer characters are no answer to the task; a question may be answered in one.
LEAST = {"summary": 10, "describe": 10, "explain": 10, "alt": 3, "keywords": 2, "ask": 1}
TRIES = 2


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

    def __init__(self, engine: str | Engine = AUTO, language: str = "zh") -> None:
        self.engine = engine if isinstance(engine, Engine) else load_engine(engine)
        self.language = language
        in_script(language, self.engine.languages)

    def start(self) -> None:
        """Load what the engine needs."""
        self.engine.start()

    def close(self) -> None:
        """Give back what `start` took."""
        self.engine.close()

    def summarize(self, sight: Sight, brief: Brief) -> Summary:
        """Write about one picture. Raises InputError, EngineError."""
        summary = None
        for piece in self.stream(sight, brief):
            if isinstance(piece, Summary):
                summary = piece
        assert summary is not None
        return summary

    def stream(self, sight: Sight, brief: Brief) -> Iterator[str | Summary]:
        """Yield the text sentence by sentence, then the Summary. Raises as `summarize`.

        The brief is looked at before anything is yielded, at the call.
        """
        order = self.check_brief(brief)
        return self._write(sight, brief, order)

    def check_brief(self, brief: Brief) -> Order:
        """Understand the brief without a picture. Raises InputError."""
        if brief.engine not in (AUTO, "", self.engine.name):
            raise InputError("unknown_engine", unknown_engine(brief.engine))
        language = brief.language.strip() or self.language
        in_script(language, self.engine.languages)
        order = understand(brief.prompt, brief.task)
        return replace(order, language=language_of(language))

    def _write(self, sight: Sight, brief: Brief, order: Order) -> Iterator[str | Summary]:
        started = time.perf_counter()
        article = _article(brief, sight.name)
        request = Request(
            order=order,
            reading=sight.reading,
            article=article,
            figure=sight.figure if self.engine.needs_pixels else None,
            language=order.language,
            max_tokens=brief.max_tokens,
        )
        voice = in_script(brief.language.strip() or self.language, self.engine.languages)
        draft = yield from self._answer(request, voice)
        written = time.perf_counter()
        if order.language == "en":
            checked = unjudged(draft.text, sight.reading)
            words = english_keywords(sight.reading, article)
            warnings = noted(sight.problems, sight.flaws)
        else:
            checked = check(draft.text, sight.reading, article)
            words = keywords(sight.reading, article)
            warnings = _warnings(sight, checked)
        warnings = (*warnings, *conflicts(sight.reading, article, order.language))
        if voice is traditional:
            checked = _moved(checked, draft.text)
        done = time.perf_counter()
        timing = {
            **sight.timing_ms,
            "write": round((written - started) * 1000, 1),
            "check": round((done - written) * 1000, 1),
        }
        timing["total"] = round(sum(timing.values()), 1)
        yield Summary(
            id=f"tw-{uuid.uuid4().hex[:16]}",
            text=voice(draft.text),
            task=order.task,
            engine=self.engine.name,
            model=self.engine.model,
            keywords=tuple(voice(word) for word in words),
            warnings=tuple(voice(warning) for warning in warnings),
            check=checked,
            usage=Usage(len(brief.prompt) + len(article.text), len(draft.text)),
            timing_ms=timing,
        )

    def _answer(self, request: Request, voice: Callable[[str], str]) -> Generator[str, None, Draft]:
        """Yield what is ready in the voice wanted; return the Draft."""
        for _ in range(TRIES):
            draft = Draft(LEAST[request.order.task])
            for piece in self.engine.stream(request):
                if ready := draft.feed(piece):
                    yield voice(ready)
            if rest := draft.finish():
                yield voice(rest)
            if draft.is_answer or _decorative(request):
                return draft
        message = f"引擎 {self.engine.name} 没有给出可用的回答；请换一种提示词，或稍后再试。"
        raise EngineError("no_answer", message)


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


def _decorative(request: Request) -> bool:
    """The right alternative text of a decorative picture is the empty one (W3C)."""
    return request.order.task == "alt" and request.reading.kind == "decorative"


def _article(brief: Brief, figure_name: str) -> Article:
    article = parse_article(brief.context, figure_name) if brief.context.strip() else Article()
    return replace(article, title=brief.title.strip()) if brief.title.strip() else article


def _warnings(sight: Sight, checked: Check) -> tuple[str, ...]:
    found = [*sight.problems]
    if checked.unsupported:
        said = "、".join(dict.fromkeys(claim.text for claim in checked.unsupported))
        found.append(f"以下说法在图中找不到依据，发布前请核实：{said}。")
    return tuple(dict.fromkeys(found))
