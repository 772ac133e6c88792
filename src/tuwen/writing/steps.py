"""Single steps of a flow as words: how one is entered, how a question and its answers are put."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from tuwen.writing.graph import Graph, Item
from tuwen.writing.labels import EVENT, ORDINAL, clean
from tuwen.writing.phrasing import HAN, glued, named, quoted, shown

YES: Final = frozenset({"是", "yes", "y", "true", "有", "对", "成立", "1", "ok"})
NO: Final = frozenset({"否", "no", "n", "false", "无", "没有", "不是", "不成立", "0"})
RESULT: Final = re.compile(
    r"(?:结果|答案|输出|报告|响应|回复|候选|文案|产物|response|result|output)$", re.I
)
DATA: Final = re.compile(
    r"(?:文档|数据|输入|query|请求|消息|文件|问题|样本|日志|图像|图片|文本|用户|语料|源码|代码|订单|事件)$",
    re.I,
)
TROUBLE: Final = re.compile(r"失败|超时|宕机|耗尽|堆积|雪崩|异常|发生|丢失|中断|错误|断开")
WHEN: Final = re.compile(r"(?:时|后|前|之后|以后)$|^每")
Place = Literal["first", "middle", "last"]


@dataclass(frozen=True, slots=True)
class Branch:
    """An answer to a question: its words, and whether it is a plain yes or no."""

    text: str
    answer: Literal["yes", "no", "other"]


def wording(item: Item, *, notes: bool) -> str:
    """A step's own words: actions bare, other phrases quoted, the note in brackets."""
    name = item.name
    if (
        item.manner == "action"
        and len(name) <= 24
        and HAN.search(name)
        and not re.search(r"[，。；：、？！]", name)
    ):
        text = name
    else:
        text = shown(item)
    if notes and item.note:
        text = glued(text, f"（{item.note}）")
    return text


def entered(item: Item, place: Place, *, notes: bool) -> str:
    """A step as a clause of its own."""
    text = wording(item, notes=notes)
    if item.manner == "end":
        if re.fullmatch(r"完成|done", item.name, re.I):
            return glued("到达", text) if item.name.isascii() else text
        bare = not item.name or re.fullmatch(r"流程结束|结束|end|stop|终止", item.name, re.I)
        return "流程结束" if bare else glued("到达", text)
    if item.manner == "action":
        return text
    if item.manner == "event":
        return glued("出现" if TROUBLE.search(item.name) else "进入", text)
    if item.manner == "step" and re.fullmatch(r"[\u3400-\u9fff]{2,6}", item.name):
        return glued("进行", text)
    if RESULT.search(item.name) and place == "last":
        return glued("得到", text)
    return glued("进入", text)


def begun(item: Item, *, notes: bool) -> str:
    """The words a flow starts with; empty for a bare start mark."""
    text = wording(item, notes=notes)
    if item.manner == "start":
        plain = not item.name or re.fullmatch(r"流程开始|开始|start|begin", item.name, re.I)
        return (
            "流程开始后" if plain else glued(item.name, "后" if item.name[-1] in "始动" else "之后")
        )
    if (
        item.name.endswith(("启动", "开始", "完成", "发生", "到达", "失败"))
        and item.manner != "action"
    ):
        return glued(named(item.name), "后")
    if item.manner == "action":
        return f"首先{text}" if HAN.match(text) else f"首先 {text}"
    if item.manner == "event":
        return glued(quoted(item.name), "之后")
    return glued(text, "之后") if item.reached else glued("从", text, "开始")


def asked(item: Item, *, again: bool) -> str:
    """「判断「库存是否充足」」."""
    core = item.name.rstrip("？? ")
    lead = "再判断" if again else "判断"
    if item.manner == "question":
        return f"{lead}{quoted(core)}"
    return glued("根据", named(core), "的结果分支" if not re.search(r"结果$", core) else "分支")


def branch(label: str) -> Branch:
    """The condition of a branch in words that lead into what follows."""
    text = ORDINAL.sub("", clean(label)).rstrip("？?。，,")
    low = re.split(r"[ ，,]", text.lower())[0]
    if low in YES:
        rest = text[len(low) :].strip(" ，,且")
        return Branch(glued("是且", rest, "则") if _plain(rest) else "是则", "yes")
    if low in NO:
        return Branch("否则", "no")
    if not text:
        return Branch("其余情况下", "other")
    if WHEN.search(text):
        return Branch(f"{text}", "other")
    if re.fullmatch(r"[\u3400-\u9fff]{1,8}", text):
        return Branch(f"{text}则", "other")
    if EVENT.search(text) and len(text) <= 16:
        return Branch(f"若{text}则", "other")
    if re.fullmatch(r"[A-Za-z0-9_.\-]{1,24}", text):
        return Branch(f"为 {text} 时", "other")
    return Branch(f"在{quoted(text)}时", "other")


def tacit(labels: list[str]) -> str:
    """What an answer without words must be, where there is one other and that says yes or no."""
    said = [label for label in labels if label]
    if len(labels) != 2 or len(said) != 1:
        return ""
    return {"yes": "否", "no": "是"}.get(branch(said[0]).answer, "")


def answer_head(label: str, before: list[str]) -> str:
    """The words an answer begins with, given the answers told before it."""
    answer = branch(label)
    if answer.answer == "no" and not before:
        return "若否，"
    if answer.answer == "yes" and before and before[0].startswith("若否，"):
        return "若是，"
    return answer.text


def _plain(text: str) -> bool:
    return bool(re.fullmatch(r"[\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9 ]{1,11}", text))


def linking(label: str, target: Item) -> str:
    """Words for a label on a plain arrow inside a chain; empty where it says nothing new."""
    text = ORDINAL.sub("", clean(label)).strip(" •·~—-–|:：")
    if not re.search(r"[^\W\d]", text) or text in target.label or target.name in text:
        return ""
    if text.endswith(target.name[:2]):
        text = text[:-2]
    if WHEN.search(text):
        return text
    if EVENT.search(text) or text.lower() in YES | NO:
        return f"若{text}则" if HAN.match(text) and len(text) <= 10 else f"在{quoted(text)}时"
    if re.search(r"[\u3400-\u9fff]$", text) and len(text) <= 10:
        return f"经{text}"
    return f"经{quoted(text)}"


def is_data(graph: Graph, item: str) -> bool:
    """Whether an item is what flows, rather than what is done to it."""
    entry = graph.items[item]
    return entry.manner == "name" and bool(DATA.search(entry.name))
