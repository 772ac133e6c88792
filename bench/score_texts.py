"""Code, terminals and tables that we draw ourselves, held against what was drawn.

    python bench/draw_code.py CODE SOURCES && python bench/draw_tables.py TABLES
    python bench/draw_terminals.py TERMINALS
    python bench/score_texts.py --code CODE... --terminals TERMINALS... --tables TABLES...
        [--worst N] [--known]

Characters of code that are wrong, missing or too many, indentation and ends of lines included;
lines of terminals with their text and their role; cells of tables at their place with their text.
A folder kept aside is one drawn from another seed. With --known, what `tuwen read --jsonl` printed
is taken from read.jsonl in each folder.
"""

import json
from argparse import Namespace
from collections import defaultdict
from pathlib import Path
from typing import Any

from measuring import heading, parser, publish, table
from score_figures import read_all

Row = dict[str, Any]


def main() -> None:
    """Read, score and print."""
    options = parser(__doc__)
    options.add_argument("--code", type=Path, nargs="*", default=[])
    options.add_argument("--terminals", type=Path, nargs="*", default=[])
    options.add_argument("--tables", type=Path, nargs="*", default=[])
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N poorest")
    options.add_argument("--known", action="store_true", help="take read.jsonl of each folder")
    arguments = options.parse_args()
    known: bool = arguments.known
    code = [row for folder in arguments.code for row in _judged(folder, _coded, known)]
    terminals = [row for folder in arguments.terminals for row in _judged(folder, _spoken, known)]
    tables = [row for folder in arguments.tables for row in _judged(folder, _tabled, known)]
    for rows, key, sign in ((code, "cer", -1), (terminals, "roles", 1), (tables, "f1", 1)):
        for row in sorted(rows, key=lambda r: sign * r[key])[: arguments.worst]:
            print(row["set"], row["name"], row["look"], row["kind"], round(row[key], 4))
    _publish(code, terminals, tables, arguments)


def _judged(folder: Path, judge: Any, known: bool) -> list[Row]:
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
    guesses = read_all(
        [folder / f"{truth['name']}.png" for truth in truths],
        folder / "read.jsonl" if known else None,
    )
    return [
        {"set": folder.name, "name": truth["name"], **judge(truth, guesses.get(truth["name"], {}))}
        for truth in truths
    ]


def _coded(truth: Row, guess: Row) -> Row:
    lines = [
        f"{line['prompt']} {line['text']}" if "prompt" in line else line["text"]
        for line in (guess.get("code") or {"lines": []})["lines"]
    ]
    got, want = _trimmed("\n".join(lines)), _trimmed(truth["text"])
    wrong = min(len(want), _distance(got, want))
    return {
        "look": f"{truth['language']} {truth['look']} {'dark' if truth['dark'] else 'light'}",
        "language": truth["language"], "kind": guess.get("kind", ""), "size": len(want),
        "wrong": wrong, "cer": wrong / len(want),
        "named": (guess.get("code") or {}).get("language") == truth["language"],
    }  # fmt: skip


def _spoken(truth: Row, guess: Row) -> Row:
    """Lines of a terminal: characters as in code; a role counts where the line is found at all."""
    lines = [q for q in (guess.get("code") or {"lines": []})["lines"] if q["text"] or "prompt" in q]
    got, want = [_whole(q) for q in lines], [_whole(q) for q in truth["lines"]]
    pairs = _matched(got, want)
    wrong = sum(min(len(w), _distance(got[i], w) if i is not None else len(w))
                for i, w in zip(pairs, want, strict=True))  # fmt: skip
    size = sum(map(len, want))
    told = [i is not None and lines[i]["role"] == q["role"]
            for i, q in zip(pairs, truth["lines"], strict=True)]  # fmt: skip
    commands = [(i, q) for i, q in zip(pairs, truth["lines"], strict=True) if "prompt" in q]
    parted = sum(i is not None and lines[i].get("prompt", "").split() == q["prompt"].split()
                 for i, q in commands)  # fmt: skip
    return {
        "look": f"{truth['shell']} {'dark' if truth['dark'] else 'light'}",
        "kind": guess.get("kind", ""), "size": size, "wrong": wrong, "lines": len(told),
        "roles": sum(told) / len(told), "told": sum(told), "commands": len(commands),
        "parted": parted,
    }  # fmt: skip


def _whole(line: Row) -> str:
    return f"{line['prompt']} {line['text']}" if "prompt" in line else line["text"].rstrip()


def _matched(got: list[str], want: list[str]) -> list[int | None]:
    """For each line that was drawn the line that was read, in order; those most alike."""
    count = len(got)
    table = [[0.0] * (count + 1) for _ in range(len(want) + 1)]
    alike = [[max(0.0, 1 - _distance(g, w) / max(len(g), len(w), 1)) for g in got] for w in want]
    for a in range(len(want) - 1, -1, -1):
        for b in range(count - 1, -1, -1):
            pair = table[a + 1][b + 1] + alike[a][b] if alike[a][b] > 0.4 else 0.0
            table[a][b] = max(pair, table[a + 1][b], table[a][b + 1])
    found: list[int | None] = []
    b = 0
    for a in range(len(want)):
        while b < count and table[a][b] == table[a][b + 1]:
            b += 1
        hit = b < count and table[a][b] > table[a + 1][b]
        found.append(b if hit else None)
        b += hit
    return found


def _tabled(truth: Row, guess: Row) -> Row:
    found: Row = guess.get("table") or {"rows": [], "headers": 0}
    got, want = _placed(found["rows"]), _placed(truth["rows"])
    return {
        "look": truth["style"], "kind": guess.get("kind", ""), "hits": len(got & want),
        "found": len(got), "there": len(want), "headed": found["headers"] == truth["headers"],
        "f1": 2 * len(got & want) / max(1, len(got) + len(want)),
    }  # fmt: skip


def _placed(rows: list[list[str]]) -> set[tuple[int, int, str]]:
    """Texts of cells with their places; spaces and the width of marks do not count."""
    wide = str.maketrans("，；（）：！", ",;():!")
    return {
        (i, j, "".join(text.split()).translate(wide))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
        if text
    }


def _trimmed(text: str) -> str:
    """Without empty lines at both ends, spaces at the ends of lines, and common indentation."""
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    least = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[least:] for line in lines)


def _distance(a: str, b: str) -> int:
    """Characters to change, add or take away."""
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1]


def _publish(
    code: list[Row], terminals: list[Row], tables: list[Row], arguments: Namespace
) -> None:
    said = f"{len(code)} of code, {len(terminals)} terminals, {len(tables)} tables, drawn"
    parts = [heading("Code, terminals and tables", said)]
    if code:
        sets = [_code_row(name, rows) for name, rows in _by(code, "set").items()]
        languages = [_code_row(name, rows) for name, rows in _by(code, "language").items()]
        parts += ["## Code\n", table(sets), "\n### By language\n", table(languages)]
    if terminals:
        sets = [_terminal_row(name, rows) for name, rows in _by(terminals, "set").items()]
        parts += ["\n## Terminals\n", table(sets)]
    if tables:
        sets = [_table_row(name, rows) for name, rows in _by(tables, "set").items()]
        looks = [_table_row(name, rows) for name, rows in _by(tables, "look").items()]
        parts += ["\n## Tables\n", table(sets), "\n### By style\n", table(looks)]
    figures = {"code": code, "terminals": terminals, "tables": tables}
    publish("texts", "\n".join(parts), figures, arguments)


def _by(rows: list[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return dict(found)


def _code_row(name: str, rows: list[Row]) -> Row:
    size, wrong = sum(row["size"] for row in rows), sum(row["wrong"] for row in rows)
    return {
        "set": name, "pictures": len(rows), "characters": size,
        "CER": f"{wrong / size:.2%}", "without a fault": sum(not row["wrong"] for row in rows),
        "kind code": sum(row["kind"] == "code" for row in rows),
        "language named": sum(row["named"] for row in rows),
    }  # fmt: skip


def _terminal_row(name: str, rows: list[Row]) -> Row:
    size, wrong = sum(row["size"] for row in rows), sum(row["wrong"] for row in rows)
    lines, told = sum(row["lines"] for row in rows), sum(row["told"] for row in rows)
    commands, parted = sum(row["commands"] for row in rows), sum(row["parted"] for row in rows)
    return {
        "set": name, "pictures": len(rows), "lines": lines, "roles right": f"{told / lines:.3f}",
        "commands with prompt": f"{parted} of {commands}", "CER": f"{wrong / size:.2%}",
        "kind terminal": sum(row["kind"] == "terminal" for row in rows),
    }  # fmt: skip


def _table_row(name: str, rows: list[Row]) -> Row:
    hits, both = sum(row["hits"] for row in rows), sum(row["found"] + row["there"] for row in rows)
    return {
        "set": name, "pictures": len(rows), "cells": sum(row["there"] for row in rows),
        "cell F1": f"{2 * hits / max(1, both):.3f}",
        "without a fault": sum(row["f1"] == 1 for row in rows),
        "header rows right": sum(row["headed"] for row in rows),
        "kind table": sum(row["kind"] == "table" for row in rows),
    }  # fmt: skip


if __name__ == "__main__":
    main()
