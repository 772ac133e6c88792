"""Keys and values of the rows that are under way, in buffers with room to grow.

A step writes one column in place, and a row that joins takes the place of one that left. Knows
no model, no token and no thread.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

torch: Any = import_module("torch")  # Any: it comes with an extra, and types need not have it
transformers: Any = import_module("transformers")
Tensor = Any

ROOM = 64  # columns that a buffer grows by


def cache() -> Any:
    """Make a cache without a row."""
    return transformers.Cache(layer_class_to_replicate=Layer)


class Layer(transformers.cache_utils.DynamicLayer):  # pyright: ignore[reportUntypedBaseClass]
    """Keys and values of one layer: (rows, heads, columns, size of a head).

    Of its buffers the first `rows` and the columns from `start` to `end` are in use.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows = self.start = self.end = 0

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def seen(self) -> tuple[Tensor, Tensor]:
        """Keys and values of the rows and columns in use."""
        place = slice(self.rows), slice(None), slice(self.start, self.end)
        return self.keys[place], self.values[place]

    def get_seq_length(self) -> int:
        """How many columns are in use; the library asks."""
        return self.length

    def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> Any:
        """Add columns to every row, and return all that are in use; the library calls it."""
        if not self.is_initialized:
            self.rows = key_states.shape[0]
            self.keys, self.values = key_states[:, :, :0], value_states[:, :, :0]
            self.is_initialized = True
        added = key_states.shape[2]
        self.reserve(after=added)
        self.end += added
        for buffer, states in ((self.keys, key_states), (self.values, value_states)):
            buffer[: self.rows, :, self.end - added : self.end] = states
        return self.seen

    def reserve(self, *, rows: int = 0, before: int = 0, after: int = 0) -> None:
        """Make room for so many more rows, and columns on either side."""
        held, _, columns, _ = self.keys.shape
        rows += self.rows
        if rows > held or before > self.start or self.end + after > columns:
            self._move(max(rows, held), before, after)

    def join(self, other: "Layer") -> None:
        """Take in the rows of another, so that they end where these end; room is reserved."""
        rows, length = self.rows + other.rows, max(self.length, other.length)
        start, begin = self.end - length, self.end - other.length
        for mine, theirs in ((self.keys, other.keys), (self.values, other.values)):
            mine[: self.rows, :, start : self.start] = 0
            mine[self.rows : rows, :, start:begin] = 0  # whatever was there may be no number
            mine[self.rows : rows, :, begin : self.end] = theirs[
                : other.rows, :, other.start : other.end
            ]
        self.rows, self.start = rows, start

    def keep(self, places: Sequence[int], start: int) -> None:
        """Let row n be what row places[n] is, without the first `start` columns.

        No place comes after its own row, but for rows that are let go.
        """
        for buffer in (self.keys, self.values):
            for row, place in enumerate(places):
                if row != place:
                    buffer[row] = buffer[place]
        self.rows, self.start = len(places), self.start + start
        if self.rows <= self.keys.shape[0] // 2:
            self._move(self.rows, 0, 0)

    def shift(self, row: int, columns: int, opening: "Layer") -> None:
        """Move the opening, with which a row begins, to the right, over what is padding."""
        begin = self.start + columns
        for mine, theirs in ((self.keys, opening.keys), (self.values, opening.values)):
            mine[row, :, self.start : begin] = 0
            mine[row, :, begin : begin + opening.length] = theirs[0, :, opening.start : opening.end]

    def _move(self, rows: int, before: int, after: int) -> None:
        """Take buffers of so many rows, with room before and after the columns in use."""
        length = self.length
        columns = before + length + after + ROOM

        def moved(old: Tensor) -> Tensor:
            new = old.new_zeros((rows, old.shape[1], columns, old.shape[3]))
            new[: self.rows, :, before : before + length] = old[
                : self.rows, :, self.start : self.end
            ]
            return new

        # both are held twice for a moment, but of one layer alone
        self.keys, self.values = moved(self.keys), moved(self.values)
        self.start, self.end = before, before + length
