"""Ends of lines out of drawn pictures: what the reader finds, named by what the tools drew.

python harvest.py FOLDER     writes FOLDER/ends.npz: patches twice as wide as the network's
"""

import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from spoiling import spoilt

from tuwen.reading import ocr, scene
from tuwen.reading.diagram import lay_out
from tuwen.reading.ends import Strokes, gather
from tuwen.reading.gaps import outward
from tuwen.reading.hatching import flatten_hatching
from tuwen.reading.heads import MARKS, SIDE, patches

_NEAR, _FAR = 13.0, 24.0  # px at scale 1: surely this end; surely no mark here


def pictures(folder: Path) -> Iterator[tuple[dict[str, Any], scene.Scene]]:
    """Each drawn picture taken apart, with its truth. A part is spoilt as files on the web are."""
    ends = {row["name"]: row["ends"] for row in _rows(folder / "ends.jsonl")}
    for truth in _rows(folder / "truth.jsonl"):
        name = truth["name"]
        if truth["type"] == "sequence" or not ends.get(name):
            continue
        if any(end["mark"] == "other" for end in ends[name]):
            continue
        with Image.open(folder / f"{name}.png") as picture:
            picture, scale = spoilt(picture.convert("RGB"), Random(name))
        truth["ends"] = [end | {"at": [v * scale for v in end["at"]]} for end in ends[name]]
        truth["scale"] *= scale
        pixels = flatten_hatching(np.array(picture))
        gray = scene.gray_of(pixels)
        yield truth, scene.take_apart(pixels, gray, _lines(folder, name, pixels, gray))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _lines(folder: Path, name: str, pixels: Any, gray: Any) -> list[ocr.Line]:
    kept = folder / f"{name}.lines"
    if kept.is_file():
        return pickle.loads(kept.read_bytes())
    lines = ocr.read_lines(pixels, gray=gray)
    kept.write_bytes(pickle.dumps(lines))
    return lines


def named_ends(truth: dict[str, Any], strokes: Strokes) -> Iterator[tuple[Any, Any, int, bool]]:
    """(end, way out, index of its mark, whether it meets a thing) for each end that is sure."""
    drawing = strokes.drawing
    at = np.array([end["at"] for end in truth["ends"]])
    out = np.array([end["out"] for end in truth["ends"]])
    unit = max(truth["scale"], 0.7)
    for i, piece in enumerate(drawing.pieces):
        for k in (0, 1):
            if piece.joints[k] >= 0 or (i, k) in strokes.bridges:
                continue
            way = outward(drawing, (i, k), strokes.bridges, look=26)
            far = np.hypot(*(at - piece.end(k)).T) / unit
            fits = far + 12 * (1 - out @ np.array(way))
            best = int(fits.argmin())
            if fits[best] <= _NEAR:
                mark = MARKS.index(truth["ends"][best]["mark"])
            elif far.min() >= _FAR:
                mark = 0
            else:
                continue
            yield piece.end(k), way, mark, (i, k) in strokes.contacts


def main() -> None:
    """Write the patches of one folder, by text height and of a fixed size."""
    folder = Path(sys.argv[1])
    cut: dict[str, list[NDArray[np.uint8]]] = {"text": [], "fixed": []}
    marks: list[int] = []
    met: list[bool] = []
    names: list[int] = []
    for truth, taken in pictures(folder):
        taken, _, anchors = lay_out(taken)
        strokes = gather(taken, anchors)
        found = list(named_ends(truth, strokes)) if strokes else []
        if strokes is None or not found:
            continue
        ends = [(at, way) for at, way, _, _ in found]
        units = {"text": 2.5 * float(np.clip(taken.glyph_height, 8, 40)) / SIDE, "fixed": 36 / SIDE}
        for name, unit in units.items():
            cut[name].append(patches(taken.gray, strokes.mask, ends, unit, 2 * SIDE))
        marks += [mark for _, _, mark, _ in found]
        met += [contact for *_, contact in found]
        names += [int(truth["name"])] * len(found)
    arrays = {name: np.concatenate(parts) for name, parts in cut.items()}
    np.savez_compressed(folder / "ends.npz", marks=marks, met=met, pictures=names, **arrays)
    print({mark: marks.count(i) for i, mark in enumerate(MARKS)})


if __name__ == "__main__":
    main()
