"""What a question is asked about: a Reading ready for look-ups, and names found in it.

A name in a question is matched exactly, by alias, as a part of a longer name, by kind
(「数据库」) and at last for a likely slip of the OCR; never further than that.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from tuwen.article import Article
from tuwen.reading.types import Edge, Reading
from tuwen.writing.graph import Graph, Item, graph_of
from tuwen.writing.lexicon import lexicon
from tuwen.writing.mentions import Vocabulary, squeeze, vocabulary
from tuwen.writing.phrasing import Sentence, glued, listed, quoted, shown, tidy, union

LIKELY: Final = 80  # percent of likeness at which a name is taken for an OCR slip
STORES: Final = frozenset({"sql", "nosql", "graph_db", "vector_db", "timeseries_db", "olap"})
KEPT: Final = frozenset({"cache", "search", "object_storage", "file_storage"})
# What a generic noun may mean: the noun to answer with, its forms, the categories.
KINDS: Final[tuple[tuple[str, str, frozenset[str]], ...]] = (
    ("数据库", r"数据库|databases?|dbs?", STORES),
    ("存储", r"(?:数据)?存储|stores?|storage", STORES | KEPT),
    ("消息队列", r"消息(?:队列|中间件)|mq|(?:message )?(?:queues?|brokers?)", frozenset({"mq"})),
    ("缓存", r"缓存|cach(?:es?|ing)", frozenset({"cache"})),
    ("网关", r"(?:api )?(?:网关|gateways?)", frozenset({"gateway"})),
    ("服务", r"(?:微|业务)?服务|(?:micro)?services?", frozenset({"service"})),
    ("注册中心", r"注册中心|(?:service )?registr(?:y|ies)", frozenset({"registry"})),
    ("配置中心", r"配置中心|config(?:uration)? cent(?:er|re)", frozenset({"config"})),
    ("负载均衡", r"负载均衡器?|load balanc(?:ers?|ing)", frozenset({"load_balancer"})),
    ("客户端", r"客户端|前端|clients?|front-?ends?", frozenset({"client", "frontend", "mobile"})),
    ("用户", r"用户|角色|参与人|users?|actors?", frozenset({"user"})),
    ("监控", r"监控(?:系统|组件)?|monitoring", frozenset({"metrics", "alerting"})),
    ("模型", r"大?模型|models?|llms?", frozenset({"model"})),
    ("搜索引擎", r"搜索引擎|search engines?", frozenset({"search"})),
    ("中间件", r"中间件|middleware", frozenset(
        {"mq", "cache", "registry", "config", "search", "db_middleware", "resilience"})),
)  # fmt: skip
FILLER: Final = re.compile(
    r"^(?:请问|那么|其中|图片?[中里上]的?|这张图[中里]?的?|图中|该|这个|那个|名为|叫做?)+"
    r"|^(?:(?:the|an?|all) )+"
    r"|(?:这个|这些)?(?:组件|节点|模块|这一步|步骤|实体)$| ?\b(?:component|node|module|step)s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scene:
    """A Reading and its article, with the look-ups that answers need."""

    reading: Reading
    article: Article
    graph: Graph
    words: Vocabulary
    _cache: dict[str, tuple[Item, ...]] = field(default_factory=dict[str, tuple[Item, ...]])

    def items(self, phrase: str) -> tuple[Item, ...]:
        """The things a phrase names; empty where the picture has none."""
        if phrase not in self._cache:
            self._cache[phrase] = self._items(phrase.strip())
        return self._cache[phrase]

    def _items(self, phrase: str) -> tuple[Item, ...]:
        bare = re.sub(r"[「」『』“”\"'《》]", "", phrase).strip(" ，,的了")
        for words in dict.fromkeys((bare, FILLER.sub("", bare).strip())):
            core = squeeze(words)
            if not core:
                continue
            sort, ids = self.words.forms.get(core, ("", ()))
            if sort == "item":
                return self._of(ids)
            named = [i for i in self.graph.items.values() if squeeze(i.name)]
            longer = [i for i in named if len(core) > 1 and core in squeeze(i.label)]
            found = self.of_kind(words) or tuple(longer)
            if not found:
                term = lexicon().find(words)
                forms = (
                    [squeeze(f) for f in (term.name, term.zh, *term.aliases) if f] if term else []
                )
                if core in forms:  # the term is all that is asked for, not a part of it
                    found = tuple(i for i in named if _carries(i, forms))
            if not found and len(core) > 2:
                inner = [i for i in named if len(squeeze(i.name)) > 2 and squeeze(i.name) in core]
                found = tuple(sorted(inner, key=lambda i: -len(i.name))[:1])
            if found:
                return found
        return self._slips(squeeze(bare))

    def _slips(self, core: str) -> tuple[Item, ...]:
        if len(core) < 4:
            return ()
        near = [(fuzz.ratio(core, squeeze(i.name)), i) for i in self.graph.items.values() if i.name]
        best = max((score for score, _ in near), default=0)
        return tuple(i for score, i in near if score == best) if best >= LIKELY else ()

    def of_kind(self, noun: str) -> tuple[Item, ...]:
        """Nodes of the kind that a generic noun names: by the lexicon, by label, by shape."""
        kind = kind_of(noun)
        if kind is None:
            return ()
        word, categories = kind
        return tuple(
            i for i in self.graph.nodes
            if i.category in categories or (word in i.label and i.manner == "name")
            or ("sql" in categories and i.shape == "cylinder" and not i.category)
        )  # fmt: skip

    def nearest(self, phrase: str) -> list[str]:
        """Names of the picture that look most like a phrase."""
        core = squeeze(phrase)
        shared = 20 if re.search(r"[\u3400-\u9fff]", core) else 0  # 汉字 in common count for more
        scored = sorted(
            (
                (
                    fuzz.ratio(core, name) + shared * len({*core} & {*name}) / max(len(core), 1),
                    i.name,
                )
                for i in self.graph.items.values()
                if (name := squeeze(i.name))
            ),
            key=lambda pair: -pair[0],
        )
        return list(dict.fromkeys(name for score, name in scored if score >= 60 - 0.75 * shared))[
            :3
        ]

    def _of(self, ids: tuple[str, ...]) -> tuple[Item, ...]:
        return tuple(self.graph.items[i] for i in ids)

    def beyond(self, item: Item, direct: list[Item]) -> tuple[list[Item], list[str]]:
        """What the arrows reach behind what an item leads to, nearest first, and by which lines."""
        seen = {item.id, *ids_of(direct), *self.graph.frames(item.id)}
        todo, later, edges = deque(direct), list[Item](), list[str]()
        while todo:
            for target, edge in self.next_to(todo.popleft(), ahead=True):
                if target.id not in seen:
                    seen.add(target.id)
                    later.append(target)
                    todo.append(target)
                    edges.append(edge.id)
        return [i for i in later if i.name], edges

    def around(self, item: Item) -> tuple[str, ...]:
        """An item, the frames around it and, for a frame, what is inside."""
        inside = (
            [i for i in self.graph.items if item.id in self.graph.frames(i)]
            if item.is_group
            else []
        )
        return (item.id, *self.graph.frames(item.id), *inside)

    def next_to(self, item: Item, *, ahead: bool) -> list[tuple[Item, Edge]]:
        """Where directed edges lead from an item, or come from; nameless junctions are passed."""
        here = self.around(item)
        found: dict[str, tuple[Item, Edge]] = {}
        todo, seen = list(here), set(here)
        for place in todo:
            for edge in self.graph.edges:
                for a, b in ((edge.source, edge.target), (edge.target, edge.source)):
                    forward = edge.heads == "both" or (edge.directed and a == edge.source)
                    backward = edge.heads == "both" or (edge.directed and a == edge.target)
                    if a != place or not (forward if ahead else backward) or b in here:
                        continue
                    if self.graph.items[b].name or self.graph.items[b].shape in ("start", "end"):
                        found.setdefault(b, (self.graph.items[b], edge))
                    elif b not in seen:
                        seen.add(b)
                        todo.append(b)
        return list(found.values())

    def tied(self, item: Item) -> list[tuple[Item, Edge]]:
        """What an item is joined to by lines without arrows."""
        here = self.around(item)
        return [
            (self.graph.items[b], edge) for edge in self.graph.edges if edge.heads == "none"
            for a, b in ((edge.source, edge.target), (edge.target, edge.source))
            if a in here and b not in here and self.graph.items[b].name
        ]  # fmt: skip


def _carries(item: Item, forms: list[str]) -> bool:
    return any(form in squeeze(item.label) for form in forms if len(form) > 1)


def kind_of(noun: str) -> tuple[str, frozenset[str]] | None:
    """The generic noun in Chinese and the categories it covers, or None."""
    for word, pattern, categories in KINDS:
        if re.fullmatch(pattern, noun.strip(), re.IGNORECASE):
            return word, categories
    return None


def scene_of(reading: Reading, article: Article) -> Scene:
    """Make a Reading ready for questions."""
    graph = graph_of(reading)
    return Scene(reading, article, graph, vocabulary(reading, graph))


def called(item: Item) -> str:
    """An item's name in a sentence; bare marks of a state diagram are called by what they are."""
    if item.name:
        return shown(item)
    return {"start": "起点", "end": "终点"}.get(item.shape, "一个无文字的节点")


def several(items: list[Item] | tuple[Item, ...]) -> str:
    """Names as a list."""
    return listed([called(item) for item in items])


def say(text: str, *ids: tuple[str, ...] | list[str]) -> Sentence:
    """A finished sentence with the ids it rests on."""
    return Sentence(tidy(text), union(ids))


def ids_of(items: list[Item] | tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(item.id for item in items)


def absent(scene: Scene, phrase: str) -> list[Sentence]:
    """「图中未读到…」, with the nearest names, never a guess."""
    name = re.sub(r"[「」“”\"]", "", FILLER.sub("", phrase)).strip(" ，,的了") or phrase
    near = scene.nearest(name)
    text = glued("图中未读到", quoted(name))
    if near:
        return [say(f"{text}，名称最接近的是{listed([quoted(n) for n in near])}。",
                    [i for n in near for i in scene.graph.by_name.get(n, ())])]  # fmt: skip
    names = [i for i in scene.graph.items.values() if i.name]
    if not names:
        return [say(f"{text}。")]
    told = "、".join(quoted(i.name) for i in names[:6])
    more = f"等 {len(names)} 个名称" if len(names) > 6 else ""
    return [say(f"{text}；读到的名称有{told}{more}。", ids_of(names[:6]))]
