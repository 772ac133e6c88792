"""Source text and terminals in words: what is defined and called, what was run and what came out.

Rests on the lines that reading found, else on the texts alone.
"""

import re
from collections import Counter
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
    ids = ids_of(reading, lines)
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
        clause = Clause(told, ids_of(reading, [remark[1]]), 8 if whole else 3)
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
            return re.sub(r"(?<=[。.!！])(?: [A-Za-z]){1,4}$", "", _wide(plain(text))), line
    return None


def _wide(text: str) -> str:
    """Chinese with its own punctuation, where half-width marks were read."""
    text = re.sub(rf"(?<={HAN.pattern})([,:;])\s*(?={HAN.pattern})",
                  lambda m: "，：；"[",:;".index(m[1])], text)  # fmt: skip
    return re.sub(rf"(?<={HAN.pattern})\.$", "", text)


def ids_of(reading: Reading, lines: list[CodeLine]) -> tuple[str, ...]:
    boxes = {line.box for line in lines}
    return tuple(text.id for text in reading.texts if text.box in boxes)


def _found(pattern: re.Pattern[str], texts: list[str]) -> list[str]:
    """What the groups of a pattern hold, once each, in order."""
    names = (next(filter(None, m.groups()), "") for t in texts for m in pattern.finditer(t))
    return list(dict.fromkeys(filter(None, names)))
