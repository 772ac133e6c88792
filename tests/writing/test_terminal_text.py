"""Terminals in words."""

from figures import BOX, coded

from tuwen.reading.types import CodeLine, LineRole, Reading
from tuwen.task import Order
from tuwen.writing.narrate import write


def told(reading: Reading) -> str:
    return "".join(s.text for s in write(Order("summary"), reading))


def line(text: str, role: LineRole, prompt: str = "") -> CodeLine:
    return CodeLine(text, role, BOX, 0.95, prompt)


def test_a_terminal_tells_commands_and_what_went_wrong() -> None:
    text = told(coded(
        "terminal", line("cd app", "command", "$"), line("python run.py", "command", "$"),
        line("Traceback (most recent call last):", "error"),
        line("ValueError: no port given", "error"),
    ))  # fmt: skip
    assert "依次执行了「cd app」和「python run.py」" in text
    assert "结果报错「ValueError: no port given」" in text


def test_a_terminal_without_trouble_tells_its_last_words() -> None:
    text = told(coded(
        "terminal", line("npm test", "command", "$"), line("12 passed", "output"),
    ))  # fmt: skip
    assert "输出中可见「12 passed」" in text


def test_a_cursor_is_no_command_and_an_error_is_told_without_its_stamp() -> None:
    error = "2024-09-18 10:42:10.322 ERROR [main] c.shop.Application - Failed to load a.yaml"
    text = told(
        coded(
            "terminal", line("run", "command", "$"), line(error, "error"), line("_", "command", "$")
        )
    )
    assert "执行了「run」" in text
    assert "结果报错「Failed to load a.yaml」" in text
    assert "「_」" not in text


def test_a_link_that_stands_out_is_no_error() -> None:
    said = told(coded("terminal", "ready", line("!http://localhost:8888/?token=1", "error")))
    assert "报错" not in said


def test_files_are_named_with_what_is_listed_of_them() -> None:
    files = [line(f"-rw-r--r--. 1 root root 128 Jun 14 23:04 f{n}.txt", "output") for n in range(3)]
    assert "列出 f0.txt、f1.txt 和 f2.txt 的权限、属主、大小与修改时间" in told(
        coded("terminal", *files)
    )
    noisy = [line("drWXr-xr-X.! 35 root root 4096 Jun 14 17:20 a!!b", "output") for _ in range(3)]
    assert "列出一组文件和目录的权限" in told(coded("terminal", *noisy))


def test_a_table_is_told_by_its_columns() -> None:
    pods = [line("NAME READY STATUS", "output"), line("web-1 1/1 Running", "output")]
    assert "输出以表格列出 NAME、READY 和 STATUS" in told(coded("terminal", *pods))


def test_where_a_service_runs_is_told_without_its_secrets() -> None:
    start = line("Jupyter Notebook 6.4 is running at:", "output")
    place = line("[I 05:23:30 App] http://localhost:8888/?token=7ae1f4", "output")
    said = told(coded("terminal", line("jupyter notebook", "command", "$"), start, place))
    assert "输出显示服务地址为 http://localhost:8888/" in said
    assert "7ae1f4" not in said


def test_the_line_that_says_how_it_went_is_told() -> None:
    lines = [line("Collecting flask", "output"), line("Successfully installed flask-3", "output")]
    said = told(coded("terminal", *lines, line("[notice] A new release", "output")))
    assert "输出中可见「Successfully installed flask-3」" in said
