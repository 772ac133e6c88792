"""Defaults, then the environment, then the command line; nothing unsafe by accident."""

import pytest

from tuwen.errors import ConfigError
from tuwen.settings import Settings


def test_later_sources_win() -> None:
    environment = {"TUWEN_PORT": "9000", "TUWEN_ENGINE": "embedded", "TUWEN_HOST": ""}
    settings = Settings.load(environment, port=9001, engine=None)
    assert (settings.host, settings.port, settings.engine) == ("127.0.0.1", 9001, "embedded")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_this_machine_may_be_listened_on(host: str) -> None:
    assert Settings.load({}, host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", ""])
def test_other_addresses_are_refused(host: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.load({}, host=host)
    assert caught.value.code == "open_to_all"
    assert "--allow-anonymous" in caught.value.message
    assert Settings.load({"TUWEN_ALLOW_ANONYMOUS": "yes"}, host=host).host == host


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
