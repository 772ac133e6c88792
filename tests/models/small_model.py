"""A model folder of a few kilobytes, with everything that a whole one has."""

import json
import random
import struct
from pathlib import Path

from tuwen.models.folder import INDEX


def shard(tensors: dict[str, bytes]) -> bytes:
    """Pack tensors of bytes the way safetensors does."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    start = 0
    for name, data in tensors.items():
        offsets = [start, start + len(data)]
        header[name] = {"dtype": "U8", "shape": [len(data)], "data_offsets": offsets}
        start += len(data)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"".join(tensors.values())


def files(weight: int = 3000) -> dict[str, bytes]:
    """The files of a whole model, by name."""
    noise = random.Random(7)
    names = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
    config = {
        "model_type": "glm4v",
        "architectures": ["Glm4vForConditionalGeneration"],
        "vision_config": {"depth": 1},
    }
    mapping = {"a": names[0], "b": names[0], "c": names[1]}
    return {
        "config.json": json.dumps(config).encode(),
        "tokenizer.json": b"{}",
        "tokenizer_config.json": b"{}",
        "preprocessor_config.json": b"{}",
        "chat_template.jinja": b"[gMASK]<sop>{{ messages }}",
        INDEX: json.dumps({"weight_map": mapping}).encode(),
        names[0]: shard({"a": noise.randbytes(weight), "b": noise.randbytes(weight)}),
        names[1]: shard({"c": noise.randbytes(weight)}),
    }


def lay(folder: Path, contents: dict[str, bytes]) -> Path:
    """Write these files into a folder."""
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
