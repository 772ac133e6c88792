"""Thinning and cutting: what a skeleton must keep, and what it must never add."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tuwen.reading.scene import Mask
from tuwen.reading.strokes import Drawing, thin, trace

_SIDE = 96
_POINT = st.tuples(st.integers(8, _SIDE - 9), st.integers(8, _SIDE - 9))
_STROKE = st.tuples(_POINT, _POINT, st.integers(1, 7))


def _mask() -> Mask:
    return np.zeros((_SIDE, _SIDE), np.uint8)


def _drawn(strokes: list[tuple[tuple[int, int], tuple[int, int], int]]) -> Mask:
    mask = _mask()
    for a, b, width in strokes:
        cv2.line(mask, a, b, 255, width)
    return mask


def _traced(mask: Mask, spur: float = 7.0) -> Drawing:
    return trace(mask, spur=spur, keep=_mask())


def _components(mask: NDArray[np.uint8]) -> int:
    return cv2.connectedComponents(mask, connectivity=8)[0] - 1


def _full_squares(skeleton: Mask) -> int:
    s = skeleton.astype(bool)
    return int((s[:-1, :-1] & s[1:, :-1] & s[:-1, 1:] & s[1:, 1:]).sum())


@settings(max_examples=60, deadline=None)
@given(st.lists(_STROKE, min_size=1, max_size=6))
def test_a_skeleton_lies_in_its_mask_and_keeps_it_together(
    strokes: list[tuple[tuple[int, int], tuple[int, int], int]],
) -> None:
    mask = _drawn([s for s in strokes if max(abs(s[0][0] - s[1][0]), abs(s[0][1] - s[1][1])) > 8])
    skeleton = thin(mask)
    assert set(np.unique(skeleton).tolist()) <= {0, 1}
    assert not np.any((skeleton == 1) & (mask == 0))
    assert _components(skeleton) == _components(mask)


@pytest.mark.parametrize("width", range(1, 10))
@pytest.mark.parametrize("end", [(88, 8), (88, 48), (88, 88), (48, 88), (8, 88)])
def test_a_line_thins_to_one_pixel(width: int, end: tuple[int, int]) -> None:
    mask = _mask()
    cv2.line(mask, (8, 8), end, 255, width)
    skeleton = thin(mask)
    assert _full_squares(skeleton) == 0
    across, down = end[0] - 8, end[1] - 8
    # At most the corners of a staircase more than the shortest way.
    assert max(across, down) - width <= int(skeleton.sum()) <= across + down + width + 2


def test_thinning_twice_changes_nothing() -> None:
    mask = _drawn([((8, 8), (88, 60), 5), ((8, 80), (88, 20), 4), ((40, 8), (44, 88), 3)])
    once = thin(mask)
    assert np.array_equal(thin(once), once)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 2), (3, 3)])
def test_thinning_tiny_masks(size: tuple[int, int]) -> None:
    for value in (0, 255):
        skeleton = thin(np.full(size, value, np.uint8))
        assert skeleton.shape == size
        assert bool(skeleton.any()) <= bool(value)


def test_a_dot_of_two_pixels_stays() -> None:
    mask = _mask()
    mask[40:42, 40:42] = 255
    assert thin(mask).sum() >= 1


def test_a_mask_that_touches_the_rim() -> None:
    assert thin(np.full((20, 30), 255, np.uint8)).any()
    drawing = trace(np.full((20, 30), 255, np.uint8), spur=3, keep=np.zeros((20, 30), np.uint8))
    for piece in drawing.pieces:
        assert piece.points[:, 0].min() >= 0
        assert piece.points[:, 0].max() < 30
        assert piece.points[:, 1].max() < 20


# ---- pieces and junctions ----------------------------------------------------------------


def test_an_empty_mask_has_no_pieces() -> None:
    assert _traced(_mask()) == Drawing((), ())


def test_one_line_is_one_piece_with_two_free_ends() -> None:
    drawing = _traced(_drawn([((10, 20), (80, 70), 3)]))
    (piece,) = drawing.pieces
    assert piece.joints == (-1, -1)
    tips = sorted([piece.end(0), piece.end(1)])
    assert np.hypot(tips[0][0] - 10, tips[0][1] - 20) < 5
    assert np.hypot(tips[1][0] - 80, tips[1][1] - 70) < 5


def test_a_corner_is_no_junction() -> None:
    mask = _mask()
    cv2.polylines(mask, [np.array([[10, 20], [70, 20], [70, 85]], np.int32)], False, 255, 2)
    drawing = _traced(mask)
    assert len(drawing.pieces) == 1
    assert drawing.junctions == ()


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_fork_has_three_pieces_that_meet(width: int) -> None:
    mask = _drawn([((8, 48), (48, 48), width), ((48, 48), (48, 8), width),
                   ((48, 48), (48, 88), width)])  # fmt: skip
    drawing = _traced(mask)
    assert len(drawing.pieces) == 3
    assert len(drawing.junctions) == 1
    assert all(sorted(piece.joints)[0] == -1 for piece in drawing.pieces)
    assert np.hypot(drawing.junctions[0][0] - 48, drawing.junctions[0][1] - 48) <= 4


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_cross_of_upright_lines_has_four_pieces(width: int) -> None:
    drawing = _traced(_drawn([((8, 48), (88, 48), width), ((48, 8), (48, 88), width)]))
    assert len([piece for piece in drawing.pieces if piece.length > 20]) == 4
    hubs = {hub for piece in drawing.pieces for hub in piece.joints if hub >= 0}
    assert len(hubs) == 1


def test_the_pixels_of_a_piece_follow_one_another() -> None:
    mask = _drawn([((8, 10), (88, 40), 3), ((8, 80), (88, 50), 3), ((50, 8), (40, 88), 3)])
    for piece in _traced(mask).pieces:
        steps = np.abs(np.diff(piece.points, axis=0))
        assert steps.max(initial=0) <= 1
        assert len({(int(x), int(y)) for x, y in piece.points}) == len(piece.points)


def test_a_closed_ring_is_kept_without_ends_in_the_air() -> None:
    mask = _mask()
    cv2.circle(mask, (48, 48), 30, 255, 2)
    drawing = _traced(mask)
    assert sum(piece.length for piece in drawing.pieces) > 140


def test_short_spurs_go_unless_they_are_wanted() -> None:
    mask = _drawn([((8, 48), (88, 48), 1), ((48, 48), (48, 43), 1)])
    assert len(_traced(mask, spur=9).pieces) == 1
    keep = _mask()
    keep[40:46, 44:52] = 1
    assert len(trace(mask, spur=9, keep=keep).pieces) == 3


def test_the_way_out_of_a_piece() -> None:
    (piece,) = _traced(_drawn([((10, 50), (80, 50), 1)])).pieces
    ways = {piece.end(k): piece.outward(k) for k in (0, 1)}
    left, right = sorted(ways)
    assert ways[left] == pytest.approx((-1, 0))
    assert ways[right] == pytest.approx((1, 0))


def test_a_line_into_a_tiny_loop_ends_there() -> None:
    mask = _mask()
    cv2.line(mask, (10, 40), (60, 40), 255, 2)
    cv2.circle(mask, (64, 40), 4, 255, 1)
    drawing = trace(mask, spur=30, keep=np.zeros_like(mask))
    assert len(drawing.pieces) == 1
    assert drawing.pieces[0].joints == (-1, -1)
