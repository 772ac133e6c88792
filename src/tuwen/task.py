"""Tasks as data, and how a free prompt becomes one.

An Order is what a user wants, understood: a task, the points that must be covered,
the question if there is one.
"""

from dataclasses import dataclass
from typing import Literal, get_args

TaskName = Literal["summary", "alt", "describe", "explain", "keywords", "all", "ask"]
TASKS: tuple[TaskName, ...] = get_args(TaskName)
PARTS: tuple[TaskName, ...] = ("summary", "alt", "keywords", "explain")  # of the task `all`
TITLES: dict[str, dict[TaskName, str]] = {  # of the parts, for readers and models
    "zh": {
        "summary": "摘要", "alt": "替代文本", "keywords": "关键词", "explain": "新手讲解",
    },
    "en": {
        "summary": "Summary", "alt": "Alt text", "keywords": "Keywords",
        "explain": "For beginners",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written."""

    task: TaskName
    points: tuple[str, ...] = ()  # the points a structured prompt asks for, in its words
    question: str = ""  # the question, for `ask`
    focus: str = ""  # 「重点说明其架构设计思想」 -> 架构设计思想
    prompt: str = ""  # the prompt as given
    language: str = "zh"  # of the text: zh or en
