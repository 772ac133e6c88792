"""Finds engines by name among the installed ones; ours come in by the same door."""

from importlib.metadata import EntryPoint, entry_points

from tuwen.engines.base import Engine, Options
from tuwen.errors import ConfigError

GROUP = "tuwen.engines"
AUTO = "auto"


def known_engines() -> dict[str, EntryPoint]:
    """Every installed engine, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def load_engine(name: str, options: Options | None = None) -> Engine:
    """Build the engine called `name`, or the best one for "auto". Raises ConfigError."""
    options = options or Options()
    known = known_engines()
    if not known:
        message = "没有找到任何引擎：tuwen 没有正确安装；请运行 make run 或 pip install -e . 。"
        raise ConfigError("no_engines", message)
    if name == AUTO:
        found = [_class_of(known[each]) for each in known if _is_ours(known[each])]
        return max((e for e in found if e.configured(options)), key=lambda e: e.rank)(options)
    if name not in known:
        raise ConfigError("unknown_engine", unknown_engine(name))
    return _class_of(known[name])(options)


def _class_of(point: EntryPoint) -> type[Engine]:
    try:
        found = point.load()
    except ImportError as error:
        message = f"引擎 {point.name} 缺少依赖（{error.name or error}）；请按文档安装后再试。"
        raise ConfigError("engine_not_installed", message) from error
    if not (isinstance(found, type) and issubclass(found, Engine)):
        raise ConfigError("not_an_engine", f"入口点 {point.name} 给出的不是引擎；请联系其作者。")
    return found


def _is_ours(point: EntryPoint) -> bool:
    """Somebody else's engine is taken only where it is named."""
    return point.value.startswith("tuwen.")


def unknown_engine(name: str) -> str:
    """Say that there is no such engine, and which there are."""
    return f"没有名为 {name} 的引擎；可用的引擎：{'、'.join((AUTO, *known_engines()))}。"
