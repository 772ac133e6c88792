"""The rows that a model decodes together, their KV cache and their positions.

Rows differ in length: the cache is padded on the left, and every row has positions of its own,
so that a row's tokens are those it would have alone. Knows no thread, queue or text.
"""

import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

torch: Any = import_module("torch")  # Any: it comes with an extra, and types need not have it
transformers: Any = import_module("transformers")
Tensor = Any


@dataclass(eq=False, slots=True)
class Row:
    """One sequence: what the model is given for it, and what it has said so far."""

    prompt: list[int]
    max_tokens: int
    kinds: list[int] = field(default_factory=list[int])  # 1 where the prompt has an image's token
    picture: dict[str, Tensor] = field(default_factory=dict[str, Tensor])  # pixel_values and such
    tokens: list[int] = field(default_factory=list[int])  # said so far
    position: int = 0  # of the next token

    @property
    def sequence(self) -> list[int]:
        return self.prompt + self.tokens

    @property
    def longest(self) -> int:
        """How long it may become."""
        return len(self.prompt) + self.max_tokens


class Batch:
    """The cache of the rows under way; `advance` adds a token to each."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._device = model.device
        self._takes = set(inspect.signature(model.forward).parameters)
        self._index: Any = getattr(getattr(model, "model", None), "get_rope_index", None)
        self.rows: list[Row] = []
        self._cache: Any = None
        self._mask: Tensor = None

    @property
    def groups(self) -> bool:
        """Whether pictures of several rows can go through the model in one pass."""
        return self._index is not None  # those that pack patches of any number of pictures

    def join(self, rows: Sequence[Row]) -> None:
        """Read the rows' prompts and take them in, each with its next token; all or none."""
        ids, mask = self._padded([row.sequence for row in rows])
        positions = self._positions(rows, ids, mask)
        pictures = _packed(rows)
        cache = transformers.DynamicCache()
        with torch.inference_mode():
            tokens = self._next(
                input_ids=ids, attention_mask=mask, position_ids=positions, cache=cache,
                **{name: self._moved(tensor) for name, tensor in pictures.items()},
            )  # fmt: skip
            if self.rows:
                length = max(self._mask.shape[1], mask.shape[1])
                stacked = [
                    (_stacked(old.keys, new.keys, length), _stacked(old.values, new.values, length))
                    for old, new in zip(self._cache.layers, cache.layers, strict=True)
                ]
                for layer, (keys, values) in zip(cache.layers, stacked, strict=True):
                    layer.keys, layer.values = keys, values
                mask = torch.cat([_widened(self._mask, length), _widened(mask, length)])
        ends = positions.reshape(-1, *ids.shape).amax(dim=(0, 2)).tolist()
        self._cache, self._mask = cache, mask
        for row, token, end in zip(rows, tokens, ends, strict=True):
            row.position = end + 1
            row.tokens.append(token)
        self.rows += rows

    def advance(self) -> None:
        """Add one token to every row; after an error all are as they were."""
        device, rows = self._device, self.rows
        ids = torch.tensor([[row.tokens[-1]] for row in rows], device=device)
        mask = torch.cat([self._mask, self._mask.new_ones((len(rows), 1))], dim=1)
        positions = torch.tensor([[row.position] for row in rows], device=device)
        if self._index is not None:
            positions = positions[None].expand(3, -1, -1)
        try:
            with torch.inference_mode():
                tokens = self._next(
                    input_ids=ids, attention_mask=mask, position_ids=positions, cache=self._cache
                )
        except BaseException:
            self._undo()
            raise
        self._mask = mask
        for row, token in zip(rows, tokens, strict=True):
            row.position += 1
            row.tokens.append(token)

    def keep(self, rows: Iterable[Row]) -> None:
        """Let go of all other rows, and of the padding that only they needed."""
        kept = set(rows)
        places = [place for place, row in enumerate(self.rows) if row in kept]
        if len(places) == len(self.rows):
            return
        self.rows = [self.rows[place] for place in places]
        if not places:
            self._cache = self._mask = None
            return
        chosen = torch.tensor(places, device=self._device)
        with torch.inference_mode():
            mask = self._mask.index_select(0, chosen)
            start = int(mask.any(dim=0).long().argmax())
            self._mask = mask[:, start:].contiguous()
            # one layer after the other: the whole cache twice might not fit
            for layer in self._cache.layers:
                layer.keys = layer.keys.index_select(0, chosen)[:, :, start:].contiguous()
                layer.values = layer.values.index_select(0, chosen)[:, :, start:].contiguous()

    def _undo(self) -> None:
        """Take back what a step that failed has left in some of the layers."""
        length = self._mask.shape[1]
        for layer in self._cache.layers:
            layer.keys, layer.values = layer.keys[:, :, :length], layer.values[:, :, :length]

    def _next(self, *, cache: Any, **inputs: Any) -> list[int]:
        if "position_ids" not in self._takes:
            del inputs["position_ids"]
        if "logits_to_keep" in self._takes:  # the logits of a long prompt may take a gigabyte
            inputs["logits_to_keep"] = 1
        out = self._model(**inputs, past_key_values=cache, use_cache=True, return_dict=True)
        found: list[int] = out.logits[:, -1].float().argmax(dim=-1).tolist()
        return found

    def _padded(self, sequences: list[list[int]]) -> tuple[Tensor, Tensor]:
        length = max(map(len, sequences))
        ids = torch.zeros((len(sequences), length), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for number, sequence in enumerate(sequences):
            ids[number, length - len(sequence) :] = torch.tensor(sequence)
            mask[number, length - len(sequence) :] = 1
        return ids.to(self._device), mask.to(self._device)

    def _positions(self, rows: Sequence[Row], ids: Tensor, mask: Tensor) -> Tensor:
        if self._index is None:
            return (mask.cumsum(dim=1) - 1).clamp(min=0)
        kinds, _ = self._padded([row.kinds + [0] * len(row.tokens) for row in rows])
        grids = _packed(rows).get("image_grid_thw")
        found, _ = self._index(
            ids,
            mm_token_type_ids=kinds,
            image_grid_thw=None if grids is None else grids.to(self._device),
            attention_mask=mask,
        )
        return found

    def _moved(self, tensor: Tensor) -> Tensor:
        if tensor.is_floating_point():
            return tensor.to(self._device, self._model.dtype)
        return tensor.to(self._device)


def _packed(rows: Sequence[Row]) -> dict[str, Tensor]:
    names = {name: None for row in rows for name in row.picture}  # in order
    return {
        name: torch.cat([row.picture[name] for row in rows if name in row.picture])
        for name in names
    }


def _stacked(old: Tensor, new: Tensor, length: int) -> Tensor:
    both = old.new_zeros((old.shape[0] + new.shape[0], old.shape[1], length, old.shape[3]))
    both[: old.shape[0], :, length - old.shape[2] :] = old
    both[old.shape[0] :, :, length - new.shape[2] :] = new
    return both


def _widened(mask: Tensor, length: int) -> Tensor:
    return torch.nn.functional.pad(mask, (length - mask.shape[1], 0))
