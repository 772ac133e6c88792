"""The options that say which engine writes, and with which model."""

import argparse
from dataclasses import fields
from typing import TYPE_CHECKING

from tuwen.cli.parser import Parser
from tuwen.engines.options import Options
from tuwen.errors import ConfigError

if TYPE_CHECKING:
    from tuwen.engines.base import Engine


def declare(parser: Parser) -> None:
    """Declare them; each has its environment variable, TUWEN_BASE_URL for --base-url."""
    parser.options.add_argument("--engine", metavar="ENGINE", help="默认 auto：已配置的最好的引擎")
    declare_options(parser)


def declare_options(parser: Parser) -> None:
    """Declare those that tell an engine something; each engine uses a few."""
    options = parser.options
    options.add_argument("--base-url", metavar="URL", help="兼容 OpenAI 的模型服务，到 /v1 为止")
    options.add_argument("--model", metavar="NAME", help="模型服务上的模型名，默认为其第一个")
    options.add_argument("--model-path", metavar="DIR", help="模型所在的文件夹")
    options.add_argument("--device", metavar="DEVICE", help="模型使用的设备，例如 cuda:0")
    options.add_argument("--precision", metavar="P", help="fp32、bf16（默认）、int8 或 int4")
    options.add_argument("--adapter", metavar="DIR", help="LoRA 适配器所在的文件夹")
    options.add_argument("--vllm-python", metavar="PYTHON", help="装有 vLLM 的 Python 解释器")
    options.add_argument(
        "--vllm-arguments", metavar="ARGS", help="传给 vLLM 的其他参数：--vllm-arguments='--…'"
    )


def given(arguments: argparse.Namespace) -> dict[str, str | None]:
    """What was given of them, by the names of Settings; None where it was not."""
    names = ["engine", *(field.name for field in fields(Options))]
    return {name: getattr(arguments, name, None) for name in names}


def refuse_unused(arguments: argparse.Namespace, *engines: "Engine") -> None:
    """Refuse what none of the engines would look at. Raises ConfigError."""
    for name in (field.name for field in fields(Options)):
        wanted = getattr(arguments, name, None)
        used = any(name in e.uses and getattr(e.options, name) == wanted for e in engines)
        if wanted is not None and not used:
            flag = "--" + name.replace("_", "-")
            names = "、".join(dict.fromkeys(engine.name for engine in engines))
            message = f"引擎 {names} 不接受 {flag}；请去掉它，或换一个引擎。"
            raise ConfigError("option_not_used", message)
