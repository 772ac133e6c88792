"""The transformers engine: a vision-language model that runs in this process.

Knows what a Request is to the model and back; how it decodes is in decoding, how it is loaded
in checkpoint. torch and transformers come with an extra and are imported at start.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tuwen.engines.base import Engine, Finish, Health, Request
from tuwen.engines.options import Options
from tuwen.engines.prompt import messages
from tuwen.errors import ConfigError, EngineError
from tuwen.figure.shown import opened
from tuwen.models.folder import examine
from tuwen.summary import Usage

if TYPE_CHECKING:
    from tuwen.engines.checkpoint import Checkpoint
    from tuwen.engines.decoding import Decoder
    from tuwen.engines.inputs import Encoded

LEAST = 64  # tokens that an answer must have room for


class TransformersEngine(Engine):
    """Answers of a local model; many requests at once share its steps."""

    name = "transformers"
    model = "local"
    languages = ("zh", "en")
    together = True
    uses = frozenset({"model_path", "device", "precision", "adapter"})
    rank = 10

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options)
        self.model = Path(self.options.model_path).name or self.model
        self._checkpoint: Checkpoint | None = None
        self._decoder: Decoder | None = None

    @classmethod
    def configured(cls, options: Options) -> bool:
        """Whether there is a model folder."""
        return bool(options.model_path)

    def start(self) -> None:
        """Load the model. Raises ConfigError."""
        if self._decoder:
            return
        if not self.options.model_path:
            raise ConfigError("no_model_path", "请用 --model-path 指出模型文件夹。")
        examine(Path(self.options.model_path))
        try:
            from tuwen.engines.checkpoint import load
            from tuwen.engines.decoding import Decoder
        except ImportError as error:
            raise ConfigError(
                "transformers_missing",
                "本地模型需要 torch 和 transformers，请先安装：pip install 'tuwen[transformers]'",
            ) from error
        self._checkpoint = load(self.options)
        self._decoder = Decoder(
            self._checkpoint.model,
            self._checkpoint.ends,
            token_budget=self._checkpoint.token_budget,
        )

    def stream(self, request: Request) -> Iterator[str | Finish]:
        """Yield the answer as it is written, then how it ended. Raises EngineError."""
        if self._checkpoint is None or self._decoder is None:
            raise EngineError("not_started", "引擎还没有启动。")
        from tuwen.engines.decoding import End, Sequence

        encoder, decoder = self._checkpoint.encoder, self._decoder
        encoded, room = self._encoded(request, self._checkpoint)
        sequence = Sequence(
            encoded.ids,
            min(request.max_tokens, room),
            kinds=encoded.kinds,
            picture=encoded.picture,
            cancellation=request.cancellation,
        )
        said, end = 0, End()

        def tokens() -> Iterator[int]:
            nonlocal said, end
            for item in decoder.decode(sequence):
                if isinstance(item, End):
                    end = item
                else:
                    said += 1
                    yield item

        yield from encoder.spell(tokens())
        yield Finish(Usage(len(encoded.ids), said), end.cut_off)

    def _encoded(self, request: Request, checkpoint: Checkpoint) -> tuple[Encoded, int]:
        """The prompt, and how many tokens the context has left for the answer."""
        image = opened(request.shown) if request.shown else None
        wanted = max(min(request.max_tokens, checkpoint.context // 4), LEAST)
        for material in (None, 1500, 0):  # characters of what was read and of the article
            encoded = checkpoint.encoder.encode(*messages(request, material), image)
            room = checkpoint.context - len(encoded.ids)
            if room >= wanted:
                return encoded, room
        raise EngineError(
            "prompt_too_long", "图片和提示词太长，模型的上下文放不下：请缩小图片或缩短提示词。"
        )

    @property
    def health(self) -> Health:
        """Up while the model is loaded."""
        decoder = self._decoder
        return Health(up=decoder is not None, steps=decoder.steps if decoder else ())

    def close(self) -> None:
        """End the decoder and let the model go."""
        if self._decoder:
            self._decoder.close()
        self._decoder = self._checkpoint = None
