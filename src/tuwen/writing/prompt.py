"""A free prompt understood: which task, which points, which focus, which question.

Rules over words, as data: a deliverable that is named with a verb (「生成…摘要」) decides;
then a question; then a bare verb (「描述」). Knows nothing of pictures or engines.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from tuwen.errors import InputError
from tuwen.task import TASKS, Order, TaskName

LONGEST: Final = 8000  # characters of a prompt that are looked at
MOST_POINTS: Final = 12

CONTROL = re.compile(
    r"<[|｜][^<>|｜]{0,60}[|｜]>|</?(?:image|img|think|s|sop|eop|bos|eos|unk|pad)>"
    r"|\[/?INST\]|<<?/?SYS>>?|\[g?MASK\]|<image_placeholder>|<__media__>",
    re.IGNORECASE,
)
INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060\ufeff]|[^\\S\n\t ]|[\x00-\x08\x0b-\x1f\x7f]"
)

MAKE = (
    r"(?:生成|撰写|编写|写|给出|给|输出|提供|提取|抽取|列出|列|整理|拟|补|加|做|来|起草"
    r"|总结出|提炼|打)"
)
ALT_TEXT = r"(?:\balt\b|替代文[本字]|替换文[本字])"
TAGS = r"(?:关键词|关键字|标签|\bSEO\b|\btags?\b)"
STRONG: Final[tuple[tuple[TaskName, tuple[str, ...]], ...]] = (
    (
        "alt",
        (
            rf"{MAKE}[^。？?\n]{{0,24}}{ALT_TEXT}",
            r"^\W*(?:图片)?(?:的)?(?:alt\b|替代文[本字])",
            r"alt\s*(?:text|文本|文字|属性|标签|描述)|无障碍(?:文本|描述|说明)",
            rf"{ALT_TEXT}[^。\n]{{0,8}}(?:怎么|如何|应该|该)写",
        ),
    ),
    (
        "keywords",
        (
            rf"{MAKE}[^。？?\n]{{0,16}}{TAGS}",
            r"^\W*(?:关键词|关键字|SEO|标签|tags?|keywords?)\W*$",
            r"(?:哪些|什么|几个)(?:SEO)?\s*(?:关键词|关键字|标签)",
            r"\b(?:extract|list|give|generate|suggest)\b[^.?\n]{0,40}\b(?:keywords?|tags?)\b",
            r"\bfor SEO\b",
        ),
    ),
    (
        "explain",
        (
            r"新手|小白|初学者|入门者|零基础|外行|非技术|门外汉|小学生|新人|大白话|通俗|科普|浅显",
            r"\b(?:for|to) (?:an? |absolute |complete )*(?:beginners?|newcomers?|novices?|layman)",
            r"\bELI5\b|\bin (?:simple|plain) (?:terms|words|english|language)",
        ),
    ),
    (
        "describe",
        (
            r"(?:详细|详尽|完整|全面|逐[一步层个]|仔细|具体|长)[地的]?[^，。；,;\n]{0,6}(?:描述|说明)",
            r"详述|\b(?:detailed|long|full|thorough) description",
            r"\bdescribe\b[^.?\n]{0,40}\b(?:detail|thoroughly|step by step)",
        ),
    ),
    (
        "summary",
        (
            rf"{MAKE}[^。？?\n]{{0,24}}(?:摘要|总结|概要|概述|简介|导语|提要|综述|TL;?DR)",
            rf"{MAKE}[^。？?\n]{{0,24}}(?:博文|文案|短文)",
            r"(?:^|[，。；,;：:\s请我下]|能不能|能否|可以|可否)"
            r"(?:总结|概括|概述|归纳|摘要)(?:一下|[下这该图本以此出，。：:]|\W*$)",
            r"\bsummari[sz]e\b|\btl;?dr\b|^\W*(?:summary|abstract)\W*$",
            r"\b(?:write|give|generate|provide|produce|create|make)\b[^.?\n]{0,50}"
            r"\b(?:summary|abstract|overview|synopsis)",
        ),
    ),
)
WEAK: Final[tuple[tuple[TaskName, tuple[str, ...]], ...]] = (
    (
        "explain",
        (r"解释|讲解|讲讲|讲一?[下讲]|解读|解说|\bexplain\b|\bwalk me through\b",),
    ),
    ("describe", (r"描述|\bdescri(?:be|ption)\b",)),
    (
        "summary",
        (r"总结|概括|概述|摘要|介绍|说明|分析|\b(?:summary|overview|analy[sz]e)\b",),
    ),
    (
        "ask",
        (
            r"^\W*(?:请|帮我|麻烦)*(?:列出|列举|找出|指出|数一?数|告诉我|判断|说出|识别|读出|对比)",
            r"^\W*(?:please )?(?:list|find|name|count|identify|tell me|compare|point out|read)\b",
        ),
    ),
)
# Deliverables that a prompt may name: one that names three of the four wants them all.
DELIVERABLES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"摘要|总结|概要|\bsummary\b|\babstract\b",
        ALT_TEXT,
        TAGS + r"|\bkeywords?\b",
        r"新手|初学者|入门(?:讲解|解释|说明)|\bbeginners?\b",
    )
)
SEVERAL: Final = 3
VAGUE = re.compile(
    r"^\W*(?:请|帮我|你|就|给我)*"
    r"(?:(?:随便|随意)?[说写讲聊来](?:点|些|几句|两句)(?:什么|东西|啥|话|吧)?(?:吧|都行)?"
    r"|随便|(?:随便|随意)?[说看写讲聊][说看写讲聊]|看图(?:说话)?|看一下|你好|图片|这张图"
    r"|say something|anything|go|hi|hello|image|picture)\W*$",
    re.IGNORECASE,
)
QUESTION = re.compile(
    r"[?？]|什么|哪|几[个种层步台条张类次组项行列]|几部分|多[少大高]|谁|为何|怎[么样]|如何|是否"
    r"|是不是|有没有|能不能|会不会|对不对|[吗么呢]\W*$|有无|何[时处者]"
    r"|^\W*(?:what|which|who|whom|whose|how|why|when|where|is|are|does|do|did|can|could|should"
    r"|will|has|have)\b",
    re.IGNORECASE,
)

CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x2776 + i): i + 1 for i in range(10)}
HAN_DIGITS = {han: i + 1 for i, han in enumerate("一二三四五六七八九十")}
MARKER = re.compile(
    r"[(（\[【]\s*(?P<wrapped>\d{1,2}|[一二三四五六七八九十])\s*[)）\]】]"
    r"|(?P<circled>[\u2460-\u2473\u2776-\u277f])"
    r"|(?:(?<=[\s：:；;，,。、])|^)第(?P<ordinal>\d|[一二三四五六七八九十])(?:点|[，,、：:])"
    r"|(?:(?<=[\s：:；;，,。、])|^)(?P<han>[一二三四五六七八九十])、"
    r"|(?<![\w.％%-])(?P<digit>\d{1,2})(?:[.．、:：)）]\s*(?!\d)|\s+(?=\D)|(?=[^\W\d]))"
    r"(?![个张句段字点条行种倍年月日])",
    re.MULTILINE,
)
BULLET = re.compile(r"^[ \t]*[-*•·●▪–][ \t]*(?=\S)", re.MULTILINE)
LISTED = re.compile(
    r"(?:以下|如下|下列|下面|following)[^：:\n。]{0,24}[：:]\s*(?P<after>[^。！!？?\n]+)"
    r"|(?:从|就|围绕|按)\s*(?P<sides>[^。；;\n从]{4,120}?)[这等]?\s*[二两三四五六七八九\d]\s*个?"
    r"(?:方面|角度|维度|部分|层面|要点)"
)
SPLIT = re.compile(r"[；;、|]|[，,](?!\d)|\s+and\s+|(?<=\S)[和与及](?=[^、；;，,]+$)")
FOCUS = re.compile(
    r"(?:(?:重点|着重|主要|尤其|特别)[地是]?(?:说明|介绍|讲[解述]?|分析|描述|突出|强调|阐述|关注"
    r"|解释|体现|围绕|放在|说|写)|重点(?:在于|是|为|[：:])|侧重(?:于|点是|说明|介绍)?|强调"
    r"|聚焦[于在]?|突出(?:显示|说明|介绍)?|围绕着?)"
    r"(?:了|一下)?\s*[：:]?\s*(?P<zh>[^，。；;！!？?\n,]{2,60})"
    r"|\b(?:focus(?:ing|es)? (?:mainly )?on|emphasi[sz](?:e|ing)|highlight(?:ing)?"
    r"|with (?:an )?emphasis on)\s+(?P<en>[^.,;!?\n]{2,80})",
    re.IGNORECASE,
)
FOCUS_HEAD = re.compile(
    r"^(?:其|它的|该图的|图中的?|图片中的?|该系统的|系统的(?=.{4})|its |the |their )", re.IGNORECASE
)
FOCUS_TAIL = re.compile(r"(?:即可|就行|就好|上|方面|来(?:写|说明|介绍))$")


@lru_cache(256)  # a request asks before and after its picture is there, and authors ask alike
def understand(prompt: str, task: str | None = None) -> Order:
    """Turn a prompt, and a task where the caller names one, into an Order."""
    text = clean(prompt)
    name = named(task) or classify(text)
    if name == "ask":
        if not text:
            raise InputError(
                "missing_question", "任务 ask 需要一个问题：请在 prompt 中写明想问的内容。"
            )
        return Order("ask", question=text, prompt=text)
    points = find_points(text)
    return Order(name, points=points, focus="" if points else find_focus(text), prompt=text)


def clean(prompt: str) -> str:
    """Drop model control tokens and invisible characters; what is left is what a person wrote."""
    text = unicodedata.normalize("NFC", prompt[:LONGEST]).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u3000", " ").replace("\u00a0", " ")
    before = None
    while before != text:  # a token inside a token must not come to life
        before, text = text, CONTROL.sub("", text)
    return INVISIBLE.sub("", text).strip()


def named(task: str | None) -> TaskName | None:
    """The task a caller names, or None. Raises InputError for a name that is none of ours."""
    name = (task or "").strip().lower()
    if not name:
        return None
    if name not in TASKS:
        raise InputError(
            "unknown_task",
            f"没有名为「{name[:40]}」的任务。可选：{'、'.join(TASKS)}"
            "（依次为摘要、替代文本、详细描述、新手讲解、关键词、一次写齐、提问）。",
        )
    return name


def classify(text: str) -> TaskName:
    """The task a cleaned prompt asks for; a summary where it asks for nothing in particular."""
    if not text or VAGUE.match(text):
        return "summary"
    if sum(bool(named.search(text)) for named in DELIVERABLES) >= SEVERAL:
        return "all"
    strong = _first(STRONG, text)
    if strong:
        return strong
    if find_points(text) and not re.search(r"回答|问题|\bquestions?\b", text, re.IGNORECASE):
        return "summary"
    if QUESTION.search(text):
        return "ask"
    return _first(WEAK, text) or "summary"


def _first(rules: tuple[tuple[TaskName, tuple[str, ...]], ...], text: str) -> TaskName | None:
    found: list[tuple[int, int, TaskName]] = []
    for rank, (name, patterns) in enumerate(rules):
        for pattern in patterns:
            match = re.search(pattern, text, re.IGNORECASE)
            if match:
                found.append((match.start(), rank, name))
    return min(found)[2] if found else None


def find_points(text: str) -> tuple[str, ...]:
    """The points of a structured prompt, in its own words: numbered, bulleted or listed."""
    points = _numbered(text) or _bulleted(text) or _listed(text)
    return points[:MOST_POINTS] if len(points) >= 2 else ()


def _numbered(text: str) -> tuple[str, ...]:
    """Items behind markers that count 1, 2, 3 …, whatever the markers look like."""
    marks: list[re.Match[str]] = []
    style = ""
    for match in MARKER.finditer(text):
        if _number(match) == len(marks) + 1 and (not marks or match.lastgroup == style):
            marks.append(match)
            style = match.lastgroup or ""
    if len(marks) < 2:
        return ()
    ends = [mark.start() for mark in marks[1:]]
    bodies = [text[a.end() : b] for a, b in zip(marks, ends, strict=False)]
    bodies.append(re.split(r"[。！!？?\n]", text[marks[-1].end() :].lstrip(), maxsplit=1)[0])
    return tuple(body for body in map(_trim, bodies) if body)


def _number(match: re.Match[str]) -> int:
    mark = match[match.lastgroup or 0]
    return CIRCLED.get(mark) or HAN_DIGITS.get(mark) or int(mark)


def _bulleted(text: str) -> tuple[str, ...]:
    lines = [line for line in text.splitlines() if BULLET.match(line)]
    return tuple(body for body in (_trim(BULLET.sub("", line)) for line in lines) if body)


def _listed(text: str) -> tuple[str, ...]:
    match = LISTED.search(text)
    if not match:
        return ()
    listed = match["after"] or match["sides"]
    return tuple(body for body in map(_trim, SPLIT.split(listed)) if body)


def _trim(item: str) -> str:
    body = re.sub(r"\s+", " ", item).strip(" \t;；。.,，、：:!！")
    body = re.sub(r"[；;，,]?\s*(?:以及|和|and|及)$", "", body)
    return body[:60].strip()


def find_focus(text: str) -> str:
    """What a prompt wants stressed: 「重点说明其架构设计思想」 -> 架构设计思想."""
    match = FOCUS.search(text)
    if not match:
        return ""
    focus = FOCUS_HEAD.sub("", (match["zh"] or match["en"]).strip())
    return FOCUS_TAIL.sub("", focus).strip(" 「」“”\"'")
