"""Text lines of a picture: PP-OCRv6 networks out of the rapidocr wheel, driven by onnxruntime.

The networks are rapidocr's (Apache-2.0); the steps around them are ours, because the two
dials that decide the time (what detection is shown, widths batched together) are there.
Knows nothing of shapes, kinds or language.
"""

import functools
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from tuwen.errors import ConfigError
from tuwen.figure.types import Pixels
from tuwen.reading.detection import find_text
from tuwen.reading.line import Line
from tuwen.reading.misspelt import with_capitals, without_strays
from tuwen.reading.outline import area_of, shared
from tuwen.reading.partings import parted
from tuwen.reading.snug import tight_box
from tuwen.reading.spelling import Alphabet, Spelling, Trace
from tuwen.reading.types import Box

_REC_HEIGHT = 48
LEAST = 0.5  # confidence: below, a line is mostly none
_AFTER = 8  # px of nothing after a line: right at the rim its last letter is lost
_BATCH_PIXELS = 48 * 600  # recognition: at most this many pixels of input at once


@dataclass(frozen=True)
class _Networks:
    detect: ort.InferenceSession
    detecting: ThreadPoolExecutor  # the one thread that detects: denormals are zero on it
    recognise: ort.InferenceSession
    alphabet: Alphabet
    threads: int  # detection runs on all of them, recognition one batch on each


@functools.cache
def _networks() -> _Networks:
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(
            "ocr_missing", "缺少 rapidocr 软件包，请重新运行 make run 或 pip install tuwen。"
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "models"

    def session(name: str, threads: int, denormals: str) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        options.enable_mem_pattern = False  # a plan for each size of input is kept, and never pays
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Some weights of detection are denormal: as such they make it three times as slow. The
        # setting holds for all else that is computed in the thread that makes the session.
        options.add_session_config_entry("session.set_denormal_as_zero", denormals)
        return ort.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

    threads = int(os.environ.get("TUWEN_OCR_THREADS", "0")) or cv2.getNumberOfCPUs()
    detecting = ThreadPoolExecutor(1, "detect")
    detect = detecting.submit(session, "PP-OCRv6_det_small.onnx", threads, "1").result()
    recognise = session("PP-OCRv6_rec_small.onnx", 1, "0")
    table = recognise.get_modelmeta().custom_metadata_map["character"].splitlines()
    return _Networks(detect, detecting, recognise, Alphabet(("", *table, " ")), threads)


_lock = threading.Lock()


def warm() -> None:
    """Load the networks and run them once."""
    read_lines(np.full((64, 64, 3), 255, np.uint8), gray=np.full((64, 64), 255, np.uint8))


def read_lines(pixels: Pixels, *, gray: NDArray[np.uint8], least: float = LEAST) -> list[Line]:
    """Find and recognise the text lines of an RGB picture (H, W, 3), top to bottom.

    Lines that are less sure than `least` are left out: they are mostly none.
    """
    with _lock:
        networks = _networks()
    boxes = networks.detecting.submit(find_text, networks.detect, pixels, gray).result()
    boxes = parted(gray, boxes)
    lines = _recognise(networks, pixels, boxes, [_closer(gray, box) for box in boxes])
    sure = [line for line in lines if line.confidence >= least]
    texts = without_strays([line.text for line in sure])
    sure = [replace(line, text=text) for line, text in zip(sure, texts, strict=True)]
    return sorted(sure, key=lambda line: (line.box[1], line.box[0]))


def read_boxes(pixels: Pixels, *, gray: NDArray[np.uint8], boxes: list[Box]) -> list[Line]:
    """Recognise what stands in boxes of which it is known that something does: single letters."""
    with _lock:
        networks = _networks()
    near: list[Box] = []
    for box in boxes:
        x0, y0, x1, y1 = tight_box(gray, box)
        pad = max(3, round(0.3 * (y1 - y0)))
        aside = max(pad, pad + (y1 - y0 - x1 + x0) // 2)  # no narrower than high, or it is turned
        near.append((max(box[0], x0 - aside), max(box[1], y0 - pad),
                     min(box[2], x1 + aside), min(box[3], y1 + pad)))  # fmt: skip
    return [line for line in _recognise(networks, pixels, near, near) if line.confidence >= LEAST]


def spell(crops: list[Pixels]) -> list[Spelling]:
    """How likely each character of ASCII is at each place of some level lines of text."""
    with _lock:
        networks = _networks()
    inputs = [
        _resized(crop, max(16, round(crop.shape[1] * _REC_HEIGHT / crop.shape[0])), _REC_HEIGHT)
        for crop in crops
    ]
    order = sorted(range(len(crops)), key=lambda k: -inputs[k].shape[1])  # the widest first
    with ThreadPoolExecutor(networks.threads) as pool:
        read = pool.map(partial(_decode, networks), [[inputs[k]] for k in order])
        traces = {k: trace for k, [(_, _, trace)] in zip(order, read, strict=True)}
    return [
        replace(traces[k], step=traces[k].step * crop.shape[0] / _REC_HEIGHT).spelt()
        for k, crop in enumerate(crops)
    ]


def _recognise(
    networks: _Networks, pixels: Pixels, boxes: list[Box], closer: list[Box]
) -> list[Line]:
    """Read crops in batches of similar width: little padding, and what looks the same once."""
    crops: dict[bytes, Pixels] = {}
    seen: list[tuple[Box, int, bytes, Box]] = []
    for box, (x0, y0, x1, y1) in zip(boxes, closer, strict=True):
        upright = (y1 - y0) < 1.5 * (x1 - x0)
        for turn in (0,) if upright else (1, 3):  # an upright line is read up and down
            turned = np.rot90(pixels[y0:y1, x0:x1], turn)
            wide = max(16, round(turned.shape[1] * _REC_HEIGHT / turned.shape[0]))
            crop = _resized(turned, wide, _REC_HEIGHT)
            key = crop.tobytes()
            seen.append((box, turn, key, (x0, y0, x1, y1)))
            crops[key] = crop
    batches = list(_batches(sorted(crops, key=len), crops))[::-1]  # the widest first
    read: dict[bytes, tuple[str, float, Trace]] = {}
    with ThreadPoolExecutor(networks.threads) as pool:
        inputs = [[crops[key] for key in batch] for batch in batches]
        for batch, texts in zip(batches, pool.map(partial(_decode, networks), inputs), strict=True):
            read |= zip(batch, texts, strict=True)
    lines: list[Line] = []
    for box, turn, key, (x, top, _, bottom) in seen:
        text, confidence, trace = read[key]
        if text.strip():
            trace = replace(trace, x=float(x), step=trace.step * (bottom - top) / _REC_HEIGHT)
            kept = trace if turn == 0 else None
            said = with_capitals(text.strip())
            lines.append(Line(said, box, confidence, turn == 0, turn, kept))
    return _surest(lines)


def _batches(keys: list[bytes], crops: dict[bytes, Pixels]) -> Iterator[list[bytes]]:
    """Crops in order of their width, cut where one is much wider or the batch is full."""
    batch: list[bytes] = []
    for key in keys:
        wide = crops[key].shape[1]
        if batch and (
            wide > 1.08 * crops[batch[0]].shape[1] + 4
            or wide * (len(batch) + 1) * _REC_HEIGHT > _BATCH_PIXELS
        ):
            yield batch
            batch = []
        batch.append(key)
    if batch:
        yield batch


def _closer(gray: NDArray[np.uint8], box: Box) -> Box:
    """The box drawn nearer to the glyphs, with the margin that recognition was trained on."""
    tight = tight_box(gray, box)
    high, wide = tight[3] - tight[1], tight[2] - tight[0]
    if min(high, wide) < 6 or max(high, wide) < 0.5 * max(box[2] - box[0], box[3] - box[1]):
        return box
    pad = max(2, round(0.22 * min(high, wide)))
    return (max(box[0], tight[0] - pad), max(box[1], tight[1] - pad),
            min(box[2], tight[2] + pad), min(box[3], tight[3] + pad))  # fmt: skip


def _surest(lines: list[Line]) -> list[Line]:
    """Of two readings of one box, the surer; of two boxes around one text, too."""
    kept: dict[str, list[Line]] = {}
    boxes: set[Box] = set()
    for line in sorted(lines, key=lambda q: (-q.confidence, area_of(q.box))):
        same = kept.setdefault(line.text.replace(" ", ""), [])
        if line.box not in boxes and all(_overlap(line.box, q.box) <= 0.7 for q in same):
            same.append(line)
            boxes.add(line.box)
    return [line for same in kept.values() for line in same]


def _overlap(a: Box, b: Box) -> float:
    """Share of the smaller of two boxes that lies in the other."""
    return shared(a, b) / max(1, min(area_of(a), area_of(b)))


def _resized(crop: Pixels, wide: int, high: int) -> Pixels:
    method = cv2.INTER_AREA if crop.shape[0] > high else cv2.INTER_LINEAR
    return cv2.resize(crop, (wide, high), interpolation=method).astype(np.uint8, copy=False)


def _stack(crops: list[Pixels]) -> NDArray[np.float32]:
    wide = max(crop.shape[1] for crop in crops) + _AFTER
    batch = np.zeros((len(crops), 3, _REC_HEIGHT, wide), np.float32)
    for i, crop in enumerate(crops):
        batch[i, :, :, : crop.shape[1]] = crop.transpose(2, 0, 1) / 127.5 - 1.0
    return batch


def _decode(networks: _Networks, crops: list[Pixels]) -> list[tuple[str, float, Trace]]:
    """Greedy CTC: best class a step, repeats and blanks dropped, mean confidence of the rest.

    What is kept of the scores lies in px of the crops, each of which begins at 0.
    """
    alphabet, inputs = networks.alphabet, _stack(crops)
    scores = np.asarray(networks.recognise.run(None, {"x": inputs})[0])
    best = scores.argmax(2)
    prob = np.take_along_axis(scores, best[..., None], 2)[..., 0]
    plain = scores[:, :, alphabet.columns]
    step = inputs.shape[3] / scores.shape[1]
    out: list[tuple[str, float, Trace]] = []
    for k, (classes, confidences) in enumerate(zip(best, prob, strict=True)):
        keep = classes != 0
        keep[1:] &= classes[1:] != classes[:-1]
        text = "".join(alphabet.characters[c] for c in classes[keep])
        used = int(np.ceil((crops[k].shape[1] + _AFTER) / step))
        trace = Trace(alphabet, 0.0, step, plain[k, :used], classes[:used], confidences[:used])
        out.append((text, float(confidences[keep].mean()) if keep.any() else 0.0, trace))
    return out
