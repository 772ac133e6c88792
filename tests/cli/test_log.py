"""`tuwen log` shows what was asked, and what strangers wrote does nothing there."""

import asyncio
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest

from tuwen.cli import main
from tuwen.service.entry import Entry
from tuwen.service.journal import Journal
from tuwen.service.store import Store

Capture = pytest.CaptureFixture[str]
NASTY = '=HYPERLINK("http://x.example")\r\n\x1b[31m\x1b]0;x\x07\u202e密'
STEERING = set("\r\x1b\x07\u202e\x9b")


def write(place: Path, entries: Iterable[Entry]) -> None:
    async def work() -> None:
        store = Store(str(place))
        await store.open()
        journal = Journal(store, days=0)
        await journal.start()
        for entry in entries:
            journal.note(entry)
        await journal.close()
        await store.close()

    asyncio.run(work())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store with three requests: an old one, a failed one, a nasty one."""
    path, now = tmp_path / "tuwen.db", time.time()
    write(path, [
        Entry(id="tw-old", at=now - 3 * 86_400, task="alt", prompt="旧的", output="旧回答",
              engine="embedded", total_ms=50.0, score=0.5),
        Entry(id="tw-bad", at=now - 60, task="ask", prompt="问", error="busy", key="k1"),
        Entry(id="tw-nasty", at=now - 30, prompt=NASTY, output=NASTY, engine=NASTY, model=NASTY,
              task="summary", digest="d" * 64, bytes=9, width=4, height=3, kind="flowchart",
              total_ms=1234.5, cached=True, score=0.1, verdicts=({"found": NASTY},)),
    ])  # fmt: skip
    return path


def test_tail_shows_one_line_each_the_newest_last(place: Path, capsys: Capture) -> None:
    assert main(["log", "tail", "--store", str(place)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines] == ["tw-old", "tw-bad", "tw-nasty"]
    assert "错误 busy" in lines[1]
    assert "密钥 k1" in lines[1]
    assert "1234 ms  缓存  核对 0.10" in lines[2]
    assert "\\r\\n\\x1b[31m" in lines[2]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["-n", "1"], ["tw-nasty"]),
        (["--since", "1h"], ["tw-bad", "tw-nasty"]),
        (["--errors"], ["tw-bad"]),
        (["--key", "k1", "--task", "ask"], ["tw-bad"]),
        (["--engine", "vllm"], []),
    ],
)
def test_tail_filters(place: Path, capsys: Capture, options: list[str], ids: list[str]) -> None:
    assert main(["log", "tail", "--json", "--store", str(place), *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tail", "-n", "0"], "-n 应为 1 到 500"),
        (["tail", "--since", "yesterday"], "24h"),
        (["stats", "--since", "7"], "24h"),
        (["show", "tw-none"], "没有这个编号"),
        (["show", "tw-"], "请多写几位"),
        (["export", "/no/such/folder/x.csv"], "无法写入"),
    ],
)
def test_what_cannot_be_done_is_said(
    place: Path, capsys: Capture, arguments: list[str], words: str
) -> None:
    assert main(["log", *arguments, "--store", str(place)]) == 2
    assert words in capsys.readouterr().err


def test_show_tells_everything_and_steers_nothing(place: Path, capsys: Capture) -> None:
    assert main(["log", "show", "tw-na", "--store", str(place)]) == 0
    out = capsys.readouterr().out
    assert not STEERING & set(out)
    assert "图片：4×3 像素，9 字节，flowchart" in out
    assert "提示词：\n  =HYPERLINK" in out
    assert "缓存：是" in out
    assert main(["log", "show", "tw-nasty", "--json", "--store", str(place)]) == 0
    out = capsys.readouterr().out
    assert not STEERING & set(out)
    assert json.loads(out)["output"] == NASTY


def test_texts_that_were_not_kept_are_said_not_to_be(tmp_path: Path, capsys: Capture) -> None:
    async def work() -> None:
        store = Store(str(tmp_path / "t.db"))
        await store.open()
        journal = Journal(store, texts=False)
        await journal.start()
        journal.note(Entry(id="tw-1", prompt="秘密"))
        await journal.close()
        await store.close()

    asyncio.run(work())
    assert main(["log", "show", "tw-1", "--store", str(tmp_path / "t.db")]) == 0
    out = capsys.readouterr().out
    assert out.count("（未保存）") == 2
    assert "秘密" not in out


def test_stats_count(place: Path, capsys: Capture) -> None:
    assert main(["log", "stats", "--since", "24h", "--store", str(place)]) == 0
    out = capsys.readouterr().out
    assert "请求 2，出错 1（50.0%），命中缓存 1（50.0%）" in out
    assert "总计  p50 1234  p95 1234" in out
    assert "busy  1" in out
    assert not STEERING & set(out)
    assert main(["log", "stats", "--json", "--store", str(place)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["count"], told["by_code"]) == (3, {"busy": 1})


def test_stats_of_nothing(tmp_path: Path, capsys: Capture) -> None:
    assert main(["log", "stats", "--store", str(tmp_path / "new.db")]) == 0
    assert "没有请求" in capsys.readouterr().out


def test_export_as_jsonl_is_whole_and_in_order(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    assert main(["log", "export", str(out), "--store", str(place)]) == 0
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [record["id"] for record in records] == ["tw-old", "tw-bad", "tw-nasty"]
    assert records[2]["prompt"] == NASTY


def test_a_spreadsheet_runs_nothing_of_an_export(place: Path, capsys: Capture) -> None:
    formulas = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "  =1", "＝1", '"=1']
    write(place, [Entry(id=f"tw-f{n}", prompt=text) for n, text in enumerate(formulas)])
    assert main(["log", "export", "--format", "csv", "--store", str(place)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("\ufeffid,at,key,")
    assert not (STEERING - {"\r"}) & set(out)
    rows = list(csv.DictReader(StringIO(out.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 3 + len(formulas)
    for row in rows:
        for value in row.values():
            assert not value.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
    assert rows[2]["output"].startswith("'=HYPERLINK")
    assert (rows[2]["cached"], rows[1]["cached"]) == ("1", "0")


def test_an_export_that_fails_leaves_what_was_there(place: Path, tmp_path: Path) -> None:
    import sqlite3

    out = tmp_path / "log.jsonl"
    out.write_text("before")
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE journal SET verdicts = 'broken' WHERE id = 'tw-nasty'")
    connection.close()
    with pytest.raises(json.JSONDecodeError):
        main(["log", "export", str(out), "--store", str(place)])
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["log.jsonl"]


def test_tail_follows(place: Path) -> None:
    command = [sys.executable, "-m", "tuwen", "log", "tail", "-f", "-n", "1", "--json",
               "--store", str(place)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ}) as tail:
        assert tail.stdout is not None
        assert json.loads(tail.stdout.readline())["id"] == "tw-nasty"
        write(place, [Entry(id="tw-new1", at=time.time()), Entry(id="tw-new2", at=time.time())])
        assert json.loads(tail.stdout.readline())["id"] == "tw-new1"
        assert json.loads(tail.stdout.readline())["id"] == "tw-new2"
        tail.send_signal(signal.SIGINT)
        assert tail.wait(timeout=30) == 130
