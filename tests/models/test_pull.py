"""A pull survives what networks and disks do, and what is not whole never looks so."""

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from small_hub import SmallHub, serving
from small_model import files, lay

from tuwen.errors import ConfigError, EngineError, InputError, TuwenError
from tuwen.models.catalogue import Catalogue, File
from tuwen.models.folder import INDEX, examine
from tuwen.models.hub import first_answer, hubs
from tuwen.models.pull import check_before, missing_bytes, partial_of, pull

MODEL = "zai-org/GLM-4.6V-Flash"
FIRST, SECOND = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
BIG = 300_000


@pytest.fixture
def hub() -> Generator[SmallHub]:
    with serving(SmallHub({MODEL: files(BIG)})) as found:
        yield found


def go(hub: SmallHub, folder: Path) -> int:
    """Pull as the command does; return what the progress bar would show at the end."""
    place, catalogue = first_answer(MODEL, hubs(hub.url, {}), pause=0.01)
    counted: list[int] = []
    try:
        check_before(catalogue, folder)
        pull(place, catalogue, folder, counted.append, pause=0.01)
    finally:
        place.close()
    return sum(counted)


def failure(hub: SmallHub, folder: Path) -> TuwenError:
    with pytest.raises(TuwenError) as caught:
        go(hub, folder)
    assert not folder.exists()
    return caught.value


@pytest.mark.parametrize("manner", ["huggingface", "modelscope"])
def test_both_manners_bring_the_same_files(tmp_path: Path, manner: str) -> None:
    names = {"modelscope": "ZhipuAI/GLM-4.6V-Flash", "huggingface": MODEL}
    with serving(SmallHub({names[manner]: files()}, manner)) as hub:
        shown = go(hub, tmp_path / "model")
    found = {
        path.name: path.read_bytes()
        for path in (tmp_path / "model").iterdir()
        if path.name != ".tuwen.json"
    }
    assert found == files()
    assert shown == sum(len(data) for data in found.values())
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_cut_connection_is_carried_on(hub: SmallHub, tmp_path: Path) -> None:
    hub.cut_at[FIRST] = [200_000, 100_000]
    shown = go(hub, tmp_path / "model")
    assert examine(tmp_path / "model").model_type == "glm4v"
    starts = [given.strip("bytes=-") for given in hub.file_asked(FIRST)]
    assert starts[0] == ""
    assert [int(start) for start in starts[1:]] == sorted({int(start) for start in starts[1:]})
    assert len(starts) == 3
    assert shown == sum(len(data) for data in files(BIG).values())


def test_a_hub_without_ranges_starts_again(hub: SmallHub, tmp_path: Path) -> None:
    hub.cut_at[FIRST], hub.ranges = [200_000], False
    assert go(hub, tmp_path / "model") == sum(len(data) for data in files(BIG).values())
    assert examine(tmp_path / "model")


def test_busy_hubs_are_asked_again(hub: SmallHub, tmp_path: Path) -> None:
    hub.refusals = {SECOND: [429, 503, 500], "catalogue": [429, 503]}
    go(hub, tmp_path / "model")
    assert len(hub.file_asked(SECOND)) == 4


def test_a_second_run_goes_on_and_verifies_again(hub: SmallHub, tmp_path: Path) -> None:
    hub.cut_at[FIRST] = [400_000] + [0] * 20
    error = failure(hub, tmp_path / "model")
    assert error.code == "model_cut_off"
    assert "再次运行同一命令" in error.message
    partial = partial_of(tmp_path / "model")
    with pytest.raises(ConfigError, match="尚未下载完"):
        examine(partial)
    (partial / "tokenizer.json").write_bytes(b"xx")  # as long as the right one
    hub.cut_at.clear()
    hub.asked.clear()
    go(hub, tmp_path / "model")
    assert hub.file_asked(FIRST) == ["bytes=400000-"]
    assert hub.file_asked("tokenizer.json") == [""]
    assert hub.file_asked("config.json") == []
    assert (tmp_path / "model" / "tokenizer.json").read_bytes() == b"{}"
    assert not list((tmp_path / "model").glob("*.part"))


def test_a_part_with_wrong_bytes_is_fetched_anew(hub: SmallHub, tmp_path: Path) -> None:
    hub.cut_at[FIRST] = [400_000] + [0] * 20
    failure(hub, tmp_path / "model")
    hub.cut_at.clear()
    (part,) = partial_of(tmp_path / "model").glob(f"{FIRST}.*.part")
    with part.open("r+b") as file:
        file.write(b"rotten")
    go(hub, tmp_path / "model")
    assert (tmp_path / "model" / FIRST).read_bytes() == files(BIG)[FIRST]


@pytest.mark.parametrize("longer", [b"", b"more"])
def test_a_wrong_sum_is_never_accepted(hub: SmallHub, tmp_path: Path, longer: bytes) -> None:
    right = hub.models[MODEL][FIRST]
    hub.spoilt[FIRST] = right[:-1] + bytes([right[-1] ^ 1]) + longer
    error = failure(hub, tmp_path / "model")
    assert error.code == "model_checksum"
    assert not (partial_of(tmp_path / "model") / FIRST).exists()
    hub.spoilt.clear()
    go(hub, tmp_path / "model")


def test_a_shard_that_the_hub_lacks_is_noticed_first(hub: SmallHub, tmp_path: Path) -> None:
    del hub.models[MODEL][SECOND]
    error = failure(hub, tmp_path / "model")
    assert f"缺少分片 {SECOND}" in error.message
    assert not hub.file_asked(FIRST)
    assert hub.file_asked(INDEX)


def test_weights_that_contradict_their_header_are_refused(hub: SmallHub, tmp_path: Path) -> None:
    hub.models[MODEL][SECOND] += b"0"
    assert failure(hub, tmp_path / "model").code == "model_incomplete"


def test_too_small_a_disk_is_noticed_first(hub: SmallHub, tmp_path: Path) -> None:
    hub.sizes[SECOND] = 1 << 60
    error = failure(hub, tmp_path / "model")
    assert "磁盘空间不足" in error.message
    assert not hub.asked


def test_a_disk_that_fills_up_keeps_what_there_is(hub: SmallHub, tmp_path: Path) -> None:
    limited = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        "from tuwen.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = ["model", "pull", MODEL, "--from", hub.url, "--to", str(tmp_path / "m"), "--yes"]
    done = subprocess.run(
        [sys.executable, "-c", limited, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "磁盘已满" in done.stderr
    assert list((tmp_path / "m.partial").glob("*.part"))
    go(hub, tmp_path / "m")


def test_two_pulls_do_not_share_a_folder(hub: SmallHub, tmp_path: Path) -> None:
    partial = partial_of(tmp_path / "model")
    partial.mkdir()
    handle = os.open(partial, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert failure(hub, tmp_path / "model").code == "pull_running"
    finally:
        os.close(handle)
    go(hub, tmp_path / "model")


def test_strangers_files_are_left_alone(hub: SmallHub, tmp_path: Path) -> None:
    lay(partial_of(tmp_path / "model"), {"mine.txt": b"1"})
    assert failure(hub, tmp_path / "model").code == "model_folder_taken"
    assert (partial_of(tmp_path / "model") / "mine.txt").exists()


def test_another_model_half_fetched_is_left_alone(hub: SmallHub, tmp_path: Path) -> None:
    record = '{"model": "a/b", "place": "x", "revision": "", "files": []}'
    lay(partial_of(tmp_path / "model"), {".tuwen.json": record.encode()})
    assert "另一个模型 a/b" in failure(hub, tmp_path / "model").message


def test_links_are_not_followed(hub: SmallHub, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    partial_of(tmp_path / "model").symlink_to(tmp_path / "elsewhere")
    assert failure(hub, tmp_path / "model").code == "model_link"
    partial_of(tmp_path / "model").unlink()
    hub.refusals[FIRST] = [403]
    failure(hub, tmp_path / "model")
    partial = partial_of(tmp_path / "model")
    precious = tmp_path / "precious"
    precious.write_bytes(b"{}")
    (partial / "tokenizer.json").unlink()
    (partial / "tokenizer.json").symlink_to(precious)
    go(hub, tmp_path / "model")
    assert not (tmp_path / "model" / "tokenizer.json").is_symlink()
    assert precious.read_bytes() == b"{}"


def test_a_refused_file_says_what_to_do(hub: SmallHub, tmp_path: Path) -> None:
    hub.refusals[FIRST] = [403]
    error = failure(hub, tmp_path / "model")
    assert isinstance(error, EngineError)
    assert "HF_TOKEN" in error.message
    assert FIRST in error.message


def test_an_adapter_is_refused_unless_asked_for(tmp_path: Path) -> None:
    contents = {"adapter_config.json": b"{}", "adapter_model.safetensors": files()[FIRST]}
    with serving(SmallHub({MODEL: contents})) as hub:
        error = failure(hub, tmp_path / "model")
        assert isinstance(error, InputError)
        assert "--adapter-ok yes" in error.message
        place, catalogue = first_answer(MODEL, hubs(hub.url, {}))
        check_before(catalogue, tmp_path / "model", adapter_ok=True)
        pull(place, catalogue, tmp_path / "model")
        place.close()
    assert (tmp_path / "model" / "adapter_model.safetensors").is_file()


def test_what_is_left_to_fetch_is_counted(tmp_path: Path) -> None:
    catalogue = Catalogue(MODEL, "x", "", (File("a.json", 10, "a" * 64), File("b.json", 5)))
    lay(tmp_path / "m.partial", {"a.json.aaaaaaaa.part": b"1234"})
    assert missing_bytes(catalogue, tmp_path / "m") == 11


def test_a_folder_that_cannot_be_written(hub: SmallHub, tmp_path: Path) -> None:
    lay(tmp_path, {"file": b""})
    error = failure(hub, tmp_path / "file" / "model")
    assert isinstance(error, ConfigError)
    assert os.strerror(errno.ENOTDIR) in error.message or "已有" in error.message
