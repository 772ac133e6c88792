"""Tick labels: powers of ten whose exponent was read on the line."""

from plotted import Plot

from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.chart_ticks import column_ticks
from tuwen.reading.ocr import Line


def test_a_raised_exponent_read_as_digits_is_an_exponent() -> None:
    plot = Plot()
    plot.write(40, 100, "10", 16)
    x0, y0, x1, y1 = plot.lines[0].box
    plot.write(x1 + 5, y0 + 2, "4", 11)
    box = (x0, min(y0, plot.lines[1].box[1]), plot.lines[1].box[2], y1)
    plot.lines = [Line("104", box, 0.9)]
    scene = plot.scene()
    (tick,) = column_ticks(scene, scene.lines[0])
    assert tick.value == 10_000


def test_a_hundred_stays_a_hundred() -> None:
    plot = Plot()
    plot.write(40, 100, "100", 16)
    scene = plot.scene()
    (tick,) = column_ticks(scene, scene.lines[0])
    assert tick.value == 100


def test_powers_and_tick_marks_in_numbers() -> None:
    power = parse_number("10⁵")
    assert power is not None
    assert power.value == 1e5
    times = parse_number("2×10³")
    assert times is not None
    assert times.value == 2000
