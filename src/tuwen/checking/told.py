"""The grammar of what is told in an order: 「先 A，再 B」, 「A 交给 B」, 「A 由 B 处理」.

Gives pairs of names between which a sentence tells something, and which way. Knows no picture.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from tuwen.checking.relations import HOLDS, MAKES, MASK, PASSIVE, last_verb
from tuwen.writing.mentions import Mention

Sense = Literal["forward", "backward", "next", "loose"]
SENTENCE: Final = re.compile(r"[^。！？!?\n]+")
FARTHEST: Final = 44  # characters between two names beyond which nothing is told of both
NEAR: Final = 14  # and between two that only follow each other
NEXT: Final = re.compile(
    r"再(?!次)|然后|随后|接着|之后|以后|此后|继而|接下来|下一步|最后|最终"
    r"|才(?=[能会进算轮到由]|真)|于是|从而|进而|第[二三四五六七八九]步"
    r"|后(?=[，,进会再是]|$)|先(?!后)|便(?=[进会])"
)
FIRST: Final = re.compile(
    r"先(?!后)|首先|依次|先后|起初|一开始|第一步|接着|随后|然后|→|于是|步骤|流程|顺序|链路"
)
SOFT_JOINT: Final = re.compile(
    rf"^[」”』*{MASK}]*[^，,。；;：:、]{{0,4}}(?:、|和|与|及|以及)\s*[「“『*]*$"
)
AGAIN: Final = re.compile("回到|回退|退回|重新|返回|反馈|再次|双向|互相|相互|来回|闭环")
# Between two names these say nothing of a way from one to the other, or of a way back.
SILENT: Final = re.compile(
    rf"{AGAIN.pattern}|回(?=[，。]|$)"
    r"|不(?!合格|通过|满足|需要|为空|行|够|存在|足)|未(?!通过|命中|收)|而非|除了|无关"
    r"|没(?!有?(?:通过|超限|变化|问题))|否则|反之|另一|失败|异常|超时"  # another case
    r"|不[^，]{0,6}[就则]|没[^，]{0,6}[就则]|的[^，]{0,4}[是有]$"
    r"|^的[^，]{0,6}(?:[方者游]|来源|前置|入口|依赖|基础|核心|关键|代表|版|一部分)"
)
UNSEEN: Final = re.compile(r"未|没有|不存在|并无|无法|不是")
BEFORE: Final = re.compile(r"(?:之前|以前)[^，]{0,3}[，,]?[^，,]{0,6}$")
ADVERBS: Final = re.compile(
    r"[再先又也并则都便就才]|随后|然后|接着|最后|最终|首先|统一|后续|处理|失败|成功|通过|之后|以后|同时"
    r"|此时|一律|全部|均|直接"
)
FAILING: Final = re.compile(r"失败(?:时|后|的话)?，?由$")
AHEAD: Final = re.compile(r"^在前[，,]$")
TAKES: Final = re.compile(
    r"捕获|接手|处理|解析|汇总|转成|转为|转换|转交|消费|校验|审核|接管|重排|渲染|压缩|融合"
    r"|分发|转给|交给|送|转发|负责|检查|判断|承接"
)
ASIDE: Final = re.compile(  # from where, for whom, above or below: no way forward
    r"(?:收到|拿到|取到|读到|接到|取自|取回|读取|拉取|获得)[^，,；;：:]{0,4}$"
    r"|从$|底[下层]|上游|下游|来自|源于|源自|取自|(?<![变成转作称名分])[为替帮]$"
)
ENTERS: Final = re.compile(
    r"(?:[给到进入往至向成挂走做是为→⇒➜➔]|送去|引发|导致|引起|造成|派生出?|产出|选出|选定"
    r"|控制|驱动|决定|-+>|=+>)\s*[「“『*]*\s*(?:里的?|中的)?$"
)
SPEAKS: Final = re.compile(  # one does something to another
    r"(?:[先再又也]|随后|然后|接着|最后|最终|首先)*"
    r"(?![的里中])[^，,；;、和与及由被从收拿得等：]{1,8}(?<![的和])"
)
SYMMETRIC: Final = re.compile("对应|关联|相[关连]|属于|归|匹配|等于|来自|即|相互|互相")
FETCHES: Final = re.compile(  # done by one to what comes from the other, or serves it
    "监听|订阅|查询|读取|拉取|获取|消费|使用|用到|引用|依赖|继承|等待|接收|需要|基于|[收拿取读接]到|实现"
    "|加载|下载|检索|调取|扫描|观察|采集|抓取|服务于|支撑|供|处理|解析|校验|检查|审核|分析|管理|监控|挡"
    "|保护|[用是有在]"
)
ARROWS: Final = re.compile(r"箭头|指向|连向|延伸")


@dataclass(frozen=True, slots=True)
class Told:
    """Two names told one after the other, and how firmly."""

    first: Mention
    then: Mention
    sense: Sense
    crossed: bool = False  # a comma stands between: what is told may be of an earlier subject
    plain: bool = False  # nothing but a verb stands between


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
    """Every pair of names of a sentence between which something is told.

    `talk`: a bare verb between two names says who does something to whom.
    """
    for span in SENTENCE.finditer(text):
        inside = [m for m in items if span.start() <= m.start and m.end <= span.end()]
        begun = span.start()
        for n, (a, b) in enumerate(pairwise(inside)):
            gap = bare(text[a.end : b.start])
            if n + 2 < len(inside) and frames & set(b.ids):  # 「RC 的规模」 is the 规模
                between = bare(text[b.end : inside[n + 2].start]).strip()
                b = inside[n + 2] if re.fullmatch(r"[里中内]?面?的", between) else b
            running = bool(FIRST.search(bare(text[begun : b.start])))
            sense = sense_of(gap, bare(text[b.end : span.end()]), running=running)
            plain = bool(SPEAKS.fullmatch(gap.strip())) and not SYMMETRIC.search(gap)
            if plain:
                if talk and sense in (None, "next"):
                    sense = "forward"
                elif sense is None and not FETCHES.search(gap):
                    sense = "loose"
            ahead = bare(text[begun : a.start]).rstrip()
            ends = gap.strip() == "到" and ahead.endswith("从")  # 「从 A 到 B 的流程」
            odd = not gap.strip() and re.match(r"[\d（(]", b.text)
            if sense and not (ends or odd or UNSEEN.search(re.split(r"[，；]", ahead)[-1])):
                yield Told(a, b, sense, bool(re.search(r"[，,；;]", gap)), plain)


def bare(text: str) -> str:
    """A text with quotes and emphasis taken off, and what stands in brackets made opaque."""
    return re.sub(r"[「」“”『』*`]", "", re.sub(r"[（(][^（）()]*[)）]", MASK, text))


def sense_of(gap: str, behind: str, *, running: bool) -> Sense | None:
    """What stands between two names tells of them; `running`: the sentence tells an order."""
    gap = gap.strip()
    if not gap:
        return "forward"  # 「离线评测跑 Golden Set」: the doer and what it does
    if FAILING.search(gap) and TAKES.match(behind.strip()):
        return "forward"
    tail = re.split(r"[，,；;：:]", gap)[-1]
    if _says_nothing(gap, tail, behind):
        return None
    if BEFORE.search(gap):
        return "backward"
    if AHEAD.match(gap) and re.search(r"在后|其后", behind):
        return "next"
    if PASSIVE.search(gap):
        return _passive(gap, behind)
    if ASIDE.search(gap):
        return None
    if NEXT.search(gap):
        return "next"
    return None if SOFT_JOINT.match(gap) else _direct(gap, tail, running=running)


def _says_nothing(gap: str, tail: str, behind: str) -> bool:
    named = "：" in gap and not ARROWS.search(gap)  # 「流程：A」
    anew = "；" in gap and not NEXT.search(tail)
    far = len(gap) > FARTHEST or "（" in gap or "(" in gap
    return far or named or anew or bool(SILENT.search(gap) or AGAIN.search(behind[:4]))


def _passive(gap: str, behind: str) -> Sense | None:
    """「A 由 B 处理」 runs on to B, 「A 由 B 提供」 comes from it; other passives tell nothing."""
    subject = ADVERBS.sub("", re.split(r"[，,；;]", gap)[-1][:-1])
    if not gap.endswith("由") or (re.search("[，,]", gap) and len(subject) > 1):
        return None  # 「写到 A，日志轮转由 B 负责」: of another subject
    done = re.split(r"[，,；;]", behind)[0][:12]
    makes, takes = re.search(MAKES, done), TAKES.search(done)
    if takes and (not makes or takes.start() < makes.start()):
        return "forward"
    return "backward" if makes and not re.search(r"的[^，]{0,4}由$", gap) else None


def _direct(gap: str, tail: str, *, running: bool) -> Sense | None:
    """By the verb or the arrow in front of the second name, or by mere succession."""
    if re.fullmatch(r"连接(?:的是)?", tail.strip()):
        return "forward"
    verb = last_verb(tail.strip(MASK)) if tail else None
    if verb:
        told = verb.direction == "forward" and verb.text not in (*HOLDS, "依赖")
        return "forward" if told else None
    if ENTERS.search(tail) or ARROWS.search(gap):
        return "forward"
    follows = running and tail != gap and len(tail) <= 2 and len(gap) <= NEAR and "；" not in gap
    return "loose" if follows else None
