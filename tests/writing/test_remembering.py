"""What is short is worked out once; what is long takes no memory."""

from tuwen.writing.remembering import KEPT, SHORT, remembered


def test_short_texts_are_worked_out_once_and_long_ones_each_time() -> None:
    asked: list[tuple[str, bool]] = []

    @remembered
    def length(text: str, *, doubled: bool = False) -> int:
        asked.append((text, doubled))
        return len(text) * (2 if doubled else 1)

    short, long = "网关", "网" * (SHORT + 1)
    assert [length(short), length(short), length(short, doubled=True)] == [2, 2, 4]
    assert [length(long), length(long)] == [SHORT + 1] * 2
    assert asked == [(short, False), (short, True), (long, False), (long, False)]


def test_the_memory_is_bounded() -> None:
    asked: list[str] = []
    same = remembered(lambda text: asked.append(text))
    for number in range(KEPT + 1):
        same(str(number))
    same("0")  # has made room
    assert asked.count("0") == 2
