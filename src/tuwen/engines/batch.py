"""The rows that a model decodes together, their positions and what they share.

Rows differ in length: the cache is padded on the left, and every row has positions of its own,
so that a row's tokens are those it would have alone. Knows no thread, queue or text.
"""

import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuwen.engines.cache import Tensor, cache, torch

OPENINGS = 4  # that are kept; there is one for each language


@dataclass(eq=False, slots=True)
class Row:
    """One sequence: what the model is given for it, and what it has said so far."""

    prompt: list[int]
    max_tokens: int
    kinds: list[int] = field(default_factory=list[int])  # 1 where the prompt has an image's token
    picture: dict[str, Tensor] = field(default_factory=dict[str, Tensor])  # pixel_values and such
    tokens: list[int] = field(default_factory=list[int])  # said so far
    position: int = 0  # of the next token
    opening: tuple[int, ...] = field(init=False)  # what stands before the picture: the rules

    def __post_init__(self) -> None:
        self.opening = tuple(self.prompt[: self.kinds.index(1)]) if 1 in self.kinds else ()

    @property
    def sequence(self) -> list[int]:
        return self.prompt + self.tokens

    @property
    def longest(self) -> int:
        """How long it may become."""
        return len(self.prompt) + self.max_tokens

    @property
    def unread(self) -> int:
        """How many tokens the opening leaves to be read."""
        return len(self.prompt) + len(self.tokens) - len(self.opening)

    def like(self, other: "Row") -> bool:
        """Whether both can be read in one pass."""
        return self.opening == other.opening and _shapes(self) == _shapes(other)


class Batch:
    """The cache of the rows under way; `advance` adds a token to each."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._device = model.device
        given = inspect.signature(model.forward).parameters.get("pixel_values")
        # what writes on; BLIP-2 as a whole wants to be shown a picture at every step
        self._writer = model if not given or given.default is None else model.language_model
        self._takes = set(inspect.signature(self._writer.forward).parameters)
        self._index: Any = getattr(getattr(model, "model", None), "get_rope_index", None)
        self._openings: dict[tuple[int, ...], Any] = {}
        self.rows: list[Row] = []
        self._cache: Any = None
        self._mask: Tensor = None

    def join(self, rows: Sequence[Row]) -> None:
        """Read the prompts of rows that are alike and take them in; all of them or none."""
        ids, mask = self._padded([row.sequence for row in rows])
        positions = self._positions(rows, ids, mask)
        pictures = {name: self._moved(tensor) for name, tensor in _packed(rows).items()}
        with torch.inference_mode():
            read, tokens = self._read(rows, ids, positions, pictures)
            self._take_in(read, mask)
        ends = positions.reshape(-1, *ids.shape).amax(dim=(0, 2)).tolist()
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
                    self._writer, self._cache,
                    input_ids=ids, attention_mask=mask, position_ids=positions,
                )  # fmt: skip
        except BaseException:
            for layer in self._cache.layers:  # some have the new column, some have not
                layer.end = layer.start + self._mask.shape[1]
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
        late = [place for place in places if place >= len(places)]  # these fill the gaps
        places = [
            place if row in kept else late.pop()
            for place, row in enumerate(self.rows[: len(places)])
        ]
        self.rows = [self.rows[place] for place in places]
        if not places:
            self._cache = self._mask = None
            return
        with torch.inference_mode():
            mask = self._mask[places]
            start = int(mask.any(dim=0).long().argmax())
            self._mask = mask[:, start:]
            for layer in self._cache.layers:
                layer.keep(places, start)

    def _read(
        self, rows: Sequence[Row], ids: Tensor, positions: Tensor, pictures: dict[str, Tensor]
    ) -> tuple[Any, list[int]]:
        """Read all but the opening; return a cache with both, padded on the left, and tokens."""
        opening, width = rows[0].opening, max(row.unread for row in rows)
        gaps = [width - row.unread for row in rows]
        read, known = cache(), None
        if opening:
            known = self._opening(opening)
            for number, layer in enumerate(known.layers):
                keys, values = layer.seen
                same = (len(rows), -1, -1, -1)
                read.update(keys.expand(same), values.expand(same), number)
        mask = ids.new_ones((len(rows), len(opening) + width))
        for row, gap in enumerate(gaps):
            mask[row, len(opening) : len(opening) + gap] = 0
        tokens = self._next(
            self._model, read, input_ids=ids[:, -width:], attention_mask=mask,
            position_ids=positions[..., -width:], **pictures,
        )  # fmt: skip
        if known is not None:
            for layer, start in zip(read.layers, known.layers, strict=True):
                for row, gap in enumerate(gaps):
                    layer.shift(row, gap, start)
        return read, tokens

    def _opening(self, ids: tuple[int, ...]) -> Any:
        """Return the cache of an opening, which most prompts share and which is read once."""
        found = self._openings.pop(ids, None)
        if found is None:
            found = cache()
            places = torch.arange(len(ids), device=self._device)[None]
            self._next(
                self._writer, found,
                input_ids=torch.tensor([ids], device=self._device),
                attention_mask=torch.ones_like(places),
                position_ids=places if self._index is None else places[None].expand(3, -1, -1),
            )  # fmt: skip
        self._openings[ids] = found  # the one used last
        if len(self._openings) > OPENINGS:
            del self._openings[next(iter(self._openings))]
        return found

    def _take_in(self, read: Any, mask: Tensor) -> None:
        if not self.rows:
            self._cache, self._mask = read, mask
            return
        length = max(self._mask.shape[1], mask.shape[1])
        for layer in self._cache.layers:  # whatever fails here has changed nothing
            layer.reserve(rows=mask.shape[0], before=length - layer.length)
        both = torch.cat([_widened(self._mask, length), _widened(mask, length)])
        for layer, new in zip(self._cache.layers, read.layers, strict=True):
            layer.join(new)
        self._mask = both

    def _next(self, model: Any, known: Any, **inputs: Any) -> list[int]:
        if "position_ids" not in self._takes:
            del inputs["position_ids"]
        if "logits_to_keep" in self._takes:  # the logits of a long prompt may take a gigabyte
            inputs["logits_to_keep"] = 1
        out = model(**inputs, past_key_values=known, use_cache=True, return_dict=True)
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


def _shapes(row: Row) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape[1:]) for name, tensor in row.picture.items()}


def _widened(mask: Tensor, length: int) -> Tensor:
    return torch.nn.functional.pad(mask, (length - mask.shape[1], 0))
