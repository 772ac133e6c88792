"""What can honestly be said of a picture without structure: its sort, its form, its colours."""

from colorsys import rgb_to_hsv
from typing import Final

from tuwen.reading.types import Colour, Reading
from tuwen.writing.phrasing import glued, listed

_HUES: Final = (
    (15, "红色"), (42, "橙色"), (68, "黄色"), (165, "绿色"), (195, "青色"), (255, "蓝色"),
    (290, "紫色"), (340, "粉色"), (360, "红色"),
)  # fmt: skip
_SORTS: Final = {"photo": "照片", "decorative": "图标、标志、插画一类的装饰图"}


def impression(reading: Reading) -> str:
    """One clause on the picture as a whole."""
    if is_blank(reading):
        tone = _named(reading.palette[0]) if reading.palette else "同"
        return f"图片几乎只有{tone}一种颜色，没有可以描述的内容"
    sort = _SORTS.get(reading.kind)
    if sort is None:
        return glued("图中未识别出可用的文字与图形结构", _toned(reading, "，画面"))
    sure = "" if reading.kind_confidence >= 0.6 else "较可能"
    form = _form(reading) if reading.kind == "photo" else ""
    return glued("该图片", sure, "是一张", form, sort, _toned(reading, "，"))


def alt(reading: Reading) -> str:
    """The same as a name."""
    if reading.kind not in _SORTS or is_blank(reading):
        return "没有可识别内容的图片"
    sort = "照片" if reading.kind == "photo" else "装饰图"
    found = tones(reading)
    return glued(f"以{listed(found)}为主的" if found else "", sort)


def is_blank(reading: Reading) -> bool:
    """Whether there is nothing but one colour."""
    return any(flaw.code == "blank" for flaw in reading.flaws)


def _form(reading: Reading) -> str:
    if reading.width > 1.25 * reading.height:
        return "横构图的"
    return "竖构图的" if reading.height > 1.25 * reading.width else ""


def _toned(reading: Reading, before: str) -> str:
    found = tones(reading)
    return f"{before}以{listed(found)}为主" if found else ""


def tones(reading: Reading) -> list[str]:
    """The main colours by name."""
    return list(dict.fromkeys(_named(colour) for colour in reading.palette))


def _named(colour: Colour) -> str:
    hue, saturation, value = rgb_to_hsv(*(part / 255 for part in colour))
    if value < 0.18:
        return "黑色"
    if saturation < 0.12:
        return "白色" if value > 0.9 else "浅灰色" if value > 0.7 else "灰色"
    name = next(name for limit, name in _HUES if hue * 360 <= limit)
    if name == "橙色" and value < 0.7:
        return "棕色"
    return f"深{name}" if value < 0.45 else f"浅{name}" if saturation < 0.4 else name
