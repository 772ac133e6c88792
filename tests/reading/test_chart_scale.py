"""Scales found by consensus."""

import pytest

from tuwen.reading.chart_scale import Tick, fit_scale


def ticks(*pairs: tuple[float, float]) -> list[Tick]:
    return [Tick(f"{value:g}", at, value, (0, 0, 1, 1)) for at, value in pairs]


def test_a_misread_label_does_no_harm() -> None:
    axis = fit_scale(ticks((100, 40), (200, 30), (300, 200), (400, 10), (500, 0)), 14)
    assert axis is not None
    assert axis.scale is not None
    assert axis.agreeing == 4
    assert axis.scale.value(300) == pytest.approx(20)
    assert axis.scale.at(20) == pytest.approx(300)


def test_powers_of_ten_make_a_logarithmic_scale() -> None:
    axis = fit_scale(ticks((100, 1000), (200, 100), (300, 10), (400, 1)), 14)
    assert axis is not None
    assert axis.scale is not None
    assert axis.scale.log
    assert axis.scale.value(250) == pytest.approx(31.6, rel=0.01)


def test_one_label_is_no_scale() -> None:
    assert fit_scale(ticks((100, 5)), 14) is None
