"""Markup to blocks: Markdown, HTML or plain text as headings, paragraphs and figures in order.

HTML tags become Markdown first, so that one reader serves pages, posts and posts with
tags in them. Code, tables and template tags are left out. Knows nothing of the Article.
"""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article in reading order; a figure's text is its alt text."""

    kind: Literal["heading", "text", "figure", "caption"]
    text: str
    source: str = ""


def blocks_of(text: str) -> tuple[list[Block], str]:
    """The blocks of a text in any markup, and the page's <title>."""
    body, page_title = _tags_to_markdown(_templates(_drop_code(text)))
    return _blocks(body), page_title


def plain(text: str) -> str:
    """Markdown within a line taken off: links, emphasis, code marks, escapes, entities."""
    text = IMAGE.sub("", text)
    text = re.sub(r"\[([^\[\]\n]*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\])", r"\1", text)
    text = re.sub(r"\[\^[^\]\n]{1,80}\]:?", "", text)
    text = re.sub(r"<(?:https?|mailto):[^>\s]*>", "", text)
    text = re.sub(r"(\*\*|__|~~|==)(?=\S)([^\n]{1,400}?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\w*])", r"\2", text)
    text = re.sub(r"`+([^`\n]+)`+", r"\1", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~-])", r"\1", text)
    text = html.unescape(text)
    text = re.sub("[\ue000-\ue002]", "", text)
    return re.sub(r"[ \t\u00a0\u3000]+", " ", text).strip()


def _drop_code(text: str) -> str:
    """Remove fenced blocks and comments; hide the brackets of inline code from the tag parser."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = re.match(r"[ \t>]*(`{3,}|~{3,})", line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip(" \t>`~"):
                fence = ""
        elif mark and not (mark[1][0] == "`" and "`" in line[mark.end() :]):
            fence = mark[1]
            kept.append("")
        else:
            kept.append(line)
    text = re.sub(r"<!--.*?(?:-->|\Z)", "", "\n".join(kept), flags=re.DOTALL)
    text = re.sub(r"(\]\(\s*)<([^<>\n]*)>", "\\1\ue001\\2\ue002", text)
    return re.sub(r"(?<!`)`([^`\n]+)`(?!`)", lambda m: html.escape(m[0], quote=False), text)


def _templates(text: str) -> str:
    """Turn the figures of Hugo, Hexo and Obsidian into Markdown; drop other template tags."""

    def hugo(match: re.Match[str]) -> str:
        named = dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', match[1]))
        told = named.get("caption") or named.get("title") or named.get("alt") or ""
        return f"\n\n![{told}](\ue001{named.get('src', '')}\ue002)\n\n"

    text = re.sub(r"\{\{[<%]\s*figure\b([^}\n]*?)/?[>%]\}\}", hugo, text)
    text = re.sub(r"\{%\s*asset_img\s+(\S+)([^%\n]*)%\}", r"![\2](\1)", text)
    text = re.sub(r"!\[\[([^\]|\n]+)(?:\|([^\]\n]*))?\]\]", "![\\2](\ue001\\1\ue002)", text)
    return re.sub(r"\{\{[<%][^{}\n]*[>%]\}\}|\{%[^{}\n]*%\}", "", text)


CAPTION_MARK: Final = "\ue000"  # private-use characters: \ue001 and \ue002 stand for < and >
SKIPPED: Final = re.compile(
    "nav|footer|aside|script|style|noscript|template|pre|svg|textarea|select|button"
)
BREAKING: Final = re.compile(
    "p|div|section|article|main|header|ul|ol|dl|dt|dd|figure|figcaption|blockquote|center|hr|body"
    "|h[1-6]|table|tr|td|th"
)
OPEN_END: Final = re.compile(  # a "<" that no ">" closes: text, whatever follows
    r"""<(?!(?:[^<>"']{1,500}+|"[^"\n]{0,500}+"|'[^'\n]{0,500}+'){0,30}+>)"""
)
KNOWN: Final = re.compile(
    "html|head|meta|link|a|abbr|b|big|cite|code|del|details|em|font|i|input|ins|kbd|label|mark"
    "|picture|q|s|small|source|span|strong|strike|sub|summary|sup|time|tt|u|var|video|wbr|thead"
    "|tbody|tfoot|caption|col|colgroup|iframe|dfn|samp|form|fieldset|hgroup|object"
)


class _Markdown(HTMLParser):
    """Writes HTML tags as Markdown and leaves the rest of the text alone."""

    def __init__(self, whole_page: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.whole_page = whole_page
        self.out: list[str] = []
        self.title = ""
        self._inside: list[str] = []  # open tags whose text is not the article's

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and self._inside in ([], ["table"]):
            named = {name: value or "" for name, value in attrs}
            source = named.get("src") or named.get("data-src") or named.get("data-original", "")
            alt = re.sub(r"[\[\]\n]", " ", named.get("alt", ""))
            self.out.append(f"![{alt}](\ue001{source}\ue002)")
        elif SKIPPED.fullmatch(tag) or tag in {"title", "table"} or tag in self._inside:
            self._inside.append(tag)
        elif self._inside:
            return
        elif re.fullmatch("h[1-6]", tag):
            self.out.append(f"\n\n{'#' * int(tag[1])} ")
        elif BREAKING.fullmatch(tag):
            self.out.append(f"\n\n{CAPTION_MARK if tag == 'figcaption' else ''}")
        elif tag in {"br", "li"}:
            self.out.append("\n" if tag == "br" else "\n- ")
        elif not KNOWN.fullmatch(tag):
            self.out.append(self.get_starttag_text() or "")  # List<String>, <your-name>

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            if tag in self._inside:
                while self._inside.pop() != tag:
                    pass
                self.out.append("\n\n")
        elif BREAKING.fullmatch(tag):
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._inside == ["title"]:
            self.title += data
        elif not self._inside:
            self.out.append(re.sub(r"\s+", " ", data) if self.whole_page else data)


def _tags_to_markdown(text: str) -> tuple[str, str]:
    whole = bool(re.search(r"<!doctype html|<html\b|<body\b", text, re.IGNORECASE))
    if not whole and not re.search(r"^#{1,6} ", text, re.MULTILINE):
        whole = len(re.findall(r"</(?:p|div|h\d)>", text, re.IGNORECASE)) > 1
    parser = _Markdown(whole)
    try:
        parser.feed(OPEN_END.sub("&lt;", text))
        parser.close()
    except AssertionError:  # html.parser's answer to some broken declarations
        parser.out.clear()
    flat = "".join(parser.out)
    if not flat.strip():
        flat = html.unescape(re.sub(r"<[^<>\n]{1,400}>", " ", text))
    return flat, parser.title


IMAGE = re.compile(
    r"(?:\[\s*)?!\[(?P<alt>(?:[^\]\n!]{1,1000}+|!(?!\[)){0,100}+)\](?:\(\s*(?:\ue001(?P<angled>[^\ue002\n]*)\ue002"
    r"|(?P<source>[^\s()<>]{0,2000}))(?:\s+[\"'(](?P<title>[^\n]{0,300}?)[\"')])?\s*\)"
    r"|\[(?P<ref>[^\]\n]{0,200})\])(?:\{[^}\n]{0,200}\})?(?:\s*\]\([^)\n]{0,2000}\))?"
)
DEFINITION = re.compile(r"^ {0,3}\[([^\]\n^]+)\]:[ \t]*<?(\S+?)>?(?:[ \t].*)?$", re.MULTILINE)
ITEM = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
NUMBERED_FIGURE = re.compile(r"^(?:图|Figure|Fig\.?)\s*[\d一二三四五六七八九十]", re.IGNORECASE)
NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.、．](?!\d)\s*|\d{1,2}(?:\.\d{1,2})+\s+|[一二三四五六七八九十]+、\s*"
    r"|[(（][\d一二三四五六七八九十]+[)）]\s*|第[\d一二三四五六七八九十]+[章节]\s*[:：]?\s*)(?=\S)"
)


def _blocks(body: str) -> list[Block]:
    defined: dict[str, str] = {key.lower(): url for key, url in DEFINITION.findall(body)}
    found: list[Block] = []
    lines: list[str] = []

    def flush() -> None:
        if lines:
            found.extend(_paragraph(lines, defined))
            lines.clear()

    for line in DEFINITION.sub("", body).split("\n"):
        bare = re.sub(r"^(?:[ \t]*>)+", "", line).strip()
        if bare.startswith("|"):
            bare = " ".join(match[0] for match in IMAGE.finditer(bare))
        if heading := re.match(r"#{1,6}(?:[ \t]+|$)(.*?)[ \t#]*$", bare):
            flush()
            found += _heading(heading[1])
        elif len(lines) == 1 and re.fullmatch(r"={2,}|-{2,}", bare) and len(lines[0]) < 120:
            found += _heading(lines.pop())
        elif not bare or re.fullmatch(r"(?:[-*_]\s*){3,}|\[toc\]|[|:\- ]+", bare, re.IGNORECASE):
            flush()
        else:
            lines.append(bare)
    flush()
    return found


def _heading(text: str) -> list[Block]:
    name = plain(re.sub(r"\s*\{#[^}]*\}\s*$", "", text))
    name = NUMBERING.sub("", name).strip()
    return [Block("heading", name)] if name else []


def _paragraph(lines: list[str], defined: dict[str, str]) -> list[Block]:
    """A run of lines as text, its figures where they stand, and captions told apart."""
    joined = ""
    for line in lines:
        item = ITEM.match(line)
        if joined:
            wide = not (joined[-1].isascii() and line[0].isascii())
            joined += "\n" if item or line[0] == CAPTION_MARK else "" if wide else " "
        joined += line[item.end() :] if item else line
    found: list[Block] = []
    start = 0
    for match in IMAGE.finditer(joined):
        found += _text(joined[start : match.start()])
        source = match["angled"] or match["source"] or ""
        if match["ref"] is not None:
            source = defined.get((match["ref"] or match["alt"]).lower(), "")
        told = plain(match["alt"]) or plain(match["title"] or "")
        found.append(Block("figure", told, source))
        start = match.end()
    return found + _text(joined[start:])


def _text(raw: str) -> list[Block]:
    words = plain(raw)
    if not re.search(r"\w", words):
        return []
    emphasised = re.fullmatch(r"\s*([*_]{1,2})[^*_]{2,80}\1\s*", raw)
    short = len(words) <= 80 and bool(emphasised or NUMBERED_FIGURE.match(words))
    is_caption = raw.lstrip().startswith(CAPTION_MARK) or short
    return [Block("caption" if is_caption else "text", words)]
