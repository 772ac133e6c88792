"""How long /healthz takes while eight large pictures are being read.

    python bench/healthz.py PICTURE...      (default: examples/*.png, scaled up to 3000 px)

Starts a server of its own, sends the pictures at once, asks /healthz all the while.
"""

import argparse
import json
import socket
import statistics
import subprocess
import sys
import threading
import time
from io import BytesIO
from pathlib import Path

import requests
from PIL import Image

EXAMPLES = Path(__file__).parents[1] / "examples"
AT_ONCE = 8
LARGE = 3000


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description="latency of /healthz under load")
    parser.add_argument("pictures", nargs="*", type=Path)
    pictures = parser.parse_args().pictures or sorted(EXAMPLES.glob("*.png"))
    bodies = [large(pictures[i % len(pictures)]) for i in range(AT_ONCE)]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "tuwen", "serve", "--port", address.rsplit(":", 1)[1]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            started = time.perf_counter()
            assert server.stdout is not None
            server.stdout.readline()
            while requests.get(f"{address}/readyz", timeout=10).status_code != 200:
                time.sleep(0.05)
            ready = time.perf_counter() - started
            print(json.dumps({"ready_s": round(ready, 2), **measure(address, bodies)}))
        finally:
            server.terminate()


def measure(address: str, bodies: list[bytes]) -> dict[str, float]:
    """Ask for health until every picture is answered."""
    answers: list[int] = []

    def send(body: bytes) -> None:
        url = f"{address}/v1/multimodal/completion"
        answers.append(requests.post(url, files={"image": body}, timeout=300).status_code)

    senders = [threading.Thread(target=send, args=(body,)) for body in bodies]
    started = time.perf_counter()
    for sender in senders:
        sender.start()
    took: list[float] = []
    with requests.Session() as session:
        while any(sender.is_alive() for sender in senders):
            asked = time.perf_counter()
            session.get(f"{address}/healthz", timeout=10).raise_for_status()
            took.append((time.perf_counter() - asked) * 1000)
            time.sleep(0.01)
    return {
        "pictures": len(bodies),
        "answered_200": answers.count(200),
        "all_read_s": round(time.perf_counter() - started, 2),
        "healthz_asked": len(took),
        "healthz_median_ms": round(statistics.median(took), 1),
        "healthz_p99_ms": round(statistics.quantiles(took, n=100)[98], 1),
        "healthz_max_ms": round(max(took), 1),
    }


def large(path: Path) -> bytes:
    """The picture, scaled up so that its longer side has LARGE pixels."""
    with Image.open(path) as image:
        scale = LARGE / max(image.size)
        size = (round(image.width * scale), round(image.height * scale))
        buffer = BytesIO()
        image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()


if __name__ == "__main__":
    main()
