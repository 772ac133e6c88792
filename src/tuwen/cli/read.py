"""`tuwen read`: what can be proved from the pixels, listed, as JSON, Mermaid, table or overlay."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuwen.cli.inputs import pictures
from tuwen.cli.output import replacing
from tuwen.cli.parser import STRICT, Parser
from tuwen.errors import InputError, TuwenError
from tuwen.settings import Settings

if TYPE_CHECKING:
    from tuwen.service.sight import Sight

ABOUT = "读出图片的种类、文字、节点、连线、分组、图表数据；不写文章。"


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.arguments.add_argument("images", nargs="+", metavar="IMAGE", help="图片或文件夹")
    output = parser.options.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="输出 JSON")
    output.add_argument("--jsonl", action="store_true", help="每张图片一行 JSON，按给出的顺序")
    output.add_argument("--mermaid", action="store_true", help="输出 Mermaid 源码")
    output.add_argument(
        "--table",
        nargs="?",
        const="markdown",
        choices=("markdown", "csv"),
        help="把图表或表格打印为 Markdown（缺省）或 CSV",
    )
    output.add_argument("--overlay", metavar="OUT", help="把读到的内容画在原图上，存为该文件")
    parser.options.add_argument("--strict", action="store_true", help=STRICT)
    parser.options.add_argument(
        "--jobs", type=int, metavar="N", help="同时读图的进程数，默认为核数"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    settings = Settings.load(os.environ, workers=arguments.jobs)
    paths, many = pictures(arguments.images)
    if arguments.overlay:
        if many:
            raise InputError("one_at_a_time", "--overlay 一次只能处理一张图片。")
        return _overlay(paths[0], arguments.overlay)
    if many:
        return _print_many(arguments, paths, settings.workers)
    from tuwen.service.sight import demand_legible, look

    sight = look(paths[0])
    print(_rendered(arguments, paths[0], demand_legible(sight) if arguments.strict else sight))
    return 0


def _print_many(arguments: argparse.Namespace, paths: list[str], jobs: int) -> int:
    failed = 0
    forms: list[Any] = []
    for path, sight in _sights(paths, jobs, strict=arguments.strict):
        if isinstance(sight, TuwenError):
            failed += 1
            form = {"image": path, "error": {"code": sight.code, "message": sight.message}}
            print(f"错误：{path}：{sight.message}", file=sys.stderr)
            if arguments.jsonl:
                print(json.dumps(form, ensure_ascii=False), flush=True)
            forms.append(form)
        elif arguments.json:
            forms.append(_form(path, sight))
        else:
            print(_rendered(arguments, path, sight), flush=True)
    if arguments.json:
        print(json.dumps(forms, ensure_ascii=False, indent=2))
    if failed:
        print(f"完成 {len(paths) - failed} 张，失败 {failed} 张。", file=sys.stderr)
    return 1 if failed else 0


def _sights(
    paths: list[str], jobs: int, *, strict: bool
) -> "Iterator[tuple[str, Sight | TuwenError]]":
    from tuwen.cli.batch import progress, sights

    with progress(len(paths), hidden=sys.stdout.isatty()) as bar:
        for path, sight in sights(paths, jobs, in_order=True, strict=strict):
            bar.update()
            yield path, sight


def _rendered(arguments: argparse.Namespace, path: str, sight: "Sight") -> str:
    if arguments.jsonl:
        return json.dumps(_form(path, sight), ensure_ascii=False)
    if arguments.json:
        return json.dumps(_form(path, sight), ensure_ascii=False, indent=2)
    if arguments.mermaid:
        from tuwen.reading.mermaid import to_mermaid

        return to_mermaid(sight.reading)
    if arguments.table:
        return _table(path, sight, arguments.table)
    from tuwen.service.listing import listing

    return listing(path, sight)


def _table(path: str, sight: "Sight", form: str) -> str:
    from tuwen.reading.rows import to_csv, to_markdown
    from tuwen.reading.tabular import rows_of

    rows, headers = rows_of(sight.reading)
    if not rows:
        print(f"提示：{path}：没有读到可以列成表格的数据。", file=sys.stderr)
    return (to_csv(rows) if form == "csv" else to_markdown(rows, headers)).rstrip()


def _form(path: str, sight: "Sight") -> dict[str, Any]:
    from tuwen.service.json_form import reading_form

    return reading_form(sight, path)


def _overlay(path: str, out: str) -> int:
    suffix = Path(out).suffix.lower()
    if suffix not in (".png", ".jpg", ".jpeg", ".webp"):
        raise InputError("bad_name", "--overlay 的文件名应以 .png、.jpg 或 .webp 结尾。")
    from tuwen.figure.decode import open_figure
    from tuwen.reading import read
    from tuwen.reading.overlay import draw

    figure = open_figure(path)
    drawn = draw(figure, read(figure))
    with replacing(out) as file:
        drawn.save(file, format={".png": "PNG", ".webp": "WEBP"}.get(suffix, "JPEG"))
    return 0
