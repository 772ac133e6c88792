"""Lines in steps: the value of a step, on whichever side of its point the curve goes on."""

import pytest
from plotted import INDIGO, Plot, values_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
VALUES = (30.0, 70, 45, 90, 60)


def stepped(side: str) -> Plot:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    xs = [plot.x(i, len(DAYS)) for i in range(len(DAYS))]
    path = [(xs[0], VALUES[0])]
    for (a, u), (b, v) in zip(
        zip(xs, VALUES, strict=True), list(zip(xs, VALUES, strict=True))[1:], strict=False
    ):
        turn = {"before": a, "around": (a + b) // 2, "after": b}[side]
        path += [(turn, u), (turn, v), (b, v)]
    plot.curve(path, INDIGO)
    plot.x_axis(DAYS)
    return plot


@pytest.mark.parametrize("side", ["before", "around", "after"])
def test_the_value_of_a_step_is_read_on_its_side(side: str) -> None:
    points = values_of(stepped(side).read("line_chart"))
    assert [x for x, _ in points] == list(DAYS)
    assert [v for _, v in points] == pytest.approx(VALUES, abs=1.5)


def test_a_curve_that_slopes_has_no_steps() -> None:
    plot = Plot()
    plot.y_axis((0, 20, 40, 60, 80, 100))
    plot.curve([(plot.x(i, 5), v) for i, v in enumerate(VALUES)], INDIGO)
    plot.x_axis(DAYS)
    points = values_of(plot.read("line_chart"))
    assert [v for _, v in points] == pytest.approx(VALUES, abs=2)
