"""A shelf keeps the latest, and never more than it has room for."""

from hypothesis import given
from hypothesis import strategies as st

from tuwen.service.shelf import Shelf


def test_the_longest_unused_make_way() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put("a", 1)
    shelf.put("b", 2)
    assert shelf.get("a") == 1
    shelf.put("c", 3)
    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == (1, None, 3)


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    shelf: Shelf[bytes] = Shelf(3, len)
    shelf.put("a", b"four")
    assert shelf.get("a") is None
    shelf.put("b", b"two")
    assert shelf.get("b") == b"two"


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.binary(max_size=6))))
def test_it_never_holds_more_than_its_room(puts: list[tuple[str, bytes]]) -> None:
    shelf: Shelf[bytes] = Shelf(10, len)
    for key, item in puts:
        shelf.put(key, item)
        held = [found for each in "abcde" if (found := shelf.get(each)) is not None]
        assert sum(map(len, held)) <= 10
        assert item in held
