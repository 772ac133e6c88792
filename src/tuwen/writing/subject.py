"""What a figure is about, in the words of its own title, its caption or the text around it.

A caption may be a name (「外部 etcd 拓扑」), something done (「修改过滤条件」) or a whole
statement (「CA 通过数字签名证明证书未被篡改」); each is led into differently. Knows no graphs.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

import rjieba

from tuwen.article import Article
from tuwen.reading.types import CHARTS, Reading
from tuwen.writing.extract import ASIDE, DEFINES, matters, plain, sentences, telling, words_of
from tuwen.writing.labels import CLAUSE, manner
from tuwen.writing.phrasing import HAN, glued, quoted, width

Manner = Literal["name", "deed", "act", "statement"]
Source = Literal["picture", "caption", "text", ""]

NUMBERED: Final = re.compile(
    r"^(?:[此该本下上如]图(?:所示|中)?[,，:：.。]?\s*(?:显示|展示|描述|给出|说明)?了?"
    r"|(?:图|Figure|Fig\.?)\s*[:：.]"
    r"|(?:图|Figure|Fig\.?)\s*[\d一二三四五六七八九十]+(?:[-.–]\d+)*\s*[:：.、]?)\s*",
    re.IGNORECASE,
)
SECTION: Final = re.compile(
    r"^(?:第\s*[\d一二三四五六七八九十]+\s*[章节部分篇步]\s*[:：]?\s*|\d+(?:\.\d+)*[.、]?\s+|\d+(?:\.\d+)+\s*|\d+[.、]\s*"
    r"|[一二三四五六七八九十]+、\s*|步骤[\d一二三四五六七八九十]+\s*[:：]?\s*|[（(][一二三四五六七八九十\d]+[)）]\s*)"
)
VAGUE: Final = re.compile(
    r"^(?:架构|流程|示意|时序|类|状态|思维导|结构|概览|总览|界面|截)?图(?:表|示|例|片|像)?$"
    r"|^(?:示例|实例|界面|简介|概述|介绍|总结|架构|整体架构|原理|背景|前言|设置|解释|类图|展示|发展|标签|样式|配置|时间线"
    r"|默认设计|设计|操作示例|步骤|说明|引言|散点图|image|figure|diagram|screenshot|[\w\-]+\.\w{3,4})$"
    r"|^(?:架构|原理|设计|流程|概念|结构|功能|安装|配置|使用)[与和及](?:架构|原理|设计|流程|实现|结构|应用|说明|使用|示例)$",
    re.IGNORECASE,
)
# Words that a name may end in: what stands before them only qualifies it.
NOUN_END: Final = re.compile(
    r"(?:架构|流程|过程|结构|模型|关系|机制|原理|体系|系统|方案|拓扑|时序|流水线|概念|示例|例子|对比|比较|区别|分布|趋势|变化"
    r"|占比|形式|概览|总览|列表|页面|界面|组件|组成|周期|状态|实践|步骤|阶段|演进|流转|逻辑|顺序|历史|数据|指数|表现|情况"
    r"|方式|方法|模式|服务|请求|协议|查询|网络|算法|函数|层|表|树|集群|节点|部署|时间|结果|输出|日志|报表|配置|设置|权限|条件|作用"
    r"|[Aa]rchitecture|[Ff]low|[Mm]odel|[Dd]iagram|[Pp]ipeline|拓展点|扩展点|图)」?$"
)
PREDICATE: Final = re.compile(
    r"(?<=.{2})(?:通过|导致|使用|获取|证明|替换|共享|可以|需要|不会|不能|会被|正在|由.{2,}(?:组成|构成)|被[^称为]|将|把|具有|拥有|放入"
    r"|变为|收到|发送|等待|避免|是由|依赖于|并行)"
)
WEIGHS: Final = re.compile(  # 「比较三种缓存方案」, but not 「对比学习框架」
    r"(?:比较|对比)(?!器|运算|学习|度)(?=.*(?:[和与、]|[两二三四五六七八九十\d]\s?[种个类款]))(?!.*(?:图|表|结果)$)"
)
DEED: Final = re.compile(r"^(?:利用|新建|安装|升级|如何|[把将为给].+|在.+上)")
STRONG: Final = re.compile(r"(?<=.{2})(?:是由|是通过|被称为|会被|最后会|不能|不会)")
DOES: Final = re.compile(
    r"^(?:修改|创建|打开|连接|配置|设置|添加|删除|选择|查看|启用|获取|编辑|登录|使用)"
)
BESIDE: Final = re.compile(r"了解|深入|认识|新增|升级|增强|改进|关于|更多")
LONGEST: Final = 64
TERSE: Final = 8  # width below which 「使用 SNAT 的源 IP」 is a name
WIDE: Final = 40  # width of a caption with what stands in brackets behind it
SPEAKS: Final = 2.4  # what the sentence next to a figure must score
DEFINED: Final = 3.0  # the same, of one that says what the subject is
TERM: Final = 8  # characters of a heading that is a term by itself
AHEAD: Final = 8  # characters that may stand before it in its definition
CAN: Final = re.compile(
    r"[^，。；：]{0,8}?(?:（[^）]*）)?\s*(?:(?<![但于还可若])是|可以|(?<![功性效可只才])能|允许|让)"
)  # after its first word
SHORT: Final = 10  # width of an article's title that names one thing


@dataclass(frozen=True, slots=True)
class Subject:
    """What the figure is about; everything may be empty."""

    name: str = ""  # a noun phrase, something done, or a statement
    manner: Manner = "name"
    source: Source = ""
    sentences: tuple[str, ...] = ()  # whole sentences of caption or article, at most two

    def after(self, lead: str, tail: str = "") -> str:
        """「该图展示了」 and the subject; a statement stands by itself."""
        if self.manner == "statement":
            return self.name
        if re.search(r"为什么|为何|多少|哪些", self.name):
            return glued(lead, quoted(self.name), tail)
        if (weighs := WEIGHS.match(self.name)) and lead.endswith("展示了"):
            said = f"{lead.removesuffix('展示了')}{weighs[0]}了"
            return glued(said, self.name[weighs.end() :], tail)
        if self.manner == "act" and lead.endswith("展示了"):
            return glued(lead.removesuffix("展示了"), "的主题是", quoted(self.name))
        how = "如何" if self.manner == "deed" and not self.name.startswith("如何") else ""
        return glued(lead, how, self.name, tail if self.manner == "name" else "")


def subject(reading: Reading, article: Article) -> Subject:
    """Pick the name and the sentences that speak of this figure."""
    caption, *rest = _caption(article.caption)
    chart = reading.kind in CHARTS
    own = titled(reading.title)
    if own and caption and HAN.search(caption) and not HAN.search(own):
        own = ""
    said = [s for s in rest if telling(s)][:1] or list(_near(reading, article))
    if own:
        return Subject(own, "name", "picture", tuple(said))
    if caption:
        return Subject(caption, manner_of(caption), "caption", tuple(said))
    name = _around(reading, article, chart=chart)
    return Subject(name, manner_of(name), "text" if name else "", tuple(said))


def manner_of(name: str) -> Manner:
    """Whether a caption names a thing, something to be done or done, or is a whole sentence."""
    if not HAN.search(name) or re.search(r"(?:表现)?形式$|(?<!^)如何", name):
        return "name"
    if CLAUSE.match(name) or STRONG.search(name):
        return "statement"
    by = name.startswith(("使用", "采用", "基于"))
    terse = re.search(r"[^你我您]的", name) and (by or width(name) < TERSE)
    if DOES.match(name) and manner(name) == "action" and len(name) > 3 and not terse:
        return "deed"
    tags = [sort for _, sort in rjieba.tag(name)]
    if tags[0] == "p" and name[0] in "为在把将给" and "v" in tags and "的" not in name[-6:]:
        return "deed"
    if NOUN_END.search(name):
        return "name"
    if tags[0] == "v" and re.search(r"(?<=.{4})为.", name):
        return "act"
    if DEED.match(name) and len(name) > 3:
        return "deed"
    said = PREDICATE.search(name) and "的" not in name[-6:]
    return "statement" if said and width(name) >= 10 else "name"


def titled(raw: str) -> str:
    """A title as a phrase: without numbering, markup and 「图」; empty if it says nothing."""
    text = plain(raw).split("\n")[0].strip()
    text = SECTION.sub("", NUMBERED.sub("", text)).strip(" 。.：:")
    if not text or VAGUE.match(text) or len(text) > LONGEST or re.search(r"[。！？?$\\]", text):
        return ""
    text = re.sub(r"的(?:截图|照片)$", "", text)
    text = re.sub(
        r"(?:的)?(?:示意|概览|总览|全景)图$|的(?:序列|时序|架构|流程|类|结构)图$", "", text
    )
    text = re.sub(r"(架构|流程|时序|结构|拓扑|关系|状态|部署|趋势|原理)图$", r"\1", text)
    return text if len(text) > 1 and re.search(r"\w", text) else ""


def _caption(raw: str) -> list[str]:
    """The name in a caption, then its further sentences."""
    text = NUMBERED.sub("", " ".join(plain(raw).split()))
    first = re.match(r"[^。！？]+", text)
    bare = re.sub(r"（(?:本|如)[^（）]{6,}）$", "", first[0]) if first else ""
    name = titled(bare if width(bare) < WIDE else re.sub(r"（[^（）]{12,}）$", "", bare))
    return [name, *sentences(text[first.end() + 1 :] if first else "")]


def _around(reading: Reading, article: Article, *, chart: bool) -> str:
    """A heading or the article's title, where it is of what the picture shows."""
    words = words_of(reading)
    for raw in (article.heading, article.title):
        name = re.split(r"[：:]|——", titled(raw))[0].strip()
        name = re.sub(r"\s*(?:简介|介绍|概述|详解|入门|教程)$", "", name)
        shared = any(word in name.lower() for word in words)
        if not name or BESIDE.search(name) or (chart and re.search(r"图", name)):
            continue
        if shared or NOUN_END.search(name) or not words:
            return name
        long = width(name) > 2 and not article.caption
        if not chart and (long if raw == article.heading else width(name) <= SHORT):
            return name
    return ""


def _near(reading: Reading, article: Article) -> tuple[str, ...]:
    """The sentence of the paragraphs next to the figure that shares most with it."""
    words = words_of(reading)
    scored = [(telling(s, words) * near, s) for s, near in around(article)]
    best = max(scored, default=(0.0, ""), key=lambda pair: pair[0])
    return (best[1],) if best[0] >= SPEAKS else ()


def background(reading: Reading, article: Article, about: Subject) -> list[str]:
    """At most two sentences of the article that say what the subject is, in its order."""
    words = words_of(reading)
    named = {n.lower() for n in (about.name, titled(article.heading)) if 2 < len(n) <= TERM}
    topics = matters(about.name) | matters(titled(article.heading)) | named
    scored: list[tuple[float, str]] = []
    for candidate, near in around(article):
        hits = sum(1 for word in topics - words if word in candidate.lower())
        head = re.split("[，：]", candidate.lower())[0]
        headed = max(
            (head.find(t) + len(t) for t in topics if 0 <= head.find(t) < AHEAD), default=0
        )
        begins = bool(headed and CAN.match(candidate, headed))
        told = telling(candidate, words)
        score = (told + min(hits, 3)) * near + 2 * begins if told else 0.0
        bare = ASIDE.search(candidate) or _echoes(candidate, about.name)
        if score >= DEFINED and (begins or DEFINES.search(candidate)) and not bare:
            scored.append((score, candidate))
    ranked = dict.fromkeys(s for _, s in sorted(scored, key=lambda pair: -pair[0]))
    best = list(ranked)[:2]
    said = [s for s in about.sentences if s not in best][:1]
    kept = said + best[: 2 - len(said)]
    whole = plain(f"{article.before}\n{article.after}")
    return sorted(kept, key=whole.find)


def around(article: Article) -> list[tuple[str, float]]:
    """The sentences next to the figure, and how near they stand to it."""
    sides = ((article.before, 1.0), (article.after, 0.8))
    return [(s, near) for text, near in sides for s in sentences(text)]


def _echoes(sentence: str, caption: str) -> bool:
    """Whether a sentence says what the caption says, in nearly the same words."""
    letters = set(re.findall(r"\w", sentence))
    return len(letters & set(caption)) >= 0.7 * len(letters)
