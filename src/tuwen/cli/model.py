"""`tuwen model`: fetch the weights of a model, and say which are there."""

import argparse
import os
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tuwen.cli.parser import Parser
from tuwen.errors import ConfigError, InputError

if TYPE_CHECKING:
    from tuwen.models.catalogue import Catalogue, Place

FLASH = "zai-org/GLM-4.6V-Flash"
ABOUT = "下载模型权重，列出已有的模型。"
EXAMPLES = """\
命令：
  pull   下载一个模型的权重，逐一校验
  list   列出已有的模型，以及它们是否完整

示例：
  tuwen model pull zai-org/GLM-4.6V-Flash                     先问过再下载；中断后再次运行即可继续
  tuwen model pull zai-org/GLM-4.6V-Flash --from modelscope   指定来源
  tuwen model list                                            已有哪些模型，哪些还没下载完
"""


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EXAMPLES
    parser.usage = "tuwen model [-h] pull|list ..."
    deeds = parser.add_subparsers(
        prog="tuwen model",
        dest="deed",
        required=True,
        parser_class=Parser,
        metavar="pull|list",
        help=argparse.SUPPRESS,
    )
    pull = deeds.add_parser("pull", description="下载模型的权重（只取 safetensors），逐一校验。")
    pull.arguments.add_argument("model", metavar="MODEL", help="例如 zai-org/GLM-4.6V-Flash")
    options = pull.options
    options.add_argument(
        "--from",
        dest="source",
        default="",
        metavar="PLACE",
        help="huggingface、hf-mirror、modelscope、网址或文件夹；默认用最先应答的",
    )
    options.add_argument("--to", metavar="DIR", help="放到哪个文件夹")
    options.add_argument("--yes", action="store_true", help="不再询问")
    options.add_argument(
        "--adapter-ok", choices=("yes", "no"), default="no", help="是否接受适配器（LoRA）；默认 no"
    )
    listing = deeds.add_parser("list", description="列出文件夹中的模型，以及它们是否完整。")
    listing.arguments.add_argument("folder", nargs="?", metavar="DIR", help="默认为模型文件夹")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    return _pull(arguments) if arguments.deed == "pull" else _list(arguments)


def models_folder(environment: Mapping[str, str]) -> Path:
    """Where models are kept: TUWEN_MODELS, or the place that XDG names for data."""
    if given := environment.get("TUWEN_MODELS", "").strip():
        return Path(given).expanduser()
    data = environment.get("XDG_DATA_HOME", "").strip() or "~/.local/share"
    return Path(data).expanduser() / "tuwen" / "models"


def _pull(arguments: argparse.Namespace) -> int:
    model: str = arguments.model
    given = Path(arguments.to).expanduser() if arguments.to else None
    folder = given or models_folder(os.environ) / model.replace("/", "--")
    return provide(
        model,
        folder,
        arguments.source,
        agreed=arguments.yes,
        adapter_ok=arguments.adapter_ok == "yes",
    )


def provide(
    model: str, folder: Path, source: str = "", *, agreed: bool = False, adapter_ok: bool = False
) -> int:
    """See to it that the model lies in the folder; return the exit code. Raises TuwenError."""
    from tuwen.models.pull import check_before, free_space, missing_bytes, partial_of

    if not re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", model) or ".." in model:
        message = f"模型名 {model} 无效；应为 组织/名称，例如 {FLASH}。"
        raise InputError("bad_model_name", message)
    if _is_there(folder, adapter_ok=adapter_ok):
        print(f"{folder} 已是完整的模型，无需下载。")
        return 0
    place, catalogue = _place(model, source)
    try:
        check_before(catalogue, folder, adapter_ok=adapter_ok)
        left = missing_bytes(catalogue, folder)
        _ask(catalogue, folder, left, free_space(folder), agreed=agreed)
        _fetch(place, catalogue, folder)
    except KeyboardInterrupt:
        print(
            f"\n已中断；已下载的部分留在 {partial_of(folder)}，再次运行同一命令即可继续。",
            file=sys.stderr,
        )
        return 130
    finally:
        place.close()
    print(f"已下载并校验完毕：{folder}")
    return 0


def _is_there(folder: Path, *, adapter_ok: bool) -> bool:
    from tuwen.models.folder import examine, examine_adapter

    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return False
    try:
        if adapter_ok and not (folder / "config.json").is_file():
            examine_adapter(folder)
        else:
            examine(folder)
    except ConfigError as error:
        message = f"{error.message}（下载前请移走 {folder}，或用 --to 换一个文件夹。）"
        raise ConfigError(error.code, message) from error
    return True


def _place(model: str, source: str) -> "tuple[Place, Catalogue]":
    from tuwen.models.hub import first_answer, hubs
    from tuwen.models.local import LocalFolder

    if source and not source.startswith(("http://", "https://")):
        folder = Path(source).expanduser()
        if folder.is_dir():
            local = LocalFolder(folder)
            return local, local.catalogue(model)
    return first_answer(model, hubs(source, os.environ))


def _ask(catalogue: "Catalogue", folder: Path, left: int, free: int, *, agreed: bool) -> None:
    """Say what is about to happen, and have it confirmed. Raises ConfigError."""
    from tuwen.models.pull import amount

    before = f"，此前已有 {amount(catalogue.size - left)}" if left < catalogue.size else ""
    print(
        f"模型 {catalogue.model}，来自 {catalogue.place}：{len(catalogue.files)} 个文件，"
        f"共 {amount(catalogue.size)}{before}。\n保存到 {folder}（磁盘可用 {amount(free)}）。",
        file=sys.stderr,
    )
    if agreed:
        return
    if not sys.stdin.isatty():
        raise ConfigError("not_agreed", "没有终端可供确认，未下载；确认无误后请加 --yes。")
    print("开始下载？[y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes", "是", "好"):
        raise ConfigError("not_agreed", "未下载。")


def _fetch(place: "Place", catalogue: "Catalogue", folder: Path) -> None:
    from tqdm import tqdm

    from tuwen.models.pull import pull

    bar = tqdm(
        total=catalogue.size,
        unit="B",
        unit_scale=True,
        disable=None,
        file=sys.stderr,
        dynamic_ncols=True,
    )
    with bar:
        pull(place, catalogue, folder, bar.update)


def _list(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.folder).expanduser() if arguments.folder else models_folder(os.environ)
    if not folder.is_dir():
        if arguments.folder:
            raise InputError("no_such_folder", f"文件夹 {folder} 不存在；请检查路径。")
        print(f"还没有模型（{folder}）；用 tuwen model pull 下载。")
        return 0
    single = any((folder / name).is_file() for name in ("config.json", "adapter_config.json"))
    found = [folder] if single else sorted(path for path in folder.iterdir() if path.is_dir())
    if not found:
        print(f"{folder} 中没有模型；用 tuwen model pull 下载。")
    for path in found:
        print(_described(path))
    return 0


def _described(path: Path) -> str:
    from tuwen.models.folder import PARTIAL, examine, examine_adapter, is_adapter
    from tuwen.models.pull import amount
    from tuwen.models.record import read_record

    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    record = read_record(path)
    if path.name.endswith(PARTIAL):
        whole = f" / {amount(record.size)}" if record else ""
        again = record.model if record else "…"
        folder = path.with_name(path.name.removesuffix(PARTIAL))
        if folder != models_folder(os.environ) / again.replace("/", "--"):
            again += f" --to {shlex.quote(str(folder))}"
        state = f"未下载完；再次运行 tuwen model pull {again} 即可继续"
        return f"{path.name}\t{amount(size)}{whole}\t{state}"
    try:
        if is_adapter(path):
            examine_adapter(path)
            return f"{path.name}\t{amount(size)}\t完整（适配器）"
        found = examine(path)
    except ConfigError as error:
        return f"{path.name}\t{amount(size)}\t不能使用：{error.message}"
    return f"{path.name}\t{amount(size)}\t完整\t{found.model_type}"
