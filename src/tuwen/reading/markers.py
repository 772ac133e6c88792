"""Markers on lines: hollow triangles, diamonds and circles, filled so that they thin to a line."""

import cv2
import numpy as np

from tuwen.reading.scene import Mask


def fill_markers(strokes: Mask, largest: int) -> None:
    """Fill the small convex holes of a stroke mask in place."""
    found, tree = cv2.findContours(strokes, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for contour, (_, _, _, parent) in zip(found, tree[0] if len(found) else [], strict=True):
        _, _, w, h = cv2.boundingRect(contour)
        if parent < 0 or max(w, h) > largest or max(w, h) > 2.6 * min(w, h):
            continue
        hull = cv2.contourArea(cv2.convexHull(contour))
        if min(w, h) <= 4 or cv2.contourArea(contour) > 0.82 * hull:
            cv2.drawContours(strokes, [np.asarray(contour)], -1, 255, -1)
