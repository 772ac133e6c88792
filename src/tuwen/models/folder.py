"""A folder with a model: is all of it there?

Reads names, JSON and the headers of the weights; never the weights themselves, never any
code, and never a pickle. Knows nothing of hubs, torch or engines.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuwen.errors import ConfigError
from tuwen.models.shard import BrokenShard, tensors_of

INDEX = "model.safetensors.index.json"
ADAPTER = "adapter_config.json"
PARTIAL = ".partial"  # what a folder is called until it is whole
PART = ".part"  # and a file
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "tekken.json")
TEMPLATES = ("chat_template.jinja", "chat_template.json")
PROCESSORS = ("preprocessor_config.json", "processor_config.json")


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder in which nothing is missing."""

    path: Path
    model_type: str
    architectures: tuple[str, ...]
    shards: tuple[Path, ...]
    bytes: int  # of the weights
    has_chat_template: bool


def examine(folder: str | Path) -> ModelFolder:
    """Look whether a model can be loaded from this folder. Raises ConfigError."""
    path = Path(folder).expanduser()
    try:
        return _examined(path)
    except OSError as error:
        raise unreadable(path, error) from error


def examine_adapter(folder: str | Path) -> tuple[Path, ...]:
    """Return the weights of an adapter, which has no model of its own. Raises ConfigError."""
    path = Path(folder).expanduser()
    try:
        _settings(path, ADAPTER)
        return _weights(path)
    except OSError as error:
        raise unreadable(path, error) from error


def is_adapter(path: Path) -> bool:
    """Whether a folder holds an adapter without its model."""
    return (path / ADAPTER).is_file() and not (path / "config.json").is_file()


def promised_shards(path: Path) -> frozenset[str]:
    """Which files the index of the weights names, if there is one. Raises ConfigError."""
    return frozenset(_promised(path)) if (path / INDEX).is_file() else frozenset()


def unreadable(path: Path, error: OSError) -> ConfigError:
    """Put into words why a folder cannot be read or written."""
    message = f"无法读写模型文件夹 {path}：{error.strerror or error}；请检查路径与权限。"
    return ConfigError("model_unreadable", message)


def _examined(path: Path) -> ModelFolder:
    if not path.is_dir():
        what = "不是文件夹" if path.exists() else "不存在"
        message = f"模型文件夹 {path} {what}；请检查路径，或用 tuwen model pull 下载模型。"
        raise ConfigError("model_missing", message)
    if path.name.endswith(PARTIAL) or next(path.rglob(f"*{PART}"), None):
        message = f"{path} 是尚未下载完的模型；再次运行同一条 tuwen model pull 命令即可接着下载。"
        raise ConfigError("model_unfinished", message)
    return contents(path)


def contents(path: Path) -> ModelFolder:
    """Look at what a folder holds, whatever it is called. Raises ConfigError and OSError."""
    if is_adapter(path):
        message = f"{path} 只是适配器（LoRA），不是完整的模型；请给出它的基础模型所在的文件夹。"
        raise ConfigError("model_is_adapter", message)
    config = _settings(path, "config.json")
    shards = _weights(path)
    if not any((path / name).is_file() for name in TOKENIZERS):
        raise _incomplete(path, "缺少分词器（tokenizer.json 等）")
    if "vision_config" in config and not any((path / name).is_file() for name in PROCESSORS):
        raise _incomplete(path, f"缺少图片预处理的设置 {PROCESSORS[0]}")
    architectures = config.get("architectures") or ()
    return ModelFolder(
        path=path,
        model_type=str(config.get("model_type", "")),
        architectures=tuple(str(name) for name in architectures),
        shards=shards,
        bytes=sum(shard.stat().st_size for shard in shards),
        has_chat_template=_has_chat_template(path),
    )


def _weights(path: Path) -> tuple[Path, ...]:
    promised: dict[str, set[str]] = {}
    if (path / INDEX).is_file():
        promised = _promised(path)
    else:
        found = [file.name for file in sorted(path.glob("*.safetensors")) if file.is_file()]
        if numbered := [name for name in found if re.search(r"-\d+-of-\d+\.", name)]:
            raise _incomplete(path, f"有分片 {numbered[0]}，却没有索引 {INDEX}")
        promised = {name: set() for name in found}
    if not promised:
        if any(file.suffix in PICKLES for file in path.iterdir()):
            message = (
                f"{path} 中只有 pickle 格式的权重（*.bin、*.pt 等），加载它们可能执行任意代码，"
                "因此拒绝使用；请换用提供 safetensors 的模型。"
            )
            raise ConfigError("model_only_pickle", message)
        raise _incomplete(path, "没有 safetensors 权重")
    for name, tensors in sorted(promised.items()):
        _check(path, name, tensors)
    return tuple(path / name for name in sorted(promised))


def _promised(path: Path) -> dict[str, set[str]]:
    """Which tensors the index says lie in which file of this folder."""
    mapping = _settings(path, INDEX).get("weight_map")
    if not isinstance(mapping, dict) or not mapping:
        raise _incomplete(path, f"{INDEX} 中没有 weight_map")
    promised: dict[str, set[str]] = {}
    for tensor, name in mapping.items():
        if not isinstance(name, str) or not re.fullmatch(r"[\w.-]+\.safetensors", name):
            raise _incomplete(path, f"{INDEX} 指向了不该指的文件 {name!r}")
        promised.setdefault(name, set()).add(tensor)
    return promised


def _check(path: Path, name: str, promised: set[str]) -> None:
    if not (path / name).is_file():
        raise _incomplete(path, f"缺少权重分片 {name}")
    try:
        lacking = promised - tensors_of(path / name)
    except BrokenShard as error:
        raise _incomplete(path, f"权重分片 {name} {error}") from error
    if lacking:
        raise _incomplete(path, f"权重分片 {name} 中缺少张量 {min(lacking)}")


def _settings(path: Path, name: str) -> dict[str, Any]:
    if not (path / name).is_file():
        raise _incomplete(path, f"缺少 {name}")
    try:
        found = json.loads((path / name).read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _incomplete(path, f"{name} 不是有效的 JSON") from error
    if not isinstance(found, dict):
        raise _incomplete(path, f"{name} 不是有效的设置")
    return found


def _has_chat_template(path: Path) -> bool:
    if any((path / name).is_file() for name in TEMPLATES):
        return True
    name = "tokenizer_config.json"
    return (path / name).is_file() and bool(_settings(path, name).get("chat_template"))


def _incomplete(path: Path, what: str) -> ConfigError:
    message = f"模型文件夹 {path} 不完整：{what}；请补齐，或删除它后用 tuwen model pull 重新下载。"
    return ConfigError("model_incomplete", message)
