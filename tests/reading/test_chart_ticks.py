"""Tick labels: powers of ten whose exponent was read on the line."""

from plotted import Plot

from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.chart_ticks import column_ticks, split_row
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


def row_of(names: list[str], gap: int, text: str) -> tuple[list[str], list[float], list[float]]:
    """Names that stand evenly and were read as one line: labels, their places, the true ones."""
    plot = Plot()
    true = [100 + i * gap for i in range(len(names))]
    for x, name in zip(true, names, strict=True):
        plot.write(x, 100, name, 14)
    boxes = [line.box for line in plot.lines]
    box = (boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes))
    plot.lines = [Line(text, box, 0.9)]
    scene = plot.scene()
    ticks = split_row(scene, scene.lines[0])
    return [tick.text for tick in ticks], [tick.at for tick in ticks], [float(x) for x in true]


def test_names_set_tight_are_told_apart() -> None:
    names = ["Redis", "MySQL", "Kafka", "Nginx", "Flink"]
    found, at, true = row_of(names, 46, " ".join(names))
    assert found == names
    assert max(abs(a - b) for a, b in zip(at, true, strict=True)) < 3


def test_names_read_without_gaps_are_told_apart() -> None:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    found, at, true = row_of(names, 30, "JanFebMarAprMayJun")
    assert found == names
    assert max(abs(a - b) for a, b in zip(at, true, strict=True)) < 6


def test_a_sentence_is_one_text() -> None:
    plot = Plot()
    plot.write(300, 100, "Average throughput measured over thirty minutes", 14)
    scene = plot.scene()
    assert len(split_row(scene, scene.lines[0])) == 1
