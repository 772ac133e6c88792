"""The options that say what is wanted of a picture; `summarize` and `compare`."""

import argparse
from typing import TYPE_CHECKING

from tuwen.cli.inputs import article_text
from tuwen.cli.parser import Parser
from tuwen.errors import InputError
from tuwen.settings import Settings

if TYPE_CHECKING:
    from tuwen.service.summarizer import Brief


LENGTH = 1024  # tokens of an answer at most, where nothing else is said


def declare(parser: Parser) -> None:
    """Declare them."""
    options = parser.options
    options.add_argument(
        "--task", default="", metavar="TASK",
        help="summary、alt、describe、explain、keywords、all、ask",
    )  # fmt: skip
    options.add_argument("--prompt", default="", metavar="TEXT", help="用自己的话说明要什么")
    options.add_argument("--context", metavar="FILE", help="图片所在的文章（Markdown）")
    options.add_argument("--title", default="", metavar="TITLE", help="文章标题")
    options.add_argument(
        "--language", metavar="LANG", help="zh（默认）、zh-Hant（繁体）或 en（英文）"
    )
    options.add_argument(
        "--max-tokens", type=int, default=LENGTH, metavar="N",
        help=f"回答最多的词元数，默认 {LENGTH}",
    )  # fmt: skip


def given(arguments: argparse.Namespace, settings: Settings) -> "Brief":
    """What was given of them. Raises InputError."""
    from tuwen.service.summarizer import Brief

    if arguments.max_tokens < 1:
        raise InputError("bad_number", "--max-tokens 应为正整数。")
    return Brief(
        prompt=arguments.prompt,
        task=arguments.task,
        context=article_text(arguments.context),
        title=arguments.title,
        language=settings.language,
        max_tokens=arguments.max_tokens,
    )
