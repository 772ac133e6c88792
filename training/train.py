"""Trains the network for the marks at line ends, and writes it as ONNX.

python train.py TRAIN HELD_OUT OUT.onnx [--unit text|fixed] [--epochs N] [--pens N]

TRAIN and HELD_OUT are folders that harvest.py was run on. Seeded: the same patches give the
same network.
"""

import argparse
import io
import os
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from pens import drawn_ends
from torch import nn

from tuwen.reading.heads import MARKS, SIDE, normalised

SEED = 20261124
_HEAD_WEIGHT = 3.0  # of the loss on "a mark or none", which decides directions


class HeadNet(nn.Module):
    """Four convolutions and a small classifier: about 100 000 weights."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        wide = 2
        for out, size, stride in ((20, 5, 2), (32, 3, 2), (48, 3, 1), (64, 3, 2)):
            layers += [nn.Conv2d(wide, out, size, stride, size // 2, bias=False)]
            layers += [nn.BatchNorm2d(out), nn.ReLU()]
            wide = out
        self.seen = nn.Sequential(*layers)
        self.named = nn.Sequential(
            nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 16, 48), nn.ReLU(),
            nn.Linear(48, len(MARKS)),
        )  # fmt: skip

    def forward(self, patches: torch.Tensor) -> torch.Tensor:
        return self.named(self.seen(patches))


def jittered(patch: NDArray[np.uint8], dice: np.random.Generator) -> NDArray[np.uint8]:
    """A patch of the network's size out of a wider one: turned, scaled, moved, mirrored."""
    turn, scale = dice.normal(0, 7), dice.uniform(0.82, 1.22)
    turned = cv2.getRotationMatrix2D((0, 0), turn, scale)
    if dice.random() < 0.5:
        turned[:, 0] *= -1
    middle, ahead = SIDE / 2 - 0.5, SIDE * 0.4 - 0.5
    moved = np.array([middle, ahead]) + dice.normal(0, 1.2, 2)
    source = np.array([SIDE - 0.5, SIDE - 0.5 - 0.1 * SIDE])
    turned[:, 2] = moved - turned[:, :2] @ source
    flags = cv2.INTER_LINEAR
    return np.stack(
        [cv2.warpAffine(layer, turned, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
         for layer in patch]
    )  # fmt: skip


def middle_of(wide: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What the reader itself would cut."""
    half = SIDE // 2
    return wide[:, :, half : half + SIDE, half : half + SIDE]


def train(
    wide: NDArray[np.uint8], marks: NDArray[np.int64], *, epochs: int, least: int = 256
) -> HeadNet:
    """Fit a network; rare marks are shown more often."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # and no sum depends on how threads share it
    dice = np.random.default_rng(SEED)
    net = HeadNet()
    steps = epochs * max(1, len(marks) // least)
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    count = np.bincount(marks, minlength=len(MARKS))
    share = (1 / np.sqrt(np.maximum(count, 1)))[marks]
    share /= share.sum()
    for step in range(steps):
        chosen = dice.choice(len(marks), least, p=share)
        seen = normalised(np.stack([jittered(wide[i], dice) for i in chosen]))
        truth = torch.from_numpy(marks[chosen])
        logits = net(torch.from_numpy(seen))
        odds = torch.logsumexp(logits[:, 1:], 1) - logits[:, 0]
        weight = torch.from_numpy(np.sqrt(np.maximum(count, 1))[marks[chosen]]).float()
        head = nn.functional.binary_cross_entropy_with_logits(
            odds, (truth > 0).float(), weight / weight.mean()
        )
        loss = nn.functional.cross_entropy(logits, truth, label_smoothing=0.02)
        optimiser.zero_grad()
        (loss + _HEAD_WEIGHT * head).backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            print(step, steps, round(float(loss), 4), round(float(head), 4), flush=True)
    return net.eval()


def export(net: HeadNet, path: Path) -> None:
    """Write ONNX with a free batch size."""
    buffer = io.BytesIO()
    example = torch.zeros(2, 2, SIDE, SIDE)
    torch.onnx.export(
        net, (example,), buffer, input_names=["patches"], output_names=["marks"],
        dynamic_axes={"patches": {0: "n"}, "marks": {0: "n"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    model = onnx.load_from_string(buffer.getvalue())
    model.doc_string = f"Marks at line ends: {' '.join(MARKS)}. Trained by training/run.sh, Tuwen."
    partial = path.with_suffix(".part")
    onnx.save(model, str(partial))
    os.replace(partial, path)


def report(net: HeadNet, wide: NDArray[np.uint8], marks: NDArray[np.int64]) -> str:
    """Right out of all, by mark, and head or none."""
    seen = torch.from_numpy(normalised(middle_of(wide)))
    with torch.no_grad():
        logits = torch.cat([net(part) for part in seen.split(2048)])
    odds = logits.softmax(1).numpy()
    found = np.where(odds[:, 0] >= 0.5, 0, 1 + odds[:, 1:].argmax(1))
    head = ((found > 0) == (marks > 0)).mean()
    lines = [f"{len(marks)} ends: mark {np.mean(found == marks):.4f}, head or none {head:.4f}"]
    for i, mark in enumerate(MARKS):
        here = marks == i
        if here.any():
            said = np.bincount(found[here], minlength=len(MARKS))
            lines.append(f"  {mark:9}{here.sum():6} {said[i] / here.sum():.3f}  {said.tolist()}")
    return "\n".join(lines)


def _load(
    folder: Path, unit: str
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.bool_]]:
    held = np.load(folder / "ends.npz")
    return held[unit], held["marks"].astype(np.int64), held["met"].astype(bool)


def main() -> None:
    """Train, say how well, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--unit", choices=["text", "fixed"], default="text")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--pens", type=int, default=16000, help="ends drawn with our own pen")
    options = parser.parse_args()
    wide, marks, _ = _load(options.train, options.unit)
    ours, named = drawn_ends(options.pens, np.random.default_rng(SEED))
    wide, marks = np.concatenate([wide, ours]), np.concatenate([marks, named])
    net = train(wide, marks, epochs=options.epochs)
    print(sum(p.numel() for p in net.parameters()), "weights")
    wide, marks, met = _load(options.held_out, options.unit)
    print("held out, all ends:", report(net, wide, marks))
    print("held out, ends at a thing:", report(net, wide[met], marks[met]))
    export(net, options.out)


if __name__ == "__main__":
    main()
