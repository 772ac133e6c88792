"""`tuwen cache`: what the cache holds, and emptying it."""

import argparse
import json
import time
from dataclasses import asdict

from tuwen.cli import store
from tuwen.cli.parser import Parser

ABOUT = "查看或清空缓存：读图结果与回答。"
NAMES = {"copy": "图片文件", "reading": "读图结果", "answer": "回答"}


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.arguments.add_argument(
        "action", choices=("stats", "clear"), help="stats：查看；clear：清空"
    )
    store.declare(parser)
    parser.options.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    from tuwen.service import cache

    if arguments.action == "clear":
        count = store.using(arguments.store, cache.clear)
        print(json.dumps({"cleared": count}) if arguments.json else f"已清空，共 {count} 条。")
        return 0
    held = store.using(arguments.store, cache.usage)
    if arguments.json:
        print(json.dumps([asdict(each) for each in held]))
        return 0
    for each in held:
        since = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.oldest))
        oldest = f"，最早 {since}" if each.entries else ""
        print(f"{NAMES[each.kind]}：{each.entries} 条，{each.bytes / 1024 / 1024:.1f} MB{oldest}")
    return 0
