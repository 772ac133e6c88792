"""The command line: parses, runs one command, turns errors into words and exit codes.

0 done · 1 something failed · 2 bad usage, input or set-up · 130 interrupted
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from tuwen.cli import abstract, cache, compare, keys, log, mcp, model, read, serve, summarize
from tuwen.cli.parser import Parser, Version
from tuwen.errors import ConfigError, InputError, TuwenError

ABOUT = "读懂技术文章的配图，写出每一句都能在图上指出来的中文。"
OVERVIEW = """\
命令：
  summarize   为图片写中文：摘要、替代文本、长描述、讲解、关键词、问答
  abstract    为整篇文章写摘要：关键句，加上配图展示了什么
  read        读出图片的结构：列表、JSON、Mermaid、叠加图
  compare     用几个引擎写同样的图片，并排比较文字、核对结果与用时
  serve       启动 HTTP 服务与页面
  mcp         让支持 MCP 的编辑器与 AI 助手使用图文
  keys        建立、列出、吊销访问密钥
  cache       查看或清空服务的缓存
  log         查看服务的日志：请求、用时、错误、统计
  model       下载模型权重，列出已有的模型

示例：
  tuwen summarize figure.png                         一张图片的中文摘要
  tuwen summarize figure.png --context article.md    结合文章上下文
  tuwen abstract article.md                          整篇文章的摘要，配图一并读取
  tuwen summarize images/ --jsonl out.jsonl          整个文件夹，可中断后继续
  tuwen read figure.png --mermaid                    把图还原为 Mermaid 源码
  tuwen read chart.png --table csv                   把图表或表格列成 Markdown 或 CSV
  tuwen compare figure.png --engines embedded,openai 两个引擎并排比较
  tuwen serve                                        在 127.0.0.1:8080 启动服务与页面
  tuwen mcp                                          由编辑器启动，设置见 tuwen mcp --help
  tuwen log tail -f                                  持续显示服务收到的请求
  tuwen model pull zai-org/GLM-4.6V-Flash            下载模型，可中断后继续
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a file name may hold bytes that are not UTF-8
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except TuwenError as error:
        print(f"错误：{error.message}", file=sys.stderr)
        return 2 if isinstance(error, InputError | ConfigError) else 1
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> Parser:
    usage = "tuwen [-h] [--version] 命令 ..."
    parser = Parser(prog="tuwen", usage=usage, description=ABOUT, epilog=OVERVIEW)
    parser.options.add_argument("--version", action=Version, help="显示版本")
    commands = parser.add_subparsers(
        prog="tuwen", dest="命令", required=True, parser_class=Parser, help=argparse.SUPPRESS
    )
    for command in (
        summarize, abstract, read, compare, serve, mcp, keys, cache, log, model,
    ):  # fmt: skip
        name = command.__name__.rsplit(".", 1)[-1]
        found = commands.add_parser(name, description=command.ABOUT)
        command.declare(found)
        found.set_defaults(run=command.run)
    return parser
