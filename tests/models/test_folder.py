"""A model folder is whole, or it is said what is missing."""

import json
import struct
from pathlib import Path

import pytest
from small_model import files, lay, shard

from tuwen.errors import ConfigError
from tuwen.models.folder import INDEX, examine, examine_adapter

FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"


def refusal(folder: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        examine(folder)
    assert str(folder) in caught.value.message
    return caught.value


def test_a_whole_folder_is_described(tmp_path: Path) -> None:
    found = examine(lay(tmp_path / "model", files()))
    assert found.model_type == "glm4v"
    assert found.architectures == ("Glm4vForConditionalGeneration",)
    assert [path.name for path in found.shards] == [FIRST, SECOND]
    assert found.bytes == sum(path.stat().st_size for path in found.shards)
    assert found.has_chat_template


def test_a_model_in_one_file_needs_no_index(tmp_path: Path) -> None:
    contents = files()
    del contents[INDEX], contents[FIRST], contents[SECOND], contents["chat_template.jinja"]
    contents["model.safetensors"] = shard({"a": b"12"})
    found = examine(lay(tmp_path / "model", contents))
    assert [path.name for path in found.shards] == ["model.safetensors"]
    assert not found.has_chat_template


def test_a_chat_template_may_lie_in_the_tokenizer_settings(tmp_path: Path) -> None:
    contents = files() | {"tokenizer_config.json": b'{"chat_template": "{{ messages }}"}'}
    del contents["chat_template.jinja"]
    assert examine(lay(tmp_path / "model", contents)).has_chat_template


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("config.json", "缺少 config.json"),
        ("tokenizer.json", "缺少分词器"),
        ("preprocessor_config.json", "缺少图片预处理"),
        (INDEX, f"却没有索引 {INDEX}"),
        (SECOND, f"缺少权重分片 {SECOND}"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, name: str, words: str) -> None:
    contents = files()
    del contents[name]
    error = refusal(lay(tmp_path / "model", contents))
    assert error.code == "model_incomplete"
    assert words in error.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是完整的 safetensors"),
        (files()[SECOND][:-1], "实际为"),
        (files()[SECOND] + b"0", "实际为"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"),
        (struct.pack("<Q", 1 << 40), "不是完整的 safetensors"),
        (struct.pack("<Q", 4) + b"nope", "文件头已损坏"),
        (struct.pack("<Q", 2) + b"[]", "文件头已损坏"),
        (shard({"d": b"1"}), "缺少张量 c"),
    ],
)
def test_broken_weights_are_named(tmp_path: Path, data: bytes, words: str) -> None:
    error = refusal(lay(tmp_path / "model", files() | {SECOND: data}))
    assert SECOND in error.message
    assert words in error.message


@pytest.mark.parametrize("offsets", [[1, 2], [0, 2], [1, 0], "ab", [0, 1, 2], None])
def test_a_header_that_contradicts_itself_is_broken(tmp_path: Path, offsets: object) -> None:
    entry = {"dtype": "U8", "shape": [1], "data_offsets": offsets}
    text = json.dumps({"c": entry}).encode()
    data = struct.pack("<Q", len(text)) + text + b"12"
    error = refusal(lay(tmp_path / "model", files() | {SECOND: data}))
    assert SECOND in error.message


@pytest.mark.parametrize("name", ["../model.safetensors", "/etc/passwd", "x.bin", 7])
def test_an_index_cannot_point_elsewhere(tmp_path: Path, name: object) -> None:
    index = json.dumps({"weight_map": {"a": name}}).encode()
    assert "不该指" in refusal(lay(tmp_path / "model", files() | {INDEX: index})).message


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff\xfe"])
def test_a_broken_config_is_named(tmp_path: Path, data: bytes) -> None:
    folder = lay(tmp_path / "model", files() | {"config.json": data})
    assert "config.json 不是有效的" in refusal(folder).message


def test_pickles_are_refused(tmp_path: Path) -> None:
    contents = {"config.json": b"{}", "tokenizer.json": b"{}", "pytorch_model.bin": b"\x80"}
    error = refusal(lay(tmp_path / "model", contents))
    assert error.code == "model_only_pickle"
    assert "执行任意代码" in error.message


def test_what_is_not_yet_whole_says_how_to_go_on(tmp_path: Path) -> None:
    folder = lay(tmp_path / "model.partial", files())
    assert refusal(folder).code == "model_unfinished"
    folder = lay(tmp_path / "model", files() | {f"{SECOND}.part": b"1"})
    assert "再次运行" in refusal(folder).message


def test_no_folder_at_all(tmp_path: Path) -> None:
    assert "不存在" in refusal(tmp_path / "none").message
    (tmp_path / "file").write_bytes(b"")
    assert "不是文件夹" in refusal(tmp_path / "file").message


def test_an_adapter_is_no_model_but_can_be_examined_as_one(tmp_path: Path) -> None:
    contents = {"adapter_config.json": b"{}", "adapter_model.safetensors": shard({"a": b"1"})}
    folder = lay(tmp_path / "adapter", contents)
    assert refusal(folder).code == "model_is_adapter"
    assert [path.name for path in examine_adapter(folder)] == ["adapter_model.safetensors"]
