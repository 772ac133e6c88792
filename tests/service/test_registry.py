"""Engines are found by name through entry points, ours included."""

import pytest

from tuwen.engines.base import Engine
from tuwen.errors import ConfigError
from tuwen.service.registry import known_engines, load_engine


def test_ours_is_known_and_is_what_auto_means() -> None:
    assert "embedded" in known_engines()
    for name in ("auto", "embedded"):
        engine = load_engine(name)
        assert isinstance(engine, Engine)
        assert engine.name == "embedded"


def test_an_unknown_name_is_answered_with_the_known() -> None:
    with pytest.raises(ConfigError) as caught:
        load_engine("gpt")
    assert caught.value.code == "unknown_engine"
    assert "auto、embedded" in caught.value.message
