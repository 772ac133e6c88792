"""read() on the example pictures: how much of what was drawn is found."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn import Sheet, row_of
from rapidfuzz import fuzz

from tuwen.figure.decode import open_figure
from tuwen.figure.types import Figure, Pixels, Quality
from tuwen.reading import read
from tuwen.reading.types import Reading

_EXAMPLES = Path(__file__).parents[2] / "examples"
_TRUTH: dict[str, dict[str, Any]] = {
    row["id"]: row
    for row in map(json.loads, (_EXAMPLES / "truth.jsonl").read_text("utf-8").splitlines())
}


@cache
def _read(name: str) -> Reading:
    return read(open_figure(_EXAMPLES / f"{name}.png"))


@dataclass(frozen=True)
class Score:
    """Found of drawn; `precision` is the share of the edges read that were drawn."""

    nodes: float
    edges: float
    precision: float


def _plain(label: str) -> str:
    return "".join(label.split()).casefold()


def _alike(a: str, b: str) -> float:
    return fuzz.ratio(_plain(a), _plain(b))


def _match(wanted: dict[str, str], offered: dict[str, str]) -> dict[str, str]:
    """Ids as read → ids as drawn, most alike labels first, each used once."""
    pairs = sorted(
        ((_alike(label, other), own, theirs) for own, label in wanted.items()
         for theirs, other in offered.items()),
        reverse=True,
    )  # fmt: skip
    found: dict[str, str] = {}
    for alike, own, theirs in pairs:
        if alike >= 75 and theirs not in found and own not in found.values():
            found[theirs] = own
    return found


def _score(name: str) -> Score:
    truth, reading = _TRUTH[name], _read(name)
    nodes = {n["id"]: n["label"] for n in truth["nodes"]}
    frames = {g["id"]: g["label"] for g in truth["groups"]}
    seen = _match(nodes, {n.id: n.label for n in reading.nodes})
    ends = seen | _match(frames, {g.id: g.label for g in reading.groups})
    # Where one label stands several times, any of its shapes will do.
    named = {**nodes, **frames}
    drawn = [(named[e["from"]], named[e["to"]]) for e in truth["edges"]]
    left = list(drawn)
    for edge in reading.edges:
        pair = tuple(named.get(ends.get(end, ""), "?") for end in (edge.source, edge.target))
        ways = [pair, pair[::-1]] if edge.heads != "end" else [pair]
        hit = next((way for way in ways if way in left), None)
        if hit:
            left.remove(hit)
    right = len(drawn) - len(left)
    return Score(
        len(seen) / max(len(nodes), 1), right / max(len(drawn), 1),
        right / max(len(reading.edges), 1),
    )  # fmt: skip


# Floors a margin below what was measured: nodes found, edges found, edges right of those read.
_FLOORS = {
    "k8s-microservices": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "layered-architecture": (0.9, 0.0, 0.0),  # 1.00, and no edge was drawn
    "order-flow": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "login-sequence": (1.0, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "rag-pipeline": (0.9, 0.55, 0.5),  # 1.00, 0.64, 0.58
    "cicd": (0.9, 0.8, 0.8),  # 1.00, 0.91, 0.83
    "shop-er": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "cache-aside": (1.0, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "observability": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "data-pipeline": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "mysql-mindmap": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
    "order-class": (0.9, 0.6, 0.6),  # 1.00, 0.71, 0.71: a composition is drawn from its whole
    "payment-state": (0.9, 0.9, 0.9),  # 1.00, 1.00, 1.00
}


@pytest.mark.parametrize("name", _FLOORS)
def test_the_graph_of_an_example(name: str) -> None:
    nodes, edges, precision = _FLOORS[name]
    score = _score(name)
    assert score.nodes >= nodes
    assert score.edges >= edges
    assert score.precision >= precision


def test_all_diagrams_are_held_to_a_floor() -> None:
    drawn = {name for name, truth in _TRUTH.items() if truth.get("nodes")}
    assert drawn == _FLOORS.keys()


def test_a_layered_picture_has_no_invented_edges() -> None:
    assert _read("layered-architecture").edges == ()


@pytest.mark.parametrize("name", ["k8s-microservices", "observability", "cicd"])
def test_members_of_frames(name: str) -> None:
    """Most members are in the frame that they were drawn in."""
    truth, reading = _TRUTH[name], _read(name)
    labels = {p["id"]: p["label"] for p in (*truth["nodes"], *truth["groups"])}
    names = {p.id: p.label for p in (*reading.nodes, *reading.groups)}
    drawn = {(_plain(g["label"]), _plain(labels[m])) for g in truth["groups"] for m in g["members"]}
    seen = {(_plain(g.label), _plain(names[m])) for g in reading.groups for m in g.members}
    assert len(drawn & seen) >= 0.8 * len(drawn)


@pytest.mark.parametrize("name", ["k8s-microservices", "cache-aside", "admin-ui", "terminal"])
def test_labels_are_among_the_texts(name: str) -> None:
    said = _plain("".join(text.text for text in _read(name).texts))
    labels = [_plain(label) for label in _TRUTH[name]["labels"]]
    found = sum(fuzz.partial_ratio(label, said) >= 80 for label in labels)
    assert found >= 0.85 * len(labels)


@pytest.mark.parametrize("name", ["k8s-microservices", "order-flow", "qps-line", "code"])
def test_every_reading_is_sound(name: str) -> None:
    reading = _read(name)
    figure = open_figure(_EXAMPLES / f"{name}.png")
    assert (reading.width, reading.height) == (figure.width, figure.height)
    assert [text.id for text in reading.texts] == [
        f"t{i}" for i in range(1, len(reading.texts) + 1)
    ]
    ids = {part.id for part in (*reading.nodes, *reading.groups)}
    assert all(edge.source in ids and edge.target in ids for edge in reading.edges)
    for part in (*reading.texts, *reading.nodes, *reading.groups):
        x0, y0, x1, y1 = part.box
        assert 0 <= x0 < x1 <= reading.width
        assert 0 <= y0 < y1 <= reading.height
        assert 0 <= part.confidence <= 1
    assert {"ocr", "structure", "read"} <= reading.timings_ms.keys()


# ---- whatever comes ----------------------------------------------------------------------


def _figure(pixels: Pixels) -> Figure:
    return Figure("drawn.png", pixels, "0" * 64, "PNG", Quality(1.0, 1.0))


@pytest.mark.parametrize("size", [(8, 8), (8, 200), (200, 8), (17, 40), (40, 40), (31, 3000)])
def test_small_and_plain_pictures_hold_nothing(size: tuple[int, int]) -> None:
    for value in (0, 128, 255):
        reading = read(_figure(np.full((*size, 3), value, np.uint8)))
        assert (reading.texts, reading.nodes, reading.edges) == ((), (), ())
        assert (reading.groups, reading.screen) == ((), None)


@pytest.mark.parametrize("seed", range(4))
def test_noise_is_read_without_an_error(seed: int) -> None:
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (40, 60, 3)).astype(np.uint8)
    pixels = np.kron(small, np.ones((2 + 2 * seed, 2 + 2 * seed, 1), np.uint8)).astype(np.uint8)
    reading = read(_figure(pixels))
    ids = {part.id for part in (*reading.nodes, *reading.groups)}
    assert all(edge.source in ids and edge.target in ids for edge in reading.edges)


def test_a_narrow_bar_in_a_diagram_is_read_without_an_error() -> None:
    """A side bar, a scroll bar, the activation of a participant."""
    sheet, _ = row_of("Client", "Server")
    sheet.arrow((131, 80), (239, 80))
    pixels = np.full((700, 500, 3), 255, np.uint8)
    pixels[:160, :370] = sheet.pixels
    pixels[20:620, 440:462] = (90, 140, 220)
    assert len(read(_figure(pixels)).edges) == 1


def test_the_same_picture_gives_the_same_reading() -> None:
    again = read(open_figure(_EXAMPLES / "cache-aside.png"))
    assert replace(again, timings_ms={}) == replace(_read("cache-aside"), timings_ms={})


def test_the_lines_of_one_label_follow_one_another() -> None:
    sheet = Sheet(700, 300)
    labels = {130: ("Order", "queue"), 350: ("User", "pages"), 570: ("Pay", "hub")}
    for x, words in labels.items():
        sheet.shape((x - 80, 100, x + 80, 200))
        for row, word in enumerate(words):
            sheet.write(x, 139 + 22 * row, word, 20)
    sheet.arrow((210, 150), (270, 150))
    sheet.arrow((430, 150), (490, 150))
    said = [text.text for text in read(_figure(sheet.pixels)).texts]
    assert said == [word for words in labels.values() for word in words]


def test_labels_of_neighbouring_lines_stay_apart() -> None:
    labels = {edge.label for edge in _read("payment-state").edges}
    assert {"申请退款", "退款驳回", "退款到账"} <= labels
