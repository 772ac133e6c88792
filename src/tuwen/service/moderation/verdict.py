"""What moderation finds, what is done about it, and how a user is told."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from tuwen.errors import ConfigError, EngineError, InputError, TuwenError

Policy = Literal["reject", "mask", "warn"]
Stage = Literal["prompt", "text", "picture", "input", "output"]  # input: all of it, for a hook
Source = Literal["words", "picture", "hook"]
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)  # the sternest first
UNCHECKED: Final = "未审核"  # the category where a hook failed and is let do so
_NAMES: Final[dict[Stage, str]] = {
    "prompt": "提示词",
    "text": "文章、标题或图中的文字",
    "picture": "图片",
    "input": "请求的内容",
    "output": "生成的文字",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding, for the journal; `words` are those of the list and never go to a client."""

    stage: Stage
    source: Source
    category: str
    action: Policy
    reason: str
    words: tuple[str, ...] = ()
    score: float | None = None  # of a picture, 0..1

    def as_json(self) -> dict[str, Any]:
        """The verdict in what JSON knows."""
        return {**asdict(self), "words": list(self.words)}

    @property
    def warning(self) -> str:
        """What a user should know of it."""
        name = _NAMES[self.stage]
        if self.category == UNCHECKED:
            return f"{name}未经审核：{self.reason}。"
        done = "有关文字已遮盖" if self.action == "mask" else "发布前请核实"
        return f"{name}涉及「{self.category}」，{done}。"

    @property
    def rejection(self) -> TuwenError:
        """The error that a rejection is."""
        said = f"{_NAMES[self.stage]}涉及「{self.category}」，"
        wrong = "如系误判，请联系本服务的管理员。"
        if self.stage == "output":
            message = f"{said}已被拦截；请换一种问法或换一张图片再试。{wrong}"
            return EngineError("output_rejected", message)
        message = f"{said}本服务不予处理；请修改或更换后重试。{wrong}"
        return InputError("content_rejected", message)


def unavailable() -> EngineError:
    """What is said where moderation is set up and cannot be done."""
    return EngineError("moderation_unavailable", "内容审核暂时无法进行；请稍后再试。")


def checked_policy(name: str) -> Policy:
    """The policy of this name. Raises ConfigError."""
    for policy in POLICIES:
        if name == policy:
            return policy
    message = f"不认识处理方式 {printable(name)}；可用：{'、'.join(POLICIES)}。"
    raise ConfigError("bad_policy", message)


def printable(text: str, longest: int = 40) -> str:
    """A stranger's text, fit to stand in a message, a log or a terminal."""
    return "".join(char for char in text if char.isprintable())[:longest].strip()
