"""Names held against the lexicon: usual spelling, and the category of what is named."""

import re
from typing import Final

from tuwen.writing.lexicon import lexicon

ENDINGS: Final[tuple[tuple[str, str], ...]] = (
    (r"(?:网关|gateway|ingress)$", "gateway"),
    (r"(?:注册中心|registry)$", "registry"),
    (r"(?:配置中心)$", "config"),
    (r"(?:负载均衡器?|load balancer)$", "load_balancer"),
    (r"(?:消息队列|消息中间件|mq|message queue)$", "mq"),
    (r"(?:缓存|缓存集群|cache)$", "cache"),
    (r"(?:向量库|向量数据库|vector (?:db|store|database))$", "vector_db"),
    (r"(?:数据库|主库|从库|database|db)$", "sql"),
    (r"(?:对象存储|object storage)$", "object_storage"),
    (r"(?:搜索引擎|全文索引)$", "search"),
    (r"(?:用户|管理员|开发者|运维人员|顾客|客户|user|admin)$", "user"),
    (r"(?:客户端|浏览器|小程序|app|移动端|web 端|client|browser)$", "client"),
    (r"(?:前端|frontend)$", "frontend"),
    (r"(?:微?服务|业务系统|后端|service|backend|服务实例|主服务)$", "service"),
    (r"(?:监控)$", "metrics"),
    (r"(?:日志)$", "logging"),
    (r"(?:大模型|llm)$", "model"),
)
IDENTIFIER: Final = re.compile(r"[a-z][A-Z]|\w[./_]\w|\(")
# A step, a metric or a table is named so after the store that it belongs to: tidb_query.
INNER: Final = re.compile(
    r"[a-z\d_]+_(?!(?:master|slave|primary|replica|node|cluster|server|db|\d+)\b)[a-z\d]+"
    r"(?: [a-z\d_]+)*"
)
TRAILING: Final = re.compile(
    r"\s*(?:集群|主从|主库|从库|主节点|从节点|缓存|实例|数据库|服务器|网关|cluster|server|\d+)$",
    re.IGNORECASE,
)


def canonical(name: str) -> str:
    """Give the lexicon's spelling where a name differs from it in case and spacing only."""
    term = lexicon().find(name)
    if term is None:
        return name
    squeezed = _squeeze(name)
    for known in (term.name, term.zh):
        if known and _squeeze(known) == squeezed:
            return known if len(known) > 2 else name
    return name


def category_of(name: str, label: str, shape: str) -> tuple[str, bool]:
    """The category of a component, and whether the name itself says so.

    Lexicon first, then the ending, then terms inside, which are only a hint.
    """
    term = lexicon().find(name)
    exact = term is not None and _squeeze(term.name) == _squeeze(name)
    if INNER.fullmatch(name) and not exact:
        return _by_ending(name.replace("_", " ")) or ("", False)
    if term is not None:
        firm = not IDENTIFIER.search(name) or term.category in (
            "service",
            "gateway",
            "cache",
            "mq",
            "sql",
        )
        return term.category, firm or exact
    short = TRAILING.sub("", name)
    if short and short != name and (term := lexicon().find(short)) is not None:
        return term.category, True
    if ending := _by_ending(name):
        return ending
    inside = lexicon().find_all(name)
    if inside:
        hit = inside[-1] if inside[-1].end >= len(name) else inside[0]
        share = (hit.end - hit.start) / len(name)
        if share >= 0.4 or (hit.start == 0 and name[hit.end : hit.end + 1] in " /+（("):
            return hit.term.category, share >= 0.6
    beside = lexicon().find_all(label) if len(label) <= 48 else []
    if not inside and beside and shape != "text":
        return beside[0].term.category, False
    if shape == "cylinder":
        return "sql", False
    return ("user", True) if shape == "actor" else ("", False)


def _by_ending(name: str) -> tuple[str, bool] | None:
    lowered = name.lower()
    return next(((kind, True) for ending, kind in ENDINGS if re.search(ending, lowered)), None)


def _squeeze(text: str) -> str:
    return re.sub(r"[\s_\-.]", "", text).casefold()
