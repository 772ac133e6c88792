"""Names that detection cut short or overlooked are read where they stand."""

from dataclasses import replace

from plotted import INDIGO, Plot, values_of

NAMES = ("Alpha", "Gamma", "Delta", "Sigma", "Omega")
VALUES = (30, 70, 45, 90, 60)


def bars() -> Plot:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    for i, value in enumerate(VALUES):
        plot.bar(plot.x(i, 5), value, INDIGO)
    plot.x_axis(NAMES)
    return plot


def test_a_name_cut_short_is_read_whole() -> None:
    plot = bars()
    plot.lines = [
        replace(q, text="Ga", box=(q.box[0], q.box[1], q.box[0] + 24, q.box[3]))
        if q.text == "Gamma"
        else q
        for q in plot.lines
    ]
    assert [name for name, _ in values_of(plot.read("bar_chart"))] == list(NAMES)


def test_an_overlooked_name_is_read_below_its_bar() -> None:
    plot = bars()
    plot.lines = [q for q in plot.lines if q.text != "Delta"]
    assert dict(values_of(plot.read("bar_chart"))).keys() == set(NAMES)


def test_a_bar_without_a_name_is_left_out() -> None:
    plot = bars()
    box = next(q.box for q in plot.lines if q.text == "Delta")
    plot.lines = [q for q in plot.lines if q.text != "Delta"]
    plot.pixels[box[1] : box[3], box[0] : box[2]] = 255
    assert dict(values_of(plot.read("bar_chart"))).keys() == set(NAMES) - {"Delta"}
