"""Code, terminals, tables and what else is known by its texts alone.

Says only what the texts show. What lies in pixels (faces, scenes, mood) is left to
engines that see, and said to be.
"""

import re
from typing import Final

from tuwen.reading.types import Reading, Text
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import HAN, Clause, capped, count, glued, quoted

BLIND: Final = "本引擎只识别文字与图形结构，无法描述画面内容，可换用视觉语言模型引擎"
LANGUAGES: Final[tuple[tuple[str, str], ...]] = (
    ("Python", r"^\s*(?:def \w+\(|class \w+.*:$|import \w+|from [\w.]+ import)|\bself\.|print\("),
    ("Java", r"\bpublic (?:static|final|class|void|interface) |System\.out|private \w+ \w+"),
    ("TypeScript", r"\binterface \w+ \{|: (?:string|number|boolean)\b|\bexport (?:const|type)"),
    ("JavaScript", r"\bconst \w+ =|\blet \w+ =|=>|\bfunction \w*\(|console\.log|\brequire\("),
    ("Go", r"^\s*package \w+|\bfunc \w*\(|:=|\bfmt\."),
    ("Rust", r"\bfn \w+|\blet mut |println!|\bimpl\b|::new\("),
    ("C/C++", r"#include|\bint main\(|std::|printf\("),
    ("SQL", r"(?i)^\s*(?:select\b.+\bfrom\b|insert into|create table|update \w+ set)"),
    ("YAML", r"^\s*(?:apiVersion|kind|metadata|spec|version|services):|^\s*- \w+:"),
    ("Shell", r"^\s*(?:#!/bin|sudo |apt |yum |docker |kubectl |export |echo )"),
    ("HTML", r"<(?:div|html|body|span|head)\b"),
)  # fmt: skip
NAMES: Final = re.compile(
    r"\b(?:def|fn|func|function)\s+(?:\([^)]*\)\s*)?([A-Za-z_]\w*)|\b(class|interface|struct|trait|enum)\s+([A-Za-z_]\w*)"
)
PROMPT: Final = re.compile(
    r"^\s*(?:\(?[\w.\-]+\)?\s*)?(?:[\w.\-]+@[\w.\-]+[:\s][^\s$#]*\s*)?"
    r"(?:[$#❯➜]|PS [^>]*>|[A-Z]:\\[^>]*>|>>>|mysql>|\w+>)\s+(\S.*)$"
)
TROUBLE: Final = re.compile(
    r"error|exception|failed|failure|fatal|denied|not found|traceback|错误|失败|异常|拒绝", re.I
)


def headings(reading: Reading, most: int = 1) -> list[Text]:
    """The largest texts that read as words, highest first."""
    words = [t for t in reading.texts if t.confidence >= 0.6 and _wordy(t.text)]
    by_size = sorted(words, key=lambda t: (-(t.box[3] - t.box[1]), t.box[1]))
    if not by_size:
        return []
    tallest = by_size[0].box[3] - by_size[0].box[1]
    large = [t for t in by_size[:most] if (t.box[3] - t.box[1]) * 4 >= tallest * 3]
    return sorted(large, key=lambda t: t.box[1])


def texts(reading: Reading, *, skip: set[str] | None = None, most: int = 6) -> list[Clause]:
    """The words that can be made out, the first and largest ones."""
    seen = [
        t
        for t in reading.texts
        if t.confidence >= 0.6 and _wordy(t.text) and plain(t.text) not in (skip or set())
    ]
    unique = list({plain(t.text): t for t in seen}.values())
    if not unique:
        return []
    ranked = sorted(unique, key=lambda t: -(t.box[3] - t.box[1]) * min(len(t.text), 12))[:most]
    order = {t.id: n for n, t in enumerate(unique)}
    chosen = sorted(ranked, key=lambda t: order[t.id])
    names = "、".join(quoted(_cut(plain(t.text))) for t in chosen)
    tail = "等" if len(unique) > len(chosen) else ""
    return [Clause(glued("可辨认的文字有", names, tail), tuple(t.id for t in chosen), 4)]


def code(reading: Reading) -> tuple[str, list[Clause]]:
    """The language, and what the code defines and imports, by its words."""
    lines = [t.text for t in reading.texts]
    ids = tuple(t.id for t in reading.texts)
    language = _language(lines)
    functions: list[str] = []
    classes: list[str] = []
    for match in NAMES.finditer("\n".join(lines)):
        (functions if match[1] else classes).append(f"{match[1]}()" if match[1] else match[3])
    imports = [
        m[1]
        for line in lines
        if (m := re.match(r"\s*(?:import|from|use|#include)\s+[<\"]?([\w.:/]+)", line))
    ]
    clauses: list[Clause] = []
    if classes:
        clauses.append(
            Clause(glued("定义了", capped(_once(classes), 5, measure="个"), "类型"), ids, 6)
        )
    if functions:
        clauses.append(
            Clause(
                glued(
                    "定义了" if not classes else "包含",
                    capped(_once(functions), 6, measure="个"),
                    "函数",
                ),
                ids,
                6,
            )
        )
    if imports:
        clauses.append(Clause(glued("引入了", capped(_once(imports), 5, measure="项")), ids, 4))
    if not clauses and lines:
        first = next((line.strip() for line in lines if _wordy(line)), "")
        if first:
            clauses.append(Clause(glued("以", quoted(_cut(plain(first), 40)), "开头"), ids[:1], 4))
    return language, clauses


def terminal(reading: Reading) -> list[Clause]:
    """Commands, trouble, and the last line."""
    commands = [(t.id, m[1].strip()) for t in reading.texts if (m := PROMPT.match(t.text))]
    troubles = [t for t in reading.texts if TROUBLE.search(t.text) and not PROMPT.match(t.text)]
    clauses: list[Clause] = []
    if commands:
        names = capped([quoted(_cut(c, 48)) for _, c in commands], 4, measure="条命令")
        clauses.append(
            Clause(
                glued("依次执行了" if len(commands) > 1 else "执行了", names),
                tuple(i for i, _ in commands),
                8,
            )
        )
    if troubles:
        clauses.append(
            Clause(
                glued("输出中出现", quoted(_cut(plain(troubles[0].text), 60))), (troubles[0].id,), 7
            )
        )
    elif reading.texts:
        last = [t for t in reading.texts if _wordy(t.text) and not PROMPT.match(t.text)]
        if last:
            clauses.append(
                Clause(glued("最后输出", quoted(_cut(plain(last[-1].text), 60))), (last[-1].id,), 5)
            )
    return clauses


def table(reading: Reading) -> list[Clause]:
    """Columns and rows, where the texts stand in a grid."""
    rows = _rows(reading)
    if len(rows) < 2 or len(rows[0]) < 2:
        return texts(reading)
    header = [plain(t.text) for t in rows[0]]
    names = capped([quoted(h) for h in header], 8, measure="列")
    tail = f"{count(len(header), measure='列')}" if len(header) <= 8 else ""
    clauses = [Clause(glued("包含", names, tail), tuple(t.id for t in rows[0]), 8)]
    body = [r for r in rows[1:] if len(r) * 2 >= len(header)]
    if body:
        firsts = [plain(r[0].text) for r in body]
        told = capped([quoted(_cut(f)) for f in firsts], 5, measure="行")
        text = glued(f"表头之下可辨认出 {len(body)} 行，首列为", told)
        clauses.append(Clause(text, tuple(r[0].id for r in body), 5))
    return clauses


def _rows(reading: Reading) -> list[list[Text]]:
    rows: list[list[Text]] = []
    for text in sorted(
        (t for t in reading.texts if t.text.strip()), key=lambda t: (t.box[1] + t.box[3]) / 2
    ):
        middle = (text.box[1] + text.box[3]) / 2
        if rows and abs(middle - (rows[-1][0].box[1] + rows[-1][0].box[3]) / 2) <= max(
            4, (text.box[3] - text.box[1]) * 0.6
        ):
            rows[-1].append(text)
        else:
            rows.append([text])
    return [sorted(row, key=lambda t: t.box[0]) for row in rows]


def _language(lines: list[str]) -> str:
    scores = {name: sum(bool(re.search(p, line)) for line in lines) for name, p in LANGUAGES}
    best = max(scores, key=lambda n: scores[n])
    return best if scores[best] >= 1 else ""


def _once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _wordy(text: str) -> bool:
    return len(text.strip()) > 1 and bool(re.search(r"[A-Za-z\u3400-\u9fff]{2,}", text))


def _cut(text: str, most: int = 24) -> str:
    """A long text shortened between words, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[:most]
    if not HAN.match(text[most]) and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip("，,、 ") + "……"
