"""What a label is made of: its clean form, its name and its note, and its manner of speaking.

Only spelling is touched (line breaks, spaces, numbering, ornaments): a name is always a
piece of what the label says. Knows no pictures and no lexicon.
"""

import re
import unicodedata
from typing import Final, Literal

from tuwen.writing.remembering import remembered
from tuwen.writing.words import words

Manner = Literal["name", "action", "step", "question", "event", "start", "end"]

CJK = r"[\u3400-\u9fff\uf900-\ufaff]"
LATIN = r"[A-Za-z0-9]"
SUFFIX: Final = re.compile(
    r"^(?:服务器?|模块|系统|中心|集群|网关|平台|层|组件|接口|数据库|管理|引擎|队列|节点|表|库|器|池"
    r"|运行时|客户端|前端|后端|缓存|逻辑|控制器|代理|top"
    r"|volume|container|pod|server|service|provider|node|cluster|layer|manager|controller|worker"
    r"|pool|table|file|engine|module|agent|proxy|gateway|queue|store|client|database|registry)$"
)
CARRIES_ON: Final = re.compile(r"[、，,/+与和的或及为到&(（\-=|]$")
CARRIED: Final = re.compile(r"^[、，,)）的/+&:：|]")
_LINKS = "an?|the|to|of|in|on|at|by|for|from|with|into|onto|through|and|or|as|per|via|than|that"
WRAPPED: Final = re.compile(rf"(?<=\s)(?:{_LINKS})$")  # no English name ends so
LINK: Final = re.compile(rf"(?:^|\s)(?:{_LINKS})(?=\s|$)")
QUESTION: Final = re.compile(r"[?？]|是否|[吗么]$|^(?:is|has|are|does|can) .+", re.IGNORECASE)
ORDINAL: Final = re.compile(r"^(?:[(（]?\d{1,2}(?:[-–—]\d{1,2})?[.、)）]\s*(?!\d)|[①-⑳]\s*)")
DISCS: Final = re.compile(r"[①-⑳](?:\s*[①-⑳\d])*|\d")  # numbers drawn beside the words
ORNAMENT: Final = re.compile(r"^(?:[\s✓✔✗✘×•·*>→↓\"'“”]|[\-–—](?!\d))+(?=\S)|[\s→↓↑←\"'“”]+$")
START: Final = re.compile(r"^(?:\S{0,4}开始|起点|启动|start|begin|入口)$", re.IGNORECASE)
END: Final = re.compile(
    r"^(?:(?:流程|程序)?结束|终点|终止|end|stop|finish|完成|done)$", re.IGNORECASE
)
_WORDS = words("labels")
EVENT: Final = re.compile(rf"(?:{'|'.join(_WORDS['events'])}|已\S{{1,4}})$")
STEP: Final = re.compile(rf"(?:{'|'.join(_WORDS['steps'])})$")
NARROW: Final = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B) if chr(wide).isalnum()}
VERBS: Final[tuple[str, ...]] = tuple(_WORDS["verbs"])
LEAD: Final = re.compile(rf"^(?:{'|'.join(_WORDS['leads'])})")
_VERBS: Final = "|".join(v for v in VERBS if len(v) > 1)
CLAUSE: Final = re.compile(
    rf"^\S{{1,6}}(?:者|端|方|器|系统|服务|用户|线程|节点|客户|模型|平台)"
    rf"(?:{'|'.join(v for v in VERBS if len(v) > 1)}|读到|收到|开始)\S{{2,}}$"
)
HEADS: Final[frozenset[str]] = frozenset(_WORDS["heads"])
ENGLISH_VERBS: Final[frozenset[str]] = frozenset(_WORDS["english_verbs"])


def spaced(text: str) -> str:
    """Put one space between 汉字 and Latin words and around ×, and none between two 汉字."""
    text = re.sub(r"(?<=\d)\s*×\s*(?=\d)", " × ", text)
    text = re.sub(rf"({CJK})\s+(?={CJK})", r"\1", text)
    text = re.sub(rf"({CJK})({LATIN})", r"\1 \2", text)
    return re.sub(rf"({LATIN}[%+#]{{0,2}})({CJK})", r"\1 \2", text)


@remembered
def clean(label: str) -> str:
    """Give the label on one line, in usual spelling."""
    return _joined(_lines(label))


@remembered
def split_label(label: str, *, whole: bool = False) -> tuple[str, str]:
    """Give the name in a label and the note beside it, which may be empty.

    A question (`whole`) goes over all lines but those in brackets.
    """
    lines = _lines(label)
    if not lines:
        return "", ""
    name, rest = lines[0], lines[1:]
    while rest and (_belongs(name, rest[0], lines) or (whole and rest[0][0] not in "(（")):
        name = _joined([name, rest.pop(0)])
    note = "，".join(_unbracketed(line) for line in rest)
    if not note:
        inner = re.fullmatch(
            r"(.{2,}?)(?:\s+\(|(?<=[\u3400-\u9fff])\(|\s*（)([^()（）]+)[)）]", name
        )
        colon = re.fullmatch(r"([A-Za-z_.()]{3,40})[:：]\s*(\S.{11,})", name)
        if inner:
            name, note = inner[1], inner[2]
        elif colon:
            name, note = colon[1], colon[2]
    name = _bare(name.rstrip("：:"))
    return (name, note) if re.search(r"\w", name) else ("", "")


def manner(name: str, shape: str = "") -> Manner:
    """Say how a name speaks: as a thing, an action, a step, a question or an event."""
    if shape in ("start", "end"):
        return "start" if shape == "start" else "end"
    if QUESTION.search(name) or shape == "diamond":
        return "question"
    if START.match(name):
        return "start"
    if END.match(name):
        return "end"
    if _is_action(name):
        return "action"
    if EVENT.search(name) and len(name) > 2:
        return "event"
    if STEP.search(name):
        return "step"
    return "name"


def _is_action(name: str) -> bool:
    word = name.split(" ")[0]
    if word.isascii():
        return (
            word.lower() in ENGLISH_VERBS
            and " " in name
            and not re.search(r"[\u3400-\u9fff]", name)
        )
    if re.match(rf"[A-Za-z]\S* (?:{_VERBS})(?:并|到|为|成)", name):
        return True
    if LEAD.match(name) and len(name) > 4:
        return True
    if CLAUSE.match(name):
        return True
    for verb in VERBS:
        if name.startswith(verb):
            rest = name[len(verb) :].strip()
            limit = 1 if len(verb) > 1 else 2
            if len(rest) >= limit and rest not in HEADS and not _noun(rest, verb):
                return True
    return False


def _noun(rest: str, verb: str) -> bool:
    if len(verb) == 1:  # 发消息 is an action, 发电机 and 存量 are not: only clear objects count
        return not rest.startswith(
            ("消息", "数据", "缓存", "库", "表", "请求", "日志", "索引", "文件")
        )
    tails = (
        "服务",
        "引擎",
        "中心",
        "平台",
        "模块",
        "器",
        "网关",
        "层",
        "系统",
        "策略",
        "机制",
        "集群",
    )
    return rest.endswith(tails) and "到" not in rest and "的" not in rest and len(rest) <= 4


def _lines(label: str) -> list[str]:
    text = unicodedata.normalize("NFC", label).translate(NARROW)
    text = text.replace("\u200b", "").replace("\xa0", " ")
    text = re.sub(r"<br\s*/?>", "\n", text)
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.split("\n")]
    if len(lines) == 1 or (lines and lines[0][:1] in '"“' and lines[-1][-1:] in '"”'):
        lines = [re.sub(r"^[\"“](.*[^\"”])[\"”]?$|^(.*)[\"”]$", r"\1\2", line) for line in lines]
    if any("①" <= line[:1] <= "⑳" for line in lines):
        lines = [line for line in lines if not DISCS.fullmatch(line)] or lines
    return [spaced(line) for line in lines if line]


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        glue = "" if not text or re.search(rf"{CJK}$|[、，/(（\-]$", text) else " "
        text += ("" if CARRIED.match(line) else glue) + line
    return spaced(text)


def _belongs(name: str, line: str, lines: list[str]) -> bool:
    """Whether a line only carries on the one before: a wrap, not a note."""
    if CARRIES_ON.search(name) or CARRIED.match(line) or SUFFIX.match(line):
        return True
    if QUESTION.search("".join(lines)):
        return True
    if WRAPPED.search(name) or (line.islower() and (LINK.match(line) or LINK.search(name))):
        return True
    if line.startswith(("(", "（")):
        return False
    bare = len(re.sub(r"\s", "", name))
    if re.search(rf"{CJK}", name):
        if re.search(r"(?:为|成|给|到|在|将|把|用)$", name) or line.startswith(
            ("并", "进行", "来", "的")
        ):
            return True
        wraps = bare >= 12 and bool(re.match(CJK, line))
        return wraps or (
            manner(name) == "action"
            and manner(line) == "name"
            and bare >= 5
            and bool(re.match(CJK, line))
        )
    if len(lines) > 2 or name.endswith(":"):
        return False
    return name.isascii() and line.isascii() and bare + len(line) <= 24 and not line.islower()


def _unbracketed(line: str) -> str:
    inner = re.fullmatch(r"[(（]([^()（）]+)[)）]", line)
    return inner[1] if inner else _bare(line)


def _bare(text: str) -> str:
    text = ORNAMENT.sub("", text) or text
    return ORDINAL.sub("", text) or text
