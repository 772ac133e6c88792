"""Terminals: prompts, commands, output, errors, remarks."""

import pytest

from tuwen.reading.sessions import sessions, with_comments
from tuwen.reading.types import CodeLine


def lines_of(*texts: str) -> list[CodeLine]:
    return [CodeLine(text, "code", (0, 20 * k, 100, 20 * k + 16), 1.0)
            for k, text in enumerate(texts)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "prompt", "command"),
    [
        ("$ npm install", "$", "npm install"),
        ("root@web-1:~# systemctl restart nginx", "root@web-1:~#", "systemctl restart nginx"),
        ("[dev@node1 app]$ ls -l", "[dev@node1 app]$", "ls -l"),
        ("(venv) user@host:~/app$ python run.py", "(venv) user@host:~/app$", "python run.py"),
        ("PS C:\\Users\\me> Get-Process", "PS C:\\Users\\me>", "Get-Process"),
        ("C:\\work>dir /w", "C:\\work>", "dir /w"),
        ("mysql> select 1;", "mysql>", "select 1;"),
        (">>> print(1)", ">>>", "print(1)"),
        ("127.0.0.1:6379> get key", "127.0.0.1:6379>", "get key"),
        ("postgres=# \\dt", "postgres=#", "\\dt"),
        ("# apt update", "#", "apt update"),
        ("me@pc:~$ ls-la", "me@pc:~$", "ls -la"),
        ("$ cat my-rm-list", "$", "cat my-rm-list"),
    ],
)
def test_prompts_of_the_usual_shells(text: str, prompt: str, command: str) -> None:
    (line,) = sessions(lines_of(text), [False])
    assert (line.role, line.prompt, line.text) == ("command", prompt, command)


@pytest.mark.parametrize(
    "text",
    ["bash: foo: command not found", "Traceback (most recent call last):", "npm ERR! code E404",
     "java.lang.NullPointerException: id", "fatal: not a git repository",
     "E: Unable to locate package", "2024-01-01 12:00:00 ERROR worker died"],
)  # fmt: skip
def test_errors_are_told_from_output(text: str) -> None:
    command, line = sessions(lines_of("$ run", text), [False, False])
    assert (command.role, line.role) == ("command", "error")


def test_what_is_plain_is_output() -> None:
    texts = ["added 12 packages", "0 errors, 0 warnings", "total 48", "no error was found"]
    assert {line.role for line in sessions(lines_of(*texts), [False] * 4)} == {"output"}


def test_red_lines_are_errors_and_so_is_what_hangs_from_one() -> None:
    told = sessions(lines_of("$ run", "it broke", "    at main(App.java:3)", "done"),
                    [False, True, False, False])  # fmt: skip
    assert [line.role for line in told] == ["command", "error", "error", "output"]


def test_a_command_goes_on_after_a_backslash() -> None:
    told = sessions(lines_of("$ docker run \\", "  -p 80:80 nginx"), [False, False])
    assert [line.role for line in told] == ["command", "command"]


def test_remarks_of_code() -> None:
    told = with_comments(lines_of("/**", " * Adds.", " */", "int add();", "// end"), "java")
    assert [line.role for line in told] == ["comment", "comment", "comment", "code", "comment"]


def test_a_sentence_of_an_error_goes_on_in_the_next_line() -> None:
    texts = ["C:\\work>javac", "'javac' 不是内部或外部命令，也不是可运行的程序", "或批处理文件。"]
    assert [q.role for q in sessions(lines_of(*texts), [False] * 3)] == [
        "command",
        "error",
        "error",
    ]


@pytest.mark.parametrize(("read", "typed"), [("$ 1s -1", "ls -l"), ("$ cat a | 1s", "cat a | ls")])
def test_the_list_command_is_no_figure(read: str, typed: str) -> None:
    (line,) = sessions(lines_of(read), [False])
    assert line.text == typed
