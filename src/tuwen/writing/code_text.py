"""Source text and terminals in words: what is defined and called, what was run and what came out.

Rests on the lines that reading found, else on the texts alone.
"""

import re
from collections import Counter
from dataclasses import replace
from typing import Final

from tuwen.reading.types import CodeLine, Reading
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import HAN, Clause, capped, glued, listed, quoted, shortened

NAMES: Final[dict[str, str]] = {
    "python": "Python", "java": "Java", "javascript": "JavaScript", "typescript": "TypeScript",
    "go": "Go", "rust": "Rust", "c": "C", "cpp": "C++", "csharp": "C#", "kotlin": "Kotlin",
    "php": "PHP", "ruby": "Ruby", "sql": "SQL", "yaml": "YAML", "json": "JSON", "html": "HTML",
    "xml": "XML", "css": "CSS", "dockerfile": "Dockerfile", "shell": "Shell", "ini": "INI 配置",
    "diff": "补丁",
}  # fmt: skip
DEFINED: Final = re.compile(
    r"\b(?:def|fn|func|function\*?|fun)\s+(?:\([^)]*\)\s*)?([A-Za-z_]\w*)"
    r"|^\s*(?:(?:public|private|protected|static|final|abstract|synchronized|async|override|const"
    r"|inline|extern|unsigned)\s+)*[\w<>\[\],.*]+\s+\**([A-Za-z_]\w*)\s*\([^;=]*\)?\s*"
    r"(?:throws\s+\w+)?\s*\{?$"
    r"|^\s*(?:export\s+)?(?:const|let|var)\s+([A-Za-z_]\w*)\s*=\s*(?:async\s*)?\([^)]*\)\s*=>"
)
TYPE: Final = re.compile(
    r"^\s*(?:(?:pub(?:\([^)]*\))?|public|private|protected|export|default|abstract|final|static"
    r"|data|typedef)\s+)*(?:class|interface|struct|trait|enum|record)\s+([A-Za-z_]\w*)"
    r"(?=[^;=]*$)"
    r"|^\s*type\s+([A-Za-z_]\w*)\s+(?:struct|interface)\b"
)
IMPORT: Final = re.compile(
    r"^\s*(?:from\s+([\w.]+)\s+import|import\s+(?:static\s+)?([\w.*]+)\s*(?:;|as\b|,|$)"
    r"|import\s+.*?from\s+[\"']([^\"']+)|use\s+([\w:]+)|\#\s*include\s*[<\"]([\w./]+)"
    r"|(?:const|let|var)\s+.*=\s*require\([\"']([^\"']+))"
)
CALLED: Final = re.compile(r"(?<![\w.])((?:[A-Za-z_]\w*(?:\.|::|->))*[A-Za-z_]\w*)\(")
STATEMENT: Final = (
    ("查询", r"(?i)\b(?:from|join)\s+([A-Za-z_][\w.]*)"),
    ("写入", r"(?i)\binsert\s+into\s+([A-Za-z_][\w.]*)"),
    ("修改", r"(?i)\balter\s+(?:table|extension|index)\s+([A-Za-z_][\w.]*)"),
    ("更新", r"(?i)\bupdate\s+([A-Za-z_][\w.]*)\s+set\b"),
    ("创建", r"(?i)\bcreate\s+(?:or\s+replace\s+)?(?:table|view|index|function|type|operator"
             r"\s+class)\s+(?:if\s+not\s+exists\s+)?([A-Za-z_][\w.]*)"),
    ("删除", r"(?i)\b(?:delete\s+from|drop\s+\w+(?:\s+if\s+exists)?)\s+([A-Za-z_][\w.]*)"),
)  # fmt: skip
# What such a line begins with does not define what it names.
STATES: Final = re.compile(
    r"^\s*(?:raise|return|throw|new|yield|await|else|del|assert|case|go|defer|delete|echo)\b"
)
KEY: Final = re.compile(r"^(\s*)(?:- )?([\w./-]+):(?:\s|$)")
DOCUMENTS: Final = re.compile(r"^\s*(?:[rf]?(?:\"\"\"|\'\'\')|/\*\*|//[/!])")
WORDS: Final = frozenset(
    {"if", "for", "while", "switch", "return", "catch", "sizeof", "def", "function", "func", "fn",
     "print", "elif", "and", "or", "not", "in", "is", "new", "except", "match", "await", "yield",
     "assert", "with", "lambda", "super", "foreach", "using"}
)  # fmt: skip
MODES: Final = re.compile(r"^\s*[-dl1][-rwxsStT.]{8,10}\s")  # an l may be read as 1
COLUMNS: Final = re.compile(r"^\s*[A-Z][A-Z()%-]+(?:\s+[A-Z][A-Z()%-]*){2,}\s*$")
STAMP: Final = re.compile(
    r"^\s*(?:\[[A-Z]?\s*\d[\d:. -]*[^\]]*\]|\d{4}[-/]\d\d[-/]\d\d[T ]?[\d:.,]*Z?)?\s*"
    r"(?:\[?(?:ERROR|FATAL|WARN|CRITICAL)\]?\s+)?(?:\[[\w-]+\]\s+[\w.$]+\s+[-:]\s+)?"
)
ROOT: Final = re.compile(r"^\s*[\w.]*(?:Error|Exception|Warning|panic|fatal|ERR!?|error)\b.*[:：]")


def lines_of(reading: Reading) -> tuple[CodeLine, ...]:
    """The lines as read, else the texts as plain lines."""
    if reading.code is not None:
        return reading.code.lines
    return tuple(CodeLine(t.text, "code", t.box, t.confidence) for t in reading.texts)


def code(reading: Reading) -> tuple[str, list[Clause]]:
    """The language, and what the code defines, imports and calls."""
    lines = [line for line in lines_of(reading) if line.text.strip()]
    language = reading.code.language if reading.code else ""
    said = [line.text for line in lines if line.role != "comment"]
    ids = _ids(reading, lines)
    if language == "sql":
        clauses = _statements(said, ids)
    elif language in ("yaml", "json", "ini"):
        clauses = _settings(said, ids)
    elif language == "shell":
        clauses = _script(said, ids)
    else:
        clauses = _program(said, ids)
    remark = _remark(lines)
    if remark is not None:
        whole = remark[1] in lines[:2] or DOCUMENTS.match(remark[1].text)
        told = glued("注释写明", quoted(shortened(remark[0], 40)))
        clause = Clause(told, _ids(reading, [remark[1]]), 8 if whole else 3)
        clauses.insert(0 if whole else len(clauses), clause)
    if not clauses and said:
        first = next((text.strip() for text in said if re.search(r"\w{2}", text)), "")
        if first:
            begin = quoted(shortened(plain(first), 40))
            clauses.append(Clause(glued("以", begin, "开头"), ids[:1], 4))
    return NAMES.get(language, ""), clauses


def subjects(reading: Reading) -> list[str]:
    """What code is about by name: its language, types, functions and imports; commands."""
    lines = lines_of(reading)
    language = reading.code.language if reading.code else ""
    said = [line.text for line in lines if line.role in ("code", "output") and language]
    heads = [text for text in said if not STATES.match(text)]
    names = [*_found(TYPE, said), *_found(DEFINED, heads)]
    names += [name.strip(".*:") for name in _found(IMPORT, said)]
    names += [
        line.text.split()[0] for line in lines if line.role == "command" and line.text.strip()
    ]
    return [name for name in (NAMES.get(language, ""), *names) if name and name not in WORDS]


def _program(said: list[str], ids: tuple[str, ...]) -> list[Clause]:
    types = _found(TYPE, said)
    heads = [text for text in said if not STATES.match(text)]
    functions = [name for name in _found(DEFINED, heads) if name not in WORDS and name not in types]
    imports = [name.strip(".*:") for name in _found(IMPORT, said)]
    clauses: list[Clause] = []
    if types:
        clauses.append(Clause(glued("定义了", capped(types, 5, measure="个"), "类型"), ids, 7))
    if functions:
        names = capped([f"{name}()" for name in functions], 6, measure="个")
        clauses.append(Clause(glued("包含" if types else "定义了", names, "函数"), ids, 6))
    if imports:
        clauses.append(Clause(glued("引入了", capped(imports, 5, measure="项")), ids, 4))
    own = {*types, *functions}
    calls = Counter(
        name for text in said if STATES.match(text) or not DEFINED.search(text)
        for name in CALLED.findall(text) if name not in WORDS | own and len(name) > 2
        and not re.search(r"(?:Error|Exception)$", name)
    )  # fmt: skip
    if calls:
        names = listed([f"{name}()" for name, _ in calls.most_common(4)])
        lead = "其中调用了" if clauses else "调用了"
        clauses.append(Clause(glued(lead, names), ids, 4))
    return clauses


def _statements(said: list[str], ids: tuple[str, ...]) -> list[Clause]:
    whole = " ".join(said)
    told = [
        glued(verb, capped(list(dict.fromkeys(re.findall(pattern, whole))), 4, measure="个"))
        for verb, pattern in STATEMENT if re.search(pattern, whole)
    ]  # fmt: skip
    return [Clause("，".join(told), ids, 6)] if told else []


def _settings(said: list[str], ids: tuple[str, ...]) -> list[Clause]:
    """The outermost keys; of a Kubernetes object its kind and name."""
    keys = [m for text in said if (m := KEY.match(text))]
    values = {m[2]: m.string[m.end() :].strip() for m in reversed(keys)}
    clauses: list[Clause] = []
    if values.get("kind") and "apiVersion" in values:
        name = f"名为 {values['name']} 的" if values.get("name") else ""
        clauses.append(Clause(glued("声明了", name, values["kind"]), ids, 7))
    least = min((len(m[1]) for m in keys), default=0)
    outer = list(dict.fromkeys(m[2] for m in keys if len(m[1]) == least))
    if outer:
        clauses.append(Clause(glued("配置项有", capped(outer, 6, measure="项")), ids, 5))
    return clauses


def _script(said: list[str], ids: tuple[str, ...]) -> list[Clause]:
    words = [text.split()[0] for text in said if re.match(r"\s*[a-z][\w-]*(?:\s|$)", text)]
    skipped = {"if", "then", "fi", "do", "done", "else", "elif", "for", "while", "case", "esac"}
    commands = list(dict.fromkeys(w for w in words if w not in skipped))
    functions = _found(re.compile(r"^\s*(?:function\s+)?(\w+)\s*\(\)"), said)
    clauses: list[Clause] = []
    if functions:
        names = capped([f"{name}()" for name in functions], 5, measure="个")
        clauses.append(Clause(glued("定义了", names, "函数"), ids, 6))
    if commands:
        names = capped(commands, 5, measure="个")
        clauses.append(Clause(glued("用到", names, "命令"), ids, 5))
    return clauses


def _remark(lines: list[CodeLine]) -> tuple[str, CodeLine] | None:
    """The first comment that reads as a sentence, with its line."""
    for line in lines:
        text = re.sub(r"^[\s/*#\-'\"!<]+|[\s*/\"'>-]+$", "", line.text)
        words = len(HAN.findall(text)) > 3 or len(re.findall(r"[A-Za-z]{2,}", text)) > 3
        if line.role == "comment" and words and not re.search(r"[=(){};@]", text):
            return _wide(plain(text)), line
    return None


def _wide(text: str) -> str:
    """Chinese with its own punctuation, where half-width marks were read."""
    text = re.sub(rf"(?<={HAN.pattern})([,:;])\s*(?={HAN.pattern})",
                  lambda m: "，：；"[",:;".index(m[1])], text)  # fmt: skip
    return re.sub(rf"(?<={HAN.pattern})\.$", "", text)


def terminal(reading: Reading) -> list[Clause]:
    """Which commands are run, and what comes of them."""
    lines = lines_of(reading)
    commands = [line for line in lines if line.role == "command" and line.prompt]
    commands = [line for line in commands if re.search(r"[A-Za-z\u3400-\u9fff]", line.text)]
    errors = [line for line in lines if line.role == "error" and _message(line.text)]
    outputs = [line for line in lines if line.role == "output" and re.search(r"\w{2}", line.text)]
    clauses: list[Clause] = []
    if commands:
        said = [quoted(shortened(plain(c.text), 48)) for c in commands]
        names = capped(said, 4, measure="条命令")
        python = all(c.prompt.startswith((">>>", "In")) for c in commands)
        lead = "在 Python 交互环境中输入了" if python else "执行了"
        lead = f"依次{lead}" if len(commands) > 1 and not python else lead
        clauses.append(Clause(glued(lead, names), _ids(reading, commands), 8))
    if errors:
        told = next((e for e in reversed(errors) if ROOT.match(e.text)), errors[0])
        lead = "结果报错" if commands else "输出中有报错"
        text = glued(lead, quoted(shortened(plain(_message(told.text)), 60)))
        clauses.append(Clause(text, _ids(reading, [told]), 7))
    elif outputs:
        told = _came_out(reading, outputs, ran=bool(commands))
        clauses += [told] if told.text else []
    return clauses


def _came_out(reading: Reading, outputs: list[CodeLine], *, ran: bool) -> Clause:
    """What was put out: a list of files, a table by its columns, else its last line."""
    files = [line for line in outputs if MODES.match(line.text)]
    heads = [line for line in outputs if COLUMNS.match(line.text)]
    if len(files) > 2 and len(files) * 3 >= len(outputs) * 2:
        text = "列出一组文件和目录的权限、属主、大小与修改时间"
        return Clause(f"{'随后' if ran else ''}{text}", _ids(reading, files), 5)
    if heads and outputs.index(heads[0]) == 0 and len(outputs) > len(heads):
        names = capped(list(dict.fromkeys(heads[0].text.split())), 8, measure="列")
        lead = "输出若干表格，首张列出" if len(heads) > 1 else "输出以表格列出"
        return Clause(glued(lead, names), _ids(reading, heads), 5)
    last = replace(outputs[-1], text=re.sub(r"^1(?=[r-][w-][xsS-])", "l", outputs[-1].text))
    if re.search(r"^\W*!|!!|!.*!", last.text):  # letters that could not be read
        return Clause("")
    lead = "输出中可见" if ran else "末行为"
    return Clause(glued(lead, quoted(shortened(plain(last.text), 60))), _ids(reading, [last]), 5)


def _message(text: str) -> str:
    """An error without the time, level, thread and logger that stand before it; may be empty."""
    bare = STAMP.sub("", text).strip(" !|")
    if re.match(r"(?:https?|file)://\S+$", bare):
        return ""
    return bare if re.search(r"[A-Za-z\u3400-\u9fff]{2}", bare) else ""


def _ids(reading: Reading, lines: list[CodeLine]) -> tuple[str, ...]:
    boxes = {line.box for line in lines}
    return tuple(text.id for text in reading.texts if text.box in boxes)


def _found(pattern: re.Pattern[str], texts: list[str]) -> list[str]:
    """What the groups of a pattern hold, once each, in order."""
    names = (next(filter(None, m.groups()), "") for t in texts for m in pattern.finditer(t))
    return list(dict.fromkeys(filter(None, names)))
