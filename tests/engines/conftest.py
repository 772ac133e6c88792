"""Tiny models on disk, made once; whoever needs one is skipped where torch is not installed."""

from pathlib import Path

import pytest
from tests import checkpoints


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with glm4v, glm46v, llava, qwen2_vl and blip2 in it."""
    for name in ("torch", "transformers", "accelerate"):
        pytest.importorskip(name, reason="local models come with the extra tuwen[transformers]")
    base = tmp_path_factory.mktemp("models")
    checkpoints.make(base)
    return base
