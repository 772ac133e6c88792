"""Things kept in memory: the latest that were wanted, up to a bound."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Shelf(Generic[Item]):
    """Items by key, all together no larger than `room`; the longest unused make way."""

    def __init__(self, room: int, size: Callable[[Item], int] = lambda _: 1) -> None:
        self._room, self._size, self._taken = room, size, 0
        self._items: OrderedDict[str, Item] = OrderedDict()

    def get(self, key: str) -> Item | None:
        """The item under `key`, which counts as used."""
        if key in self._items:
            self._items.move_to_end(key)
        return self._items.get(key)

    def put(self, key: str, item: Item) -> None:
        """Keep an item in place of what was there."""
        if (before := self._items.pop(key, None)) is not None:
            self._taken -= self._size(before)
        self._items[key] = item
        self._taken += self._size(item)
        while self._taken > self._room:
            _, gone = self._items.popitem(last=False)
            self._taken -= self._size(gone)
