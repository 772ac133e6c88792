"""argparse that speaks Chinese."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

STRICT = "图片质量不足以读准时报错，而不是尽力而为"
LABEL = "标明“内容由AI生成”，并给出引擎、模型、时间与编号"
_SAYINGS = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.*)\)", r"\1 不能是 \2；可选：\3"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1 的值 \2 无效"),
    (r"argument (\S+): expected one argument", r"\1 后面需要一个值"),
    (r"argument (\S+): expected at least one argument", r"\1 后面至少需要一个值"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 与 \2 不能同时使用"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 有歧义，可能是 \2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, max_help_position=30, **options)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help, usage and complaints are Chinese; exit code 2 for bad usage."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.arguments = self.add_argument_group("参数")
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示帮助")

    def format_help(self) -> str:
        return re.sub(r"^(参数|选项):$", r"\1：", super().format_help(), flags=re.MULTILINE)

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _SAYINGS:
            message = re.sub(f"^{pattern}$", chinese, message)
        usage = self.format_usage()
        print(f"{usage}错误：{message}。用 {self.prog} --help 查看用法。", file=sys.stderr)
        raise SystemExit(2)


class Version(argparse.Action):
    """Print the version; looked up only when asked for."""

    def __init__(self, option_strings: list[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from tuwen import __version__

        print(f"tuwen {__version__}")
        raise SystemExit(0)
