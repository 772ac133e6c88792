"""Bytes and paths give the same Sight."""

import pickle
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tuwen.errors import InputError
from tuwen.figure.shown import opened
from tuwen.service.sight import Sight, demand_legible, look


def test_bytes_and_paths_are_seen_alike(diagram_png: Path) -> None:
    by_path, by_bytes = look(diagram_png), look(diagram_png.read_bytes(), "x/diagram.png")
    assert by_path.name == by_bytes.name == "diagram.png"
    assert by_path.digest == by_bytes.digest
    assert [text.text for text in by_path.reading.texts] == ["Gateway", "MySQL"]
    assert look(diagram_png.read_bytes()).name == "图片"


def test_pixels_stay_behind_unless_they_are_wanted(diagram_png: Path) -> None:
    light, heavy = look(diagram_png), look(diagram_png, keep_pixels=True)
    assert light.shown is None
    assert heavy.shown is not None
    assert len(pickle.dumps(light)) < 20_000
    again = pickle.loads(pickle.dumps(heavy))
    assert np.array_equal(np.asarray(opened(again.shown)), np.asarray(Image.open(diagram_png)))


def test_the_strict_are_refused_what_is_hard_to_read(diagram: Image.Image) -> None:
    def seen(image: Image.Image) -> Sight:
        buffer = BytesIO()
        image.save(buffer, "PNG")
        return look(buffer.getvalue())

    assert demand_legible(seen(diagram.resize((840, 240)))).reading.nodes
    with pytest.raises(InputError, match="模糊") as caught:
        demand_legible(seen(diagram.resize((840, 240)).filter(ImageFilter.GaussianBlur(5))))
    assert caught.value.code == "too_poor_to_read"
