"""The answer to a chat: its text as it grows, and OpenAI's shapes around it."""

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tuwen.errors import EngineError
from tuwen.server.json_answers import Fields, filled
from tuwen.server.routes import answer
from tuwen.server.titled import Titled
from tuwen.service.answering import Restart
from tuwen.service.json_form import Json
from tuwen.service.pipeline import told
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Piece
from tuwen.summary import Summary
from tuwen.task import Order


@dataclass(slots=True, kw_only=True)
class Writing:
    """An answer as it grows: `texts` runs for each of its `figures`, in order."""

    figures: int
    texts: int
    order: Order
    language: str
    fields: Fields | None
    wanted: frozenset[str]
    at_once: bool  # sentences go out as they come; else a text once it is whole
    sights: dict[int, Sight] = field(default_factory=dict[int, Sight])
    summaries: dict[int, Summary] = field(default_factory=dict[int, Summary])
    titled: Titled = field(init=False)
    sections: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])

    def __post_init__(self) -> None:
        self.titled = Titled(self.language, self.figures)
        self.at_once = self.at_once and self.fields is None

    def add(self, place: int, piece: Sight | Piece) -> str:
        """What may go out now that the run at `place` has given this piece."""
        if isinstance(piece, Sight):
            self.sights[place] = piece
        elif isinstance(piece, Summary):
            self.summaries[place] = piece
            if self.fields is None and not self.at_once:
                return "".join(self._sentence(place, each) for each in told(piece))
        elif self.at_once:
            return self._sentence(place, piece)
        return ""

    def end(self) -> str:
        """What is left to go out when all runs are over. Raises InputError."""
        if self.fields is None:
            return ""
        of_each = [self.summaries[i] for i in range(self.figures * self.texts)]
        figures = [of_each[i : i + self.texts] for i in range(0, len(of_each), self.texts)]
        values = filled(self.fields, figures, self.order, self.language)
        return json.dumps(values, ensure_ascii=False)

    def _sentence(self, place: int, piece: Piece) -> str:
        if isinstance(piece, Summary):
            return ""
        again = isinstance(piece, Section) and (place, piece.task) in self.sections
        if isinstance(piece, Restart) or again:
            message = "已发出的内容需要改写，流式输出无法收回；请不用 stream 重试。"
            raise EngineError("broken_stream", message)
        if isinstance(piece, Section):
            self.sections.add((place, piece.task))
        return self.titled.add(place // self.texts, piece)

    @property
    def finish_reason(self) -> str:
        """OpenAI's word for how the answer ended."""
        return "length" if any(each.cut_off for each in self.summaries.values()) else "stop"

    @property
    def usage(self) -> Json:
        """The sum over all runs."""
        used = [each.usage for each in self.summaries.values()]
        asked = sum(each.prompt_tokens for each in used)
        written = sum(each.completion_tokens for each in used)
        return {
            "prompt_tokens": asked,
            "completion_tokens": written,
            "total_tokens": asked + written,
        }

    @property
    def beside(self) -> list[Json]:
        """What is known beside the text, for each run; not OpenAI's."""
        found: list[Json] = []
        for place, summary in self.summaries.items():
            form = answer(summary, self.sights.get(place), self.wanted)
            for told_already in ("text", "texts", "usage"):
                form.pop(told_already, None)
            found.append({"figure": place // self.texts + 1, **form})
        return found


@dataclass(slots=True)
class Form:
    """OpenAI's shapes of one answer."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def completion(self, text: str, writing: Writing) -> Json:
        """The whole answer."""
        message = {"role": "assistant", "content": text, "refusal": None}
        return self._whole(
            "chat.completion",
            [self._choice("message", message, writing.finish_reason)],
            usage=writing.usage,
            tuwen=writing.beside,
        )

    def chunk(self, delta: Json | None, finish_reason: str | None = None, **more: Any) -> str:
        """One event of a stream; without a delta the one that tells the usage."""
        choices = [] if delta is None else [self._choice("delta", delta, finish_reason)]
        return event(self._whole("chat.completion.chunk", choices, **more))

    def _choice(self, kind: str, said: Json, finish_reason: str | None) -> Json:
        return {"index": 0, kind: said, "logprobs": None, "finish_reason": finish_reason}

    def _whole(self, kind: str, choices: Sequence[Json], **more: Any) -> Json:
        head = {"id": self.id, "object": kind, "created": self.created, "model": self.model}
        return {**head, "choices": list(choices), **more}


def event(data: Json) -> str:
    """A server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
