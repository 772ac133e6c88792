"""What the device can do at best: the floors that figures are held against."""

import logging
from dataclasses import dataclass
from typing import Any

from gpu_model import torch, transformers
from gpu_steps import clock

# GB/s by the data sheet, by the name that the driver gives
SHEET = {
    "NVIDIA H200": 4800, "NVIDIA H100 80GB HBM3": 3350, "NVIDIA H100 PCIe": 2000,
    "NVIDIA A100-SXM4-80GB": 2039, "NVIDIA L40S": 864, "NVIDIA L4": 300,
    "NVIDIA GeForce RTX 5090": 1792, "NVIDIA GeForce RTX 5070": 672,
    "NVIDIA GeForce RTX 4090": 1008, "NVIDIA GeForce RTX 4070": 504,
    "NVIDIA GeForce RTX 3090": 936, "NVIDIA GeForce RTX 3060": 360,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """What the device can do: its floors."""

    said: str
    bandwidth: float  # bytes a second
    rate: float  # floating-point operations a second

    def reads_ms(self, size: float) -> float:
        return 1000 * size / self.bandwidth


def card(device_name: str) -> Card:
    """Copy a large tensor and multiply large matrices."""
    device = begin(device_name)
    cuda = device.type == "cuda"
    name, memory = "the CPU", ""
    if cuda:
        about = torch.cuda.get_device_properties(device)
        name, memory = about.name, f", {about.total_memory / 1e9:.1f} GB, CUDA {torch.version.cuda}"
    size = 1 << (30 if cuda else 27)
    source = torch.ones(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)

    def copies() -> None:
        for _ in range(10):
            target.copy_(source)

    bandwidth = 10 * 2 * size / clock(device, copies, 5)
    side, dtype = (8192, torch.bfloat16) if cuda else (1024, torch.float32)
    matrix = torch.ones((side, side), dtype=dtype, device=device)

    def products() -> None:
        for _ in range(10):
            torch.mm(matrix, matrix, out=product)

    product = torch.empty_like(matrix)
    rate = 10 * 2 * side**3 / clock(device, products, 3)
    sheet = f" ({SHEET[name]} by the data sheet)" if name in SHEET else ""
    said = (
        f"{name}{memory}: copies at {bandwidth / 1e9:.0f} GB/s{sheet}, read and written; "
        f"multiplies in {'bf16' if cuda else 'float32'} at {rate / 1e12:.3g} TFLOP/s"
    )
    return Card(said, bandwidth, rate)


def begin(device_name: str) -> Any:
    """Set this process up for measuring."""
    torch.set_grad_enabled(False)
    transformers.utils.logging.set_verbosity_error()
    # says at every layer of every step that it computes in float16
    logging.getLogger("bitsandbytes.autograd._functions").setLevel(logging.ERROR)
    device = torch.device(device_name)
    if device.type == "cuda":
        torch.cuda.set_device(device)
    return device
