"""Code, terminals, tables, formulas, and pictures known by their texts or colours alone."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tuwen.reading.types import Reading
from tuwen.writing.code_text import (
    CALLED,
    DEFINED,
    IMPORT,
    KEY,
    NAMES,
    STATEMENT,
    STATES,
    TYPE,
    WORDS,
    found_in,
    lines_of,
    remark_of,
)
from tuwen.writing.code_text import ids_of as ids_of_lines
from tuwen.writing.english.phrasing import (
    a,
    capped,
    listed,
    quoted,
    shortened,
)
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause
from tuwen.writing.terminal_text import Session, session_of

VERBS: Final = {
    "查询": "queries", "写入": "inserts into", "修改": "alters", "更新": "updates",
    "创建": "creates", "删除": "deletes",
}  # fmt: skip


def code(reading: Reading) -> tuple[str, list[Clause]]:
    """The language, and what the code defines, imports and calls."""
    lines = [line for line in lines_of(reading) if line.text.strip()]
    language = reading.code.language if reading.code else ""
    said = [line.text for line in lines if line.role != "comment"]
    ids = ids_of_lines(reading, lines)
    clauses: list[Clause] = []
    if language == "sql":
        clauses = _statements(said, ids)
    elif language in ("yaml", "json", "ini"):
        clauses = _settings(said, ids)
    elif language == "shell":
        clauses = _script(said, ids)
    else:
        clauses = _program(said, ids)
    remark = remark_of(lines)
    if remark is not None:
        text = f"a comment says {quoted(shortened(remark[0], 80))}"
        clauses.append(Clause(text, ids_of_lines(reading, [remark[1]]), 3))
    if not clauses and said:
        first = next((text.strip() for text in said if re.search(r"\w{2}", text)), "")
        if first:
            clauses.append(Clause(f"it begins with {quoted(shortened(first, 60))}", ids[:1], 4))
    return NAMES.get(language, "").replace("配置", "configuration").replace("补丁", "diff"), clauses


def _program(said: Sequence[str], ids: tuple[str, ...]) -> list[Clause]:
    types = found_in(TYPE, list(said))
    heads = [text for text in said if not STATES.match(text)]
    functions = [n for n in found_in(DEFINED, heads) if n not in WORDS and n not in types]
    imports = [n.strip(".*:") for n in found_in(IMPORT, list(said))]
    clauses: list[Clause] = []
    parts: list[str] = []
    if types:
        parts.append(f"the {'type' if len(types) == 1 else 'types'} {capped(types, 5)}")
    if functions:
        shown = capped([f"{n}()" for n in functions], 6)
        parts.append(f"the {'function' if len(functions) == 1 else 'functions'} {shown}")
    if parts:
        clauses.append(Clause(f"it defines {listed(parts)}", ids, 7))
    if imports:
        clauses.append(Clause(f"it imports {capped(imports, 5)}", ids, 4))
    own = {*types, *functions}
    calls = Counter(
        name for text in said if STATES.match(text) or not DEFINED.search(text)
        for name in CALLED.findall(text) if name not in WORDS | own and len(name) > 2
        and not re.search(r"(?:Error|Exception)$", name)
    )  # fmt: skip
    if calls:
        names = listed([f"{name}()" for name, _ in calls.most_common(4)])
        clauses.append(Clause(f"it calls {names}", ids, 4))
    return clauses


def _statements(said: Sequence[str], ids: tuple[str, ...]) -> list[Clause]:
    whole = " ".join(said)
    told = [
        f"{VERBS[verb]} {capped(list(dict.fromkeys(re.findall(pattern, whole))), 4)}"
        for verb, pattern in STATEMENT if re.search(pattern, whole)
    ]  # fmt: skip
    return [Clause(f"it {listed(told)}", ids, 6)] if told else []


def _settings(said: Sequence[str], ids: tuple[str, ...]) -> list[Clause]:
    """The outermost keys; of a Kubernetes object its kind and name."""
    keys = [m for text in said if (m := KEY.match(text))]
    values = {m[2]: m.string[m.end() :].strip() for m in reversed(keys)}
    clauses: list[Clause] = []
    if values.get("kind") and "apiVersion" in values:
        name = f" named {values['name']}" if values.get("name") else ""
        clauses.append(Clause(f"it declares {a(values['kind'])}{name}", ids, 7))
    least = min((len(m[1]) for m in keys), default=0)
    outer = list(dict.fromkeys(m[2] for m in keys if len(m[1]) == least))
    if outer:
        keys_word = "the key" if len(outer) == 1 else "the keys"
        clauses.append(Clause(f"it has {keys_word} {capped(outer, 6)}", ids, 5))
    return clauses


def _script(said: Sequence[str], ids: tuple[str, ...]) -> list[Clause]:
    words = [text.split()[0] for text in said if re.match(r"\s*[a-z][\w-]*(?:\s|$)", text)]
    skipped = {"if", "then", "fi", "do", "done", "else", "elif", "for", "while", "case", "esac"}
    commands = list(dict.fromkeys(w for w in words if w not in skipped))
    if not commands:
        return []
    sort = "command" if len(commands) == 1 else "commands"
    return [Clause(f"it uses the {sort} {capped(commands, 5)}", ids, 5)]


def terminal(reading: Reading, most: int = 4) -> list[Clause]:
    """Which commands are run, and what comes of them."""
    session = session_of(reading)
    clauses: list[Clause] = []
    if session.commands:
        said = [quoted(shortened(plain(c.text), 60)) for c in session.commands]
        run = "entered at a Python prompt" if session.python else "run"
        text = f"{capped(said, most)} {'is' if len(said) == 1 else 'are'} {run}"
        text += " one after another" if len(said) > 1 and not session.python else ""
        if most == 1 and len(said) > 1:
            text = f"{said[0]} is the first command that is {run}"
        clauses.append(Clause(text, ids_of_lines(reading, list(session.commands)), 8))
    if session.outcome:
        weight = {"error": 7, "address": 6}.get(session.outcome, 5)
        ids = ids_of_lines(reading, list(session.lines))
        clauses.append(Clause(_outcome(session), ids, weight))
    return clauses


def _outcome(session: Session) -> str:
    if session.outcome == "error":
        lead = "the result is the error" if session.commands else "the output contains the error"
        return f"{lead} {quoted(shortened(session.said, 90))}"
    if session.outcome == "address":
        return f"the output gives the address of the service as {session.said}"
    if session.outcome == "tables":
        several = len(session.lines) > 1
        lead = "the output is several tables, the first" if several else "the output is a table"
        return f"{lead} with the columns {capped(list(session.names), 8)}"
    if session.outcome == "files":
        what = capped(list(session.names), 5) if session.names else "files and directories"
        return f"{what} are listed with their permissions, owners, sizes, and dates"
    return f"the output includes {quoted(shortened(' '.join(session.said.split()), 80))}"
