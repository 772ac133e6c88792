"""A request's way through a model, measured: picture, prompt, and tokens from a static cache.

Everything lies on the device before a clock starts, and a clock stops when the tokens are on the
host. Runs under torch.set_grad_enabled(False).
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gpu_model import Shape, Tensor, torch, transformers

PATCH = 14
ROUND = 64  # a cache's length is a multiple of it: kernels like whole blocks
SPARE = 3  # steps that getting ready takes


class NotCapturedError(RuntimeError):
    """A step cannot become a CUDA graph."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given; the tensors lie on its device."""

    ids: Tensor  # (1, tokens)
    kinds: Tensor  # (1, tokens): 1 where a token stands for the picture
    pixels: Tensor  # (patches, numbers)
    grid: Tensor  # (1, 3)

    @property
    def length(self) -> int:
        return int(self.ids.shape[1])


def noise(shape: Shape, side: int, length: int, model: Any) -> Prompt:
    """Make a prompt of `length` tokens with a square picture of noise, `side` pixels wide."""
    cells = round(side / PATCH / 2)  # two by two patches become a token
    size, before = cells**2, 4
    if length < size + 2 * before:
        raise SystemExit(f"a picture of {side} px takes {size} tokens: more than --context holds")
    random = torch.Generator().manual_seed(7)
    ids = torch.randint(0, shape.image_token, (1, length), generator=random)
    ids[0, before : before + size] = shape.image_token
    pixels = torch.randn(4 * size, 3 * 2 * PATCH**2, generator=random)
    return Prompt(
        ids.to(model.device),
        (ids == shape.image_token).long().to(model.device),
        pixels.to(model.device, model.dtype),
        torch.tensor([[1, 2 * cells, 2 * cells]], device=model.device),
    )


def clock(device: Any, call: Callable[[], Any], rounds: int) -> float:
    """Return the median of `rounds` in seconds, after one that is not counted."""
    times: list[float] = []
    for _ in range(rounds + 1):
        settle(device)
        start = time.perf_counter()
        call()
        settle(device)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def settle(device: Any) -> None:
    """Wait until the device has done what it was told."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


class Reading:
    """A prompt that is read into a cache with room for `new` more tokens."""

    def __init__(self, model: Any, prompt: Prompt, new: int) -> None:
        self._model, self._prompt = model, prompt
        self.length, self.patches = prompt.length, int(prompt.pixels.shape[0])
        self.room = -(-(prompt.length + max(new, SPARE)) // ROUND) * ROUND
        self.cache: Any = transformers.StaticCache(model.config, max_cache_len=self.room)
        self.token, self.position = self.first()

    def first(self) -> tuple[int, int]:
        """Go the whole way; return the first token and the position of what follows it."""
        self.cache.reset()
        positions = self._positions()
        prompt = self._prompt
        logits = self._model(
            input_ids=prompt.ids, pixel_values=prompt.pixels, image_grid_thw=prompt.grid,
            position_ids=positions, past_key_values=self.cache, use_cache=True, logits_to_keep=1,
        ).logits  # fmt: skip
        return int(logits[0, -1].float().argmax()), int(positions.max()) + 1

    def look(self) -> None:
        """Put the picture alone through the tower."""
        self._model.model.get_image_features(self._prompt.pixels, self._prompt.grid)

    def language(self) -> Callable[[], None]:
        """Return what puts the prompt alone through layers and head."""
        self.cache.reset()
        positions = self._positions()
        text = self._model.model.language_model
        embedded = text.embed_tokens(self._prompt.ids)

        def run() -> None:
            self.cache.reset()
            out = text(
                inputs_embeds=embedded, position_ids=positions, past_key_values=self.cache,
                use_cache=True,
            )  # fmt: skip
            self._model.lm_head(out.last_hidden_state[:, -1:]).argmax()

        return run

    def _positions(self) -> Tensor:
        prompt = self._prompt
        found, _ = self._model.model.get_rope_index(
            prompt.ids, mm_token_type_ids=prompt.kinds, image_grid_thw=prompt.grid
        )
        return found


class StaticLoop:
    """Rows that have all read the same prompt and go on with tokens of their own.

    A step changes tensors that stay where they are, and waits for nothing: so a CUDA graph of it
    can be replayed.
    """

    def __init__(self, model: Any, reading: Reading, rows: int) -> None:
        self._model, self._reading = model, reading
        self._device = model.device
        text = model.config.text_config
        self._cache: Any = transformers.StaticCache(model.config, max_cache_len=reading.room)
        self._cache.early_initialization(
            batch_size=rows, num_heads=text.num_key_value_heads,
            head_dim=text.hidden_size // text.num_attention_heads,
            dtype=model.dtype, device=model.device,
        )  # fmt: skip
        for mine, theirs in zip(self._cache.layers, reading.cache.layers, strict=True):
            mine.keys.copy_(theirs.keys.expand_as(mine.keys))
            mine.values.copy_(theirs.values.expand_as(mine.values))
        begun = (reading.token + torch.arange(rows)) % text.vocab_size  # the first row's is right
        self._begun = begun[:, None].to(self._device)
        self._ids = self._begun.clone()
        self._positions = torch.zeros((3, rows, 1), dtype=torch.long, device=self._device)

    def way(self, name: str) -> Callable[[], None]:
        """Return how a step is done: eager, graph or compiled. Raises NotCapturedError."""
        call = torch.compile(self._model, dynamic=False) if name == "compiled" else self._model

        def step() -> None:
            logits = call(
                input_ids=self._ids, position_ids=self._positions, past_key_values=self._cache,
                use_cache=True, logits_to_keep=1,
            ).logits  # fmt: skip
            self._ids.copy_(logits[:, -1].float().argmax(dim=-1, keepdim=True))
            self._positions.add_(1)

        if name == "eager" or (name == "compiled" and self._device.type != "cuda"):
            return step
        return self._captured(step)

    def tokens(self, step: Callable[[], None], count: int) -> list[list[int]]:
        """Take `count` steps from the prompt's end; return what each row says."""
        self._restore()
        said: list[list[int]] = []
        for _ in range(count):
            step()
            said.append(self._ids.flatten().tolist())  # a server sends every token at once
        return [list(row) for row in zip(*said, strict=True)]

    def seconds(self, way: str, count: int, rounds: int) -> float:
        """Return what a step takes, the median of `rounds` of `count` steps."""
        step = self.way(way)
        self.tokens(step, SPARE)
        return clock(self._device, lambda: self.tokens(step, count), rounds) / count

    def _restore(self) -> None:
        for layer in self._cache.layers:
            layer.cumulative_length.fill_(self._reading.length)
        self._ids.copy_(self._begun)
        self._positions.fill_(self._reading.position)

    def _captured(self, step: Callable[[], None]) -> Callable[[], None]:
        if self._device.type != "cuda":
            raise NotCapturedError("CUDA graphs need a CUDA device")
        side = torch.cuda.Stream(self._device)
        side.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(side):
            self._restore()
            for _ in range(SPARE - 1):  # libraries set themselves up; compilers compile
                step()
            self._must_not_wait(step)
        torch.cuda.current_stream(self._device).wait_stream(side)
        settle(self._device)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        return graph.replay

    def _must_not_wait(self, step: Callable[[], None]) -> None:
        """Try a step under watch: a capture that fails would leave the device in disorder."""
        torch.cuda.set_sync_debug_mode("error")
        try:
            step()
        except RuntimeError as error:
            if "synchroniz" not in str(error):
                raise
            raise NotCapturedError("a step waits for the host, which no graph can") from error
        finally:
            torch.cuda.set_sync_debug_mode("default")
