"""Bytes and paths give the same Sight."""

import pickle
from pathlib import Path

import numpy as np

from tuwen.service.sight import look


def test_bytes_and_paths_are_seen_alike(diagram_png: Path) -> None:
    by_path, by_bytes = look(diagram_png), look(diagram_png.read_bytes(), "x/diagram.png")
    assert by_path.name == by_bytes.name == "diagram.png"
    assert by_path.digest == by_bytes.digest
    assert [text.text for text in by_path.reading.texts] == ["Gateway", "MySQL"]
    assert look(diagram_png.read_bytes()).name == "图片"


def test_pixels_stay_behind_unless_they_are_wanted(diagram_png: Path) -> None:
    light, heavy = look(diagram_png), look(diagram_png, keep_pixels=True)
    assert light.figure is None
    assert heavy.figure is not None
    assert len(pickle.dumps(light)) < 20_000
    again = pickle.loads(pickle.dumps(heavy))
    assert np.array_equal(again.figure.pixels, heavy.figure.pixels)
