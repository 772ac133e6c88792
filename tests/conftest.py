"""Pictures that several tests need, drawn on the spot."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw


@pytest.fixture(scope="session")
def diagram() -> Image.Image:
    """Two boxes and an arrow: small, quick to read, yet a diagram."""
    image = Image.new("RGB", (420, 120), "white")
    draw = ImageDraw.Draw(image)
    for left, name in ((20, "Gateway"), (270, "MySQL")):
        draw.rectangle((left, 30, left + 130, 90), outline="black", width=2)
        draw.text((left + 65, 60), name, fill="black", font_size=22, anchor="mm")
    draw.line((150, 60, 262, 60), fill="black", width=2)
    draw.polygon([(270, 60), (258, 54), (258, 66)], fill="black")
    return image


@pytest.fixture
def diagram_png(diagram: Image.Image, tmp_path: Path) -> Path:
    path = tmp_path / "diagram.png"
    diagram.save(path)
    return path
