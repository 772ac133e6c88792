"""What a text tells in an order: 「先 A，再 B」, 「A 交给 B」, 「A → B」, 「依次是 A、B」.

A pair told the way the arrows run is supported; a pair told against them, where no way leads
round, is not. What the picture leaves open is no claim here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from tuwen.checking.flow import Flow
from tuwen.checking.relations import HOLDS, MASK, last_verb
from tuwen.writing.mentions import Mention

Sense = Literal["forward", "backward", "next", "loose"]
SENTENCE: Final = re.compile(r"[^。！？!?\n]+")
FARTHEST: Final = 44  # characters between two names beyond which nothing is told of both
NEXT: Final = re.compile(
    r"再(?!次)|然后|随后|接着|之后|以后|此后|继而|接下来|下一步|最后|最终|才(?=[能会进算轮到由]|真)|于是|从而|进而"
    r"|第[二三四五六七八九]步|后(?=[，,进会再是]|$)|先(?!后)|便(?=[进会])"
)
FIRST: Final = re.compile(r"先(?!后)|首先|依次|起初|一开始|第一步|接着|随后|然后|→|于是|步骤|流程|顺序|链路")
ROW: Final = re.compile(
    r"(?:依次|先后|按?顺序|逐[步级层]|步骤|处理流程|环节|经过|首尾相接|生命周期"
    r"|[个几](?:状态|步骤|阶段|环节)|[一-十\d]步)[^，。；、]{0,12}$"
)
FIRM: Final = re.compile(r"依次|先后|经过")
SOFT_JOINT: Final = re.compile(rf"^[」”』*{MASK}]*[^，,。；;：:、]{{0,4}}(?:、|和|与|及|以及)\s*[「“『*]*$")
ROUND: Final = re.compile(r"回到|回退|退回|重新|返回|反馈|回(?=[，。]|$)|再次|双向|互相|相互|来回|闭环")
DENIED: Final = re.compile(r"不(?!合格|通过|满足|需要|为空|行|够|存在|足)|未(?!通过|命中|收)|没(?!有?(?:通过|超限|变化|问题))|而非|除了|无关")
OTHERWISE: Final = re.compile(r"否则|反之|另一|失败|异常|超时|不[^，]{0,6}[就则]|没[^，]{0,6}[就则]")
OWNED: Final = re.compile(r"^的[^，]{0,6}(?:[方者游]|来源|前置|入口|依赖|基础|核心|关键|代表|版|一部分)")
UNSEEN: Final = re.compile(r"未|没有|不存在|并无|无法|不是")
BEFORE: Final = re.compile(r"(?:之前|以前)[^，]{0,3}[，,]?[^，,]{0,6}$")
TAKES: Final = re.compile(
    r"捕获|接手|处理|解析|汇总|转成|转为|转换|转交|消费|校验|审核|接管|重排|渲染|压缩|融合|分发|转给|交给|送|转发"
    r"|负责|检查|判断|承接"
)
MAKES: Final = re.compile(r"提供|触发|发起|驱动|控制|调用|引起|引发|产生|派生|导出|生成|带动|组成|构成")
RECEIVES: Final = re.compile(r"(?:收到|拿到|取到|读到|接到|取自|来自|源于|源自|取回|读取|拉取|获得)[^，,]{0,4}$")
SIDEWAYS: Final = re.compile(r"从$|底[下层]|上游|下游|来自|源于|取自|(?<![变成转作称名分])[为替帮]$")
ENTERS: Final = re.compile(
    r"(?:[给到进入往至向成挂]|送去|派给|先走|走|做|是|为|变[为成]|引发|导致|引起|造成|派生出?|发展[为成]|产出|选出|选定"
    r"|控制|驱动|决定|→|-+>|=+>|⇒|➜|➔)\s*[「“『*]*\s*(?:里的?|中的)?$"
)  # fmt: skip
SPEAKS: Final = re.compile(  # one does something to another
    r"(?:[先再又也]|随后|然后|接着|最后|最终|首先)*(?![的里中])[^，,；;、和与及由被从收拿得等：]{1,8}(?<![的和])"
)
ARROWS: Final = re.compile(r"箭头|指向|连向|延伸")


@dataclass(frozen=True, slots=True)
class Told:
    """Two names told one after the other, and how firmly."""

    first: Mention
    then: Mention
    sense: Sense
    crossed: bool = False  # a comma stands between: what is told may be of an earlier subject


def spoken(text: str, mentions: list[Mention]) -> list[Mention]:
    """The names that a sentence speaks of: not those in brackets behind another name."""
    spans = [
        (m.start(), m.end()) for m in re.finditer(r"[（(][^（）()\n]*[)）]", text)
        if any(0 <= m.start() - name.end <= 3 for name in mentions)
    ]  # fmt: skip
    return [m for m in mentions if not any(a <= m.start and m.end <= b for a, b in spans)]


def told_in(
    text: str, items: list[Mention], frames: frozenset[str], *, talk: bool
) -> Iterator[Told]:
    """Every pair of names of a sentence between which something is told."""
    for span in SENTENCE.finditer(text):
        inside = [m for m in items if span.start() <= m.start and m.end <= span.end()]
        begun = span.start()
        for n, (a, b) in enumerate(pairwise(inside)):
            gap = bare(text[a.end : b.start])
            if n + 2 < len(inside) and frames & set(b.ids):  # 「RC 的规模」 is the 规模
                owned = re.fullmatch(r"\s*[里中内]?面?的\s*", bare(text[b.end : inside[n + 2].start]))
                b = inside[n + 2] if owned else b
            behind = bare(text[b.end : span.end()])
            running = bool(FIRST.search(bare(text[begun : b.start])))
            sense = sense_of(gap, behind, running=running)
            if not gap.strip() and re.match(r"[\d（(]", b.text):
                sense = None
            if talk and sense in (None, "next") and SPEAKS.fullmatch(gap.strip()):
                sense = "forward"
            if gap.strip() == "到" and text[: a.start].rstrip("「“『* ").endswith("从"):
                continue
            clause = re.split(r"[，；]", bare(text[begun : a.start]))[-1]
            if sense and not UNSEEN.search(clause):
                yield Told(a, b, sense, bool(re.search(r"[，,；;]", gap)))


def bare(text: str) -> str:
    """A text with quotes and emphasis taken off, and what stands in brackets made opaque."""
    return re.sub(r"[「」“”『』*`]", "", re.sub(r"[（(][^（）()]*[)）]", MASK, text))


def sense_of(gap: str, behind: str, *, running: bool) -> Sense | None:
    """What stands between two names tells of them; `running`: the sentence tells an order."""
    gap = gap.strip()
    if len(gap) > FARTHEST or "（" in gap or "(" in gap:
        return None
    tail = re.split(r"[，,；;：:]", gap)[-1]
    crossed = tail != gap
    if not gap:
        return "forward"  # 「离线评测跑 Golden Set」: the doer and what it does
    if re.search(r"失败(?:时|后|的话)?，?由$", gap) and TAKES.match(behind.strip()):
        return "forward"
    if "：" in gap and not ARROWS.search(gap):
        return None
    if OWNED.search(gap):
        return None
    if re.search(r"的[^，]{1,4}是$", gap) or ("；" in gap and not NEXT.search(tail)):
        return None
    if DENIED.search(gap) or OTHERWISE.search(gap) or ROUND.search(gap) or ROUND.search(behind[:4]):
        return None
    if BEFORE.search(gap):
        return "backward"
    if re.match(r"^在前[，,]$", gap) and re.search(r"在后|其后", behind):
        return "next"
    if re.search(r"[由被受]\s*$", gap):
        return _passive(gap, behind)
    if RECEIVES.search(tail) or SIDEWAYS.search(gap):
        return None
    follows = bool(NEXT.search(gap))
    if SOFT_JOINT.match(gap) and not follows:
        return None
    if follows:
        return "next"
    if re.fullmatch(r"连接(?:的是)?", tail.strip()):
        return "forward"
    verb = last_verb(tail.strip(MASK))
    if verb and verb.text in HOLDS:
        return None
    if verb and tail:
        sense: Sense | None = {"forward": "forward", "backward": None}.get(verb.direction)
        return sense
    if ENTERS.search(tail) or ARROWS.search(gap):
        return "forward"
    if running and crossed and len(tail) <= 2 and len(gap) <= 14 and "；" not in gap:
        return "loose"
    return None


def _passive(gap: str, behind: str) -> Sense | None:
    if gap.endswith("由"):
        done = re.split(r"[，,；;]", behind)[0][:12]
        makes, takes = MAKES.search(done), TAKES.search(done)
        if takes and (not makes or takes.start() < makes.start()):
            return "forward"
        return "backward" if makes and not re.search(r"的[^，]{0,4}由$", gap) else None
    return None


def rows_in(text: str, items: list[Mention]) -> Iterator[tuple[list[Mention], bool]]:
    """Names listed one behind the other, and whether the words before say that order counts."""
    row: list[Mention] = []
    for m in items:
        joined = bool(row and SOFT_JOINT.match(bare(text[row[-1].end : m.start])))
        if row and not joined:
            yield from _row(text, row)
            row = []
        row.append(m)
    yield from _row(text, row)


def _row(text: str, row: list[Mention]) -> Iterator[tuple[list[Mention], bool]]:
    joints = [bare(text[a.end : b.start]) for a, b in pairwise(row)]
    if len(row) > 1:
        start = max(text.rfind(mark, 0, row[0].start) for mark in "。！？\n；") + 1
        before = bare(text[start : row[0].start])
        firm = len(row) > 2 or "、" in "".join(joints) or bool(FIRM.search(before))
        yield row, firm and bool(ROW.search(before))


def against(told: Told, flow: Flow, earlier: list[Mention]) -> bool:
    """Whether a pair is told against the arrows, and no earlier subject is meant instead."""
    a, b = (told.then, told.first) if told.sense == "backward" else (told.first, told.then)
    stand = flow.standing(a.ids, b.ids)
    firm = told.sense == "forward" and not told.crossed
    if stand == "both" and firm:
        return flow.nearest(a.ids, b.ids) > 1 == flow.nearest(b.ids, a.ids)
    if stand != "backward" or (told.sense == "loose" and flow.nearest(b.ids, a.ids) > 1):
        return False
    if told.sense == "forward" and told.crossed:
        return all(flow.nearest(m.ids, b.ids) > 1 for m in earlier)
    return True


def opens_turned(told: Told, flow: Flow) -> bool:
    """Whether a text begins with an answer: two things joined both ways, the later one first."""
    if told.sense != "forward" or told.crossed:
        return False
    ways = [(a, b) for a in told.first.ids for b in told.then.ids]
    there = [e for a, b in ways for e in flow.links.direct(a, b)]
    back = [e for a, b in ways for e in flow.links.direct(b, a)]
    if not there or not back or set(there) & set(back):
        return False
    if flow.talk:
        return min(map(flow.place, there)) > min(map(flow.place, back))
    graph = flow.links.graph
    first = all(not graph.items[e.source].name for b in told.then.ids for e in graph.into.get(b, ())
                if e.id not in graph.back)  # fmt: skip
    return first and set(there) <= graph.back and not set(back) & graph.back
