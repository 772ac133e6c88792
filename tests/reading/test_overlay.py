"""The drawing over a picture: everything is where it was read, in the colour of its confidence."""

import numpy as np
import pytest
from PIL import Image

from tuwen.figure.types import Figure, Quality
from tuwen.reading.overlay import draw, sureness
from tuwen.reading.types import (
    Chart,
    Edge,
    Group,
    Node,
    Reading,
    Screen,
    Series,
    Shape,
    Text,
    Widget,
)

SIDE = 1000  # large enough to be drawn without enlargement


def figure(width: int = SIDE, height: int = SIDE) -> Figure:
    pixels = np.full((height, width, 3), 255, np.uint8)
    return Figure("x.png", pixels, "0", "PNG", Quality(1.0, 1.0))


def reading(**parts: object) -> Reading:
    return Reading(SIDE, SIDE, "flowchart", 0.9, **parts)  # pyright: ignore[reportArgumentType]


def drawn(seen: Reading) -> np.ndarray:
    return np.array(draw(figure(), seen)).astype(int)


def near(image: np.ndarray, x: int, y: int, colour: tuple[int, int, int], reach: int = 3) -> bool:
    part = image[y - reach : y + reach + 1, x - reach : x + reach + 1]
    return bool((np.abs(part - colour).max(axis=2) < 40).any())


def node(ident: str, box: tuple[int, int, int, int], sure: float, shape: Shape = "rect") -> Node:
    return Node(ident, "x", shape, box, sure)


def test_an_arrow_follows_its_path_and_points_at_its_target() -> None:
    path = ((200, 300), (600, 300), (600, 700))
    edge = Edge("e1", "n1", "n2", "", "end", "solid", 0.95, path)
    image = drawn(reading(edges=(edge,)))
    green = sureness(0.95)
    assert near(image, 400, 300, green)
    assert near(image, 600, 450, green)
    assert near(image, 596, 689, green, reach=1)  # a wing of the head
    assert not near(image, 206, 306, green, reach=1)  # the tail has no wings
    assert near(image, 200, 300, green)  # but a dot


def test_confidence_is_a_colour_and_a_number() -> None:
    red, green = sureness(0.2), sureness(0.99)
    assert red[0] > 2 * red[1]
    assert green[1] > 2 * green[0]
    nodes = (node("n1", (100, 200, 300, 300), 0.2), node("n2", (500, 200, 700, 300), 0.99))
    image = drawn(reading(nodes=nodes))
    assert near(image, 100, 260, red)
    assert near(image, 600, 300, green)


def test_dashes_stay_dashes_and_groups_are_dashed() -> None:
    path = ((100, 500), (900, 500))
    solid = Edge("e1", "a", "b", "", "none", "solid", 0.9, path)
    dashed = Edge("e1", "a", "b", "", "none", "dashed", 0.9, path)

    def inked(seen: Reading, y: int) -> float:
        row = drawn(seen)[y, 120:380]
        return float((row.min(axis=1) < 200).mean())

    assert inked(reading(edges=(solid,)), 500) == 1.0
    assert 0.4 < inked(reading(edges=(dashed,)), 500) < 0.8
    group = Group("g1", "cluster", (), (100, 600, 900, 800))
    assert 0.4 < inked(reading(groups=(group,)), 800) < 0.8


@pytest.mark.parametrize("shape", ["diamond", "circle", "rounded", "cylinder", "actor", "start"])
def test_every_shape_is_drawn(shape: Shape) -> None:
    image = drawn(reading(nodes=(node("n1", (400, 400, 600, 600), 0.9, shape),)))
    assert near(image, 500, 400, sureness(0.9))
    corner = (np.abs(image[596:601, 596:601] - 255).max(axis=2) > 60).any()
    assert bool(corner) is (shape in ("cylinder", "actor"))


def test_an_edge_without_a_path_joins_the_middles() -> None:
    nodes = (node("n1", (100, 100, 200, 200), 0.9), node("n2", (700, 100, 800, 200), 0.9))
    edge = Edge("e1", "n1", "n2", "", "end", "solid", 0.9)
    assert near(drawn(reading(nodes=nodes, edges=(edge,))), 300, 150, sureness(0.9))
    lost = Edge("e1", "n1", "n9", "", "end", "solid", 0.9)
    assert draw(figure(), reading(nodes=nodes, edges=(lost,))).width == SIDE


def test_charts_and_screens_show_their_parts() -> None:
    chart = Chart(series=(Series("s1", "QPS", (("a", 1.0),), (200, 400, 500, 600)),))
    screen = Screen((Widget("w1", "button", "OK", (600, 400, 800, 450)),))
    image = drawn(
        reading(chart=chart, screen=screen, texts=(Text("t1", "x", (10, 800, 90, 820), 1),))
    )
    assert near(image, 300, 600, (220, 38, 38))
    assert near(image, 700, 450, (147, 51, 234))
    assert near(image, 50, 820, (120, 120, 135))


@pytest.mark.parametrize("size", [(1, 1), (40, 900), (300, 12), (2400, 60)])
def test_any_size_gets_its_legend(size: tuple[int, int]) -> None:
    edge = Edge("e1", "n1", "n1", "", "both", "thick", 0.5, ((0, 0), (9, 9)))
    nodes = (node("n1", (0, 0, 10, 10), 0.5, "stadium"),)
    image = draw(figure(*size), reading(nodes=nodes, edges=(edge,)))
    assert isinstance(image, Image.Image)
    scale = min(3.0, max(1.0, 900 / max(size)))
    assert image.width == round(size[0] * scale)
    assert image.height > round(size[1] * scale) + 15
