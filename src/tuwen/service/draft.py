"""An answer on its way: thoughts and control tokens fall out, sentences are let go whole.

Nothing is let go before the answer is long enough to be one, so that a failed try can
be thrown away unseen.
"""

import re

TOKENS = (
    "<think>", "</think>", "<answer>", "</answer>",
    "<|begin_of_box|>", "<|end_of_box|>", "<|begin_of_image|>", "<|end_of_image|>",
    "<|image|>", "<|endoftext|>", "<|user|>", "<|assistant|>", "<|system|>",
    "<|observation|>", "[gMASK]", "<sop>", "<eop>",
)  # fmt: skip
_TOKEN = re.compile("|".join(map(re.escape, TOKENS)))
_SENTENCE = re.compile(r"[。！？；…\n][”’」』）】]*|(?<!^\d)(?<!\n\d)[.!?;]\s")  # not 「1. 」


class Draft:
    """Collects the pieces of one try; `least` is the length below which it is no answer."""

    def __init__(self, least: int) -> None:
        self._least = least
        self._raw = ""  # may end in the beginning of a token
        self._thinking = False
        self._pending = ""  # clean, not yet let go
        self._released: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._released)

    def feed(self, piece: str) -> str:
        """Take a piece of the engine's stream; return the whole sentences that may go out."""
        self._raw += piece
        self._clean(final=False)
        return self._let_go(self._last_sentence())

    def finish(self, *, cut_off: bool = False) -> str:
        """Take the end of the stream; return what is left, or "" if there is no answer.

        Of an answer that was cut off no sentence is let go that is not whole.
        """
        self._clean(final=True)
        return self._let_go(self._last_sentence() if cut_off else len(self._pending))

    @property
    def is_answer(self) -> bool:
        return bool(self._released)

    def _clean(self, *, final: bool) -> None:
        while found := _TOKEN.search(self._raw):
            self._keep(self._raw[: found.start()])
            self._raw = self._raw[found.end() :]
            if found[0] == "</think>" and not self._thinking:
                self._pending = ""  # its opening was part of the prompt: it was all thought
            self._thinking = found[0] == "<think>" or (self._thinking and found[0] != "</think>")
        hold = 0 if final else _begun_token(self._raw)
        self._keep(self._raw[: len(self._raw) - hold])
        self._raw = self._raw[len(self._raw) - hold :]

    def _keep(self, text: str) -> None:
        if not self._thinking:
            self._pending += text

    def _last_sentence(self) -> int:
        end = 0
        for found in _SENTENCE.finditer(self._pending):
            end = found.end()
        return end

    def _let_go(self, end: int) -> str:
        ready = self._pending[:end].rstrip()
        if not self._released:
            ready = ready.lstrip()
            if len(ready) < self._least:
                return ""
        if not ready.strip():
            return ""
        self._pending = self._pending[len(self._pending[:end].rstrip()) :]
        self._released.append(ready)
        return ready


def _begun_token(text: str) -> int:
    """Length of the end of `text` that may turn out to be the beginning of a token."""
    longest = max(map(len, TOKENS)) - 1
    for length in range(min(longest, len(text)), 0, -1):
        if any(token.startswith(text[-length:]) for token in TOKENS):
            return length
    return 0
