"""Finds engines by name among the installed ones; ours come in by the same door."""

from importlib.metadata import EntryPoint, entry_points

from tuwen.engines.base import Engine
from tuwen.errors import ConfigError

GROUP = "tuwen.engines"
AUTO = "auto"
DEFAULT = "embedded"


def known_engines() -> dict[str, EntryPoint]:
    """Every installed engine, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def load_engine(name: str) -> Engine:
    """Build the engine called `name`, or the best one for "auto". Raises ConfigError."""
    known = known_engines()
    wanted = DEFAULT if name == AUTO else name
    if not known:
        message = "没有找到任何引擎：tuwen 没有正确安装；请运行 make run 或 pip install -e . 。"
        raise ConfigError("no_engines", message)
    if wanted not in known:
        raise ConfigError("unknown_engine", unknown_engine(wanted))
    try:
        made = known[wanted].load()()
    except ImportError as error:
        message = f"引擎 {wanted} 缺少依赖（{error.name or error}）；请按文档安装后再试。"
        raise ConfigError("engine_not_installed", message) from error
    if not isinstance(made, Engine):
        raise ConfigError("not_an_engine", f"入口点 {wanted} 给出的不是引擎；请联系其作者。")
    return made


def unknown_engine(name: str) -> str:
    """Say that there is no such engine, and which there are."""
    return f"没有名为 {name} 的引擎；可用的引擎：{'、'.join((AUTO, *known_engines()))}。"
