"""Has torchvision of PyPI be imported beside a torch for the CPU.

Its compiled operators are for CUDA and cannot be loaded. vLLM needs its transforms alone, which
are plain torch; but on import torchvision registers fakes for operators, so those must be
declared. A .pth file runs this in every process of the environment.
"""

import sys
from typing import Any

DECLARED: list[Any] = []  # an operator lives as long as its library


class Finder:
    """Declares the operators just before torchvision is imported."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if name != "torchvision":
            return
        sys.meta_path.remove(self)
        import torch

        library: Any = torch.library.Library("torchvision", "FRAGMENT")
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        DECLARED.append(library)


sys.meta_path.insert(0, Finder())
