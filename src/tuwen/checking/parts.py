"""The main parts of a picture that a text leaves out.

Of a diagram: things that hang together of which the text names none; of a sequence diagram a
participant that speaks more than once; of a chart a series. A text that names but a few things
is an outline: it is held to the frames alone.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from tuwen.checking.coverage import is_used
from tuwen.reading.types import CHARTS, Reading
from tuwen.writing.graph import Graph
from tuwen.writing.mentions import Mention, squeeze

OUTLINE: Final = 0.34  # share of the names below which a text is an outline
LEAST: Final = 0.13  # share of the names that makes a part of them
FEW: Final = 7  # names of which each one counts
NEARLY: Final = 4  # characters from which a name may be misread by one
ONE_OFF: Final = 75
SURE: Final = 0.91  # confidence of a text below which its letters are in doubt
ALIKE: Final = 84
END: Final = re.compile(
    r"开始|结束|完成|成功|失败|终止|start|end|stop|done|success|fail(?:ed)?", re.IGNORECASE
)
MANY: Final = 2  # things each hanging on another that are left out together
HANGS: Final = 0.5  # the weight of what hangs on a thing that is told
MOST_WAYS: Final = 3  # on from a question of which none may be left out
SERIES: Final = 8  # series beyond which none must be named
APART: Final = re.compile(r"[\u3400-\u9fff]{4}")
STEM: Final = re.compile(  # what of a name is said of one of several: Client node 1, Multiple PDs
    r"^multiple\s|(?:\s(?:node|server|instance)s?)?[\s_\-]*(?:\d+|[A-Za-z]|[甲乙丙丁一二三四五六])$"
    r"|\s(?:node|server|instance)s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Names of the main parts that are left out, and the share of the picture that is not."""

    missing: tuple[str, ...] = ()
    share: float = 1.0


def parts_left_out(text: str, reading: Reading, graph: Graph, mentions: list[Mention]) -> Parts:
    """Find what a text should tell of and does not."""
    words = squeeze(_unlabelled(text, mentions) if reading.kind == "sequence" else text)
    if reading.chart and reading.kind in CHARTS:
        return _series(words, reading)
    units = {i.id: i.name for i in graph.nodes if len(squeeze(i.name)) > 1}
    if len(units) < 3 or reading.kind not in (
        "architecture", "flowchart", "sequence", "state", "class", "er", "mindmap",
    ):  # fmt: skip
        return Parts()
    named = {i for m in mentions if m.sort == "item" for i in m.ids}
    doubtful = _doubtful(reading)
    named |= {
        i for i, name in units.items()
        if i not in named and _told(name, words, units, sure=i not in doubtful)
    } | doubtful  # fmt: skip
    named |= _replicas(named, units, graph)
    asked = {e.source for m in mentions if m.sort == "edge" for e in graph.edges if e.id in m.ids}
    named |= {i for i in asked if graph.items[i].manner == "question"}
    silent = [i for i in units if i not in named]
    if len(units) - len(silent) < OUTLINE * len(units):
        return _outline(words, graph, named)
    regions = [r for r in _regions(silent, graph, units) if _main(r, graph, units, reading)]
    leaves = [r for r in regions if len(r) == 1 and not graph.out[r[0]]]
    if len(leaves) > MANY:  # a whole level of details
        regions = [r for r in regions if r not in leaves]
    names = tuple(_name(region, graph, words) for region in regions)
    return Parts(names, 1 - sum(map(len, regions)) / len(units))


def _unlabelled(text: str, mentions: list[Mention]) -> str:
    """A text without its messages: these may name a participant that is not told of."""
    for m in reversed([m for m in mentions if m.sort == "edge"]):
        text = f"{text[: m.start]}，{text[m.end :]}"
    return text


def _told(name: str, words: str, units: dict[str, str], *, sure: bool) -> bool:
    """Whether a name stands in the text: whole, in what it shares (消费者 1), apart, nearly."""
    core, stem = squeeze(name), squeeze(STEM.sub("", name))
    pieces = [squeeze(piece) for piece in re.split(r"[:：/、,，（(]", name)]
    others = {squeeze(other) for other in units.values()} - {core}
    bare = words
    for other in sorted(others, key=len, reverse=True):  # chat is not told by embedding/vlm/chat
        bare = bare.replace(other, "|") if other not in core and other not in stem else bare
    if any(len(piece) > 2 and piece in bare for piece in (core, *pieces)):
        return True
    if len(pieces) > 1 and all(len(piece) > 1 and piece in bare for piece in pieces):
        return True
    shared = len(stem) > 1 and stem != core and stem in bare
    if shared and re.search(re.escape(stem) + r"(?![0-9a-z])", bare):
        return True
    halves = APART.fullmatch(core) and core[:2] in words and core[2:] in words
    if halves and re.search(f"{core[:2]}.{{1,4}}{core[2:]}", words):
        return True  # 「检查一次心跳」
    if sure and any(squeeze(STEM.sub("", o)) == stem != core for o in units.values() if o != name):
        return False  # Component C is not nearly Component D
    return (
        len(core) >= NEARLY
        and fuzz.partial_ratio(core, words) >= (ALIKE if len(core) > NEARLY + 1 else ONE_OFF)
        and not any(fuzz.ratio(core, other) >= ALIKE for other in others)
    )


def _replicas(named: set[str], units: dict[str, str], graph: Graph) -> set[str]:
    """What is drawn alike in several frames (Pod 1, Pod 2) and told with the frame it is in."""
    times = Counter(units.values())
    told = {i for i in named if i not in units for i in graph.inside(i)}
    return {i for i in told if times[units.get(i, "")] > 1}


def _doubtful(reading: Reading) -> set[str]:
    """Things whose labels were read with doubt: a text may call them rightly."""
    doubtful = {squeeze(t.text) for t in reading.texts if t.confidence < SURE}
    return {n.id for n in reading.nodes if any(squeeze(x) in doubtful for x in n.label.split("\n"))}


def _outline(words: str, graph: Graph, named: set[str]) -> Parts:
    frames = [graph.items[g] for g in graph.roots if graph.items[g].name]
    if len(frames) < 2:
        return Parts()
    left = [
        f for f in frames
        if not named & {f.id, *graph.inside(f.id)} and squeeze(f.name) not in words
    ]  # fmt: skip
    if len(left) == len(frames):
        return Parts()
    return Parts(tuple(f.name for f in left), 1 - len(left) / len(frames))


def _regions(silent: list[str], graph: Graph, units: dict[str, str]) -> list[list[str]]:
    """Unnamed things, together where a line joins them or they hang on the same thing."""
    near: dict[str, set[str]] = {i: set() for i in silent}
    for i in silent:
        near[i] |= {e.target for e in graph.out.get(i, ())}
        near[i] |= {e.source for e in graph.into.get(i, ())}
        near[i] |= {graph.parent[i]} if i in graph.parent else set()
    found: list[list[str]] = []
    left = list(silent)
    while left:
        region = [left.pop(0)]
        for here in region:
            joined = [i for i in left if i in near[here] or near[i] & near[here]]
            region += joined
            left = [i for i in left if i not in joined]
        found.append(region)
    return found


def _main(region: list[str], graph: Graph, units: dict[str, str], reading: Reading) -> bool:
    lines = [len(graph.out[i]) + len(graph.into[i]) for i in region]
    if reading.kind == "sequence":
        return max(lines) > (0 if len(units) < FEW else 1)
    if all(END.fullmatch(units[i]) for i in region) or _some(region, graph):
        return False
    if len(units) <= FEW or _branch(region, graph, units):
        return True
    hub = max(lines) >= max(4, len(graph.edges) // 4)
    weight = sum(_weight(i, region, graph, units) for i in region)
    return hub or weight >= max(2, LEAST * len(units))


def _weight(item: str, region: list[str], graph: Graph, units: dict[str, str]) -> float:
    """What leaving a thing out amounts to: nothing for an end, or for one detail of many."""
    if END.fullmatch(units[item]):
        return 0.0
    lines = [*graph.out[item], *graph.into[item]]
    hangs = len(lines) == 1 and not {lines[0].source, lines[0].target} <= set(region)
    heads = graph.entries == (item,)  # often the title of it all
    return HANGS if hangs and (heads or len(region) == 1) else 1.0


def _branch(region: list[str], graph: Graph, units: dict[str, str]) -> bool:
    """Whether of the few ways on from a question that is told one alone is left out."""
    here = set(region)
    for item in region:
        forks = {e.source for e in graph.into[item]}
        if len(forks) != 1 or forks & here:
            continue
        ways = {e.target for e in graph.out[forks.pop()] if e.id not in graph.back}
        beyond = {e.target for way in ways - here for e in graph.out[way]} | here
        ends = all(e.target in beyond for e in graph.out[item])
        if ends and 1 < len(ways) <= MOST_WAYS and len(ways & here) == 1:
            return True
    return False


def _some(region: list[str], graph: Graph) -> bool:
    """Whether these are the lesser part of things that only stand in one frame: examples do."""
    frames = {graph.parent.get(i, "") for i in region}
    frame = frames.pop()
    loose = not any(graph.out[i] or graph.into[i] for i in region)
    return loose and not frames and frame != "" and 2 * len(region) < len(graph.inside(frame))


def _name(region: list[str], graph: Graph, words: str) -> str:
    """A part by its frame, if the frame holds it all and no more, else by its busiest thing."""
    frame = graph.parent.get(region[0], "")
    if frame and set(graph.inside(frame)) <= set(region) and graph.items[frame].name:
        return graph.items[frame].name
    busiest = max(region, key=lambda i: len(graph.out[i]) + len(graph.into[i]))
    return graph.items[busiest].name


def _series(words: str, reading: Reading) -> Parts:
    names = [s.name for s in reading.chart.series if s.name.strip()] if reading.chart else []
    names = list(dict.fromkeys(names))
    told = [name for name in names if is_used(name, words)]
    if not 1 < len(names) <= SERIES or not told:
        return Parts()
    left = tuple(name for name in names if name not in told)
    return Parts(left, len(told) / len(names))
