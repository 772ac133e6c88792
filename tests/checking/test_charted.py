"""What is said of the values of a chart."""

import pytest

from tuwen.checking import check
from tuwen.reading.types import Chart, Reading, Series

MONTHS = ("一月", "二月", "三月", "四月")
SALES = Reading(
    800, 600, "line_chart", 0.9,
    chart=Chart("销量", "月份", "万台", (
        Series("s1", "手机", tuple(zip(MONTHS, (30.0, 42.0, 51.0, 64.0), strict=True))),
        Series("s2", "平板", tuple(zip(MONTHS, (28.0, 22.0, 15.0, 9.0), strict=True))),
    )),
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "手机四月最高，达到 64 万台；平板四月最低，只有 9 万台。",
        "手机在二月为 42，平板二月为 22。",
        "手机始终高于平板。",
        "手机销量持续上升，平板则一路下降。",
        "手机从一月的 30 涨到四月的 64。",
        "平板的降幅最大。",
    ],
)
def test_true(text: str) -> None:
    assert check(text, SALES).unsupported == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("手机一月最高，平板四月最低。", "comparison"),
        ("手机在二月为 51。", "number"),
        ("平板始终高于手机。", "comparison"),
        ("手机销量持续下降。", "comparison"),
        ("平板一月为 30。", "number"),
    ],
)
def test_false(text: str, kind: str) -> None:
    assert kind in [c.kind for c in check(text, SALES).unsupported]
