"""Terminals in words: what was run, what came of it, what went wrong."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tuwen.reading.types import CodeLine, Reading
from tuwen.writing.code_text import ids_of, lines_of
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause, capped, glued, quoted, shortened

# A line of `ls -l`: an l may be read as 1, marks of access as others.
MODES: Final = re.compile(r"^\s*[-dl1bcs](?=\S*[rwx])[-rwxst.*+!]{7,12}\s", re.IGNORECASE)
FILE: Final = re.compile(  # what stands behind the date
    r"(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}月\s*\d{1,2}日?|\d{4}-\d\d-\d\d)\s+(?:\d{1,2}:\d\d|\d{4})\s+(.+?)(?:\s->.*)?$"
)
COLUMNS: Final = re.compile(r"^\s*[A-Z][A-Z()%-]+(?:\s+[A-Z][A-Z()%-]*){2,}\s*$")
STAMP: Final = re.compile(
    r"^\s*(?:\[[A-Z]?\s*\d[\d:. -]*[^\]]*\]|\d{4}[-/]\d\d[-/]\d\d[T ]?[\d:.,]*Z?)?\s*"
    r"(?:\[?(?:ERROR|FATAL|WARN|CRITICAL)\]?\s+)?(?:\[[\w-]+\]\s+[\w.$]+\s+[-:]\s+)?"
)
ROOT: Final = re.compile(r"^\s*[\w.]*(?:Error|Exception|Warning|panic|fatal|ERR!?|error)\b.*[:：]")
# A line that says how it went.
TELLING: Final = re.compile(
    r"\b(?:success\w*|succeeded|started|listening|completed?|finished|done|passed|installed|built"
    r"|created|deleted|configured|deployed|pushed|up to date|ready)\b|成功|完成|失败|已启动|通过",
    re.IGNORECASE,
)
RUNNING: Final = re.compile(r"running (?:at|on)|serving|listening|started|local:|network:", re.I)
ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~\-/]*)?")
GARBLED: Final = re.compile(r"^\W*!|!!|!.*!")  # letters that could not be read
FILES: Final = 5  # that are named


def terminal(reading: Reading) -> list[Clause]:
    """Which commands are run, and what comes of them."""
    lines = lines_of(reading)
    commands = [line for line in lines if line.role == "command" and line.prompt]
    commands = [line for line in commands if re.search(r"[A-Za-z\u3400-\u9fff]", line.text)]
    errors = [line for line in lines if line.role == "error" and message_of(line.text)]
    outputs = [line for line in lines if line.role == "output" and re.search(r"\w{2}", line.text)]
    clauses: list[Clause] = []
    if commands:
        said = [quoted(shortened(plain(c.text), 48)) for c in commands]
        names = capped(said, 4, measure="条命令")
        python = all(c.prompt.startswith((">>>", "In")) for c in commands)
        lead = "在 Python 交互环境中输入了" if python else "执行了"
        lead = f"依次{lead}" if len(commands) > 1 and not python else lead
        clauses.append(Clause(glued(lead, names), ids_of(reading, commands), 8))
    if errors:
        told = next((e for e in reversed(errors) if ROOT.match(e.text)), errors[0])
        lead = "结果报错" if commands else "输出中有报错"
        text = glued(lead, quoted(shortened(plain(message_of(told.text)), 60)))
        clauses.append(Clause(text, ids_of(reading, [told]), 7))
    elif outputs:
        told = _came_out(reading, outputs, ran=bool(commands))
        clauses += [told] if told.text else []
    return clauses


def _came_out(reading: Reading, outputs: list[CodeLine], *, ran: bool) -> Clause:
    """What was put out: files, a table by its columns, where it serves, else a telling line."""
    files = [line for line in outputs if MODES.match(line.text)]
    heads = [line for line in outputs if COLUMNS.match(line.text)]
    if len(files) > 2 and len(files) * 2 >= len(outputs):
        return Clause(f"{'随后' if ran else ''}{_files(files)}", ids_of(reading, files), 5)
    if heads and outputs.index(heads[0]) == 0 and len(outputs) > len(heads):
        names = capped(list(dict.fromkeys(heads[0].text.split())), 8, measure="列")
        lead = "输出若干表格，首张列出" if len(heads) > 1 else "输出以表格列出"
        return Clause(glued(lead, names), ids_of(reading, heads), 5)
    place = served(outputs)
    if place:
        address = ADDRESS.findall(place[-1].text)[0]
        return Clause(glued("输出显示服务地址为", address), ids_of(reading, place), 6)
    telling = [line for line in outputs if TELLING.search(line.text)]
    last = (telling or outputs)[-1]
    last = replace(last, text=re.sub(r"^1(?=[r-][w-][xsS-])", "l", last.text))
    if GARBLED.search(last.text) or not (ran or telling):
        return Clause("")
    text = glued("输出中可见", quoted(shortened(plain(message_of(last.text) or last.text), 60)))
    return Clause(text, ids_of(reading, [last]), 5)


def _files(lines: Sequence[CodeLine]) -> str:
    """「列出 a.txt、b.txt 等 14 项的权限……」; without names where these were not read."""
    names = [found[1] for line in lines if (found := FILE.search(line.text))]
    if len(names) < len(lines) or any(GARBLED.search(name) for name in names):
        return "列出一组文件和目录的权限、属主、大小与修改时间"
    return glued("列出", capped(names, FILES, measure="项"), "的权限、属主、大小与修改时间")


def served(outputs: Sequence[CodeLine]) -> list[CodeLine]:
    """The line that says where something runs, and the one with its address."""
    for line, following in zip(outputs, [*outputs[1:], None], strict=True):
        if RUNNING.search(line.text):
            for place in (line, following):
                if place is not None and ADDRESS.search(place.text):
                    return [line] if place is line else [line, place]
    return []


def message_of(text: str) -> str:
    """An error without the time, level, thread and logger that stand before it; may be empty."""
    bare = STAMP.sub("", text).strip(" !|")
    if re.match(r"(?:https?|file)://\S+$", bare):
        return ""
    return bare if re.search(r"[A-Za-z\u3400-\u9fff]{2}", bare) else ""
