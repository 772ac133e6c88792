"""Defaults, then the environment, then the command line; nothing unsafe by accident."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tuwen.errors import ConfigError
from tuwen.settings import DEFAULTS, Settings


def test_later_sources_win() -> None:
    environment = {"TUWEN_PORT": "9000", "TUWEN_ENGINE": "embedded", "TUWEN_HOST": ""}
    settings = Settings.load(environment, port=9001, engine=None)
    assert (settings.host, settings.port, settings.engine) == ("127.0.0.1", 9001, "embedded")


def test_sites_are_read_as_browsers_write_them() -> None:
    settings = Settings.load(
        {"TUWEN_CORS_ORIGINS": " https://Blog.example.com, http://[::1]:3000,"}
    )
    assert settings.origins == ("https://blog.example.com", "http://[::1]:3000")
    assert Settings.load({}).origins == ()
    assert Settings.load({"TUWEN_CORS_ORIGINS": "*"}).origins == ("*",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("PORT", "70000"),
        ("WORKERS", "-1"),
        ("ALLOW_ANONYMOUS", "perhaps"),
        ("ADDRESS_RPM", "-2"),
        ("ADDRESS_CONCURRENT", "-2"),
        ("ADDRESS_DAILY", "-1"),
        ("TRUSTED_PROXIES", "*"),
        ("JOURNAL", "x"),
        ("JOURNAL_DAYS", "-1"),
        ("LOG_FORMAT", "xml"),
        ("CACHE_SCOPE", "everyone"),
        ("CORS_ORIGINS", "https://blog.example.com/"),
        ("CORS_ORIGINS", "blog.example.com"),
        ("CORS_ORIGINS", "null"),
        ("CORS_ORIGINS", "https://*.example.com"),
        ("CORS_ORIGINS", "https://a\r\nb"),
        ("CORS_ORIGINS", "https://user@example.com"),
    ],
)
def test_nonsense_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.load({f"TUWEN_{name}": value})
    assert caught.value.message.endswith("。")


@pytest.mark.parametrize(
    ("host", "given", "allowance"),
    [
        ("127.0.0.1", {}, (0, 0, 0)),
        ("0.0.0.0", {}, (60, 8, 0)),
        ("0.0.0.0", {"address_rpm": 0, "address_concurrent": 2}, (0, 2, 0)),
        ("127.0.0.1", {"address_rpm": 5, "address_daily": 9}, (5, 0, 9)),
    ],
)
def test_strangers_are_bounded_by_address(
    host: str, given: dict[str, int], allowance: tuple[int, int, int]
) -> None:
    settings = Settings.load({}, host=host, allow_anonymous=True, **given)
    assert settings.address_allowance == allowance


def test_every_setting_is_documented_with_its_default() -> None:
    told = (Path(__file__).parents[1] / "docs" / "settings.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(TUWEN_\w+)` \| (?:`([^`]*)`)? \|", told, re.MULTILINE))
    assert rows == {
        f"TUWEN_{each.name.upper()}": str(value).lower() if isinstance(value, bool) else str(value)
        for each in fields(Settings)
        for value in [getattr(DEFAULTS, each.name)]
    }
