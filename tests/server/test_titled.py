"""Titles before texts."""

from tuwen.server.titled import Titled
from tuwen.service.sections import Section


def test_each_figure_and_part_has_its_title_once_it_has_a_text() -> None:
    titled = Titled("en", figures=2)
    whole = "".join(
        titled.add(figure, piece)
        for figure, piece in [
            (0, Section("summary")), (0, "One. "), (0, "Two."),
            (0, Section("alt")), (0, ""), (0, Section("keywords")), (0, "a, b"),
            (1, Section("summary")), (1, "Three."),
        ]
    )  # fmt: skip
    assert whole == (
        "[Figure 1]\n[Summary]\nOne. Two.\n\n[Keywords]\na, b\n\n[Figure 2]\n[Summary]\nThree."
    )


def test_one_figure_alone_has_no_title() -> None:
    titled = Titled("zh-Hant", figures=1)
    assert [titled.add(0, piece) for piece in ("一。", "二。")] == ["一。", "二。"]
    assert Titled("zh-Hant", figures=2).add(1, "一。") == "【圖 2】\n一。"
