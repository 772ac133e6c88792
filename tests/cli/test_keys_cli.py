"""`tuwen keys`: one made, listed, revoked; the secret is shown once."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tuwen.cli import main
from tuwen.cli.keys import moment, printable
from tuwen.errors import InputError

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "tuwen.db")


def test_a_key_is_shown_once_and_alone(capsys: Capture, place: str) -> None:
    assert main(["keys", "create", "--name", "博客", "--daily", "0", "--store", place]) == 0
    made = capsys.readouterr()
    assert made.out.startswith("tw-")
    assert made.out.count("\n") == 1
    assert "只显示这一次" in made.err
    assert "每分钟 60 次，同时 4 个，24 小时内不限，长期有效" in made.err
    secret = made.out.strip()
    assert secret not in made.err
    assert main(["keys", "list", "--store", place]) == 0
    listed = capsys.readouterr().out
    assert "博客" in listed
    assert "未使用过" in listed
    assert secret[:9] in listed
    assert secret not in listed


def test_the_environment_names_the_store(
    capsys: Capture, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUWEN_STORE", place)
    assert main(["keys", "create", "--name", "x"]) == 0
    assert main(["keys", "list", "--json", "--store", place]) == 0
    assert '"name": "x"' in capsys.readouterr().out


def test_json_is_for_programs(capsys: Capture, place: str) -> None:
    def said(*arguments: str) -> Any:
        assert main(["keys", *arguments, "--json", "--store", place]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return json.loads(out)

    made = said("create", "--name", "x", "--rpm", "5", "--expires", "30d", "--operator")
    assert made.pop("key").startswith(made["hint"])
    assert (made["rpm"], made["operator"], made["revoked"]) == (5, True, None)
    lasts = datetime.fromisoformat(made["expires"]) - datetime.fromisoformat(made["created"])
    assert round(lasts.total_seconds() / 86_400, 3) == 30
    assert said("list") == [made]
    revoked = said("revoke", made["hint"])
    assert revoked["revoked"]
    assert said("list") == [revoked]


def test_a_revoked_key_is_said_to_be(capsys: Capture, place: str) -> None:
    main(["keys", "create", "--name", "试用", "--store", place])
    assert main(["keys", "revoke", "试用", "--store", place]) == 0
    assert "已于" in capsys.readouterr().out
    assert main(["keys", "revoke", "试用", "--store", place]) == 2
    assert "没有这个密钥" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["create", "--name", "taken"], "已有名为“taken”的密钥"),
        (["create", "--name", ""], "1 到 100 个可见字符"),
        (["create", "--name", "a\r\nb"], "1 到 100 个可见字符"),
        (["create", "--name", "x", "--rpm", "-1"], "rpm"),
        (["create", "--name", "x", "--expires", "soon"], "30d"),
        (["create", "--name", "x", "--expires", "0d"], "已过"),
        (["create", "--name", "x", "--expires", "2020-01-01"], "已过"),
        (["revoke", "\x1b[31m"], "没有这个密钥"),
        (["list", "--store", "mysql://x/y"], "不支持 mysql"),
    ],
)
def test_what_makes_no_sense_is_refused(
    capsys: Capture, place: str, arguments: list[str], words: str
) -> None:
    main(["keys", "create", "--name", "taken", "--store", place])
    assert main(["keys", arguments[0], "--store", place, *arguments[1:]]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "\x1b" not in said
    assert main(["keys", "list", "--json", "--store", place]) == 0
    assert [key["name"] for key in json.loads(capsys.readouterr().out)] == ["taken"]


@pytest.mark.parametrize("arguments", [[], ["create"], ["revoke"], ["create", "--rpm", "many"]])
def test_bad_usage_is_told_in_chinese(capsys: Capture, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["keys", *arguments])
    assert caught.value.code == 2
    assert "用法：" in capsys.readouterr().err


def test_a_name_that_somebody_else_wrote_moves_no_cursor(capsys: Capture, place: str) -> None:
    main(["keys", "create", "--name", "x", "--store", place])
    other = sqlite3.connect(place)
    other.execute("UPDATE keys SET name = ?", ("a\x1b]0;title\x07\r\nb\u202e",))
    other.commit()
    other.close()
    capsys.readouterr()
    main(["keys", "list", "--store", place])
    out = capsys.readouterr().out
    assert "a\\x1b]0;title\\x07\\r\\nb\\u202e" in out
    assert out.count("\n") == 2


def test_what_is_printable_stays_as_it_is() -> None:
    assert printable("博客 blog-1 😀") == "博客 blog-1 😀"
    assert printable("\udcff") == "\\udcff"


def test_a_day_counts_to_its_end() -> None:
    now = datetime(2030, 1, 1, 12)
    assert moment("12h", now) == datetime(2030, 1, 2).timestamp()
    assert moment("1d", now) == datetime(2030, 1, 2, 12).timestamp()
    assert moment("2030-01-31", now) == datetime(2030, 2, 1).timestamp()
    for nonsense in ("", "d", "-1d", "1.5h", "1w", "2030-02-30", "9999-12-31", "٣d"):
        with pytest.raises(InputError):
            moment(nonsense, now)


def test_no_key_yet(capsys: Capture, place: str) -> None:
    assert main(["keys", "list", "--store", place]) == 0
    assert "tuwen keys create" in capsys.readouterr().out
