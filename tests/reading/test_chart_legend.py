"""Legends: entries read as one line, lone markers read as letters, colours seen through."""

from dataclasses import replace

import cv2
from plotted import AMBER, GREEN, INDIGO, Plot

from tuwen.reading.chart_legend import Entry, find_legend, name_of
from tuwen.reading.ocr import Line

WHITE = (255, 255, 255)


def ringed(plot: Plot, x: int, colour: tuple[int, int, int]) -> None:
    """The marker of a line: a stroke with a ring upon it."""
    cv2.line(plot.pixels, (x, 20), (x + 25, 20), colour, 2)
    cv2.circle(plot.pixels, (x + 12, 20), 5, WHITE, -1)
    cv2.circle(plot.pixels, (x + 12, 20), 5, colour, 2, cv2.LINE_AA)


def merged(text: str, names: tuple[str, str] = ("north", "south")) -> Plot:
    """Two entries that a recogniser read as one line."""
    plot = Plot()
    ringed(plot, 100, INDIGO)
    plot.write(155, 20, names[0], 16)
    ringed(plot, 200, GREEN)
    plot.write(255, 20, names[1], 16)
    (_, first), (_, last) = ((k, line.box) for k, line in enumerate(plot.lines))
    box = (first[0], min(first[1], last[1]), last[2], max(first[3], last[3]))
    plot.lines = [Line(text, box, 0.9)]
    return plot


def test_entries_read_as_one_line_are_cut_at_their_markers() -> None:
    for text in ("north -O- south", "north-south", "north O south"):
        found = find_legend(merged(text).scene(), [], WHITE)
        assert [entry.name for entry in found] == ["north", "south"]


def test_letters_are_shared_out_where_nothing_was_read_between() -> None:
    found = find_legend(merged("nnnnuuuu", ("nnnn", "uuuu")).scene(), [], WHITE)
    assert [entry.name for entry in found] == ["nnnn", "uuuu"]


def test_a_marker_read_as_a_letter_is_no_entry() -> None:
    plot = Plot()
    plot.legend(["Food", "Cloth"], [INDIGO, GREEN])
    cv2.circle(plot.pixels, (300, 200), 6, AMBER, 2)
    plot.lines.append(Line("O", (293, 193, 307, 207), 0.8))
    found = find_legend(plot.scene(), [], WHITE)
    assert [entry.name for entry in found] == ["Food", "Cloth"]


def test_a_colour_seen_through_has_the_name_of_the_full_one() -> None:
    legend = [
        Entry("a", INDIGO, (0, 0, 1, 1), (0, 0, 1, 1)),
        Entry("b", GREEN, (0, 0, 1, 1), (0, 0, 1, 1)),
    ]
    faint = tuple(round(0.6 * c + 0.4 * 255) for c in INDIGO)
    assert name_of(faint, legend, WHITE) == "a"  # type: ignore[arg-type]
    assert name_of((255, 0, 0), legend, WHITE) == ""


def test_a_name_that_begins_like_a_marker_keeps_its_letter() -> None:
    found = find_legend(merged("-O- QPS -O- P99", ("QPS", "P99")).scene(), [], WHITE)
    assert [entry.name for entry in found] == ["QPS", "P99"]


def test_the_first_of_a_row_of_quarters_keeps_its_number() -> None:
    plot = Plot()
    plot.legend(["Q1", "Q2"], [INDIGO, GREEN])
    first, second = plot.lines[-2:]
    plot.lines[-2:] = [replace(first, text="■一季度"), replace(second, text="■二季度")]
    assert [e.name for e in find_legend(plot.scene(), [], WHITE)] == ["一季度", "二季度"]
