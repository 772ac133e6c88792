"""Whatever looks somewhat like a chart: no crash, finite values, and a modest answer."""

import math
from random import Random

import cv2
import pytest
from drawn import NIGHT, WHITE
from hypothesis import given, settings
from hypothesis import strategies as st
from plotted import AMBER, GREEN, INDIGO, RED, Plot

from tuwen.reading.chart import read_chart
from tuwen.reading.kind import classify
from tuwen.reading.rows import to_csv, to_markdown
from tuwen.reading.tabular import chart_rows
from tuwen.reading.types import CHARTS, Chart

COLOURS = (INDIGO, GREEN, AMBER, RED, (80, 83, 114), (0, 0, 0))
WORDS = (
    "0",
    "1",
    "20%",
    "1,500",
    "3月",
    "Jan",
    "2020",
    "10²",
    "12:30",
    "甲",
    "O",
    "-",
    "万",
    "Mon",
)


def scene_like_a_chart(random: Random) -> Plot:
    plot = Plot(random.choice((1, 100, 1e6)), dark=random.random() < 0.3)
    for i in range(random.randint(0, 8)):  # labels that mostly line up
        plot.write(50 + random.choice((0, 0, 7)), 60 + 43 * i, random.choice(WORDS), 14)
    for i in range(random.randint(0, 9)):
        plot.write(110 + 55 * i, 378 + random.choice((0, 0, 9)), random.choice(WORDS), 14)
    for _ in range(random.randint(0, 12)):
        colour = random.choice(COLOURS)
        x, y = random.randint(0, 700), random.randint(0, 420)
        wide, tall = random.randint(1, 300), random.randint(1, 300)
        match random.randint(0, 4):
            case 0:
                plot.pixels[y : y + tall, x : x + wide] = colour
            case 1:
                cv2.circle(plot.pixels, (x, y), wide // 2 + 1, colour, random.choice((-1, 2)))
            case 2:
                cv2.line(plot.pixels, (x, y), (x + wide, y - tall), colour, 2, cv2.LINE_AA)
            case 3:
                for _ in range(20):
                    at = (random.randint(80, 580), random.randint(60, 360))
                    cv2.circle(plot.pixels, at, 4, colour, random.choice((-1, 1)))
            case _:
                cv2.ellipse(plot.pixels, (x, y), (wide, tall), 0, 0, 130, colour, -1)
    if random.random() < 0.5:
        plot.legend(random.sample(WORDS, 3), random.sample(COLOURS, 3))
    return plot


def sound(chart: Chart | None) -> bool:
    if chart is None:
        return True
    values = [v for series in chart.series for _, v in series.points]
    return all(math.isfinite(v) for v in values) and len(values) < 20_000


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_random_scenes_do_no_harm(seed: int) -> None:
    random = Random(seed)
    scene = scene_like_a_chart(random).scene()
    guess = classify(scene)
    for kind in {guess.kind, random.choice(sorted(CHARTS))} & CHARTS:
        chart = read_chart(scene, kind, guess.marks)  # type: ignore[arg-type]
        assert sound(chart)
        if chart:
            rows = chart_rows(chart)
            assert len(to_markdown(rows).splitlines()) in (0, len(rows) + 1)
            assert (to_csv(rows) == "") == (not rows)


def test_bars_without_an_axis_are_given_no_values() -> None:
    plot = Plot()
    for i, value in enumerate((30, 80, 50)):
        plot.bar(plot.x(i, 3), value, INDIGO)
    chart = read_chart(plot.scene(), "bar_chart")
    assert chart is not None
    assert all(series.points == () for series in chart.series)


def test_a_pie_of_one_slice() -> None:
    plot = Plot()
    cv2.circle(plot.pixels, (300, 220), 150, INDIGO, -1, cv2.LINE_AA)
    assert sound(read_chart(plot.scene(), "pie_chart"))


@pytest.mark.parametrize("paper", [WHITE, NIGHT])
def test_a_chart_within_a_chart(paper: tuple[int, int, int]) -> None:
    plot = Plot(dark=paper == NIGHT)
    plot.y_axis((0, 20, 40, 60, 80, 100))
    for i in range(5):
        plot.bar(plot.x(i, 5), 20 + 15 * i, INDIGO)
    plot.x_axis(("Mon", "Tue", "Wed", "Thu", "Fri"))
    small = cv2.resize(plot.pixels, None, fx=0.3, fy=0.3)
    plot.pixels[70 : 70 + small.shape[0], 90 : 90 + small.shape[1]] = small
    assert sound(read_chart(plot.scene(), "bar_chart"))
