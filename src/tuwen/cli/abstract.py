"""`tuwen abstract`: an article with its figures in, its abstract out."""

import argparse
import json
import sys

from tuwen.cli.inputs import article_text
from tuwen.cli.parser import Parser

ABOUT = "为整篇文章写 120–200 字摘要：挑选关键句，并说明文中配图展示了什么。"


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.arguments.add_argument("article", metavar="ARTICLE", help="文章（Markdown 或 HTML）")
    parser.options.add_argument(
        "--language", default="zh", metavar="LANG", help="zh（默认）或 zh-Hant（繁体）"
    )
    parser.options.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    from tuwen.service.abstracts import write_abstract

    text = article_text(arguments.article, option="ARTICLE")
    done = write_abstract(text, arguments.article, arguments.language)
    for warning in done.warnings:
        print(f"提示：{warning}", file=sys.stderr)
    if arguments.json:
        record = {"text": done.text, "figures": list(done.figures), "warnings": list(done.warnings)}
        print(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        print(done.text)
    return 0
