"""Terminals in words: what was run, what came of it, what went wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

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
Outcome = Literal["", "error", "files", "tables", "address", "line"]
FILES: Final = 5  # that are named


@dataclass(frozen=True)
class Session:
    """What happened in a terminal: what was run, and the one thing worth telling of what came."""

    commands: tuple[CodeLine, ...] = ()
    python: bool = False  # they were entered at a Python prompt
    outcome: Outcome = ""
    lines: tuple[CodeLine, ...] = ()  # that the outcome rests on
    names: tuple[str, ...] = ()  # files, or columns; empty where they were not read
    said: str = ""  # the error, the address or the telling line


def session_of(reading: Reading) -> Session:
    """Take a terminal apart into commands and what came of them."""
    lines = lines_of(reading)
    commands = [line for line in lines if line.role == "command" and line.prompt]
    commands = [line for line in commands if re.search(r"[A-Za-z\u3400-\u9fff]", line.text)]
    python = all(c.prompt.startswith((">>>", "In")) for c in commands)
    begun = Session(tuple(commands), python)
    errors = [line for line in lines if line.role == "error" and message_of(line.text)]
    if errors:
        told = next((e for e in reversed(errors) if ROOT.match(e.text)), errors[0])
        return replace(begun, outcome="error", lines=(told,), said=plain(message_of(told.text)))
    outputs = [line for line in lines if line.role == "output" and re.search(r"\w{2}", line.text)]
    return _came_out(begun, outputs) if outputs else begun


def _came_out(begun: Session, outputs: list[CodeLine]) -> Session:
    """What was put out: files, a table by its columns, where it serves, else a telling line."""
    files = [line for line in outputs if MODES.match(line.text)]
    heads = [line for line in outputs if COLUMNS.match(line.text)]
    if len(files) > 2 and len(files) * 2 >= len(outputs):
        names = [found[1] for line in files if (found := FILE.search(line.text))]
        read = len(names) == len(files) and not any(GARBLED.search(name) for name in names)
        known = tuple(names) if read else ()
        return replace(begun, outcome="files", lines=tuple(files), names=known)
    if heads and outputs[0] is heads[0] and len(outputs) > len(heads):
        columns = tuple(dict.fromkeys(heads[0].text.split()))
        return replace(begun, outcome="tables", lines=tuple(heads), names=columns)
    if place := served(outputs):
        address = ADDRESS.findall(place[-1].text)[0]
        return replace(begun, outcome="address", lines=tuple(place), said=address)
    telling = [line for line in outputs if TELLING.search(line.text)]
    last = (telling or outputs)[-1]
    text = re.sub(r"^1(?=[r-][w-][xsS-])", "l", last.text)
    if GARBLED.search(text) or not (begun.commands or telling):
        return begun
    said = plain(message_of(text) or text)
    return replace(begun, outcome="line", lines=(last,), said=said)


def terminal(reading: Reading) -> list[Clause]:
    """Which commands are run, and what comes of them."""
    session = session_of(reading)
    clauses: list[Clause] = []
    ran = bool(session.commands)
    if ran:
        said = [quoted(shortened(plain(c.text), 48)) for c in session.commands]
        lead = "在 Python 交互环境中输入了" if session.python else "执行了"
        lead = f"依次{lead}" if len(said) > 1 and not session.python else lead
        told = glued(lead, capped(said, 4, measure="条命令"))
        clauses.append(Clause(told, ids_of(reading, list(session.commands)), 8))
    if session.outcome:
        weight = {"error": 7, "address": 6}.get(session.outcome, 5)
        ids = ids_of(reading, list(session.lines))
        clauses.append(Clause(_outcome(session, ran=ran), ids, weight))
    return clauses


def _outcome(session: Session, *, ran: bool) -> str:
    what = quoted(shortened(session.said, 60))
    if session.outcome == "error":
        return glued("结果报错" if ran else "输出中有报错", what)
    if session.outcome == "address":
        return glued("输出显示服务地址为", session.said)
    if session.outcome == "tables":
        lead = "输出若干表格，首张列出" if len(session.lines) > 1 else "输出以表格列出"
        return glued(lead, capped(session.names, 8, measure="列"))
    if session.outcome == "files":
        names = capped(session.names, FILES, measure="项")
        told = glued("列出", names or "一组文件和目录", "的权限、属主、大小与修改时间")
        return f"随后{told}" if ran else told
    return glued("输出中可见", what)


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
