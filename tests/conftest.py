"""Pictures and a model server that several tests need; the same examples in every run.

`pytest --hypothesis-profile=default` looks for new ones.
"""

import asyncio
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image, ImageDraw

import postgres_server

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where stores are made that no test names: never in the home of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("data")
    os.environ["XDG_DATA_HOME"] = os.environ["LOCALAPPDATA"] = str(folder)
    return folder


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


@pytest.fixture(scope="session")
def odd_pictures(diagram: Image.Image) -> dict[str, bytes]:
    """What people upload by mistake, by name; the names end in the extension they came with."""

    def packed(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
        buffer = BytesIO()
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    see_through = diagram.convert("P")
    noise = Image.effect_noise((360, 240), 60).resize((720, 480), Image.Resampling.BICUBIC)
    photograph = Image.merge(
        "RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    return {
        "empty.png": b"",
        "truncated.png": packed(diagram)[:-200],
        "text.png": "# 不是图片".encode(),
        "vector.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "one-pixel.png": packed(Image.new("RGB", (1, 1))),
        "line.png": packed(Image.new("RGB", (30_000, 2))),
        "bomb.png": packed(Image.new("1", (30_000, 30_000))),
        "heavy.bmp": packed(Image.new("RGB", (2700, 2700)), "BMP"),
        "wrong-extension.jpg": packed(diagram),
        "animated.gif": packed(diagram, "GIF", save_all=True, append_images=[diagram.rotate(180)]),
        "cmyk.jpg": packed(diagram.convert("CMYK"), "JPEG"),
        "sixteen-bit.png": packed(
            Image.fromarray(np.asarray(diagram.convert("L")).astype(np.uint16) * 257)
        ),
        "palette.png": packed(see_through, transparency=see_through.getpixel((0, 0))),
        "no-text.png": packed(Image.new("RGB", (300, 200), "white")),
        "photograph.jpg": packed(photograph, "JPEG"),
    }


@pytest.fixture
def small_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every Python that is started take the small server for vLLM."""
    package = Path(__file__).parent / "engines" / "small_vllm"
    others = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(package), others)).rstrip(os.pathsep))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a real PostgreSQL, which all tests share."""
    folder = postgres_server.binaries()
    if folder is None:
        pytest.skip("no PostgreSQL on this machine")
    with postgres_server.serving(folder) as url:
        yield url


@pytest.fixture
def fresh_postgres(postgres_url: str) -> str:
    """The URL of an empty database in that PostgreSQL."""
    import asyncpg

    name = f"test_{os.urandom(8).hex()}"

    async def create() -> None:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(create())
    return f"{postgres_url.rpartition('/')[0]}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store may be: in a file, then in PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "tuwen.db")
    return str(request.getfixturevalue("fresh_postgres"))
