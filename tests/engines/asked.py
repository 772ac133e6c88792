"""Requests about pictures of many sizes, and what a model says to each of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from tuwen.engines.base import Request
from tuwen.figure.shown import shown
from tuwen.figure.types import Figure, Quality
from tuwen.reading.types import Reading
from tuwen.task import Order

if TYPE_CHECKING:  # without torch a test that skips must still be collected
    from tuwen.engines.checkpoint import Checkpoint
    from tuwen.engines.decoding import Sequence
    from tuwen.engines.inputs import Encoded, Encoder

COUNT = 8


def figure(number: int) -> Figure:
    """Return noise; each number has a size of its own."""
    height, width = 60 + 37 * number, 90 + 53 * (number * 3 % 7)
    noise = np.random.default_rng(number).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Figure(f"{number}.png", noise, str(number), "PNG", Quality(0.5, 1.0))


def request(number: int, **changes: Any) -> Request:
    """Return a request whose answer takes a few more tokens than the one before."""
    drawn = figure(number)
    reading = Reading(drawn.width, drawn.height, "architecture", 0.9)
    return Request(
        Order("summary", prompt="图里有什么？" * (number + 1)),
        reading, shown=shown(drawn.pixels), max_tokens=12 + number, **changes,
    )  # fmt: skip


def alone(model: Any, encoded: Encoded, max_tokens: int) -> list[int]:
    """Return the tokens of the library's own loop."""
    import torch

    kinds = {"mm_token_type_ids": torch.tensor([encoded.kinds])}
    out = model.generate(
        input_ids=torch.tensor([encoded.ids]),
        attention_mask=torch.ones((1, len(encoded.ids)), dtype=torch.long),
        **encoded.picture,
        **(kinds if hasattr(model.base_model, "get_rope_index") else {}),
        max_new_tokens=max_tokens,
        do_sample=False,
    )
    found: list[int] = out[0, len(encoded.ids) :].tolist()
    return found


def prompts(checkpoint: Checkpoint) -> list[Encoded]:
    """Return COUNT prompts, each longer than the one before."""
    return [
        checkpoint.encoder.encode(
            "Be brief.", "Parts? " * (n + 1), Image.fromarray(figure(n).pixels)
        )
        for n in range(COUNT)
    ]


def answers(checkpoint: Checkpoint, given: list[Encoded]) -> list[list[int]]:
    """Return what each gets alone, where nothing ends it but its length, 12 tokens and more."""
    for model in (checkpoint.model, getattr(checkpoint.model, "language_model", None)):
        if model is not None and model.can_generate():
            model.generation_config.eos_token_id = None
    return [alone(checkpoint.model, one, 12 + n) for n, one in enumerate(given)]


def sequence(encoded: Encoded, max_tokens: int, **more: Any) -> Sequence:
    """Return a prompt for the decoder."""
    from tuwen.engines.decoding import Sequence

    return Sequence(
        list(encoded.ids), max_tokens, kinds=encoded.kinds, picture=encoded.picture, **more
    )


def sequences(given: list[Encoded]) -> list[Sequence]:
    """Return them for the decoder, as long as `answers` has them."""
    return [sequence(one, 12 + n) for n, one in enumerate(given)]


def text_of(encoder: Encoder, tokens: list[int], ends: set[int]) -> str:
    """Return what a user would read of these tokens."""
    return "".join(encoder.spell(token for token in tokens if token not in ends))
