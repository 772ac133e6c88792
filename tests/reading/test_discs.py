"""Discs that stand out of what they lie on."""

import cv2
import pytest
from drawn import Sheet, arrows

_BLUE = (101, 190, 254)


@pytest.mark.parametrize("radius", [20, 24])
def test_a_sign_in_a_disc_is_a_node(radius: int) -> None:
    sheet = Sheet(420, 420)
    sheet.shape((110, 20, 310, 70), "Activation", fill=(220, 220, 220))
    sheet.shape((110, 340, 310, 390), "Weights", fill=(220, 220, 220))
    cv2.circle(sheet.pixels, (210, 200), radius, _BLUE, -1, cv2.LINE_AA)
    cv2.circle(sheet.pixels, (210, 200), radius, sheet.ink, 2, cv2.LINE_AA)
    for end in ((210 - 7, 200, 210 + 7, 200), (210, 200 - 7, 210, 200 + 7)):
        cv2.line(sheet.pixels, end[:2], end[2:], sheet.ink, 2)
    sheet.arrow((210, 339), (210, 202 + radius))
    sheet.arrow((210, 198 - radius), (210, 71))
    sign = next(n for n in sheet.diagram().nodes if n.shape == "circle")
    found = sorted(arrows(sheet.diagram()))
    assert found == sorted([("Weights", sign.label), (sign.label, "Activation")])
