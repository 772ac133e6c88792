"""A JSONL file survives being cut off, run twice, and pointed at by mistake."""

import json
from pathlib import Path

import pytest

from tuwen.cli.ledger import Ledger, key_of
from tuwen.errors import InputError


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_what_was_added_is_done_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with Ledger(str(path)) as ledger:
        ledger.add({"image": "a.png", "key": "k1", "text": "图"})
        ledger.add({"image": "b.png", "key": "k2", "error": {"code": "x", "message": "坏"}})
        assert "k1" in ledger
    with Ledger(str(path)) as ledger:
        assert "k1" in ledger
        assert "k2" not in ledger  # failed: tried again
        ledger.add({"image": "b.png", "key": "k2", "text": "好"})
    assert [line["key"] for line in lines(path)] == ["k1", "k2", "k2"]


@pytest.mark.parametrize("tail", ['{"image": "b.png", "ke', '{"image": "b', '{"image": '])
def test_a_torn_last_line_is_removed(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text('{"image": "a.png", "key": "k1"}\n' + tail, "utf-8")
    with Ledger(str(path)) as ledger:
        ledger.add({"image": "c.png", "key": "k3"})
    assert [line["key"] for line in lines(path)] == ["k1", "k3"]


def test_a_last_line_that_only_lacks_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text('{"image": "a.png", "key": "k1"}', "utf-8")
    with Ledger(str(path)) as ledger:
        assert "k1" in ledger
        ledger.add({"image": "c.png", "key": "k3"})
    assert [line["key"] for line in lines(path)] == ["k1", "k3"]


def test_a_file_torn_in_its_only_line_starts_over(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text('{"image": "a.p', "utf-8")
    with Ledger(str(path)) as ledger:
        ledger.add({"image": "a.png", "key": "k1"})
    assert len(lines(path)) == 1


def test_names_that_are_not_utf8_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with Ledger(str(path)) as ledger:
        ledger.add({"image": "\udcff.png", "key": "k1"})
    assert lines(path)[0]["image"] == "\udcff.png"


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text("# 标题\n正文", "utf-8")
    with pytest.raises(InputError) as caught:
        Ledger(str(path))
    assert caught.value.code == "not_our_file"
    assert path.read_text("utf-8") == "# 标题\n正文"


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "out.jsonl")
    with Ledger(path), pytest.raises(InputError) as caught:
        Ledger(path)
    assert caught.value.code == "already_running"


@pytest.mark.parametrize("name", ["none/out.jsonl", "."])
def test_where_nothing_can_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        Ledger(str(tmp_path / name))
    assert caught.value.code == "cannot_write"


def test_a_key_is_of_path_bytes_and_wishes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.png", tmp_path / "2.png"
    one.write_bytes(b"x")
    two.write_bytes(b"x")
    keys = {key_of(str(one)), key_of(str(two)), key_of(str(one), "alt")}
    one.write_bytes(b"y")
    keys.add(key_of(str(one)))
    assert len(keys) == 4
    assert key_of(str(tmp_path / "none.png")) == ""
