"""A comparison on a terminal: engines side by side where it is wide enough.

Knows that a Chinese character takes two columns, and lets no control character through.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tuwen.cli.compare_words import (
    FIGURES,
    Told,
    by_engine,
    facts,
    figures,
    notes,
    unborne,
    words_of,
)
from tuwen.service.comparing import Compared, measured

GAP = 2  # columns between cells
LEAST = 28  # columns that a text needs to stand beside another
_UNIT = re.compile(r"[(\[“‘「『（【《]*(?:[!-~]+|.)[,.;:!?)\]”’」』，。、；：？！）】》]*|\n")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def picture_lines(told: Told, language: str, width: int) -> list[str]:
    """One picture's figures and texts, at most `width` columns wide where words allow."""
    words = words_of(language)
    head = [f"# {_plain(told.path)}", _plain(facts(told.sight, words))]
    head += [f"{words['note']}{words['colon']}{_plain(each)}" for each in told.sight.problems]
    singles = [[result] for result in told.results]
    label, cell = _widths(words, len(singles), width)
    table = _figures(singles, words, label, cell)
    if cell < LEAST and len(singles) > 1:
        texts = [
            line
            for result in told.results
            for line in ("", f"-- {_plain(result.name)}", *_body(result, told, words, width))
        ]
        return [*head, "", *table, *texts, ""]
    bodies = [_body(result, told, words, cell) for result in told.results]
    return [*head, "", *table, "", *_beside([[""], *bodies], label, cell), ""]


def overall_lines(tolds: Sequence[Told], language: str, width: int) -> list[str]:
    """Each engine's figures over all pictures."""
    words = words_of(language)
    found = by_engine(tolds)
    label, cell = _widths(words, len(found), width)
    title = f"# {words['overall']}{words['bracket'].format(len(tolds))}"
    return [title, words["medians"], "", *_figures(found, words, label, cell)]


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; punctuation stays with what it belongs to."""
    lines = [""]
    for unit in _UNIT.findall(_CONTROL.sub("", text)):
        if unit == "\n":
            lines.append("")
            continue
        if columns(lines[-1]) + columns(unit) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if unit.isspace() and not lines[-1]:
            continue
        for letter in unit if columns(unit) > width else (unit,):
            if columns(lines[-1]) + columns(letter) > width and lines[-1]:
                lines.append("")
            lines[-1] += letter
    return lines


def columns(text: str) -> int:
    """How many columns a terminal gives a text."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


def _figures(
    found: Sequence[Sequence[Compared]], words: dict[str, str], label: int, cell: int
) -> list[str]:
    """A row a figure, a column an engine."""
    shown = [figures(measured(results)) for results in found]
    rows = [[words["engine"], *(results[0].name for results in found)]]
    for key in FIGURES:
        if any(key in each for each in shown):
            rows.append([words[key], *(each.get(key, "0") for each in shown)])
    return [
        line for row in rows for line in _beside([wrapped(each, cell) for each in row], label, cell)
    ]


def _body(result: Compared, told: Told, words: dict[str, str], width: int) -> list[str]:
    """What an engine wrote, and what the picture does not bear out of it."""
    colon = words["colon"]
    if result.error:
        return wrapped(f"{words['error']}{colon}{result.error.message}", width)
    summary = result.runs[0].summary
    lines: list[str] = []
    for part in summary.texts:
        lines += ["", f"## {words[f'part_{part.task}']}"] if summary.parts else []
        lines += wrapped(part.text, width)
    if claims := unborne(summary):
        lines += ["", f"{words['unsupported']}{colon}".rstrip()]
        lines += [line for claim in claims for line in _hanging("✗ ", claim, width)]
    if missing := summary.check.missing:
        lines += ["", *wrapped(words["missing"] + colon + words["list"].join(missing), width)]
    for note in notes(result, told.sight):
        lines += ["", *wrapped(f"{words['note']}{colon}{note}", width)]
    return lines


def _hanging(bullet: str, text: str, width: int) -> Iterator[str]:
    for number, line in enumerate(wrapped(text, max(width - columns(bullet), 2))):
        yield (" " * columns(bullet) if number else bullet) + line


def _widths(words: dict[str, str], count: int, width: int) -> tuple[int, int]:
    """Of the column of labels, and of each engine's."""
    label = max(columns(words[key]) for key in ("engine", *FIGURES))
    return label, max((width - label) // count - GAP, 10)


def _beside(cells: Sequence[Sequence[str]], label: int, cell: int) -> list[str]:
    """The lines of cells beside each other, the first one a label."""
    widths = [label, *[cell] * (len(cells) - 1)]
    lines: list[str] = []
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (p + " " * (w - columns(p) + GAP) for p, w in zip(parts, widths, strict=True))
        lines.append("".join(padded).rstrip())
    return lines


def _plain(text: str) -> str:
    return _CONTROL.sub("", text).replace("\n", " ")
