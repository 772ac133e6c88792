"""The article around a figure: title, headings and the paragraphs next to it.

`parse_article` takes Markdown, HTML or plain text as it stands and never fails. Reads no
files and knows nothing of pictures.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from tuwen.article.markup import Block, blocks_of, plain

LONGEST: Final = 1_000_000  # characters of an article that are looked at
OPENING: Final = 2000  # characters of context where the figure's place is unknown
NEAR: Final = 1000  # characters kept on either side of the figure


@dataclass(frozen=True, slots=True)
class Article:
    """Context as given by the user; every field may be empty."""

    title: str = ""
    heading: str = ""  # the nearest heading above the figure
    before: str = ""  # paragraphs before the figure, Markdown removed
    after: str = ""  # paragraphs after it
    caption: str = ""  # existing caption or alt text of the figure

    @property
    def text(self) -> str:
        parts = (self.title, self.heading, self.before, self.caption, self.after)
        return "\n".join(part for part in parts if part)

    def __bool__(self) -> bool:
        return bool(self.text)


def body_of(text: str) -> tuple[str, list[Block]]:
    """The title of an article in any markup, and its blocks in reading order."""
    text = re.sub(r"\r\n?", "\n", text[:LONGEST]).replace("\ufeff", "").replace("\x00", "")
    body, title = _front_matter(text)
    blocks, page_title = blocks_of(body)
    headings = [block.text for block in blocks if block.kind == "heading"]
    title = title or (headings[0] if headings else _site_name_off(page_title))
    return (title, blocks) if title else _title_line(blocks)


def parse_article(text: str, figure_name: str = "") -> Article:
    """Find title, nearest heading, paragraphs and caption of a figure in its article."""
    title, blocks = body_of(text)
    place = _place(blocks, figure_name)
    if place is None:
        return Article(title=title, before=_opening(blocks))
    above = [block.text for block in blocks[:place] if block.kind == "heading"]
    heading = above[-1] if above and above[-1] != title else ""
    before = "\n".join(_near(blocks[:place][::-1])[::-1])
    after = "\n".join(_near(blocks[place + 1 :]))
    if not before and not after:
        before = _opening(blocks)
    return Article(
        title=title,
        heading=heading,
        before=_cut(before, NEAR, keep_end=True),
        after=_cut(after, NEAR),
        caption=_caption(blocks, place),
    )


def _front_matter(text: str) -> tuple[str, str]:
    match = re.match(
        r"\s*(---|\+\+\+)[ \t]*\n((?:.*\n)*?)(?:\1|\.\.\.)[ \t]*(?:\n|$)", text[:20_000]
    )
    if not match or (":" not in match[2] and "=" not in match[2]):
        return text, ""
    named = re.search(r"^title[ \t]*[:=][ \t]*(.+)$", match[2], re.MULTILINE | re.IGNORECASE)
    title = re.sub(r"^([\"'])(.*)\1$", r"\2", named[1].strip()) if named else ""
    return text[match.end() :], "" if title in {"|", ">", "|-", ">-"} else plain(title)


def _site_name_off(title: str) -> str:
    return re.split(r"\s+[-|–—]\s+|\s*[|_]\s*", " ".join(title.split()))[0].strip()


def _title_line(blocks: list[Block]) -> tuple[str, list[Block]]:
    """In plain text a short first line without a full stop is the title."""
    if len(blocks) < 2 or blocks[0].kind != "text":
        return "", blocks
    line = blocks[0].text
    if len(line) > 40 or "\n" in line or re.search(r"[。！？!?；;，,：:.…]$", line):
        return "", blocks
    return line, blocks[1:]


def _place(blocks: list[Block], figure_name: str) -> int | None:
    """The figure whose file name is the one looked for; failing that, one of the same stem."""
    name = _file_name(figure_name)
    figures = [(i, _file_name(b.source)) for i, b in enumerate(blocks) if b.kind == "figure"]
    if not name:
        return None
    for same in (name, _stem(name)):
        for place, source in figures:
            if same in (source, _stem(source)):
                return place
    return None


def _file_name(path: str) -> str:
    bare = re.split(r"[?#]", path.strip(), maxsplit=1)[0]
    return re.split(r"[/\\]", unquote(bare))[-1].casefold()


def _stem(name: str) -> str:
    return re.sub(r"(?:@\dx)?\.\w{1,5}$", "", name)


def _near(blocks: list[Block]) -> list[str]:
    """The nearest one or two paragraphs, a third where they are short; stop at a heading."""
    found: list[str] = []
    for block in blocks:
        if block.kind == "heading":
            break
        if block.kind == "text" and not BOILERPLATE.search(block.text):
            found.append(block.text)
        if len(found) == 3 or (len(found) == 2 and sum(map(len, found)) > 120):
            break
    return found


BOILERPLATE = re.compile(
    r"^(?:作者|原文|本文(?:首发|链接|作者)|转载|版权|发布于|更新于|日期|标签|分类|阅读(?:量|时间)|目录"
    r"|点击|关注|欢迎关注|扫码|来源|编辑|译者|Copyright|Posted|Author|Tags?|Published)[^。]{0,60}。?$"
    r"|^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def _opening(blocks: list[Block]) -> str:
    """The first paragraphs that say something, up to OPENING characters."""
    found: list[str] = []
    room = OPENING
    for block in blocks:
        if block.kind != "text" or (BOILERPLATE.search(block.text) and len(block.text) < 120):
            continue
        found.append(block.text)
        room -= len(block.text) + 1
        if room <= 0:
            break
    return _cut("\n".join(found), OPENING)


def _cut(text: str, most: int, keep_end: bool = False) -> str:
    """Shorten to whole sentences, from the end where the figure follows."""
    if len(text) <= most:
        return text
    if keep_end:
        kept = re.split(r"(?<=[。！？!?；\n])", text[-most:], maxsplit=1)
        return kept[-1].strip() or text[-most:]
    kept = re.match(r".*[。！？!?；\n]", text[:most], re.DOTALL)
    return (kept[0] if kept else text[:most]).strip()


def _caption(blocks: list[Block], place: int) -> str:
    """The printed caption next to a figure; failing that, its alt text where it says something."""
    if blocks[place + 1 : place + 2] and blocks[place + 1].kind == "caption":
        return blocks[place + 1].text
    above = [block.kind for block in blocks[max(place - 2, 0) : place]]
    if above and above[-1] == "caption" and above[0] != "figure":  # not the last figure's
        return blocks[place - 1].text
    alt, source = blocks[place].text, _file_name(blocks[place].source)
    empty = re.fullmatch(
        r"(?:img|image|picture|图片?|截图|alt|screenshot)[\W\d]*|", alt, re.IGNORECASE
    )
    return "" if empty or alt.casefold() in (source, _stem(source)) else alt
