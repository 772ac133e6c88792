"""Random diagrams: what is in them, before any tool draws them. Labels come from the lexicon."""

from dataclasses import dataclass, field
from random import Random

from tuwen.writing.lexicon import lexicon

KINDS = ("flowchart", "architecture", "state", "class", "er")
FLOW_MARKS = ("arrow",) * 12 + ("none",) * 3 + ("circle", "cross")
CLASS_MARKS = ("triangle", "triangle", "diamond", "odiamond", "arrow", "none", "none")
ER_MARKS = ("one", "zero-one", "many", "zero-many")
_VERBS = ("是", "否", "读写", "调用", "success", "失败", "HTTP", "回源", "1:N", "发布事件", "gRPC",
          "yes", "no", "submit", "超时重试", "包含", "uses", "refers to")  # fmt: skip
_CALLS = ("login(name, password)", "校验令牌", "返回结果", "查询订单", "GET /api/orders", "200 OK",
          "写入缓存", "扣减库存", "推送消息", "commit", "ack")  # fmt: skip
_TYPES = ("int", "string", "Long", "bool", "date", "List")
_FIELDS = ("id", "name", "status", "price", "createdAt", "owner", "total", "items", "code")


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    label: str
    shape: str  # an index for the tools: rect, rounded, diamond, cylinder, hexagon, stadium…
    rows: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    label: str
    head: str  # the mark at the target
    tail: str  # the mark at the source
    style: str  # solid, dashed, thick


@dataclass(frozen=True, slots=True)
class Plan:
    kind: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: dict[str, str] = field(default_factory=dict[str, str])  # id → label
    homes: dict[str, str] = field(default_factory=dict[str, str])  # group → the one around it
    across: bool = False  # left to right
    layers: bool = False  # the groups are bands, one below the other

    def inside(self, group: str) -> list[str]:
        """Ids of what stands directly in a group, or beside all of them for an empty name."""
        inner = [g for g in self.groups if self.homes.get(g, "") == group]
        return [n.id for n in self.nodes if n.group == group] + inner

    def order(self) -> list[str]:
        """The groups, each after the one around it."""
        found = [g for g in self.groups if not self.homes.get(g)]
        for group in found:
            found += [g for g in self.groups if self.homes.get(g) == group]
        return found


def random_plan(kind: str, dice: Random, clutter: float = 0.5, to_groups: float = 0.0) -> Plan:
    """A diagram of this kind; `clutter` edges a node beyond a tree at most.

    `to_groups` is the share of diagrams with frames that have an edge to one of them.
    """
    count = dice.randint(3, 8) if kind in ("class", "er") else dice.randint(3, 13)
    labels = _labels(count + 3, dice)
    groups: dict[str, str] = {}
    if kind in ("flowchart", "architecture", "state") and dice.random() < 0.45:
        groups = {f"g{i}": labels[count + i] for i in range(dice.randint(1, 3))}
    homes = {"g1": "g0"} if "g1" in groups and dice.random() < 0.3 else {}
    nodes = tuple(
        Node(
            f"n{i}",
            labels[i],
            _shape(kind, dice),
            _rows(kind, dice),
            dice.choice([*groups, ""]) if i and groups else "",
        )
        for i in range(count)
    )
    used = {node.group for node in nodes}
    used |= {homes[group] for group in used if group in homes}
    groups = {name: label for name, label in groups.items() if name in used}
    homes = {name: home for name, home in homes.items() if name in used}
    edges = _edges(kind, count, clutter, dice)
    across = dice.random() < 0.35
    if kind != "state" and groups and to_groups and dice.random() < to_groups:
        for name in groups:
            outside = [n.id for n in nodes if name not in (n.group, homes.get(n.group))]
            edges.append(Edge(dice.choice(outside), name, "", "arrow", "none", "solid"))
    return Plan(kind, nodes, tuple(edges), groups, homes, across)


def layered_plan(dice: Random) -> Plan:
    """Bands of boxes, as architectures in presentations: few arrows, most from band to band."""
    bands = dice.randint(2, 5)
    sizes = [dice.randint(2, 6) for _ in range(bands)]
    labels = _labels(sum(sizes) + bands + 1, dice)
    groups = {f"g{i}": labels.pop() for i in range(bands)}
    homes: dict[str, str] = {}
    if bands > 2 and dice.random() < 0.25:  # one frame around the lower bands
        groups["around"] = labels.pop()
        homes = {f"g{i}": "around" for i in range(1, bands)}
    nodes: list[Node] = []
    for band, size in enumerate(sizes):
        shape = dice.choice(["rect", "rect", "rounded", "cylinder"])
        nodes += [
            Node(f"n{len(nodes) + k}", labels.pop(), shape, (), f"g{band}") for k in range(size)
        ]
    edges: list[Edge] = []
    roll = dice.random()
    for upper in range(bands - 1):
        if roll < 0.4:
            label = dice.choice(_VERBS) if dice.random() < 0.3 else ""
            tail = "arrow" if dice.random() < 0.2 else "none"
            edges.append(Edge(f"g{upper}", f"g{upper + 1}", label, "arrow", tail, "solid"))
        elif roll < 0.7:
            ends = [[n.id for n in nodes if n.group == f"g{b}"] for b in (upper, upper + 1)]
            pairs = {
                (dice.choice(ends[0]), dice.choice(ends[1])) for _ in range(dice.randint(1, 3))
            }
            edges += [Edge(a, b, "", "arrow", "none", "solid") for a, b in sorted(pairs)]
    return Plan("architecture", tuple(nodes), tuple(edges), groups, homes, layers=True)


def sequence_plan(dice: Random) -> Plan:
    """Participants and their messages in order, answers among them."""
    count = dice.randint(2, 5)
    nodes = tuple(Node(f"n{i}", label, "rect") for i, label in enumerate(_labels(count, dice)))
    edges: list[Edge] = []
    for _ in range(dice.randint(3, 10)):
        a = edges[-1].target if edges and dice.random() < 0.5 else f"n{dice.randrange(count)}"
        b = f"n{dice.randrange(count)}"
        if a == b and dice.random() < 0.7:
            b = f"n{(int(b[1:]) + 1) % count}"
        style = "dashed" if dice.random() < 0.3 else "solid"
        edges.append(Edge(a, b, dice.choice(_VERBS + _CALLS), "arrow", "none", style))
    return Plan("sequence", nodes, tuple(edges))


def _labels(count: int, dice: Random) -> list[str]:
    """Distinct labels: names, English aliases, and names with what the thing does."""
    found: list[str] = []
    while len(found) < count:
        term = dice.choice(lexicon().terms)
        label = term.name
        roll = dice.random()
        if roll < 0.2 and term.aliases:
            label = dice.choice(term.aliases)
        elif roll < 0.35 and len(term.role) < 12:
            label = f"{label}\n{term.role}"
        elif roll < 0.45:
            label = f"{label} {dice.choice(['服务', '模块', 'Service', 'v2', '集群'])}"
        label = label.translate(str.maketrans("", "", "\"'`[]{}()<>|#;:&%$*/\\"))
        if label.strip() and label.lower() not in {other.lower() for other in found}:
            found.append(label)
    return found


def _shape(kind: str, dice: Random) -> str:
    if kind in ("class", "er", "state"):
        return "rect"
    plain = ["rect"] * 6 + ["rounded"] * 3
    more = ["diamond", "stadium", "cylinder", "hexagon", "circle", "parallelogram"]
    return dice.choice([*plain, *(more if kind == "flowchart" else [*more[2:4], "cloud", "queue"])])


def _rows(kind: str, dice: Random) -> tuple[str, ...]:
    if kind not in ("class", "er"):
        return ()
    names = dice.sample(_FIELDS, dice.randint(0 if kind == "class" else 1, 4))
    return tuple(f"{dice.choice(_TYPES)} {name}" for name in names)


def _edges(kind: str, count: int, clutter: float, dice: Random) -> list[Edge]:
    """A tree with some more edges: back, across, doubled, and a few loops."""
    pairs = [(dice.randrange(max(0, i - 4), i), i) for i in range(1, count)]
    for _ in range(dice.randint(0, max(1, int(count * clutter)))):
        a, b = dice.randrange(count), dice.randrange(count)
        if a != b or dice.random() < 0.3:
            pairs.append((a, b))
    usual = dice.choice(FLOW_MARKS)  # most diagrams keep to one sort of end
    return [_edge(kind, a, b, usual, dice) for a, b in pairs]


def _edge(kind: str, a: int, b: int, usual: str, dice: Random) -> Edge:
    label = dice.choice(_VERBS) if dice.random() < 0.3 else ""
    style = dice.choices(("solid", "dashed", "thick"), (7, 2, 1))[0]
    head, tail = "arrow", "none"
    if kind == "er":
        head, tail = dice.choice(ER_MARKS), dice.choice(ER_MARKS)
        label = label or dice.choice(_VERBS)
    elif kind == "class":
        head, tail = dice.choice(CLASS_MARKS), "none"
        if dice.random() < 0.12:
            tail = dice.choice(CLASS_MARKS)
        if dice.random() < 0.5:
            head, tail = tail, head
    elif kind != "state":
        head = usual if dice.random() < 0.7 else dice.choice(FLOW_MARKS)
        if dice.random() < 0.1 and head != "none":
            tail = head
    return Edge(f"n{a}", f"n{b}", label, head, tail, style)
