"""Numbers as charts print them: 1,500 · 25 ℃ · −12M · 3.5万 · 40% · 08:30.

Knows nothing of pictures.
"""

import re
from dataclasses import dataclass

_SCALES = {
    "k": 1e3, "K": 1e3, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "M": 1e6, "千万": 1e7,
    "亿": 1e8, "億": 1e8, "G": 1e9, "B": 1e9, "bn": 1e9, "T": 1e12, "万亿": 1e12,
}  # fmt: skip
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "－": "-", "，": ",", "．": ".", "％": "%"})
_SHAPE = re.compile(
    r"[~≈<>≤≥]?\s*(?P<currency>[$¥￥€£])?\s*(?P<sign>[-+]?)\s*[$¥￥€£]?\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\.\d+|\d+)"
    r"(?:[eE](?P<power>[-+]?\d{1,3}))?"
    r"\s*(?P<scale>[KMGBT万亿千](?=\s|$|/))?\s*(?P<unit>[%‰°℃℉µμ$¥￥€£A-Za-z一-鿿/²³\"']{0,8})\.?"
)
_CLOCK = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(
    r"(?:(?P<factor>\d+(?:\.\d+)?)\s*[x×·]\s*)?10\s*(?P<power>[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})"
)
_MISREAD = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "〇": "0", "○": "0"})
_PRINTED = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?\s*[%％]?")


@dataclass(frozen=True, slots=True)
class Quantity:
    value: float
    unit: str


def parse_number(text: str) -> Quantity | None:
    """Read a text that is one number with an optional unit; None when it is anything else."""
    text = text.strip().translate(_DASHES)
    if not any(c.isdecimal() for c in text):
        if text not in {"O", "o", "〇", "○"}:
            return None
        text = "0"
    elif re.fullmatch(r"[-+]?[\dOolI.,]+", text):
        text = text.translate(_MISREAD)
    raised = _POWER.fullmatch(text)
    if raised:
        return Quantity(
            float(raised["factor"] or 1) * 10.0 ** int(raised["power"].translate(_RAISED)), ""
        )
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    digits = found["digits"].replace(",", "")
    value = float(digits) * (-1.0 if found["sign"] == "-" else 1.0)
    if found["power"]:
        value *= 10.0 ** int(found["power"])
    unit = found["unit"].strip().replace("°℃", "℃").replace("°C", "℃")
    if found["scale"]:
        return Quantity(value * _SCALES[found["scale"]], unit or found["currency"] or "")
    if unit in _SCALES:
        return Quantity(value * _SCALES[unit], found["currency"] or "")
    for name in ("万", "亿"):
        if unit.startswith(name) and len(unit) > 1 and unit not in _SCALES:
            return Quantity(value * _SCALES[name], unit[1:])
    return Quantity(value, unit or found["currency"] or "")


def parse_clock(text: str) -> float | None:
    """Seconds of a time of day such as 16:45, else None."""
    found = _CLOCK.fullmatch(text.strip().replace("：", ":"))
    if not found:
        return None
    return int(found["h"]) * 3600.0 + int(found["m"]) * 60.0 + int(found["s"] or 0)


def printed_numbers(text: str) -> list[Quantity]:
    """All numbers inside a text such as 「直接访问: 335 (16%)」, percentages with unit %."""
    out: list[Quantity] = []
    for token in _PRINTED.findall(text.translate(_DASHES)):
        quantity = parse_number(token)
        if quantity:
            out.append(quantity)
    return out
