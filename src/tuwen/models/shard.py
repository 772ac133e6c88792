"""One file of safetensors: is its header sound, and is the file as long as the header says?

Reads the header alone, never the numbers. Knows nothing of models or folders.
"""

import json
import math
from pathlib import Path
from typing import Any

LONGEST_HEADER = 100_000_000  # the format's own limit
LFS_POINTER = b"version https://git-lfs"
BITS = {"BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
        "U16": 16, "I16": 16, "F16": 16, "BF16": 16, "U32": 32, "I32": 32, "F32": 32,
        "U64": 64, "I64": 64, "F64": 64, "C64": 64, "F4": 4}  # fmt: skip


class BrokenShard(Exception):
    """The file is not what it claims to be; the words say why."""


def tensors_of(path: Path) -> frozenset[str]:
    """Return the names of the tensors in a file. Raises BrokenShard and OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(8)
        if LFS_POINTER.startswith(first) and len(first) == 8:
            raise BrokenShard("只是 Git LFS 的指针，不是权重本身")
        length = int.from_bytes(first, "little")
        if len(first) < 8 or length > LONGEST_HEADER or 8 + length > size:
            raise BrokenShard("不是完整的 safetensors 文件")
        text = file.read(length)
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
        spans = sorted(_span(entry) for entry in header.values())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BrokenShard("文件头已损坏") from error
    end = 0
    for start, stop in spans:
        if start != end:
            raise BrokenShard("文件头中的张量位置互相矛盾")
        end = stop
    if 8 + length + end != size:
        raise BrokenShard(f"应为 {8 + length + end} 字节，实际为 {size} 字节")
    return frozenset(header)


def _span(entry: dict[str, Any]) -> tuple[int, int]:
    start, stop = entry["data_offsets"]
    count = math.prod(int(size) for size in entry["shape"])
    bits = BITS.get(entry["dtype"])  # a type that is newer than we are: take its word
    if not 0 <= start <= stop or (bits and (stop - start) * 8 != count * bits):
        raise ValueError("a tensor that does not fit its place")
    return start, stop
