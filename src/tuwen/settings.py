"""Settings, read once at the edge: defaults, then the environment, then the command line."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tuwen.engines.options import Options
from tuwen.errors import ConfigError
from tuwen.server.address import is_loopback

PREFIX = "TUWEN_"
BY_ADDRESS = (60, 8)  # requests a minute and at once; none where only this machine may connect
_ORIGIN = re.compile(r"https?://[^\s/?#@*,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Options):
    """What can be set; a field called `port` is TUWEN_PORT in the environment."""

    engine: str = "auto"
    language: str = "zh"  # of the texts, where a user names none
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 0  # processes that read pictures; 0: one a core
    queue: int = 32  # pictures that may wait before the server says that it is busy
    deadline: float = 300.0  # seconds that one answer may take, waiting included
    grace: int = 20  # seconds that requests under way have to end when the server stops
    allow_anonymous: bool = False  # ask nobody for a key
    store: str = ""  # a file, `memory` or a URL; empty for `default_store()`
    cache_mb: int = 512  # at most, of answers and Readings; 0 keeps none
    cache_days: float = 30.0  # that an entry is kept
    allow_image_host: str = ""  # hosts that pictures may be fetched from, parted by commas
    moderation_words: str = ""  # word lists: paths or "builtin", commas between; empty: none
    moderation_policy: str = "reject"  # or mask, warn
    moderation_hook: str = ""  # address of an external service that judges texts; empty: none
    moderation_hook_timeout: float = 5.0  # seconds
    moderation_hook_fails: str = "closed"  # or open: what it cannot judge is let through
    moderation_pictures: float = 0.0  # score, 0 to 1, from which pictures are refused; 0: off
    redis_url: str = ""  # where several servers count requests together; "": each for itself
    trusted_proxies: str = ""  # addresses and networks whose X-Forwarded-For is believed
    address_rpm: int = -1  # requests a minute of one address; 0: no limit; -1: as BY_ADDRESS
    address_concurrent: int = -1  # at once, likewise
    address_daily: int = 0  # in 24 hours
    label: bool = False  # say with each text that AI made it: engine, model, time, id
    journal: bool = True  # note each request in the store
    journal_texts: bool = True  # with its prompt and output
    journal_days: int = 90  # that an entry is kept; 0: for ever
    log_format: str = "text"  # or json: one object a line, on the standard output
    cache_scope: str = "key"  # whom what was made for one key may serve: it alone, or `global`
    cors_origins: str = ""  # of sites whose pages may ask, parted by commas; `*` with keys only

    @classmethod
    def load(cls, environment: Mapping[str, str], **given: Any) -> "Settings":
        """Read the environment; what is `given` (and not None) wins. Raises ConfigError."""
        found: dict[str, Any] = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            if text := environment.get(name, "").strip():
                found[field.name] = _parsed(name, text, type(getattr(DEFAULTS, field.name)))
        found |= {name: value for name, value in given.items() if value is not None}
        return replace(DEFAULTS, **found).checked()

    def checked(self) -> "Settings":
        """Return these settings if they make sense. Raises ConfigError."""
        self._check_numbers()
        if self.log_format not in ("text", "json"):
            raise ConfigError("bad_log_format", "log_format 应为 text 或 json。")
        if self.cache_scope not in ("key", "global"):
            raise ConfigError("bad_cache_scope", "cache_scope 应为 key 或 global。")
        if self.base_url and not re.match(r"https?://[^\s/]", self.base_url):
            message = f"服务地址 {self.base_url} 无效；应以 http:// 或 https:// 开头。"
            raise ConfigError("bad_base_url", message)
        if self.allow_image_host:
            from tuwen.service.hosts import ImageHosts  # for the few who allow any

            ImageHosts(self.allow_image_host)
        if self.trusted_proxies:
            from tuwen.server.address import networks

            networks(self.trusted_proxies)
        for origin in self.origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                message = (
                    f"cors_origins 中的 {origin} 无效；应为协议加主机名，末尾没有斜杠，"
                    "例如 https://blog.example.com，多个以逗号分隔。"
                )
                raise ConfigError("bad_cors_origins", message)
        return self

    def _check_numbers(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ConfigError("bad_port", f"端口 {self.port} 无效；请使用 0 到 65535。")
        if self.workers < 0 or self.queue < 0 or self.retries < 0:
            raise ConfigError("bad_number", "workers、queue 与 retries 不能为负数。")
        if not (0 < self.deadline <= 86_400 and 0 <= self.grace <= 86_400):
            message = "deadline 应为大于 0 的秒数，grace 不能为负数；两者都不超过一天。"
            raise ConfigError("bad_number", message)
        if self.cache_mb < 0 or self.cache_days <= 0:
            raise ConfigError("bad_cache", "cache_mb 不能为负数，cache_days 必须大于 0。")
        if self.journal_days < 0:
            message = "journal_days 不能为负数；0 表示一直保留。"
            raise ConfigError("bad_journal", message)
        if not 0 < self.timeout <= 3600:
            raise ConfigError("bad_timeout", "timeout 应为 0 到 3600 秒。")
        if min(self.address_rpm, self.address_concurrent) < -1 or self.address_daily < 0:
            message = "address_rpm、address_concurrent 与 address_daily 不能为负数；0 表示不限。"
            raise ConfigError("bad_number", message)

    @property
    def address_allowance(self) -> tuple[int, int, int]:
        """Requests a minute, at once and in 24 hours that one address may send; 0: no limit."""
        rpm, concurrent = (0, 0) if is_loopback(self.host) else BY_ADDRESS
        return (
            rpm if self.address_rpm < 0 else self.address_rpm,
            concurrent if self.address_concurrent < 0 else self.address_concurrent,
            self.address_daily,
        )

    @property
    def origins(self) -> tuple[str, ...]:
        """The sites of `cors_origins`, as browsers write them."""
        return tuple(part.strip().lower() for part in self.cors_origins.split(",") if part.strip())


DEFAULTS = Settings()


def default_store(environment: Mapping[str, str]) -> str:
    """The path of the store where none is set: in the user's folder for data."""
    if sys.platform == "win32":
        folder = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    else:
        folder = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    return str(folder / "tuwen" / "tuwen.db")


def _parsed(name: str, text: str, kind: type) -> Any:
    if kind is str:
        return text
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ConfigError("bad_setting", f"环境变量 {name} 应为 true 或 false，而不是 {text}。")
    try:
        return kind(text)
    except ValueError as error:
        wanted = "整数" if kind is int else "数"
        raise ConfigError(
            "bad_setting", f"环境变量 {name} 应为{wanted}，而不是 {text}。"
        ) from error
