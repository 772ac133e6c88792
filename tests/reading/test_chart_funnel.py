"""Funnels: sections around one middle, printed values first."""

import cv2
import numpy as np
from plotted import AMBER, GREEN, INDIGO, RED, Plot, values_of

NAMES = ("Visit", "Cart", "Order", "Paid")


def funnel(labels: list[str]) -> Plot:
    plot = Plot()
    widths = (400, 280, 160, 80, 0)
    for k, colour in enumerate((INDIGO, GREEN, AMBER, RED)):
        top, foot = 60 + 80 * k, 138 + 80 * k
        a, b = widths[k] // 2, widths[k + 1] // 2
        corners = [(330 - a, top), (330 + a, top), (330 + b, foot), (330 - b, foot)]
        cv2.fillPoly(plot.pixels, [np.array(corners, np.int32)], colour, cv2.LINE_AA)
        plot.write(640, (top + foot) // 2, labels[k], 16)
    return plot


def test_sections_are_shares_of_the_widest() -> None:
    plot = funnel(list(NAMES))
    assert plot.kind() == "other_chart"
    (series,) = plot.read("other_chart").series
    assert [name for name, _ in series.points] == list(NAMES)
    assert np.allclose([v for _, v in series.points], [100, 70, 40, 20], atol=2)
    assert series.unit == "%"
    assert series.measured


def test_printed_values_of_a_funnel_win() -> None:
    plot = funnel(["Visit: 5000", "Cart: 3100", "Order: 1900", "Paid: 800"])
    assert values_of(plot.read("other_chart")) == [
        ("Visit", 5000), ("Cart", 3100), ("Order", 1900), ("Paid", 800),
    ]  # fmt: skip
