"""The Moderator, built once, and the Review of one request by all that it was given."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from tuwen.errors import ConfigError, EngineError
from tuwen.service.moderation.verdict import UNCHECKED, Stage, Verdict, checked_policy

if TYPE_CHECKING:
    from tuwen.service.moderation.words import Listed, Sieve

MOST_WORDS = 20  # that one verdict names


class Moderator:
    """What requests are judged by: word lists, a picture classifier, an external service.

    `word_lists`: paths, or "builtin"; `policy`: reject, mask or warn, where a list says nothing
    else, and for pictures, where mask rejects; `hook_fails`: closed, so that what could not be
    judged is refused, or open; `picture_threshold`: the score, 0..1, from which a picture is
    objected to, 0 for no classifier. Raises ConfigError.
    """

    def __init__(
        self,
        *,
        word_lists: Sequence[str] = (),
        policy: str = "reject",
        hook_url: str = "",
        hook_timeout: float = 5.0,
        hook_fails: str = "closed",
        picture_threshold: float = 0.0,
    ) -> None:
        self.policy = checked_policy(policy)
        if hook_fails not in ("closed", "open"):
            raise ConfigError("bad_moderation_hook", "审核服务失效时的做法应为 closed 或 open。")
        if not 0 <= picture_threshold <= 1:
            raise ConfigError("bad_threshold", "图片审核的阈值应在 0 到 1 之间；0 为不审核。")
        self.hook_fails_open = hook_fails == "open"
        self.picture_threshold = picture_threshold
        self.words = self.hook = self.pictures = None
        if word_lists:
            from tuwen.service.moderation.word_lists import load_words

            self.words = load_words(word_lists, self.policy)
        if hook_url:
            from tuwen.service.moderation.hook import Hook

            self.hook = Hook(hook_url, hook_timeout)
        if picture_threshold:
            from tuwen.service.moderation.picture import PictureClassifier

            self.pictures = PictureClassifier()

    @property
    def active(self) -> bool:
        """Whether anything is judged at all."""
        return bool(self.words or self.hook or self.pictures)

    @property
    def whole_output(self) -> bool:
        """Whether a stream is held back until its end, because a service judges the whole."""
        return self.hook is not None

    @property
    def needs_pixels(self) -> bool:
        """Whether `before` has to be given the copy that a model sees."""
        return self.pictures is not None

    def review(self) -> "Review":
        """Begin to judge one request."""
        return Review(self)

    async def close(self) -> None:
        """Give back the connections to the external service, in the event loop that used it."""
        if self.hook:
            await self.hook.close()


class Review:
    """The judgement on one request; keeps its verdicts, those that reject included."""

    def __init__(self, moderator: Moderator) -> None:
        self._by = moderator
        self._verdicts: dict[tuple[Stage, str, str, str], Verdict] = {}
        self._stream = self._sieve("output")
        self._whole = ""  # of a stream that is held back
        self._judged: dict[str, str] = {}  # texts of the output, and what may go out of each

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All that was found, for the journal."""
        return tuple(self._verdicts.values())

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know of it, in words."""
        return tuple(dict.fromkeys(verdict.warning for verdict in self.verdicts))

    async def before(
        self,
        prompt: str = "",
        texts: Sequence[str] = (),
        shown: bytes | None = None,
        digest: str = "",
    ) -> tuple[str, tuple[str, ...]]:
        """What a client sent, words to mask masked. Raises InputError, EngineError.

        `shown` is what a model sees of the picture; `digest` names it to an external service.
        """
        if not self._by.active:
            return prompt, tuple(texts)
        given: list[tuple[Stage, str]] = [("prompt", prompt), *(("text", text) for text in texts)]
        passed = await asyncio.to_thread(self._sifted, given)
        if shown is not None:
            await self._look(shown)
        first, *others = await self._asked("input", passed, digest)
        return first, tuple(others)

    @property
    def masks(self) -> bool:
        """Whether any verdict so far is to mask."""
        return any(verdict.action == "mask" for verdict in self.verdicts)

    def masked(self, text: str) -> str:
        """A text of the picture with listed words masked; may raise InputError."""
        return self._sifted([("text", text)])[0][1]

    async def after(self, texts: Sequence[str]) -> tuple[str, ...]:
        """What an engine wrote, words to mask masked; no text is judged twice. Raises EngineError.

        Each stays as long as it was, so that places in it still hold.
        """
        new = list(dict.fromkeys(text for text in texts if text not in self._judged))
        if new and (self._by.words or self._by.hook):
            given: list[tuple[Stage, str]] = [("output", text) for text in new]
            passed = await asyncio.to_thread(self._sifted, given)
            self._judged |= zip(new, await self._asked("output", passed), strict=True)
        return tuple(self._judged.get(text, text) for text in texts)

    async def piece(self, text: str) -> str:
        """What may go out of a stream, now that this has come. Raises EngineError."""
        if self._by.whole_output:
            self._whole += text
            return ""
        return self._stream.take(text) if self._stream else text

    async def rest(self) -> str:
        """What was held back of a stream, or of one of its sections, that ends. As `piece`."""
        if self._by.whole_output:
            whole, self._whole = self._whole, ""
            return (await self.after([whole]))[0] if whole else ""
        stream, self._stream = self._stream, self._sieve("output")
        return stream.take("", last=True) if stream else ""

    def restart(self) -> None:
        """Forget what was held back: the stream begins anew."""
        self._whole, self._stream = "", self._sieve("output")

    def _sieve(self, stage: Stage) -> "Sieve | None":
        if (words := self._by.words) is None:
            return None
        from tuwen.service.moderation.words import Sieve

        def found(listed: "Listed") -> None:
            named = (listed.word,)
            self._record(Verdict(stage, "words", listed.category, listed.action, "命中词表", named))

        return Sieve(words, found)

    def _sifted(self, texts: Sequence[tuple[Stage, str]]) -> list[tuple[Stage, str]]:
        """The texts, without what the word lists have masked."""
        passed: list[tuple[Stage, str]] = []
        for stage, text in texts:
            sieve = self._sieve(stage)
            passed.append((stage, sieve.take(text, last=True) if sieve else text))
        return passed

    async def _look(self, shown: bytes) -> None:
        if (classifier := self._by.pictures) is None:
            return
        score, threshold = await classifier.score(shown), self._by.picture_threshold
        if score >= threshold:
            action = "warn" if self._by.policy == "warn" else "reject"
            reason = f"得分 {score:.2f}，达到阈值 {threshold:g}"
            self._record(Verdict("picture", "picture", "色情", action, reason, (), round(score, 3)))

    async def _asked(
        self,
        stage: Literal["input", "output"],
        texts: Sequence[tuple[Stage, str]],
        digest: str = "",
    ) -> list[str]:
        """The texts, without what the external service wants masked."""
        found = [text for _, text in texts]
        if (hook := self._by.hook) is None:
            return found
        try:
            said = await hook.ask(stage, texts, digest)
        except EngineError:
            if not self._by.hook_fails_open:
                raise
            self._record(Verdict(stage, "hook", UNCHECKED, "warn", "审核服务没有给出可用的回答"))
            return found
        if said.action == "allow":
            return found
        self._record(Verdict(stage, "hook", said.category, said.action, said.reason))
        if said.action == "mask":
            from tuwen.service.moderation.words import MASK

            for i, start, end in said.spans:
                found[i] = found[i][:start] + MASK * (end - start) + found[i][end:]
        return found

    def _record(self, verdict: Verdict) -> None:
        """Keep a verdict, one for each stage, source, category and action. Raises to reject."""
        key = (verdict.stage, verdict.source, verdict.category, verdict.action)
        if known := self._verdicts.get(key):
            words = tuple(dict.fromkeys((*known.words, *verdict.words)))[:MOST_WORDS]
            verdict = replace(verdict, words=words)
        self._verdicts[key] = verdict
        if verdict.action == "reject":
            raise verdict.rejection
