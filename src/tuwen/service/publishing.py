"""A Summary as it can be published: plain text, Markdown or HTML, labelled where that is wanted."""

import os
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import PurePath
from typing import Literal
from urllib.parse import quote

from tuwen.service.plain import plain, title
from tuwen.service.provenance import UNLABELLED, Provenance, escape_markdown, one_line
from tuwen.summary import Part, Summary

Format = Literal["text", "markdown", "html"]
ITEM = "- "  # begins an item of a list, in our texts as in Markdown


def published(summary: Summary, image: str, form: Format = "text", *, label: bool = False) -> str:
    """The texts of a Summary of the picture at `image`, of the task `all` under their titles.

    In Markdown and HTML an alt text is the picture with it, and stands first.
    """
    if form == "text":
        return labelled(plain(summary, summary.language), summary, label=label)
    write, between = (_html, "\n") if form == "html" else (_markdown, "\n\n")
    address = quote(os.fsencode(PurePath(image).name))
    parts = sorted(summary.texts, key=lambda part: part.task != "alt")
    blocks = [write(part, summary, address) for part in parts if part.text]
    if label:
        note = Provenance.of(summary)
        blocks.append(note.html if form == "html" else note.markdown)
    return between.join(blocks)


def labelled(text: str, summary: Summary, *, label: bool) -> str:
    """The plain text of a Summary, or its last piece, with the label's line below."""
    if not label or summary.task in UNLABELLED:
        return text
    return f"{text}\n\n{Provenance.of(summary).line}"


def headed(path: str, text: str, form: Format) -> str:
    """The text of one picture of several, under the picture's path."""
    if form == "html":
        return f"<h1>{escape(one_line(path))}</h1>\n{text}"
    return f"# {path if form == 'text' else escape_markdown(one_line(path))}\n\n{text}"


def _markdown(part: Part, summary: Summary, address: str) -> str:
    if part.task == "alt":
        return f"![{escape_markdown(one_line(part.text))}]({address})"
    blocks = [
        "\n".join(f"{ITEM if items else ''}{escape_markdown(line)}" for line in lines)
        for items, lines in _blocks(part.text)
    ]
    head = [f"## {title(part.task, summary.language)}"] if summary.parts else []
    return "\n\n".join(head + blocks)


def _html(part: Part, summary: Summary, address: str) -> str:
    if part.task == "alt":
        return f'<p><img src="{address}" alt="{escape(one_line(part.text))}"></p>'
    head = f"<h2>{title(part.task, summary.language)}</h2>\n" if summary.parts else ""
    blocks: list[str] = []
    for items, lines in _blocks(part.text):
        tag = "li" if items else "p"
        said = "\n".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)
        blocks.append(f"<ul>\n{said}\n</ul>" if items else said)
    return head + "\n".join(blocks)


def _blocks(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The paragraphs of a text, each alone, and the items of its lists, each list together."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for items, group in groupby(lines, lambda line: line.startswith(ITEM)):
        if items:
            yield True, [line.removeprefix(ITEM) for line in group]
        else:
            yield from ((False, [line]) for line in group)
