"""Rows of cells as text that other programs take: Markdown and CSV.

Knows nothing of pictures; the rows may come from a table or from a chart.
"""

import csv
import io
from collections.abc import Sequence

_BREAK = "<br>"


def to_markdown(rows: Sequence[Sequence[str]], headers: int = 1) -> str:
    """A table of GitHub's Markdown. Several header rows become one, their cells joined."""
    wide = max((len(row) for row in rows), default=0)
    if not wide:
        return ""
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    named = [" ".join(filter(None, column)) for column in zip(*full[:headers], strict=True)]
    lines = [named or [""] * wide, ["---"] * wide, *full[headers:]]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def to_csv(rows: Sequence[Sequence[str]]) -> str:
    """Comma-separated values, quoted where needed; lines end as RFC 4180 asks."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cell(text: str) -> str:
    return _BREAK.join(text.replace("\\", "\\\\").replace("|", "\\|").splitlines())
