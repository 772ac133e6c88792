"""Charts read back: bars, lines, areas, points and slices of every common build."""

import cv2
import numpy as np
import pytest
from drawn import BLACK
from hypothesis import given, settings
from hypothesis import strategies as st
from plotted import AMBER, GREEN, INDIGO, RED, Plot, values_of

from tuwen.reading.chart import read_chart
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.types import CHARTS, Chart, Series

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
TENS = (0, 20, 40, 60, 80, 100)


def close(series: Series, expected: list[float], slack: float) -> bool:
    return np.allclose([value for _, value in series.points], expected, atol=slack)


def bar_chart(values: list[float], *, dark: bool = False) -> Plot:
    plot = Plot(dark=dark)
    plot.y_axis(TENS)
    for i, value in enumerate(values):
        plot.bar(plot.x(i, len(values)), value, INDIGO)
    plot.x_axis(DAYS[: len(values)])
    return plot


@pytest.mark.parametrize("dark", [False, True])
def test_simple_bars(dark: bool) -> None:
    plot = bar_chart([10, 52, 99, 3, 70], dark=dark)
    assert plot.kind() == "bar_chart"
    points = values_of(plot.read("bar_chart"))
    assert [name for name, _ in points] == list(DAYS)
    assert np.allclose([value for _, value in points], [10, 52, 99, 3, 70], atol=0.4)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(2, 100), min_size=3, max_size=5))
def test_bars_come_back_to_within_a_pixel(values: list[int]) -> None:
    chart = bar_chart([float(v) for v in values]).read("bar_chart")
    got = [value for _, value in values_of(chart)]
    assert np.allclose(got, values, atol=0.5)  # a pixel is worth 0.33


def test_grouped_bars_are_named_by_the_legend() -> None:
    plot = Plot(1500)
    plot.y_axis((0, 500, 1000, 1500))
    plot.legend(["Food", "Cloth"], [INDIGO, GREEN])
    for i in range(4):
        plot.bar(plot.x(i, 4) - 18, 300 + 100 * i, INDIGO)
        plot.bar(plot.x(i, 4) + 18, 1400 - 200 * i, GREEN)
    plot.x_axis(DAYS[:4])
    chart = plot.read("bar_chart")
    assert values_of(chart, "Food")[2][0] == "Wed"
    food = next(s for s in chart.series if s.name == "Food")
    assert close(food, [300, 400, 500, 600], 6)
    cloth = next(s for s in chart.series if s.name == "Cloth")
    assert close(cloth, [1400, 1200, 1000, 800], 6)


def test_stacked_bars_hold_the_part_and_not_the_running_total() -> None:
    plot = Plot()
    plot.y_axis(TENS)
    plot.legend(["Read", "Write"], [INDIGO, AMBER])
    for i in range(4):
        plot.bar(plot.x(i, 4), 20 + 5 * i, INDIGO)
        plot.bar(plot.x(i, 4), 30, AMBER, base=20 + 5 * i)
    plot.x_axis(DAYS[:4])
    chart = plot.read("bar_chart")
    assert close(next(s for s in chart.series if s.name == "Write"), [30] * 4, 0.7)
    assert close(next(s for s in chart.series if s.name == "Read"), [20, 25, 30, 35], 0.7)


def test_printed_values_win() -> None:
    plot = bar_chart([10, 50, 90])
    for i, text in enumerate(("10.25", "50.25", "90.25")):
        plot.write(plot.x(i, 3), plot.y((10, 50, 90)[i]) - 10, text, 13)
    assert [v for _, v in values_of(plot.read("bar_chart"))] == [10.25, 50.25, 90.25]


def test_of_two_printed_values_the_one_that_fits_is_the_bars() -> None:
    plot = bar_chart([40, 60, 80])
    for i, text in enumerate(("40.25", "60.25", "80.25")):
        plot.write(plot.x(i, 3), plot.y((40, 60, 80)[i]) - 14, text, 13)
    plot.write(plot.x(0, 3), plot.y(40) + 8, "27.5", 13)  # of a line before the bar
    assert [v for _, v in values_of(plot.read("bar_chart"))] == [40.25, 60.25, 80.25]


def test_bars_below_zero() -> None:
    plot = Plot(50, -50)
    plot.y_axis((-50, -25, 0, 25, 50))
    for i, value in enumerate((30, -20, 45, -40)):
        plot.bar(plot.x(i, 4), value, INDIGO)
    plot.x_axis(DAYS[:4])
    assert np.allclose(
        [v for _, v in values_of(plot.read("bar_chart"))], [30, -20, 45, -40], atol=0.6
    )


def test_units_of_the_axis() -> None:
    plot = Plot(40)
    plot.y_axis((0, 10, 20, 30, 40), "{:g}K")
    for i, value in enumerate((10, 25, 40)):
        plot.bar(plot.x(i, 3), value, INDIGO)
    plot.x_axis(DAYS[:3])
    got = [v for _, v in values_of(plot.read("bar_chart"))]
    assert np.allclose(got, [10_000, 25_000, 40_000], atol=150)


def line_chart(colour_b: tuple[int, int, int] = GREEN) -> Plot:
    plot = Plot()
    plot.y_axis(TENS)
    plot.legend(["Before", "After"], [INDIGO, colour_b])
    xs = [plot.x(i, 5) for i in range(5)]
    plot.curve(list(zip(xs, (20, 80, 40, 60, 10), strict=True)), INDIGO)
    plot.curve(list(zip(xs, (50, 30, 90, 20, 70), strict=True)), colour_b)
    plot.x_axis(DAYS)
    return plot


def test_crossing_lines() -> None:
    plot = line_chart()
    assert plot.kind() == "line_chart"
    chart = plot.read("line_chart")
    for name, expected in (("Before", (20, 80, 40, 60, 10)), ("After", (50, 30, 90, 20, 70))):
        points = values_of(chart, name)
        assert [x for x, _ in points] == list(DAYS)
        assert np.allclose([v for _, v in points], expected, atol=2)


def test_hollow_markers_do_not_shift_a_line() -> None:
    plot = Plot()
    plot.y_axis(TENS)
    values = (20, 60, 35, 80, 50)
    points = [(plot.x(i, 5), value) for i, value in enumerate(values)]
    plot.curve(points, INDIGO)
    for x, value in points:
        cv2.circle(plot.pixels, (x, plot.y(value)), 5, (255, 255, 255), -1)
        cv2.circle(plot.pixels, (x, plot.y(value)), 5, INDIGO, 2, cv2.LINE_AA)
    plot.x_axis(DAYS)
    assert np.allclose([v for _, v in values_of(plot.read("line_chart"))], values, atol=2)


def test_logarithmic_axis() -> None:
    plot = Plot(10_000, 1, log=True)
    plot.y_axis((1, 10, 100, 1000, 10_000))
    values = (10, 1000, 100, 5000, 50)
    plot.curve([(plot.x(i, 5), value) for i, value in enumerate(values)], INDIGO)
    plot.x_axis(DAYS)
    got = [v for _, v in values_of(plot.read("line_chart"))]
    assert np.allclose(np.log10(got), np.log10(values), atol=0.04)


def test_a_line_over_bars_takes_the_right_axis() -> None:
    plot = bar_chart([40, 60, 80, 50, 30])
    plot.legend(["Rain", "Heat"], [INDIGO, RED])
    plot.curve([(plot.x(i, 5), v) for i, v in enumerate((20, 40, 60, 80, 90))], RED, 3)
    for value in TENS:
        plot.write(610, plot.y(value), str(value // 4), 14)
    chart = plot.read("bar_chart")
    heat = next(s for s in chart.series if s.name == "Heat")
    assert close(heat, [5, 10, 15, 20, 22.5], 0.6)


def test_an_area_is_a_line_chart() -> None:
    plot = Plot()
    plot.y_axis(TENS)
    xs, values = [plot.x(i, 5) for i in range(5)], (20, 70, 50, 90, 40)
    rim = [(x, plot.y(v)) for x, v in zip(xs, values, strict=True)]
    outline = np.array([(xs[0], plot.bottom), *rim, (xs[-1], plot.bottom)], np.int32)
    cv2.fillPoly(plot.pixels, [outline], INDIGO)
    plot.x_axis(DAYS)
    assert plot.kind() == "line_chart"
    assert np.allclose([v for _, v in values_of(plot.read("line_chart"))], values, atol=2)


def test_scattered_points() -> None:
    plot = Plot()
    plot.y_axis(TENS)
    for k in range(6):
        x = plot.left + 100 * k
        cv2.line(plot.pixels, (x, plot.bottom), (x, plot.bottom + 5), (110, 110, 110), 1)
        plot.write(x, plot.bottom + 18, str(k), 14)
    points = [(0.5, 20), (1.2, 75), (2.4, 40), (3.1, 90), (3.9, 15), (4.6, 60), (1.8, 55)]
    for x, value in points:
        cv2.circle(plot.pixels, (80 + round(100 * x), plot.y(value)), 6, INDIGO, -1, cv2.LINE_AA)
    assert plot.kind() == "scatter_chart"
    got = values_of(plot.read("scatter_chart"))
    assert np.allclose(got, sorted(points), atol=0.6)


@pytest.mark.parametrize("hole", [0, 60])
def test_pies_are_named_by_legend_or_label(hole: int) -> None:
    plot = Plot()
    plot.slices((0.5, 0.3, 0.2), (INDIGO, GREEN, AMBER), hole=hole)
    plot.legend(["Search", "Direct", "Mail"], [INDIGO, GREEN, AMBER])
    assert plot.kind() == "pie_chart"
    points = dict(values_of(plot.read("pie_chart")))
    assert np.allclose([points[n] for n in ("Search", "Direct", "Mail")], [50, 30, 20], atol=0.5)


def test_labels_around_a_pie_with_printed_counts() -> None:
    plot = Plot()
    plot.slices((0.5, 0.3, 0.2), (INDIGO, GREEN, AMBER))
    for x, y, text in (
        (560, 220, "Search: 1548"),
        (150, 400, "Direct: 929"),
        (90, 120, "Mail: 619"),
    ):
        plot.write(x, y, text, 15)
    assert values_of(plot.read("pie_chart")) == [
        ("Search", 1548.0), ("Direct", 929.0), ("Mail", 619.0),
    ]  # fmt: skip


def test_title_and_axis_labels() -> None:
    plot = bar_chart([10, 50, 90])
    plot.write(330, 16, "Throughput of the gateway", 22)
    plot.write(330, 412, "Weekday", 14)
    chart = plot.read("bar_chart")
    assert (chart.title, chart.x_label) == ("Throughput of the gateway", "Weekday")


def test_a_heat_map_is_never_read_as_bars() -> None:
    plot = Plot()
    plot.y_axis(TENS, grid=False)
    shades = [(20, 60, 160), (60, 120, 200), (120, 180, 220), (180, 220, 230), (230, 160, 120)]
    for row in range(6):
        for column in range(10):
            x, y = 80 + 50 * column, 60 + 50 * row
            plot.pixels[y : y + 48, x : x + 48] = shades[(3 * row + 7 * column) % 5]
    plot.x_axis([str(2010 + k) for k in range(10)])
    assert plot.kind() == "other_chart"
    assert plot.read("other_chart").series == ()


def test_what_is_no_chart_is_not_read() -> None:
    plot = bar_chart([10, 50, 90])
    assert read_chart(plot.scene(), "flowchart") is None


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(CHARTS)))
def test_random_pictures_do_no_harm(seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    plot = Plot(float(random.integers(1, 1000)))
    for _ in range(int(random.integers(0, 25))):
        x, y = int(random.integers(0, 740)), int(random.integers(0, 420))
        wide, tall = int(random.integers(2, 300)), int(random.integers(2, 200))
        plot.pixels[y : y + tall, x : x + wide] = random.integers(0, 256, 3)
        plot.write(x, y, random.choice(["0", "12", "-3", "Mon", "1,000", "③", "50%", "x"]), 14)
    scene = take_apart(plot.pixels, gray_of(plot.pixels), plot.lines)
    chart = read_chart(scene, kind)  # type: ignore[arg-type]
    assert isinstance(chart, Chart)
    assert all(np.isfinite(v) for s in chart.series for _, v in s.points)


@pytest.mark.parametrize("size", [(3, 3000), (3000, 3), (40, 40)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    pixels = np.full((*size, 3), 255, np.uint8)
    cv2.line(pixels, (0, 0), (size[1] - 1, size[0] - 1), BLACK)
    chart = read_chart(take_apart(pixels, gray_of(pixels), []), "bar_chart")
    assert chart == Chart()


def test_numbered_months_beside_horizontal_bars_are_names() -> None:
    plot = Plot()
    for i, length in enumerate((120, 300, 60, 410)):
        y = 90 + 70 * i
        plot.write(45, y, f"{4 - i}月", 14)
        plot.pixels[y - 15 : y + 15, 80 : 80 + length] = INDIGO
    for k in range(6):
        plot.write(80 + 90 * k, 382, str(10 * k), 14)
    names = [name for name, _ in values_of(plot.read("bar_chart"))]
    assert names == ["4月", "3月", "2月", "1月"]


def test_a_misread_percentage_gives_way_to_its_angle() -> None:
    plot = Plot()
    plot.slices((0.4, 0.35, 0.25), (INDIGO, GREEN, AMBER))
    plot.legend(["Red", "Green", "Blue"], [INDIGO, GREEN, AMBER])
    for at, text in (((390, 200), "4%"), ((250, 310), "35%"), ((220, 140), "25%")):
        plot.write(*at, text, 16)
    points = dict(values_of(plot.read("pie_chart")))
    assert abs(points["Red"] - 40) < 1
    assert (points["Green"], points["Blue"]) == (35, 25)
