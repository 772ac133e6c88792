"""What a page of a user interface is called: its title, and that with what the page is for."""

import re

from tuwen.reading.types import Reading
from tuwen.writing.phrasing import HAN, glued, quoted
from tuwen.writing.screen_levels import WORDY, Page, bare, within


def title_of(page: Page, reading: Reading) -> str:
    """The title of the page: what the reading says, else the entry that is selected."""
    if reading.title and WORDY.search(reading.title) and not re.search(r"[$#>]$", reading.title):
        return bare(reading.title) if _heads(reading) else ""
    chosen = [w for w in page.of("menuitem") if w.state == "selected"]
    return bare(chosen[0].label) if chosen else _largest(page, reading)


def _heads(reading: Reading) -> bool:
    """Whether the title stands where titles stand: in the upper third, not at the right."""
    boxes = [t.box for t in reading.texts if same(t.text, reading.title)]
    return not boxes or any(
        3 * b[1] < reading.height and 5 * b[0] < 3 * reading.width for b in boxes
    )


def _largest(page: Page, reading: Reading) -> str:
    """The words at the top that are larger than all others and stand on no widget."""
    free = [t for t in reading.texts if not any(within(t.box, w.box) for w in page.widgets)]
    words = [t for t in reading.texts if len(t.text) > 1]
    tall = sorted((t.box[3] - t.box[1] for t in words), reverse=True)
    for text in free:
        high = text.box[3] - text.box[1]
        top = text.box[1] < reading.height / 6 and len(tall) > 2
        if top and high == tall[0] and high > 1.15 * tall[len(tall) // 2]:
            label = bare(text.text)
            return label if WORDY.search(label) and 1 < len(label) <= 24 else ""
    return ""


def page_name(title: str, what: str) -> str:
    """「订单列表页面」, 「「New order」表单页面」, 「登录页面」."""
    if not title:
        return what or "界面"
    if what in ("登录页面", "注册页面"):
        return what if title in what else f"标题为{quoted(title)}的{what}"
    if HAN.match(title) and len(title) <= 10 and not re.search(r"[，。：、？！（）()\s]", title):
        return title if re.search(r"(?:页|页面|界面|控制台|面板)$", title) else f"{title}页面"
    return glued(quoted(title), what or "界面")


def same(a: str, b: str) -> bool:
    return "".join(a.split()).casefold() == "".join(b.split()).casefold()
